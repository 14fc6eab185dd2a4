"""What a field may hold, and the RDF it becomes: one ``Kind`` for each sort of value.

A kind gives no node for what opendata.swiss would refuse or nobody could use; the caller makes a finding of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode

from ckanext.luzern.feeds.iri import mailto, valid_iri
from luzern_schemas.document import LANGUAGES
from luzern_schemas.vocabulary import load

Node = NamedNode | BlankNode | Literal
Fields = Mapping[str, Any]  # Any: a package or a part of it, as CKAN's actions give it

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DATE_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?(?:[.,]\d+)?(Z|[+-]\d\d:\d\d)?")
_DATES = (("gYear", r"\d{4}", "-01-01"), ("gYearMonth", r"\d{4}-\d\d", "-01"), ("date", r"\d{4}-\d\d-\d\d", ""))
_DURATION = re.compile(r"-?P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?")


@dataclass(frozen=True)
class Kind:
    """``nodes`` gives the RDF of one value; ``expected`` says in German what a value must be."""

    nodes: Callable[[Any], Iterator[Node]]
    expected: str


def items(value: Any) -> Sequence[Any]:
    """Give a field's values one by one, whether it holds a list, a single value or nothing."""
    values = value if isinstance(value, (list, tuple)) else [value]
    return [item for item in values if item not in (None, "", [], {})]


def parts(value: Any) -> list[Fields]:
    """Give the entries of a repeating field."""
    return [item for item in items(value) if isinstance(item, Mapping)]


def clean(text: object) -> str:
    """Give a text without the characters XML 1.0 has no room for, and without blanks around it."""
    return _NOT_XML.sub("", str(text)).replace("\r\n", "\n").strip()


def typed(text: str, datatype: str) -> Literal:
    """Give a literal of one of XML Schema's types."""
    return Literal(text, datatype=_xsd(datatype))


@lru_cache
def _xsd(datatype: str) -> NamedNode:
    return NamedNode(f"http://www.w3.org/2001/XMLSchema#{datatype}")


def _texts(value: Any) -> Iterator[Literal]:
    """DCAT-AP CH 3.0 §Multilingualism: tagged, and only the languages that are filled."""
    for language in LANGUAGES if isinstance(value, Mapping) else ():
        for text in map(clean, items(value.get(language))):
            if text:
                yield Literal(text, language=language)


def _plain(value: Any) -> Iterator[Literal]:
    if text := clean(value):
        yield Literal(text)


def _iris(value: Any) -> Iterator[NamedNode]:
    if isinstance(value, str) and (node := _address(value)):
        yield node


@lru_cache(maxsize=8192)  # a dataset is described once per profile, and its services stand in many
def _address(text: str) -> NamedNode | None:
    iri = valid_iri(clean(text))
    return NamedNode(iri) if iri else None


def _mailboxes(value: Any) -> Iterator[NamedNode]:
    if isinstance(value, str) and (iri := mailto(clean(value))):
        yield NamedNode(iri)


def _dates(value: Any) -> Iterator[Literal]:
    """The type says how much is known: a year, a month, a day or a moment (§dct:issued, §dct:modified)."""
    text = clean(value)
    for datatype, pattern, rest in _DATES:
        if re.fullmatch(pattern, text) and _exists(text + rest):
            yield typed(text, datatype)
    if moment := _DATE_TIME.fullmatch(text):
        day, minute, second, zone = moment.groups(default="")
        written = f"{day}T{minute}{second or ':00'}{zone.replace('Z', '+00:00')}"
        if _exists(written):
            yield typed(written, "dateTime")


def _exists(date: str) -> bool:
    try:
        datetime.fromisoformat(date)
    except ValueError:
        return False
    return True


def _sizes(value: Any) -> Iterator[Literal]:
    """xsd:decimal, as DCAT-AP CH asks; DCAT-AP would have xsd:nonNegativeInteger (§dcat:byteSize)."""
    if re.fullmatch(r"\d+", clean(value)):
        yield typed(str(int(clean(value))), "decimal")


def _durations(value: Any) -> Iterator[Literal]:
    if _DURATION.fullmatch(clean(value)):
        yield typed(clean(value), "duration")


def term(vocabulary: str, expected: str) -> Kind:
    """Terms of a controlled vocabulary, by their exact IRI."""

    @lru_cache(maxsize=4096)
    def concept(text: str) -> NamedNode | None:
        found = load(vocabulary).find(clean(text).partition(";")[0])  # «text/csv; charset=utf-8»
        return NamedNode(found.iri) if found and found.iri else None

    def nodes(value: Any) -> Iterator[NamedNode]:
        if node := concept(str(value)):
            yield node

    return Kind(nodes, expected)


TEXT = Kind(_texts, "ein Text in Deutsch, Französisch, Italienisch oder Englisch")
PLAIN = Kind(_plain, "ein Text")
IRI = Kind(_iris, "eine vollständige Adresse (https://…)")
MAILBOX = Kind(_mailboxes, "eine E-Mail-Adresse")
DATE = Kind(_dates, "ein Datum (2026, 2026-11, 2026-11-23) oder ein Zeitpunkt")
SIZE = Kind(_sizes, "eine Zahl von Bytes")
DURATION = Kind(_durations, "eine Dauer wie P1Y oder PT15M")

THEME = term("theme", "ein Thema der EU (data-theme)")
FREQUENCY = term("frequency", "eine Häufigkeit der EU-Liste, die opendata.swiss kennt")
LANGUAGE = term("language", "eine Sprache der EU-Liste")
ACCESS_RIGHT = term("access-right", "PUBLIC, RESTRICTED oder NON_PUBLIC")
AVAILABILITY = term("availability", "AVAILABLE, STABLE, EXPERIMENTAL oder TEMPORARY")
STATUS = term("status", "ein Stand der EU-Liste")
LICENCE = term("licence", "eine der vier Nutzungsbedingungen von opendata.swiss")
RIGHTS = term("rights", "CC0, CC BY oder CC BY-SA")
FORMAT = term("file-type", "ein Format der EU-Liste")
MEDIA_TYPE = term("media-type", "ein Medientyp der IANA-Liste")
