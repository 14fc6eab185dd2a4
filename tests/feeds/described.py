"""What a package says as a graph, asked in the words of N-Triples."""

from __future__ import annotations

from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode

from ckanext.luzern.feeds import dataset_graph
from ckanext.luzern.feeds.dataset_graph import DatasetGraph
from feeds.packages import ID, RESOURCE_ID, SETTINGS, SITE

LICENCES = "http://dcat-ap.ch/vocabulary/licenses/"
IANA = "https://www.iana.org/assignments/media-types/"
DATASET = f"{SITE}/dataset/{ID}"
FIRST = f"{DATASET}/resource/{RESOURCE_ID}"


def build(package: dict[str, Any], *, one_resource: bool = True) -> DatasetGraph:
    return dataset_graph.build(package, SETTINGS, one_resource=one_resource)


def said(graph: DatasetGraph, predicate: str, node: str | NamedNode | BlankNode = DATASET) -> list[str]:
    """Give what is said of a node, as N-Triples write it: the type and the language are part of it."""
    subject = NamedNode(node) if isinstance(node, str) else node
    return sorted(map(str, graph.graph.objects(subject, predicate)))


def of(graph: DatasetGraph, path: str, node: str = DATASET) -> list[str]:
    """Follow two predicates: ``dcat:contactPoint vcard:fn``."""
    first, second = path.split()
    found = [target for target in graph.graph.objects(NamedNode(node), first) if not isinstance(target, Literal)]
    return sorted(text for target in found for text in said(graph, second, target))


def left_out(graph: DatasetGraph) -> list[str]:
    return [finding.path for finding in graph.findings]


def date(text: str, datatype: str = "date") -> str:
    return f'"{text}"^^<http://www.w3.org/2001/XMLSchema#{datatype}>'
