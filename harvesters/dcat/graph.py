"""Statements in memory, found by what they are about; and the names of the vocabularies they are written in.

Terms are pyoxigraph's: ``NamedNode`` (an IRI), ``BlankNode``, ``Literal``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cached_property

from pyoxigraph import BlankNode, Literal, NamedNode

Subject = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal
Statement = tuple[Subject, NamedNode, Term]


class Namespace:
    """The names of one vocabulary: ``DCAT.Dataset`` is an IRI, ``DCT["format"]`` one whose name is taken in Python."""

    def __init__(self, base: str) -> None:
        self._base = base

    def __getattr__(self, name: str) -> NamedNode:
        """Make a name once; Python finds it without us from then on."""
        self.__dict__[name] = made = NamedNode(self._base + name)
        return made

    def __getitem__(self, name: str) -> NamedNode:
        return getattr(self, name)


ADMS = Namespace("http://www.w3.org/ns/adms#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCATAP = Namespace("http://data.europa.eu/r5r/")
DCT = Namespace("http://purl.org/dc/terms/")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
GEO = (Namespace("http://www.opengis.net/ont/geosparql#"), Namespace("http://www.opengis.net/rdf#"))
GEODCAT = Namespace("http://data.europa.eu/930/")
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
LOCN = Namespace("http://www.w3.org/ns/locn#")
OWL = Namespace("http://www.w3.org/2002/07/owl#")
RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")
SCHEMA = (Namespace("http://schema.org/"), Namespace("https://schema.org/"))
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
TIME = Namespace("http://www.w3.org/2006/time#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")


class Graph:
    """Statements, each once, in the order they came."""

    def __init__(self) -> None:
        self._about: dict[Subject, dict[NamedNode, dict[Term, None]]] = {}

    def add(self, subject: Subject, predicate: NamedNode, value: Term) -> None:
        """Add a statement."""
        self._about.setdefault(subject, {}).setdefault(predicate, {})[value] = None

    def about(self, subject: Subject) -> Iterator[tuple[NamedNode, Term]]:
        """Give what is said of a node."""
        return ((predicate, value) for predicate, values in self._about.get(subject, {}).items() for value in values)

    def values(self, node: Term, predicate: NamedNode) -> Collection[Term]:
        """Give what a node's predicate points to; a text has none."""
        said = None if isinstance(node, Literal) else self._about.get(node)
        return said.get(predicate, ()) if said else ()

    def pairs(self, predicate: NamedNode) -> Iterator[tuple[Subject, Term]]:
        """Give every subject and value of a predicate."""
        return ((subject, value) for subject, said in self._about.items() for value in said.get(predicate, ()))

    @cached_property
    def mentioned(self) -> set[Term]:
        """What statements point to; looked for once, when all are there."""
        return {value for said in self._about.values() for values in said.values() for value in values}

    def is_one_of(self, node: Subject, kinds: Collection[NamedNode]) -> bool:
        """Tell whether a node has one of the types."""
        return any(kind in kinds for kind in self.values(node, RDF.type))
