"""The statements of a feed as the checks look at them: by node and by class, with what our vocabularies say of their terms."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cache, cached_property

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from luzern_harvesters.dcat.graph import FOAF, RDF, SKOS, Graph, Namespace, Subject, Term
from luzern_schemas.vocabulary import NAMES, load

SH = Namespace("http://www.w3.org/ns/shacl#")
RELATIVE = "http://relative.invalid/"  # every document is read against it, so that relative IRIs show


class FeedGraph(Graph):
    """A graph that knows which scheme a controlled term is in (``skos:inScheme``), though the document does not say it."""

    def values(self, node: Term, predicate: NamedNode) -> Collection[Term]:
        """Give what a node's predicate points to."""
        return super().values(node, predicate) or (_schemes(node) if predicate == SKOS.inScheme else ())

    def value(self, node: Term, predicate: NamedNode) -> Term | None:
        """Give the first value, if there is one."""
        return next(iter(self.values(node, predicate)), None)

    @cached_property
    def subjects(self) -> tuple[Subject, ...]:
        """Every node something is said of, in the order of the document."""
        return tuple(self._about)

    @cached_property
    def _by_type(self) -> Mapping[Term, Collection[Subject]]:
        found: dict[Term, dict[Subject, None]] = {}
        for node, kind in self.pairs(RDF.type):
            found.setdefault(kind, {})[node] = None
        return found

    def of_type(self, kind: NamedNode) -> Collection[Subject]:
        """Give the nodes of a class, in the order of the document."""
        return self._by_type.get(kind, ())

    def reachable(self, start: Subject) -> Collection[Subject]:
        """Give every node opendata.swiss takes along with a dataset: all that can be reached, save through foaf:primaryTopic (platform)."""
        found: dict[Subject, None] = {start: None}
        waiting = [start]
        while waiting:
            for predicate, value in self.about(waiting.pop()):
                if not isinstance(value, Literal) and value not in found and predicate != FOAF.primaryTopic:
                    found[value] = None
                    waiting.append(value)
        return found


def read(data: bytes | str, syntax: RdfFormat) -> FeedGraph:
    """Read a document, broken IRIs included: they are a fault to be told, not a reason to stop.

    Raises:
        SyntaxError: it is no RDF.
    """
    graph = FeedGraph()
    add(graph, data, syntax)
    return graph


def add(graph: FeedGraph, data: bytes | str, syntax: RdfFormat) -> None:
    """Read a further document into a graph.

    Raises:
        SyntaxError: it is no RDF.
    """
    for subject, predicate, value in _triples(data, syntax):
        graph.add(subject, predicate, value)


def _triples(data: bytes | str, syntax: RdfFormat) -> Iterator[tuple[Subject, NamedNode, Term]]:
    for subject, predicate, value, _ in parse(data, format=syntax, base_iri=RELATIVE, lenient=True, rename_blank_nodes=True):
        if not isinstance(value, Triple):
            yield subject, predicate, value


def local(term: NamedNode) -> str:
    """Give the last part of an IRI."""
    return term.value.replace("#", "/").rpartition("/")[2]


def _schemes(node: Term) -> Collection[Term]:
    return _scheme_of().get(node.value, ()) if isinstance(node, NamedNode) else ()


@cache
def _scheme_of() -> Mapping[str, tuple[NamedNode, ...]]:
    """IRIs of terms to their schemes. Each is compared letter by letter, as opendata.swiss does."""
    found: dict[str, tuple[NamedNode, ...]] = {}
    for vocabulary in map(load, NAMES):
        for term in vocabulary:
            if term.iri:
                found[term.iri] = (*found.get(term.iri, ()), NamedNode(vocabulary.scheme))
    return found
