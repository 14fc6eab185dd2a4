"""The statistical cube: what PX, JSON-stat and SDMX all describe, without its numbers.

Each format's module reads its documents into a ``Catalogue`` of cubes; ``mapping`` makes records of them. Between the two a cube is
the document of its record, as JSON, so that a catalogue of a thousand tables is read once and kept small.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from luzern_harvesters.errors import RecordError
from luzern_harvesters.finding import Finding
from luzern_harvesters.record import Agent, Period, Text

Role = Literal["dimension", "time", "measure", "attribute"]
LANGUAGES = ("de", "fr", "it", "en")
SHOWN_VALUES = 8


@dataclass(frozen=True)
class Component:
    """A dimension, a measure or an attribute: one column of the cube as a table.

    ``size`` is how many values a dimension has, ``values`` the labels of the first few; ``decimals`` is -1 where nothing is said.
    """

    code: str
    label: Text = field(default_factory=dict)
    role: Role = "dimension"
    unit: str = ""
    size: int = 0
    values: tuple[str, ...] = ()
    decimals: int = -1
    notes: Text = field(default_factory=dict)


@dataclass(frozen=True)
class File:
    """One way to get the cube's data: an address, or the ``path`` of a file in the source's own folder."""

    key: str
    title: str  # German
    format: str  # word of the file-type vocabulary
    url: str = ""
    path: str = ""
    media_type: str = ""
    description: str = ""  # German


@dataclass(frozen=True)
class Cube:
    """A cube's metadata. Dates and frequency are the source's words; ``period`` and ``resolution`` are ISO 8601 already."""

    id: str
    title: Text = field(default_factory=dict)
    description: Text = field(default_factory=dict)
    remarks: Text = field(default_factory=dict)
    components: tuple[Component, ...] = ()
    period: Period = field(default_factory=Period)
    resolution: str = ""
    publisher: Agent | None = None
    contacts: tuple[Agent, ...] = ()
    keywords: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    issued: str = ""
    modified: str = ""
    frequency: str = ""
    version: str = ""
    licence: str = ""  # terms of use that the document itself states
    files: tuple[File, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Document:
    """What came from an address. ``url`` is empty for a file, ``language`` is meant where a document names none."""

    body: bytes
    name: str
    url: str = ""
    language: str = "de"
    endpoint: str = ""  # where the service stands, from the settings
    data_formats: Mapping[str, str] = field(default_factory=dict)  # how an SDMX service is asked for CSV, JSON, XML


@dataclass(frozen=True)
class Entry:
    """One record of a source: its cube as far as the listing says it, and where the rest is to be had, the best address first.

    ``is_data`` where the document holds data: it is what the source offers, and the rest only says what it means.
    """

    cube: Cube
    details: tuple[str, ...] = ()
    mark: str = ""
    is_data: bool = False


@dataclass(frozen=True)
class Catalogue:
    """The cubes of one document, and the addresses where the listing goes on; ``total`` is how many it announces over all."""

    entries: tuple[Entry, ...] = ()
    further: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    total: int | None = None


CUBE = TypeAdapter(Cube)


def dumped(cube: Cube) -> bytes:
    """Give a cube as JSON."""
    return CUBE.dump_json(cube)


def loaded(body: bytes) -> Cube:
    """Read a cube from JSON.

    Raises:
        RecordError: it is none.
    """
    try:
        return CUBE.validate_json(body)
    except ValidationError as err:
        raise RecordError(Finding.error("cube-broken", "", "Die gelesenen Angaben zum Würfel sind beschädigt.")) from err


def merged(better: Cube, listed: Cube) -> Cube:
    """Give the first cube, filled up with what only the second says; it keeps the second's id."""
    filled = {one.name: getattr(better, one.name) or getattr(listed, one.name) for one in fields(Cube)}
    if better.period == Period():
        filled["period"] = listed.period
    return replace(
        better, **{**filled, "id": listed.id, "title": {**listed.title, **better.title}, "findings": tuple(dict.fromkeys((*listed.findings, *better.findings)))}
    )


def texts(pairs: Iterable[tuple[str, str]], *, keep_lines: bool = False) -> tuple[Text, str]:
    """Give a text by the portal's languages, and the one other language it is in if it is in none of them: that counts as German."""
    by_language: dict[str, str] = {}
    for language, words in pairs:
        plain = "\n".join(" ".join(line.split()) for line in words.strip().splitlines()) if keep_lines else " ".join(words.split())
        if plain:
            by_language.setdefault(language.replace("_", "-").split("-", 1)[0].lower(), plain)
    known = {language: by_language[language] for language in LANGUAGES if language in by_language}
    if known or not by_language:
        return known, ""
    other, words = next(iter(by_language.items()))
    return {"de": words}, other


def foreign(language: str, path: str) -> Finding:
    """Say that a text in a language that the portal does not know counts as German."""
    message = f"Der Text ist nur in der Sprache «{language}» vorhanden; er gilt als Deutsch."
    return Finding.info("language-foreign", path, message, "Bitte den Text auf Deutsch liefern.")


def unknown_endpoint(document: Document) -> Finding:
    """Say that a document does not say where its data is."""
    message = "Aus dem Dokument geht nicht hervor, unter welcher Adresse die Daten liegen."
    remedy = "Bitte als «url» die Adresse der Schnittstelle angeben, oder die Einstellung «endpoint» auf ihre Basisadresse setzen."
    return Finding.warning("endpoint-unknown", document.name, message, remedy)


def any_of(text: Text) -> str:
    """Give a text in German, or else in the first language there is."""
    return next((text[language] for language in LANGUAGES if language in text), "")
