"""Records and packages with everything in them, and the records of the example city."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from luzern_harvesters.record import Agent, Column, DatasetRecord, Distribution, Period, Place, Relation
from luzern_harvesters.source import Source
from luzern_schemas import fields
from luzern_schemas.fields import Field

Open = Callable[[str], Any]


def source(**settings: Any) -> Source:
    values = {"id": "probe", "type": "dropzone", "url": "file:///nirgends", "organization": "tiefbauamt", "title": "Probe"}
    return Source.model_validate({**values, "contact": {"name": "Tiefbauamt", "email": "ogd@example.org"}, **settings})


def record(remote_id: str = "baeume", **values: Any) -> DatasetRecord:
    """Give what most records have."""
    described = {
        "title": {"de": "Bäume der Probe", "fr": "Arbres"},
        "description": {"de": "Was gezählt wird, und wo."},
        "contacts": (Agent({"de": "Fachstelle"}, "ogd@example.org"),),
        "keywords": {"de": ("Baum", "Kataster")},
        "themes": ("ENVI", "SOCI"),
        "frequency": "ANNUAL",
        "issued": "2020-01-01",
        "distributions": (distribution("a"), distribution("b")),
    }
    return DatasetRecord("probe", remote_id, **{**described, **values})


def distribution(key: str, **values: Any) -> Distribution:
    described = {"url": f"https://example.org/{key}.csv", "title": {"de": f"Datei {key}"}, "format": "CSV", "media_type": "text/csv", "licence": "terms_by"}
    return Distribution(key, **{**described, **values})


def full_record() -> DatasetRecord:
    """Give a record that says everything a record can say."""
    text, page = {"de": "Ein Text", "fr": "Un texte", "it": "Un testo", "en": "A text"}, "https://example.org/seite"
    agent = Agent(text, "stelle@example.org", page, "https://example.org/stelle")
    return record(
        publisher=agent,
        creators=(agent,),
        contacts=(agent, Agent({"de": "Zweite Stelle"}, "zwei@example.org")),
        modified="2026-02-27",
        languages=("DEU", "FRA"),
        landing_page=page,
        access_rights="PUBLIC",
        availability="STABLE",
        spatial=(Place(label="Luzern", geometry="POINT (8.3 47.05)"),),
        geographic_units=("1061",),
        temporal=(Period("2010", "2026-01-01"), Period("2026")),
        columns=(Column("nr", text, text, "integer", "m"),),
        relations=(Relation(page, text),),
        documentation=(page,),
        conforms_to=(page,),
        legislation=(page,),
        legal_basis=text,
        data_quality=text,
        remarks=text,
        update_promise="Bis Ende März",
        source_system="Fachapplikation",
        version="2.1",
        version_notes=text,
        in_series=(page,),
        related=(page,),
        image="https://example.org/bild.png",
        opendata_swiss=False,
        via_geocat=True,
        identifier="alt-1",
        source_url=page,
        distributions=(
            distribution(
                "a",
                access_url=page,
                description=text,
                rights="CC_BY_4_0",
                byte_size=12,
                checksum="0" * 64,
                issued="2020",
                modified="2021-01",
                languages=("DEU",),
                availability="STABLE",
                temporal_resolution="P1D",
                conforms_to=(page,),
                documentation=(page,),
                access_services=(page,),
                identifier="a-1",
            ),
            distribution("b"),
        ),
    )


def full_package() -> dict[str, Any]:
    """Give a dataset in which every field of the schema has the value of its example."""
    values = {field.name: _example(field) for field in fields.dataset_fields() if field.name not in {"name", "identifier", "owner_org"}}
    resource = {field.name: _example(field) for field in fields.resource_fields()}
    values["columns"] += [{"name": resource[part]} for part in ("chart_x", "chart_y", "chart_by")]
    return {**values, "owner_org": "tiefbauamt", "resources": [resource, {"url": "https://example.org/b.csv", "license": resource["license"]}]}


def example_city() -> Iterator[tuple[Source, list[tuple[DatasetRecord, Open]]]]:
    """Read every record of the example city, source by source, each with what opens its files."""
    from ckanext.luzern.harvest import sources  # noqa: PLC0415  needs a configured portal
    from luzern_harvesters.registry import harvester_for  # noqa: PLC0415  only a configured portal has a CKAN to import
    from luzern_harvesters.run import read_one  # noqa: PLC0415  only a configured portal has a CKAN to import

    for one in sources.select(()):
        with harvester_for(one) as harvester:
            readings = [read_one(harvester, ref) for ref in harvester.list().refs]
            yield one, [(read.record, partial(harvester.open, read.ref)) for read in readings if read.record and read.record.is_publishable]


def _example(field: Field) -> Any:
    if field.repeating:
        return [{part.name: _example(part) for part in field.repeating}]
    if field.kind == "luzern_multilingual_tags":
        return {"de": field.example.split(", ")}
    if field.multilingual:
        return {"de": field.example, "fr": field.example}
    return [field.example] if field.multiple else field.example
