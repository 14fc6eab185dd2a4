"""Prefixes, and a graph that is written field by field."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from rdflib import RDF, BNode, Graph, URIRef
from rdflib.term import Node

from ckanext.luzern.feeds.values import Fields, Kind, items
from luzern_harvesters.finding import Finding

PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "gsp": "http://www.opengis.net/ont/geosparql#",
    "hydra": "http://www.w3.org/ns/hydra/core#",
    "locn": "http://www.w3.org/ns/locn#",
    "rdf": str(RDF),
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "http://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
}

Property = tuple[str, str, Kind]
"""A predicate (``dct:title``), the field it is read from, and what the field holds."""


def name(curie: str) -> URIRef:
    """Give the IRI of a prefixed name: ``dct:title``."""
    prefix, _, local = curie.partition(":")
    return URIRef(PREFIXES[prefix] + local)


def bind(graph: Graph) -> Graph:
    """Declare our prefixes, so that every page and every fragment writes the same names."""
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace, replace=True)
    return graph


def new_graph() -> Graph:
    """Give an empty graph with our prefixes; «core» holds the one of xml:lang."""
    return bind(Graph(bind_namespaces="core"))


@dataclass
class Writer:
    """Writes statements; what can't be said is left out and told in ``findings``.

    ``blank_prefix`` makes the names of blank nodes the same in every build and different between datasets: fragments are joined to a page
    as text. ``avoid`` matches IRIs that must not be pointed at from here.
    """

    blank_prefix: str
    avoid: re.Pattern[str] | None = None
    graph: Graph = field(default_factory=new_graph)
    findings: list[Finding] = field(default_factory=list)
    _blanks: int = 0

    def add(self, subject: Node, predicate: str, *objects: Node) -> None:
        """State ``subject predicate object`` for each object."""
        for node in objects:
            self.graph.add((subject, name(predicate), node))

    def typed(self, node: Node, *types: str) -> Node:
        """Say what ``node`` is; give the node."""
        self.add(node, "rdf:type", *map(name, types))
        return node

    def blank(self, *types: str) -> Node:
        """Give a new blank node of these types."""
        self._blanks += 1
        return self.typed(BNode(f"{self.blank_prefix}-{self._blanks}"), *types)

    def nodes(self, value: object, kind: Kind, path: str) -> list[Node]:
        """Give the nodes of a field's values; values that give none, or that must be avoided, become findings."""
        found: list[Node] = []
        for item in items(value):
            made = list(kind.nodes(item))
            kept = [node for node in made if not (self.avoid and isinstance(node, URIRef) and self.avoid.fullmatch(node))]
            if not made:
                self.leave_out(path, item, f"erwartet wird {kind.expected}")
            elif len(kept) < len(made):
                self.leave_out(path, item, "ein Verweis auf einen anderen Datensatz dieses Katalogs liesse opendata.swiss diesen Datensatz auslassen")
            found += kept
        return found

    def properties(self, subject: Node, fields: Fields, table: Iterable[Property], path: str = "") -> None:
        """State every property of a table whose field is filled; ``path`` says where in the package the fields stand."""
        for predicate, field_name, kind in table:
            self.add(subject, predicate, *self.nodes(fields.get(field_name), kind, path + field_name))

    def leave_out(self, path: str, value: object, reason: str) -> None:
        """Keep as a finding that a value is not in the graph, and why (German)."""
        self.findings.append(Finding.warning("feed-left-out", path, f"«{str(value)[:200]}» fehlt in den Katalogdaten: {reason}."))
