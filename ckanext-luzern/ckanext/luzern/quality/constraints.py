"""The constraints of SHACL Core that our shapes use, each a function of the values of a property.

A constraint gives the values at fault; the focus node itself where a value is missing or there are too many.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date

from pyoxigraph import BlankNode, Literal, NamedNode

from luzern_harvesters.dcat.graph import RDF, Namespace, Term

from .graph import SH, FeedGraph

Conforms = Callable[[FeedGraph, Term], bool]
Constraint = Callable[[FeedGraph, Term, Collection[Term]], Iterator[Term]]

XSD = Namespace("http://www.w3.org/2001/XMLSchema#")
_ZONE = r"(Z|[+-]\d\d:\d\d)?"
LEXICAL = {
    XSD.date: rf"-?\d{{4,}}-\d\d-\d\d{_ZONE}",
    XSD.dateTime: rf"-?\d{{4,}}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?{_ZONE}",
    XSD.gYear: rf"-?\d{{4,}}{_ZONE}",
    XSD.gYearMonth: rf"-?\d{{4,}}-\d\d{_ZONE}",
    XSD.decimal: r"[+-]?(\d+(\.\d*)?|\.\d+)",
    XSD.integer: r"[+-]?\d+",
    XSD.nonNegativeInteger: r"\+?\d+|-0+",
    XSD.duration: r"-?P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?",
    XSD.hexBinary: r"([0-9A-Fa-f]{2})*",
}
"""How values of a datatype are written; a literal of another datatype is taken as it is."""
_DATES = (XSD.date, XSD.dateTime)
_KINDS = {
    SH.IRI: NamedNode,
    SH.Literal: Literal,
    SH.BlankNode: BlankNode,
    SH.BlankNodeOrIRI: (BlankNode, NamedNode),
    SH.IRIOrLiteral: (NamedNode, Literal),
    SH.BlankNodeOrLiteral: (BlankNode, Literal),
}


def each(conforms: Conforms) -> Constraint:
    """Ask the same of every value."""
    return lambda graph, _, values: (value for value in values if not conforms(graph, value))


def min_count(least: int) -> Constraint:
    """``sh:minCount``."""
    return lambda _, focus, values: iter((focus,) if len(values) < least else ())


def max_count(most: int) -> Constraint:
    """``sh:maxCount``."""
    return lambda _, focus, values: iter((focus,) if len(values) > most else ())


def at_least(least: int, conforms: Conforms) -> Constraint:
    """``sh:qualifiedValueShape`` with ``sh:qualifiedMinCount``: so many values conform."""
    return lambda graph, focus, values: iter((focus,) if sum(conforms(graph, value) for value in values) < least else ())


def has_value(wanted: Term) -> Constraint:
    """``sh:hasValue``."""
    return lambda _, focus, values: iter(() if wanted in values else (focus,))


def unique_languages(_: FeedGraph, focus: Term, values: Collection[Term]) -> Iterator[Term]:
    """``sh:uniqueLang``: no two texts in one language."""
    languages = [value.language for value in values if isinstance(value, Literal) and value.language]
    if len(set(languages)) < len(languages):
        yield focus


def node_kind(kind: Term) -> Conforms:
    """``sh:nodeKind``."""
    wanted = _KINDS[kind]  # pyright: ignore[reportArgumentType]  a kind is one of six IRIs
    return lambda _, value: isinstance(value, wanted)


def datatype(kind: Term) -> Conforms:
    """``sh:datatype``: the type, and that the text is written as the type asks."""
    written = re.compile(LEXICAL.get(kind, ".*") if isinstance(kind, NamedNode) else ".*", re.DOTALL)

    def conforms(_: FeedGraph, value: Term) -> bool:
        return isinstance(value, Literal) and value.datatype == kind and bool(written.fullmatch(value.value)) and (kind not in _DATES or _exists(value.value))

    return conforms


def of_class(kind: Term) -> Conforms:
    """``sh:class``; a document states classes itself."""
    return lambda graph, value: kind in graph.values(value, RDF.type)


def among(terms: Sequence[Term]) -> Conforms:
    """``sh:in``."""
    wanted = frozenset(terms)
    return lambda _, value: value in wanted


def pattern(expression: Term) -> Conforms:
    """``sh:pattern``: the text of a literal or an IRI, or a part of it."""
    wanted = re.compile(lexical(expression))
    return lambda _, value: not isinstance(value, BlankNode) and bool(wanted.search(lexical(value)))


def language_in(ranges: Sequence[Term]) -> Conforms:
    """``sh:languageIn``: «de» takes «de-CH» too."""
    wanted = tuple(lexical(each).lower() for each in ranges)

    def conforms(_: FeedGraph, value: Term) -> bool:
        language = (value.language or "").lower() if isinstance(value, Literal) else ""
        return any(language == each or language.startswith(f"{each}-") for each in wanted)

    return conforms


def not_(conforms: Conforms) -> Conforms:
    """``sh:not``."""
    return lambda graph, value: not conforms(graph, value)


def any_of(shapes: Sequence[Conforms]) -> Conforms:
    """``sh:or``."""
    return lambda graph, value: any(conforms(graph, value) for conforms in shapes)


def all_of(shapes: Sequence[Conforms]) -> Conforms:
    """``sh:and``."""
    return lambda graph, value: all(conforms(graph, value) for conforms in shapes)


def lexical(term: Term | None) -> str:
    """Give what a literal or an IRI is written as."""
    return "" if term is None else str(term.value)


def _exists(moment: str) -> bool:
    """Tell whether there is such a day: 2026-02-30 is none."""
    try:
        date.fromisoformat(moment[:10])
    except ValueError:
        return False
    return True
