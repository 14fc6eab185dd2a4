"""Our shapes, and the compiler that evaluates them, against pySHACL."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat

from ckanext.luzern.quality import shapes
from ckanext.luzern.quality.constraints import XSD
from ckanext.luzern.quality.graph import FeedGraph, read
from ckanext.luzern.quality.shacl import Shape, compiled
from luzern_harvesters.dcat.graph import RDF, Term
from luzern_schemas.errors import ShapesError
from unit.quality.feeds import FULL, complete, feed
from unit.quality.oracle import by_pyshacl, by_us

EU = "http://publications.europa.eu/resource/authority/"
VALUES: dict[str, tuple[Term, ...]] = {
    "nothing": (),
    "an untagged text": (Literal("falsch"),),
    "a German text": (Literal("richtig", language="de"),),
    "a text of another language": (Literal("errado", language="pt"),),
    "two texts of one language": (Literal("eins", language="de"), Literal("zwei", language="de")),
    "an address": (NamedNode("https://example.org/x"),),
    "four addresses": tuple(NamedNode(f"https://example.org/{number}") for number in range(4)),
    "a node without a class": (BlankNode("b"),),
    "terms of the lists": tuple(
        NamedNode(EU + term) for term in ("data-theme/ENVI", "frequency/DAILY", "language/DEU", "file-type/CSV", "access-right/PUBLIC")
    ),
    "a licence": (NamedNode("http://dcat-ap.ch/vocabulary/licenses/terms_by"),),
    "a date": (Literal("2026-11-23", datatype=XSD.date),),
    "a day there is not": (Literal("2026-02-30", datatype=XSD.date),),
    "a year and a moment": (Literal("2026", datatype=XSD.gYear), Literal("2026-11-23T08:00:00+01:00", datatype=XSD.dateTime)),
    "a number": (Literal("12", datatype=XSD.decimal),),
    "a number that is none": (Literal("zwölf", datatype=XSD.decimal),),
    "a duration": (Literal("P1Y", datatype=XSD.duration),),
    "a mailbox": (NamedNode("mailto:ogd@example-luzern.ch"),),
}


@pytest.mark.parametrize("values", VALUES.values(), ids=VALUES)
def test_every_property_with_the_same_values_is_judged_as_pyshacl_judges_it(values: tuple[Term, ...]) -> None:
    graph = every_property_with(values)
    assert by_us(graph) == by_pyshacl(graph)


def test_every_shape_can_be_broken() -> None:
    broken = {name for values in VALUES.values() for name, _, _ in by_us(every_property_with(values))} | {
        name for name, _, _ in by_us(series_that_is_a_dataset())
    }
    assert {shape.name for shape in all_shapes()} == broken


@pytest.mark.parametrize("seed", range(12))
def test_a_feed_with_random_faults_is_judged_as_pyshacl_judges_it(seed: int) -> None:
    graph = with_faults(read(feed(complete(), profile=FULL), RdfFormat.RDF_XML), random.Random(seed))
    assert by_us(graph) == by_pyshacl(graph)


def test_the_full_feed_of_a_complete_dataset_keeps_to_every_shape() -> None:
    graph = read(feed(complete(), profile=FULL), RdfFormat.RDF_XML)
    assert by_us(graph) == by_pyshacl(graph) == set()


def test_every_shape_says_in_german_what_is_wrong_and_what_to_do_and_where_the_rule_is_written() -> None:
    for shape in all_shapes():
        assert shape.name
        assert shape.message.endswith(".")
        assert shape.remedy.endswith(".")
        assert "§" in shape.clause or "opendata.swiss" in shape.clause or "DCAT-AP CH 2.0" in shape.clause


@pytest.mark.parametrize("constraint", ["sh:minLength 3", "sh:closed true", 'sh:sparql [ sh:select "" ]', "sh:path ( rdf:first rdf:rest )"])
def test_a_constraint_that_is_not_compiled_is_an_error(constraint: str) -> None:
    document = f"""@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
        <urn:x:shape> sh:targetClass <urn:x:class> ; sh:property [ sh:path rdf:value ; {constraint} ] ."""
    with pytest.raises(ShapesError):
        compiled([document.replace("sh:path rdf:value ; sh:path", "sh:path").encode()])


def all_shapes() -> set[Shape]:
    return {shape for shapes_of_class in shapes.load().by_class.values() for shape in shapes_of_class}


def every_property_with(values: tuple[Term, ...]) -> FeedGraph:
    """One node of each class that has shapes, with these values for each of its properties."""
    graph = FeedGraph()
    for kind, of_class in shapes.load().by_class.items():
        node = NamedNode(f"urn:x:{str(kind.value).rpartition('/')[2].replace('#', ':')}")
        graph.add(node, RDF.type, kind)
        for path in {shape.path for shape in of_class if shape.path} - {RDF.type}:
            for value in values:
                graph.add(node, path, value)
    return graph


def series_that_is_a_dataset() -> FeedGraph:
    turtle = "@prefix dcat: <http://www.w3.org/ns/dcat#> . <urn:x:series> a dcat:DatasetSeries, dcat:Dataset ."
    return read(turtle, RdfFormat.TURTLE)


def with_faults(graph: FeedGraph, chance: random.Random) -> FeedGraph:
    """Leave out some statements, and say others of another value."""
    broken, others = FeedGraph(), [value for values in VALUES.values() for value in values]
    for subject, predicate, value in statements(graph):
        fate = chance.random()
        if fate > 0.1 or predicate == RDF.type:
            broken.add(subject, predicate, value)
        if fate < 0.15:
            broken.add(subject, predicate, chance.choice(others))
    return broken


def statements(graph: FeedGraph) -> Iterator[tuple[NamedNode | BlankNode, NamedNode, Term]]:
    yield from ((subject, predicate, value) for subject in graph.subjects for predicate, value in graph.about(subject))
