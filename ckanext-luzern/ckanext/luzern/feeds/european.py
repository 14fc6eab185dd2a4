"""What DCAT-AP 3.0.1 asks for beyond DCAT-AP CH: its own type for sizes, and something said of every node whose range is checked.

The terms of the EU's vocabularies are described as far as the checks go, so that a reader needs no copy of those vocabularies.
"""

from __future__ import annotations

import re
from functools import cache

from pyoxigraph import BlankNode, Literal, NamedNode

from ckanext.luzern.feeds.catalogue import LOCAL_AUTHORITY
from ckanext.luzern.feeds.rdf import TYPE, Graph, name
from ckanext.luzern.feeds.values import Node, typed
from luzern_schemas.vocabulary import load

RANGES = {
    "dct:accrualPeriodicity": "dct:Frequency",
    "dct:language": "dct:LinguisticSystem",
    "dct:license": "dct:LicenseDocument",
    "dct:rights": "dct:RightsStatement",
    "dct:accessRights": "dct:RightsStatement",
    "dct:format": "dct:MediaTypeOrExtent",
    "dcat:mediaType": "dct:MediaType",
    "dcat:packageFormat": "dct:MediaType",
    "dct:conformsTo": "dct:Standard",
    "dct:spatial": "dct:Location",
    "dct:type": "skos:Concept",
    "dcat:theme": "skos:Concept",
    "dcat:themeTaxonomy": "skos:ConceptScheme",
    "dcatap:availability": "skos:Concept",
    "dcatap:applicableLegislation": "eli:LegalResource",
    "adms:status": "skos:Concept",
    "odrl:hasPolicy": "odrl:Policy",
    "dcat:hadRole": "dcat:Role",
    "dcat:landingPage": "foaf:Document",
    "foaf:homepage": "foaf:Document",
    "spdx:algorithm": "spdx:ChecksumAlgorithm",
}
_PAIR = re.compile(r"(-?\d+\.\d+) (-?\d+\.\d+)")
_PUBLISHER_TYPES = NamedNode("http://purl.org/adms/publishertype/1.0")
VOCABULARIES = ("theme", "frequency", "language", "access-right", "availability", "status", "file-type")


def european(graph: Graph) -> Graph:
    """Give the graph as data.europa.eu checks it."""
    result = Graph()
    described: set[tuple[Node, str]] = set()
    for subject, said in graph.statements.items():
        for predicate, objects in said.items():
            _add(result, graph, subject, predicate, objects)
            if kind := RANGES.get(predicate):
                for node in objects:
                    if not isinstance(node, Literal) and (node, kind) not in described:
                        described.add((node, kind))
                        _describe(result, node, kind)
    return result


def _add(result: Graph, graph: Graph, subject: NamedNode | BlankNode, predicate: str, objects: list[Node]) -> None:
    """Related datasets are plain relations: the range of a qualified one is a described dataset, which a permalink is not.

    A geometry is given by its extent, because one of the EU's files of shapes wants a literal there and another one forbids it.
    """
    if predicate == "dcat:byteSize":
        result.add(subject, predicate, *(typed(value.value, "nonNegativeInteger") for value in objects if isinstance(value, Literal)))
    elif predicate == "dcat:qualifiedRelation":
        targets = [target for node in objects if isinstance(node, BlankNode) for target in graph.objects(node, "dct:relation")]
        result.add(subject, "dct:relation", *targets)
    elif predicate == "locn:geometry":
        extent, value = _extent(objects[0])
        result.add(subject, extent, *graph.objects(subject, extent) or [value])
    elif name("dcat:Relationship") not in graph.objects(subject, TYPE):
        result.add(subject, predicate, *objects)


def _extent(geometry: Node) -> tuple[str, Node]:
    """Give predicate and value: the bounding box of an outline, the place of a point (§dcat:bbox, §dcat:centroid)."""
    pairs = [(float(x), float(y)) for x, y in _PAIR.findall(str(geometry.value))]
    (west, east), (south, north) = ((min(axis), max(axis)) for axis in zip(*pairs, strict=True))
    if (west, south) == (east, north):
        return "dcat:centroid", Literal(f"POINT ({west} {south})", datatype=name("gsp:wktLiteral"))
    corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
    return "dcat:bbox", Literal(f"POLYGON (({', '.join(f'{x} {y}' for x, y in corners)}))", datatype=name("gsp:wktLiteral"))


def _describe(result: Graph, node: NamedNode | BlankNode, kind: str) -> None:
    result.add(node, TYPE, name(kind))
    if scheme_and_label := _vocabularies().get(node):
        scheme, label = scheme_and_label
        result.add(node, "skos:inScheme", scheme)
        result.add(node, "skos:prefLabel", label)
        if kind == "skos:Concept":
            _describe(result, scheme, "skos:ConceptScheme")
    elif kind == "skos:ConceptScheme":
        result.add(node, "dct:title", Literal(_called(node), language="en"))


def _called(scheme: NamedNode | BlankNode) -> str:
    """Give what a vocabulary is called by its address: ``…/authority/data-theme`` is Data theme, ``…/publishertype/1.0`` Publishertype."""
    words = re.findall(r"[a-z][a-z-]+", scheme.value)
    return words[-1].replace("-", " ").capitalize()


@cache
def _vocabularies() -> dict[NamedNode | BlankNode, tuple[NamedNode, Literal]]:
    known: dict[NamedNode | BlankNode, tuple[NamedNode, Literal]] = {LOCAL_AUTHORITY: (_PUBLISHER_TYPES, Literal("Local Authority", language="en"))}
    for vocabulary in map(load, VOCABULARIES):
        scheme = NamedNode(vocabulary.scheme)
        known |= {NamedNode(term.iri): (scheme, Literal(term.label["en"], language="en")) for term in vocabulary if term.iri}
    return known
