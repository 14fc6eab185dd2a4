"""RDF/XML in pieces: fragments that are written once and joined as text (``writer`` makes that safe: same prefixes, own blank nodes)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rdflib import Graph

from ckanext.luzern.feeds.rdf import PREFIXES

START = "\n".join(['<?xml version="1.0" encoding="utf-8"?>', "<rdf:RDF", *(f'  xmlns:{prefix}="{namespace}"' for prefix, namespace in PREFIXES.items()), ">"])
END = "</rdf:RDF>\n"


def fragment(graph: Graph) -> str:
    """Give a graph as what stands inside ``rdf:RDF``; the same graph built again gives the same text."""
    document = graph.serialize(format="pretty-xml")
    start = document.index(">", document.index("<rdf:RDF")) + 1
    return document[start : document.rindex("</rdf:RDF>")].strip("\n")


def document(fragments: Iterable[str]) -> Iterator[str]:
    """Give the pieces of a whole document, one by one."""
    yield START
    for text in fragments:
        yield f"\n{text}"
    yield f"\n{END}"
