"""A dataset as text: what it is built by, and how the syntaxes and profiles differ."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import RdfFormat, parse
from rdflib import RDF, Graph, URIRef
from rdflib.compare import isomorphic

from ckanext.luzern.feeds import fragment
from ckanext.luzern.feeds.profile import EUROPEAN, FULL, OPENDATA_SWISS, PROFILES, SYNTAXES, Profile
from feeds.packages import EU, SERVICE, SETTINGS, feed, maximal, minimal, resource, term
from feeds.test_page import hostile

PARSED = {"xml": "xml", "ttl": "turtle", "jsonld": "json-ld", "nt": "nt"}
OXIGRAPH = {"xml": RdfFormat.RDF_XML, "ttl": RdfFormat.TURTLE, "jsonld": RdfFormat.JSON_LD, "nt": RdfFormat.N_TRIPLES}
NOT_OF_THE_MAPPING = {"catalogue", "profile", "scope", "settings"}  # what else the mapping uses, and that decides no text of a fragment


def graph(*packages: dict[str, Any], profile: Profile = FULL, syntax: str = "xml") -> Graph:
    return Graph().parse(data=feed(*packages, profile=profile, syntax=syntax), format=PARSED[syntax])


@pytest.mark.parametrize("profile", [FULL, EUROPEAN], ids=lambda profile: profile.name)
@pytest.mark.parametrize("syntax", SYNTAXES)
def test_every_syntax_says_the_same(profile: Profile, syntax: str) -> None:
    packages = (maximal(), minimal(2), hostile())

    assert isomorphic(graph(*packages, profile=profile, syntax=syntax), graph(*packages, profile=profile, syntax="nt"))


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_a_second_parser_reads_the_same(syntax: str) -> None:
    document = feed(maximal(), hostile(), profile=FULL, syntax=syntax)

    assert len(set(parse(document, format=OXIGRAPH[syntax]))) == len(graph(maximal(), hostile(), syntax=syntax))


def test_the_same_dataset_gives_the_same_texts_and_another_one_others() -> None:
    digests = [tuple(built.digest for built in fragment.build(package, SETTINGS)) for package in (maximal(), maximal(), maximal() | {"version": "3"})]

    assert digests[0] == digests[1]
    assert not set(digests[0]) & set(digests[2])


def test_each_profile_is_built_in_its_syntaxes() -> None:
    assert [(built.profile, tuple(built.texts)) for built in fragment.build(minimal(), SETTINGS)] == [(one.name, one.syntaxes) for one in PROFILES]


def test_what_belongs_to_a_dataset_stands_inside_it() -> None:
    text = fragment.build(minimal(), SETTINGS)[0].texts["xml"]

    assert text.index("<dcat:Dataset") < text.index("<dcat:Distribution") < text.index("</dcat:Dataset>")
    assert "nodeID" not in text


def test_other_settings_ask_for_other_texts() -> None:
    assert fragment.version(SETTINGS) == fragment.version(replace(SETTINGS)) != fragment.version(replace(SETTINGS, organisation="kriens"))


def test_every_module_of_the_mapping_asks_for_other_texts_when_it_changes() -> None:
    folder = Path(fragment.__file__).parent
    used = {
        name for module in fragment.MAPPING for name in re.findall(r"from ckanext\.luzern\.feeds\.(\w+) import", (folder / f"{module}.py").read_text("utf-8"))
    }

    assert used <= {*fragment.MAPPING, *NOT_OF_THE_MAPPING}


def test_services_and_series_are_described_in_full_but_not_for_opendata_swiss() -> None:
    kinds = {profile.name: set(graph(maximal(), profile=profile).objects(None, term("rdf:type"))) for profile in PROFILES}

    assert {term("dcat:DataService"), term("dcat:DatasetSeries")} <= kinds[FULL.name] & kinds[EUROPEAN.name]
    assert not {term("dcat:DataService"), term("dcat:DatasetSeries")} & kinds[OPENDATA_SWISS.name]
    assert SERVICE.replace("&", "&amp;") in feed(maximal())


def test_sizes_have_the_type_each_profile_asks_for() -> None:
    for profile, datatype in ((OPENDATA_SWISS, "decimal"), (FULL, "decimal"), (EUROPEAN, "nonNegativeInteger")):
        sizes = list(graph(maximal(), profile=profile).objects(None, term("dcat:byteSize")))
        assert [value.n3() for value in sizes] == [f'"48213"^^<http://www.w3.org/2001/XMLSchema#{datatype}>']


def test_the_european_form_describes_the_terms_it_uses() -> None:
    found = graph(minimal(theme=[EU + "data-theme/ENVI"], resources=[resource(format="CSV")]), profile=EUROPEAN)
    concept = next(found.objects(None, term("dcat:theme")))

    assert found.value(concept, term("rdf:type")) == term("skos:Concept")
    assert str(found.value(concept, term("skos:prefLabel"))) == "Environment"
    assert found.value(next(found.objects(None, term("dct:format"))), term("rdf:type")) == term("dct:MediaTypeOrExtent")


@pytest.mark.parametrize(
    ("field", "value", "title"), [("status", EU + "distribution-status/COMPLETED", "Distribution status"), ("theme", [EU + "data-theme/ENVI"], "Data theme")]
)
def test_the_european_form_describes_the_vocabulary_of_a_concept(field: str, value: Any, title: str) -> None:
    found = graph(minimal(**{field: value}), profile=EUROPEAN)
    concept = URIRef(value if isinstance(value, str) else value[0])
    (scheme,) = found.objects(concept, term("skos:inScheme"))

    assert (scheme, RDF.type, term("skos:ConceptScheme")) in found
    assert [str(one) for one in found.objects(scheme, term("dct:title"))] == [title]


def test_related_datasets_are_plain_relations_in_the_european_form() -> None:
    found = graph(maximal(), profile=EUROPEAN)

    assert "https://opendata.swiss/perma/haushalte-quartier@stadt-luzern" in set(map(str, found.objects(None, term("dct:relation"))))
    assert not set(found.subjects(term("rdf:type"), term("dcat:Relationship")))


@pytest.mark.parametrize(
    ("place", "predicate", "extent"),
    [
        ({"geom": "LINESTRING (8.2 47.1, 8.4 47.0, 8.3 47.2)"}, "dcat:bbox", "POLYGON ((8.2 47.0, 8.4 47.0, 8.4 47.2, 8.2 47.2, 8.2 47.0))"),
        ({"geom": "POINT (8.2 47.1)"}, "dcat:centroid", "POINT (8.2 47.1)"),
        ({"geom": "POINT (8.2 47.1)", "centroid": "POINT (8.3 47.0)"}, "dcat:centroid", "POINT (8.300000 47.000000)"),
    ],
)
def test_a_geometry_is_told_by_its_extent_in_the_european_form(place: dict[str, str], predicate: str, extent: str) -> None:
    found = graph(minimal(spatial_coverage=[place]), profile=EUROPEAN)

    assert [str(value) for value in found.objects(None, term(predicate))] == [extent]
    assert not list(found.objects(None, term("locn:geometry")))
