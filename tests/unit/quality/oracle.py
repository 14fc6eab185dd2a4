"""pySHACL, which has the last word on what a shape means."""

from __future__ import annotations

from functools import cache

import pyshacl
from pyoxigraph import Literal, NamedNode
from rdflib import RDF, SH, BNode, Graph, URIRef
from rdflib import Literal as RdflibLiteral
from rdflib.term import Node

from ckanext.luzern.quality import shapes
from ckanext.luzern.quality.graph import FeedGraph
from luzern_harvesters.dcat.graph import SKOS, Term

Found = tuple[str, str, str]
"""Shape, node, value; the value is empty where one is missing or there are too many."""


def by_pyshacl(graph: FeedGraph) -> set[Found]:
    _, report, _ = pyshacl.validate(as_rdflib(graph), shacl_graph=_shapes(), inference="none", advanced=False, allow_infos=True)
    assert isinstance(report, Graph)
    results = [result for root in report.subjects(RDF.type, SH.ValidationReport) for result in report.objects(root, SH.result)]  # nested ones are details
    return {
        (str(report.value(one, SH.sourceShape)).rpartition(":")[2], _text(report.value(one, SH.focusNode)), _text(report.value(one, SH.value)))
        for one in results
    }


def by_us(graph: FeedGraph) -> set[Found]:
    return {(one.shape.name, str(one.focus.value), "" if one.value is None else str(one.value.value)) for one in shapes.load().results(graph, graph.subjects)}


def as_rdflib(graph: FeedGraph) -> Graph:
    """Give the graph with what the vocabularies say of its terms, which a validator of others has to be told."""
    copy = Graph()
    for subject in graph.subjects:
        for predicate, value in graph.about(subject):
            copy.add((_node(subject), URIRef(predicate.value), _node(value)))
    for term in graph.mentioned:
        for scheme in graph.values(term, SKOS.inScheme):
            copy.add((_node(term), URIRef(SKOS.inScheme.value), _node(scheme)))
    return copy


@cache
def _shapes() -> Graph:
    graph = Graph()
    for path in shapes.FOLDER.glob("*.ttl"):
        graph.parse(path)
    return graph


def _node(term: Term) -> Node:
    if isinstance(term, NamedNode):
        return URIRef(term.value)
    if isinstance(term, Literal):
        datatype = None if term.language else URIRef(term.datatype.value)
        return RdflibLiteral(term.value, lang=term.language, datatype=datatype, normalize=False)
    return BNode(term.value)


def _text(node: Node | None) -> str:
    return "" if node is None else str(node)
