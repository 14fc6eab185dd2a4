"""What a field may hold, and the RDF it becomes: one ``Kind`` for each sort of value.

A kind gives no node for what opendata.swiss would refuse or nobody could use; the caller makes a finding of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
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

_REMEMBERED = 1024  # values of each kind: those of the datasets at hand, and what many say
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DATE_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?(?:[.,]\d+)?(Z|[+-]\d\d:\d\d)?")
_DATES = (("gYear", r"\d{4}", "-01-01"), ("gYearMonth", r"\d{4}-\d\d", "-01"), ("date", r"\d{4}-\d\d-\d\d", ""))
_DURATION = re.compile(r"-?P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?")


@dataclass(frozen=True)
class Kind:
    """``nodes`` gives the RDF of one value, nothing if the value is not of this kind; ``expected`` says in German what a value must be."""

    nodes: Callable[[Any], Sequence[Node]]
    expected: str


def items(value: Any) -> Sequence[Any]:
    """Give a field's values one by one, whether it holds a list, a single value or nothing."""
    values = value if isinstance(value, (list, tuple)) else [value]
    return [item for item in values if item or item == 0]


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


def _texts(value: Any) -> list[Node]:
    """DCAT-AP CH 3.0 §Multilingualism: tagged, and only the languages that are filled."""
    if not isinstance(value, Mapping):
        return []
    tagged = [_tagged(str(text), language) for language in LANGUAGES for text in items(value.get(language))]
    return [literal for literal in tagged if literal]


@lru_cache(maxsize=_REMEMBERED)
def _tagged(text: str, language: str) -> Literal | None:
    cleaned = clean(text)
    return Literal(cleaned, language=language) if cleaned else None


def _plain(text: str) -> Literal | None:
    return Literal(text) if text else None


def _address(text: str) -> NamedNode | None:
    iri = valid_iri(text)
    return NamedNode(iri) if iri else None


def _mailbox(text: str) -> NamedNode | None:
    iri = mailto(text)
    return NamedNode(iri) if iri else None


def _date(text: str) -> Literal | None:
    """The type says how much is known: a year, a month, a day or a moment (§dct:issued, §dct:modified)."""
    for datatype, pattern, rest in _DATES:
        if re.fullmatch(pattern, text) and _exists(text + rest):
            return typed(text, datatype)
    if moment := _DATE_TIME.fullmatch(text):
        day, minute, second, zone = moment.groups(default="")
        written = f"{day}T{minute}{second or ':00'}{zone.replace('Z', '+00:00')}"
        return typed(written, "dateTime") if _exists(written) else None
    return None


def _exists(date: str) -> bool:
    try:
        datetime.fromisoformat(date)
    except ValueError:
        return False
    return True


def _size(text: str) -> Literal | None:
    """xsd:decimal, as DCAT-AP CH asks; DCAT-AP would have xsd:nonNegativeInteger (§dcat:byteSize)."""
    return typed(str(int(text)), "decimal") if re.fullmatch(r"\d+", text) else None


def _duration(text: str) -> Literal | None:
    return typed(text, "duration") if _DURATION.fullmatch(text) else None


def _kind(make: Callable[[str], Node | None], expected: str) -> Kind:
    """What is written as one text. It is remembered: a catalogue says the same in many datasets, and a dataset in every profile."""

    @lru_cache(maxsize=_REMEMBERED)
    def nodes(text: str) -> tuple[Node, ...]:
        node = make(clean(text))
        return (node,) if node else ()

    return Kind(lambda value: nodes(str(value)), expected)


def _term(vocabulary: str, expected: str) -> Kind:
    """Terms of a controlled vocabulary, by their exact IRI."""

    def concept(text: str) -> NamedNode | None:
        found = load(vocabulary).find(text.partition(";")[0])  # «text/csv; charset=utf-8»
        return NamedNode(found.iri) if found and found.iri else None

    return _kind(concept, expected)


TEXT = Kind(_texts, "ein Text in Deutsch, Französisch, Italienisch oder Englisch")
PLAIN = _kind(_plain, "ein Text")
IRI = _kind(_address, "eine vollständige Adresse (https://…)")
MAILBOX = _kind(_mailbox, "eine E-Mail-Adresse")
DATE = _kind(_date, "ein Datum (2026, 2026-11, 2026-11-23) oder ein Zeitpunkt")
SIZE = _kind(_size, "eine Zahl von Bytes")
DURATION = _kind(_duration, "eine Dauer wie P1Y oder PT15M")

THEME = _term("theme", "ein Thema der EU (data-theme)")
FREQUENCY = _term("frequency", "eine Häufigkeit der EU-Liste, die opendata.swiss kennt")
LANGUAGE = _term("language", "eine Sprache der EU-Liste")
ACCESS_RIGHT = _term("access-right", "PUBLIC, RESTRICTED oder NON_PUBLIC")
AVAILABILITY = _term("availability", "AVAILABLE, STABLE, EXPERIMENTAL oder TEMPORARY")
STATUS = _term("status", "ein Stand der EU-Liste")
LICENCE = _term("licence", "eine der vier Nutzungsbedingungen von opendata.swiss")
RIGHTS = _term("rights", "CC0, CC BY oder CC BY-SA")
FORMAT = _term("file-type", "ein Format der EU-Liste")
MEDIA_TYPE = _term("media-type", "ein Medientyp der IANA-Liste")
