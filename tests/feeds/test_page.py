"""Fragments joined to the page opendata.swiss reads: judged by its rules, and by ours where those are not at hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pyoxigraph import NamedNode
from rdflib import Graph, URIRef

from ckanext.luzern.feeds import catalogue, fragment
from feeds.packages import EU, ID, SETTINGS, SITE, Judge, feed, maximal, minimal, resource, term

HOSTILE = 'https://example-luzern.ch/Lärm bei Nacht|{x}[1]"<>^`\\%zz?q=ä b#ü'


def hostile() -> dict[str, Any]:
    """What people and machines really put into fields."""
    text = {"de": "Lärm \x00\x0b\ud800 & <b>Ruhe</b> ]]> \u2028", "fr": "\x01"}
    return minimal(
        9,
        title_translated=text,
        notes_translated=text,
        tags_translated={"de": ["a & b", "<x>"]},
        url=HOSTILE,
        documentation=[HOSTILE, "file:///etc/passwd"],
        conforms_to=[HOSTILE, "eCH-0200"],
        relations=[{"url": HOSTILE, "label_translated": text}, {"url": "kein Link"}],
        contact=[{"name_translated": text, "email": "o'neil & co@example.ch"}, {"name_translated": {"de": "Ü"}, "email": "ä@zürich.ch"}],
        spatial_coverage=[{"text": "Luzern\x00", "geom": '{"type": "Point"}'}, {"geom": "[]"}],
        temporal_coverage=[{"start": "früher", "end": "2026"}],
        resources=[resource(url=HOSTILE, url_type="upload"), resource(2, url="http://[::1/", download_url=HOSTILE, access_services=[HOSTILE, f"{SITE}"])],
    )


def test_opendata_swiss_takes_every_dataset_from_the_least_to_the_fullest(judge: Judge) -> None:
    faults = judge(feed(maximal(), minimal(2), hostile()))

    assert set(faults) <= {("shacl-warning", "page")}, faults  # the checker wants a blank node there, the handbook's example an IRI


def test_opendata_swiss_takes_datasets_that_point_at_each_other_and_at_the_portal(judge: Judge) -> None:
    one = f"{SITE}/dataset/{ID}"
    faults = judge(feed(maximal(), minimal(2, url=SITE, relations=[{"url": one}], documentation=[one], is_referenced_by=[f"{SITE}/dataset/datensatz-1"])))

    assert set(faults) <= {("shacl-warning", "page")}, faults


def test_a_page_is_well_formed_and_names_every_dataset_once() -> None:
    graph = Graph().parse(data=feed(maximal(), minimal(2), hostile()), format="xml")

    datasets = set(graph.subjects(term("rdf:type"), term("dcat:Dataset")))
    assert len(datasets) == 3
    assert set(graph.objects(URIRef(SITE), term("dcat:dataset"))) == datasets
    assert str(graph.value(URIRef(SITE + "/feeds/opendata-swiss.xml"), term("hydra:totalItems"))) == "3"


def test_a_joined_page_says_what_its_parts_say() -> None:
    packages = (maximal(), minimal(2))

    joined = Graph().parse(data=feed(*packages), format="xml")

    parts = sum(len(fragment.graphs(package, SETTINGS)[0].graph) for package in packages)
    about = catalogue.build_catalogue(SETTINGS, modified="2026-11-20T08:00:00Z")
    assert len(joined) == parts + len(about) + len(catalogue.build_publisher(SETTINGS)) + len(catalogue.build_page(catalogue.Page("x:", 2)))


def test_the_catalogue_says_who_what_and_where() -> None:
    graph = catalogue.build_catalogue(SETTINGS, modified="2026-11-20T08:00:00Z")
    node = NamedNode(SITE)
    said = {
        predicate: sorted(value.value for value in graph.objects(node, predicate)) for predicate in ("dct:title", "dct:language", "dct:license", "dct:spatial")
    }

    assert said == {
        "dct:title": ["Données ouvertes", "Offene Daten der Stadt Luzern"],
        "dct:language": [f"{EU}language/DEU", f"{EU}language/FRA"],
        "dct:license": ["http://dcat-ap.ch/vocabulary/licenses/terms_open"],
        "dct:spatial": ["https://ld.admin.ch/municipality/1061"],
    }
    assert graph.objects(node, "dcat:themeTaxonomy") == [NamedNode(EU + "data-theme")]
    assert graph.objects(node, "dct:publisher") == [NamedNode("https://www.stadtluzern.ch")]


def test_the_page_of_the_publisher_is_never_the_catalogue(judge: Judge) -> None:
    settings = replace(SETTINGS, publisher=replace(SETTINGS.publisher, homepage=SITE))

    assert judge(feed(minimal(1), minimal(2), settings=settings)) == {}


def test_the_same_datasets_give_the_same_bytes() -> None:
    assert feed(maximal(), hostile()) == feed(maximal(), hostile())


def test_a_dataset_without_identifier_is_in_no_feed_for_opendata_swiss() -> None:
    assert [built.is_listed for built in fragment.build(minimal(identifier=""), SETTINGS)] == [False, True, True]


def test_only_what_is_opted_in_and_not_delivered_through_geocat_is_for_opendata_swiss() -> None:
    packages = [minimal(1), minimal(2, opendata_swiss=False), minimal(3, via_geocat=True), minimal(4, opendata_swiss="false"), minimal(5, via_geocat="True")]

    assert [fragment.build(package, SETTINGS)[0].is_listed for package in packages] == [True, False, False, False, False]


def test_what_was_left_out_is_told_with_the_fragment() -> None:
    built = fragment.build(minimal(conforms_to=["eCH-0200"]), SETTINGS)[0]

    assert [finding.path for finding in built.findings] == ["conforms_to"]
