"""What a source file says for datasets whose protocol can't: terms of use, themes, frequency, keywords, a description.

The source's own words go first; these stand in for what is missing.
"""

from __future__ import annotations

import re
from dataclasses import replace

from pydantic import Field

from . import translate
from .contract import Options
from .finding import Finding, Notes
from .record import DatasetRecord
from .source import SourceContact
from .translate import Licence

CLOSED = re.compile(
    r"creativecommons\.org/licenses/by-n[cd]\S*|\bCC[- ]BY[- ]N[CD]\b[-\w.]*|\b(?:all rights reserved|alle rechte vorbehalten)\b", re.IGNORECASE
)
ADDRESS = re.compile(r"https?://[^\s\"'<>)\]]+")


class Defaults(Options):
    """Options that stand in for what a protocol has no place for."""

    licence: str = Field(
        "",
        description="Nutzungsbedingung für alles, was selbst keine nennt: eine Aussage der Dienststelle, nie eine Annahme des Portals.",
        examples=["terms_by"],
        pattern="^(|terms_open|terms_by|terms_ask|terms_by_ask)$",
    )
    theme: tuple[str, ...] = Field((), description="Themen der Datensätze, die selbst keines nennen (EU-Code oder deutscher Name).", examples=[["TRAN"]])
    frequency: str = Field(
        "", description="Wie oft die Daten aktualisiert werden (EU-Code oder deutsches Wort), wo die Quelle es nicht sagt.", examples=["laufend"]
    )
    keywords: tuple[str, ...] = Field((), description="Schlagwörter, die jeder Datensatz der Quelle zusätzlich bekommt.", examples=[["Geodaten"]])
    description: str = Field(
        "", description="Beschreibung der Datensätze, die selbst keine haben; `{title}` steht für den Titel.", examples=["Geodaten der Stadt Luzern: {title}."]
    )


def completed(record: DatasetRecord, defaults: Defaults, contact: SourceContact, *, is_licence_stated: bool = False) -> DatasetRecord:
    """Fill what the record does not say.

    Where the source states terms of use that are not understood, or a licence that is none of the four (``rights``), ours must not replace them.
    """
    notes = Notes(record.findings)
    contacts, _ = translate.contacts_or(record.contacts, contact)
    themes = [notes.keep(translate.theme(text, "options.theme")) for text in defaults.theme] if not record.themes else []
    frequency = record.frequency or notes.keep(translate.frequency(defaults.frequency, "options.frequency"))
    keywords = dict(record.keywords)
    if german := tuple(dict.fromkeys((*keywords.get("de", ()), *defaults.keywords))):
        keywords["de"] = german
    description = record.description
    if not description and defaults.description:
        description = {"de": defaults.description.replace("{title}", next(iter(record.title.values()), ""))}
        notes.append(
            Finding.info("description-from-settings", "description", "Die Quelle beschreibt den Datensatz nicht; die Beschreibung kommt aus den Einstellungen.")
        )
    return replace(
        record,
        contacts=contacts,
        themes=record.themes or tuple(dict.fromkeys(filter(None, themes))),
        frequency=frequency,
        keywords=keywords,
        description=description,
        distributions=tuple(one if is_licence_stated or one.licence or one.rights else replace(one, licence=defaults.licence) for one in record.distributions),
        findings=tuple(notes),
    )


def licence_in(text: str, path: str) -> tuple[Licence, Finding | None]:
    """Find known terms of use in a free text (``Fees``, ``licenseInfo``): the whole text, an address in it, or a line of it.

    A finding without a licence says that the text closes the data: the source file's terms must not open it.
    """
    if match := CLOSED.search(text):
        message = f"Die Nutzungsbedingung «{match[0][:80]}» ist keine offene."
        return Licence(), Finding.warning("licence-unknown", path, message, "Bitte bei der Quelle klären, ob die Daten offen sind.")
    candidates = (text, *(found.rstrip(".,;") for found in ADDRESS.findall(text)), *text.splitlines())
    for candidate in candidates:
        licence, finding = translate.licence(candidate[:300], path)
        if licence.term or licence.rights:
            return licence, finding
    return Licence(), None
