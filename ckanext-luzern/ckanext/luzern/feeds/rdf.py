"""Prefixes, and a graph that is written field by field.

A graph keeps its statements by subject and predicate, in the order they were made: fragments come out the same in every build, and whoever
reads them finds what belongs together. rdflib would do the same twenty times slower; only ckanext-dcat still asks for it (``dcat_ap_ch``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeVar

from pyoxigraph import BlankNode, NamedNode

from ckanext.luzern.feeds.values import IRI, Fields, Kind, Node, items
from luzern_harvesters.finding import Finding

PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "gsp": "http://www.opengis.net/ont/geosparql#",
    "hydra": "http://www.w3.org/ns/hydra/core#",
    "locn": "http://www.w3.org/ns/locn#",
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "http://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
TYPE = "rdf:type"
_PREFIX_OF = {namespace: prefix for prefix, namespace in PREFIXES.items()}

Subject = NamedNode | BlankNode
S = TypeVar("S", NamedNode, BlankNode)
Property = tuple[str, str, Kind]
"""A predicate (``dct:title``), the field it is read from, and what the field holds."""


@lru_cache(maxsize=1024)
def name(curie: str) -> NamedNode:
    """Give the IRI of a prefixed name: ``dct:title``."""
    prefix, _, local = curie.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


@lru_cache(maxsize=1024)
def curie(node: NamedNode) -> str:
    """Give the prefixed name of an IRI in one of our namespaces, the opposite of ``name``; empty if it is in none."""
    found = re.fullmatch(r"(.*[/#])([A-Za-z]\w*)", node.value, re.ASCII)
    prefix = _PREFIX_OF.get(found[1]) if found else None
    return f"{prefix}:{found[2]}" if found and prefix else ""


@dataclass(frozen=True)
class Graph:
    """Statements, each once: subject to predicate (as a prefixed name) to objects."""

    statements: dict[Subject, dict[str, list[Node]]] = field(default_factory=dict)

    def add(self, subject: Subject, predicate: str, *objects: Node) -> None:
        """State ``subject predicate object`` for each object."""
        if objects:
            said = self.statements.setdefault(subject, {}).setdefault(predicate, [])
            for node in objects:
                if node not in said:
                    said.append(node)

    def update(self, other: Graph) -> None:
        """State what another graph states."""
        for subject, predicates in other.statements.items():
            for predicate, objects in predicates.items():
                self.add(subject, predicate, *objects)

    def objects(self, subject: Subject, predicate: str) -> list[Node]:
        """Give what is said of a subject by one predicate."""
        return self.statements.get(subject, {}).get(predicate, [])

    def __iter__(self) -> Iterator[tuple[Subject, NamedNode, Node]]:
        for subject, predicates in self.statements.items():
            for predicate, objects in predicates.items():
                for node in objects:
                    yield subject, name(predicate), node

    def __len__(self) -> int:
        return sum(len(objects) for predicates in self.statements.values() for objects in predicates.values())


@dataclass
class Writer:
    """Writes statements; what can't be said is left out and told in ``findings``.

    ``blank_prefix`` makes the names of blank nodes the same in every build and different between datasets: fragments are joined to a page
    as text. ``avoid`` matches IRIs that must not be pointed at from here.
    """

    blank_prefix: str
    avoid: re.Pattern[str] | None = None
    graph: Graph = field(default_factory=Graph)
    findings: list[Finding] = field(default_factory=list)
    _blanks: int = 0

    def add(self, subject: Subject, predicate: str, *objects: Node) -> None:
        """State ``subject predicate object`` for each object."""
        self.graph.add(subject, predicate, *objects)

    def typed(self, node: S, *types: str) -> S:
        """Say what ``node`` is; give the node."""
        self.add(node, TYPE, *map(name, types))
        return node

    def blank(self, *types: str) -> BlankNode:
        """Give a new blank node of these types."""
        self._blanks += 1
        return self.typed(BlankNode(f"{self.blank_prefix}-{self._blanks}"), *types)

    def nodes(self, value: object, kind: Kind, path: str) -> list[Node]:
        """Give the nodes of a field's values; values that give none, or that must be avoided, become findings."""
        found: list[Node] = []
        for item in items(value):
            made = kind.nodes(item)
            kept = [node for node in made if not self._is_avoided(node)] if self.avoid else made
            if not made:
                self.leave_out(path, item, f"erwartet wird {kind.expected}")
            elif len(kept) < len(made):
                self.leave_out(path, item, "ein Verweis auf einen anderen Datensatz dieses Katalogs liesse opendata.swiss diesen Datensatz auslassen")
            found += kept
        return found

    def _is_avoided(self, node: Node) -> bool:
        return bool(self.avoid and isinstance(node, NamedNode) and self.avoid.fullmatch(node.value))

    def iris(self, value: object, path: str) -> list[NamedNode]:
        """Give the addresses a field holds."""
        return [node for node in self.nodes(value, IRI, path) if isinstance(node, NamedNode)]

    def properties(self, subject: Subject, fields: Fields, table: Iterable[Property], path: str = "") -> None:
        """State every property of a table whose field is filled; ``path`` says where in the package the fields stand."""
        for predicate, field_name, kind in table:
            if (value := fields.get(field_name)) is not None:
                self.add(subject, predicate, *self.nodes(value, kind, path + field_name))

    def leave_out(self, path: str, value: object, reason: str) -> None:
        """Keep as a finding that a value is not in the graph, and why (German)."""
        self.findings.append(Finding.warning("feed-left-out", path, f"«{str(value)[:200]}» fehlt in den Katalogdaten: {reason}."))
