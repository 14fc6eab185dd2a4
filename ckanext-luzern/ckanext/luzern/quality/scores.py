"""The scores as open data: tables at addresses that stay, and the dataset of the portal that names them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.luzern import config
from luzern_schemas.vocabulary import load

from . import days, overview
from .mqa import DIMENSIONS

NAME = "qualitaet-der-metadaten"
Cell = str | int | float | bool

COLUMNS: Mapping[str, tuple[str, str]] = {
    "dataset": ("text", "Name des Datensatzes in seiner Adresse"),
    "title": ("text", "Titel des Datensatzes"),
    "organization": ("text", "Name der Organisation in ihrer Adresse"),
    "organization_title": ("text", "Name der Organisation"),
    "url": ("text", "Adresse des Datensatzes"),
    "rejections": ("integer", "Gründe, aus denen opendata.swiss den Datensatz nicht aufnähme"),
    "violations": ("integer", "Verstösse gegen DCAT-AP CH"),
    "warnings": ("integer", "Mängel, die nichts verhindern"),
    "points": ("integer", "Punkte der Metadatenqualität (Metadata Quality Assessment), von 405"),
    "findability": ("decimal", "davon Auffindbarkeit, von 100"),
    "accessibility": ("decimal", "davon Zugänglichkeit, von 100"),
    "interoperability": ("decimal", "davon Interoperabilität, von 110"),
    "reusability": ("decimal", "davon Wiederverwendbarkeit, von 75"),
    "contextuality": ("decimal", "davon Kontext, von 20"),
    "links": ("integer", "Adressen, die geprüft sind"),
    "dead_links": ("integer", "Adressen, die mehrmals nicht antworteten"),
    "due_at": ("date", "Tag, bis zu dem neuere Daten versprochen sind; leer, wo nichts versprochen ist"),
    "is_overdue": ("boolean", "ob dieser Tag vorbei ist"),
    "judged_at": ("datetime", "Zeitpunkt der Prüfung"),
}
"""The columns of the table of datasets: data type, and what they say."""

TREND_COLUMNS = (
    "day", "organization", "datasets", "rejected", "faulty", "improvable", "points", *DIMENSIONS, "links", "dead_links", "promised", "overdue",
)  # fmt: skip

TEXTS = {
    "title_translated": {
        "de": "Qualität der Metadaten",
        "fr": "Qualité des métadonnées",
        "it": "Qualità dei metadati",
        "en": "Quality of the metadata",
    },
    "notes_translated": {
        "de": "Was das Portal jede Nacht über seine eigenen Datensätze feststellt: ob opendata.swiss sie aufnimmt, was gegen DCAT-AP CH verstösst, wie viele "
        "Punkte die Metadaten erreichen, ob die Adressen antworten und ob neuere Daten fällig sind. Vom Portal selbst erstellt.",
        "en": "What the portal finds out about its own datasets every night: whether opendata.swiss takes them, what breaks DCAT-AP CH, how many points the "
        "metadata gets, whether addresses answer and whether newer data is due. Made by the portal itself.",
    },
}


def datasets(today: date | None = None) -> Iterator[dict[str, Cell]]:
    """Give the scores of every public dataset, by the names of ``COLUMNS``."""
    today, titles = today or days.today(), overview.titles()
    for one in overview.datasets(today):
        yield {
            "dataset": one.name,
            "title": one.title["de"],
            "organization": one.organization,
            "organization_title": titles[one.organization]["de"],
            "url": f"{config.site_url()}/dataset/{one.name}",
            "rejections": one.rejections,
            "violations": one.violations,
            "warnings": one.warnings,
            "points": one.points,
            **{name: one.dimensions.get(name, 0) for name in DIMENSIONS},
            "links": one.links,
            "dead_links": one.dead,
            "due_at": one.due_at.isoformat() if one.due_at else "",
            "is_overdue": one.is_overdue(today),
            "judged_at": one.judged_at.isoformat(timespec="seconds"),
        }


def trend() -> Iterator[dict[str, Cell]]:
    """Give the figures of every day, by the names of ``TREND_COLUMNS``; ``organization`` is empty for the whole."""
    for day, scope, figures in days.every():
        counts = {name: getattr(figures, name) for name in ("datasets", "rejected", "faulty", "improvable", "points", "links", "promised", "overdue")}
        dimensions = {name: figures.dimensions.get(name, 0) for name in DIMENSIONS}
        yield {"day": day.isoformat(), "organization": scope, **counts, **dimensions, "dead_links": figures.dead}


def publish() -> bool:
    """Make the dataset of the scores, or bring it up to date once a day; tell whether something was written.

    Nothing is written where nobody is named to ask (``luzern.quality.contact``), or where a person has deleted the dataset.
    """
    contact, modified = config.quality_contact(), days.today().isoformat()
    if not contact:
        return False
    try:
        known = tk.get_action("package_show")(_context(), {"id": NAME})
    except tk.ObjectNotFound:
        tk.get_action("package_create")(_context(), _dataset(contact, modified))
        return True
    if known["state"] != "active" or str(known.get("modified")) == modified:
        return False
    resources = [{**resource, "modified": modified} for resource in known["resources"]]
    periods = [{**period, "end": modified} for period in known.get("temporal_coverage") or ()]
    tk.get_action("package_patch")(_context(), {"id": known["id"], "modified": modified, "temporal_coverage": periods, "resources": resources})
    return True


def _context() -> types.Context:
    return {"user": config.harvest_user(), "ignore_auth": True}


def _dataset(contact: str, modified: str) -> dict[str, Any]:
    licence, site = load("licence")["terms_open"].iri, config.site_url()
    table = {
        "format": "CSV",
        "mimetype": "text/csv",
        "license": licence,
        "rights": _iri("rights", "CC0"),
        "issued": modified,
        "modified": modified,
        "language": [_iri("language", "DEU")],
    }
    return {
        "name": NAME,
        "identifier": NAME,
        "owner_org": config.quality_organisation(),
        **TEXTS,
        "contact": [{"name_translated": {"de": "Open Government Data der Stadt Luzern"}, "email": contact}],
        "theme": [_iri("theme", "GOVE")],
        "tags_translated": {"de": ["Metadaten", "Datenqualität", "Open Government Data"], "en": ["metadata", "data quality"]},
        "frequency": _iri("frequency", "DAILY"),
        "modified": modified,
        "url": f"{site}/quality",
        "language": [_iri("language", "DEU")],
        "access_rights": _iri("access-right", "PUBLIC"),
        "spatial_coverage": [{"uri": config.catalogue_spatial()}] if config.catalogue_spatial() else [],
        "temporal_coverage": [{"start": modified, "end": modified}],
        "source_system": "Open-Data-Portal der Stadt Luzern",
        "remarks": {"de": "Vom Portal selbst erstellt und täglich nachgeführt."},
        "columns": [{"name": name, "label_translated": {"de": label}, "data_type": kind} for name, (kind, label) in COLUMNS.items()],
        "resources": [
            {**table, "name_translated": {"de": "Datensätze heute", "en": "Datasets today"}, **_address(f"{site}/quality/datasets.csv")},
            {**table, "name_translated": {"de": "Verlauf nach Tag und Organisation", "en": "Trend by day and organisation"}, **_address(f"{site}/quality/trend.csv")},
        ],
    }  # fmt: skip


def _address(url: str) -> dict[str, str]:
    return {"url": url, "access_url": url, "download_url": url}


def _iri(vocabulary: str, code: str) -> str:
    return load(vocabulary)[code].iri
