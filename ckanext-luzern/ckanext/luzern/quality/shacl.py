"""SHACL shapes, compiled once to functions: the part of SHACL Core our own shapes need (docs/adr/0010).

What is not compiled is not ignored: an unknown ``sh:`` predicate is an error when the shapes are read, so that no constraint is written and
never looked at. pySHACL is the oracle of the tests; it takes too long for a save.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import BlankNode, NamedNode, RdfFormat

from luzern_harvesters.dcat.graph import RDF, RDFS, Subject, Term
from luzern_schemas.errors import ShapesError

from . import constraints
from .constraints import Conforms, Constraint, lexical
from .graph import SH, FeedGraph, add

_ABOUT = {SH.path, SH.property, SH.targetClass, SH.severity, SH.message, SH.description, SH.qualifiedValueShape, SH.qualifiedMinCount}


@dataclass(frozen=True, eq=False)
class Shape:
    """A shape: of a property, if it has a path, else of a node. ``name`` is the local part of its IRI; empty for one without.

    ``message`` says what is wrong, ``remedy`` (``sh:description``) what to do, ``clause`` (``rdfs:comment``) where the rule is written.
    """

    name: str
    path: NamedNode | None
    severity: NamedNode
    message: str
    remedy: str
    clause: str
    constraints: tuple[Constraint, ...]
    properties: tuple[Shape, ...]

    def faulty(self, graph: FeedGraph, focus: Term) -> Collection[Term]:
        """Give the values at fault, ``focus`` itself where one is missing or there are too many."""
        values = graph.values(focus, self.path) if self.path else (focus,)
        found = [value for constraint in self.constraints for value in constraint(graph, focus, values)]
        found += [value for value in values for shape in self.properties if not shape.conforms(graph, value)]
        return dict.fromkeys(found)

    def conforms(self, graph: FeedGraph, focus: Term) -> bool:
        """Tell whether nothing is at fault, whatever the severity."""
        return not self.faulty(graph, focus)


@dataclass(frozen=True)
class Result:
    """What a shape found at a node. ``value`` is the value at fault; None where one is missing, or there are too many."""

    shape: Shape
    focus: Subject
    value: Term | None


@dataclass(frozen=True)
class Shapes:
    """Shapes of properties, by the class of the nodes they are for."""

    by_class: Mapping[Term, tuple[Shape, ...]]

    def results(self, graph: FeedGraph, nodes: Iterable[Subject]) -> Iterator[Result]:
        """Hold nodes against the shapes of their classes; each value at fault is a result."""
        for node in nodes:
            for shape in dict.fromkeys(shape for kind in graph.values(node, RDF.type) for shape in self.by_class.get(kind, ())):
                yield from (Result(shape, node, None if value == node else value) for value in shape.faulty(graph, node))


def compiled(documents: Iterable[bytes]) -> Shapes:
    """Compile shapes written in Turtle.

    Raises:
        ShapesError: they use something of SHACL that is not compiled.
    """
    graph = FeedGraph()
    for document in documents:
        add(graph, document, RdfFormat.TURTLE)
    return _Compiler(graph).shapes()


class _Compiler:
    """Turns the statements of a graph of shapes into functions."""

    def __init__(self, graph: FeedGraph) -> None:
        self._graph = graph
        self._made: dict[Term, Shape] = {}
        self._of_values: Mapping[NamedNode, Callable[[Term], Conforms]] = {
            SH.nodeKind: constraints.node_kind,
            SH.datatype: constraints.datatype,
            SH["class"]: constraints.of_class,
            SH["in"]: lambda values: constraints.among(self._list(values)),
            SH.pattern: constraints.pattern,
            SH.languageIn: lambda ranges: constraints.language_in(self._list(ranges)),
            SH.node: self._conforms,
            SH["not"]: lambda shape: constraints.not_(self._conforms(shape)),
            SH["or"]: lambda shapes: constraints.any_of([*map(self._conforms, self._list(shapes))]),
            SH["and"]: lambda shapes: constraints.all_of([*map(self._conforms, self._list(shapes))]),
        }
        self._of_all: Mapping[NamedNode, Callable[[Term], Constraint]] = {
            SH.minCount: lambda value: constraints.min_count(int(lexical(value))),
            SH.maxCount: lambda value: constraints.max_count(int(lexical(value))),
            SH.uniqueLang: lambda _: constraints.unique_languages,
            SH.hasValue: constraints.has_value,
        }

    def shapes(self) -> Shapes:
        """Compile every shape that has a class as its target."""
        by_class: dict[Term, tuple[Shape, ...]] = {}
        for node, target in self._graph.pairs(SH.targetClass):
            by_class[target] = (*by_class.get(target, ()), *self._shape(node).properties)
        return Shapes(by_class)

    def _shape(self, node: Term) -> Shape:
        if node not in self._made:
            self._made[node] = self._compile(node)
        return self._made[node]

    def _compile(self, node: Term) -> Shape:
        if not isinstance(node, NamedNode | BlankNode):
            raise ShapesError(f"a shape is a node, not {node}")
        for predicate, _ in self._graph.about(node):
            if predicate.value.startswith(SH[""].value) and predicate not in {*_ABOUT, *self._of_values, *self._of_all}:
                raise ShapesError(f"{node}: {predicate} is not compiled")
        path, severity = (self._graph.value(node, predicate) for predicate in (SH.path, SH.severity))
        if path and not isinstance(path, NamedNode):
            raise ShapesError(f"{node}: a path of more than one property is not compiled")
        texts = [lexical(self._graph.value(node, predicate)) for predicate in (SH.message, SH.description, RDFS.comment)]
        return Shape(
            node.value.rpartition(":")[2] if isinstance(node, NamedNode) else "",
            path if isinstance(path, NamedNode) else None,
            severity if isinstance(severity, NamedNode) else SH.Violation,
            *texts,
            constraints=tuple(self._constraints(node)),
            properties=tuple(map(self._shape, self._graph.values(node, SH.property))),
        )

    def _constraints(self, node: Subject) -> Iterator[Constraint]:
        for predicate, value in self._graph.about(node):
            if predicate in self._of_values:
                yield constraints.each(self._of_values[predicate](value))
            elif predicate in self._of_all:
                yield self._of_all[predicate](value)
            elif predicate == SH.qualifiedValueShape:
                yield constraints.at_least(int(lexical(self._graph.value(node, SH.qualifiedMinCount))), self._conforms(value))

    def _conforms(self, shape: Term) -> Conforms:
        return self._shape(shape).conforms

    def _list(self, node: Term) -> list[Term]:
        found: list[Term] = []
        while node != RDF.nil:
            first, rest = (self._graph.value(node, predicate) for predicate in (RDF.first, RDF.rest))
            if first is None or rest is None:
                raise ShapesError("a list has no end")
            found.append(first)
            node = rest
        return found
