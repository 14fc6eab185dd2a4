"""What a package leaves open, and what it may not say: derived, named by its address, or left out and told."""

from __future__ import annotations

from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode

from ckanext.luzern.feeds.rdf import name
from feeds.described import DATASET, FIRST, IANA, LICENCES, build, date, left_out, of, said
from feeds.packages import EU, OTHER_ID, RESOURCE_ID, SITE, maximal, minimal, resource


def test_the_department_is_the_creator_and_the_city_the_publisher() -> None:
    graph = build(minimal())

    assert said(graph, "dct:publisher") == ["<https://www.stadtluzern.ch>"]
    assert said(graph, "dct:creator") == [f"<{SITE}/organization/statistik>"]
    assert of(graph, "dct:creator foaf:name") == ['"Fachstelle Statistik"@de']


def test_the_city_is_not_its_own_creator() -> None:
    graph = build(minimal(publisher=[{"uri": "https://www.stadtluzern.ch", "name_translated": {"de": "Stadt"}}]))

    assert said(graph, "dct:creator") == []
    assert said(graph, "foaf:name", "https://www.stadtluzern.ch") == []


def test_metadata_changes_are_no_changes_of_the_data() -> None:
    assert said(build(minimal()), "dct:modified") == []


def test_without_a_page_of_the_provider_the_dataset_lands_on_the_portal() -> None:
    assert said(build(minimal()), "dcat:landingPage") == [f"<{SITE}/dataset/datensatz-1>"]


def test_a_period_with_an_open_end_is_left_out() -> None:
    graph = build(minimal(temporal_coverage=[{"start": "2010", "end": ""}, {"start": "2010", "end": "2011"}]))

    assert of(graph, "dct:temporal dcat:endDate") == [date("2011", "gYear")]
    assert left_out(graph) == ["temporal_coverage[0]"]


def test_a_place_without_address_is_a_location_never_a_literal() -> None:
    graph = build(minimal(spatial_coverage=[{"text": "Quartier Maihof"}]))

    assert not [node for node in graph.graph.objects(NamedNode(DATASET), "dct:spatial") if isinstance(node, Literal)]
    assert of(graph, "dct:spatial skos:prefLabel") == ['"Quartier Maihof"@de']


def test_a_geometry_is_told_in_wkt_whether_it_comes_as_geojson_or_wkt() -> None:
    box = {"type": "Polygon", "coordinates": [[[8, 47], [9, 47], [9, 48], [8, 47]]]}
    graph = build(minimal(spatial_coverage=[{"geom": box, "centroid": "POINT (8.3 47.05)", "bbox": "hier"}]))

    assert of(graph, "dct:spatial locn:geometry")[0].startswith('"POLYGON ((8.000000 47.000000,')
    assert of(graph, "dct:spatial dcat:centroid")[0].startswith('"POINT (8.300000')
    assert left_out(graph) == ["spatial_coverage[0].bbox"]


@pytest.mark.parametrize(
    "geometry", ["Luzern", "[]", "POINT (a b)", '{"type": "Point"}', '{"type": "Point", "coordinates": []}', "SRID=2056;POINT (2666000 1211000)"]
)
def test_what_is_no_geometry_in_wgs84_is_left_out(geometry: str) -> None:
    graph = build(minimal(spatial_coverage=[{"geom": geometry}]))

    assert said(graph, "dct:spatial") == []
    assert left_out(graph) == ["spatial_coverage[0].geom"]


def test_a_contact_without_mail_is_left_out() -> None:
    graph = build(minimal(contact=[{"name_translated": {"de": "Statistik"}, "email": "keine"}]))

    assert said(graph, "dcat:contactPoint") == []
    assert left_out(graph) == ["contact[0].email", "contact[0]"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("conforms_to", ["eCH-0200"]),
        ("theme", ["Umwelt und so"]),
        ("frequency", EU + "frequency/1MIN"),
        ("language", ["deutsch und latein"]),
        ("issued", "letztes Jahr"),
        ("documentation", ["Handbuch.pdf"]),
        ("is_referenced_by", ["javascript:alert(1)"]),
        ("in_series", ["bevoelkerung"]),
        ("title_translated", "ohne Sprache"),
    ],
)
def test_what_opendata_swiss_would_not_take_is_left_out_and_told(field: str, value: object) -> None:
    graph = build(minimal(**{field: value}))

    assert left_out(graph) == [field]
    assert "fehlt in den Katalogdaten" in graph.findings[0].message


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("license", "https://creativecommons.org/licenses/by/4.0/"),
        ("conforms_to", "WGS84"),
        ("size", "gross"),
        ("temporal_resolution", "1 Jahr"),
        ("hash", "xyz"),
        ("mimetype", "text/erfunden"),
    ],
)
def test_what_a_distribution_may_not_say_is_left_out_and_told(field: str, value: object) -> None:
    assert left_out(build(minimal(resources=[resource(**{field: value})]))) == [f"resources[0].{field}"]


def test_a_licence_is_one_of_four_iris_to_the_letter() -> None:
    for written in ("https://dcat-ap.ch/vocabulary/licenses/terms_by", "terms_by"):
        assert said(build(minimal(resources=[resource(license=written)])), "dct:license", FIRST) == [f"<{LICENCES}terms_by>"]


def test_a_dataset_has_the_rights_all_its_distributions_have() -> None:
    by = "https://creativecommons.org/licenses/by/4.0/"

    assert said(build(minimal(resources=[resource(1, rights=by), resource(2, rights=by)])), "dct:rights") == [f"<{by}>"]


def test_mixed_licences_are_told_as_they_are() -> None:
    graph = build(minimal(resources=[resource(1), resource(2, license=LICENCES + "terms_ask")]))

    assert said(graph, "dct:license") == []
    assert said(graph, "dct:license", FIRST[:-2] + "02") == [f"<{LICENCES}terms_ask>"]


@pytest.mark.parametrize(
    ("fields", "day"),
    [
        ({"issued": "2026-10-01"}, "2026-10-01"),
        ({"issued": ""}, "2026-11-02"),
        ({"issued": "bald", "created": None}, "2026-11-01"),
    ],
)
def test_a_distribution_is_issued_exactly_once(fields: dict[str, Any], day: str) -> None:
    assert said(build(minimal(resources=[resource(**fields)])), "dct:issued", FIRST) == [date(day)]


@pytest.mark.parametrize(
    ("fields", "access", "download"),
    [
        ({}, "https://example-luzern.ch/bev.csv", []),
        ({"download_url": "https://x.ch/d"}, "https://example-luzern.ch/bev.csv", ["<https://x.ch/d>"]),
        ({"url": "", "download_url": "https://x.ch/d"}, "https://x.ch/d", ["<https://x.ch/d>"]),
        ({"access_url": "https://x.ch/a"}, "https://x.ch/a", []),
        ({"url": "kein Link"}, f"{SITE}/dataset/datensatz-1/resource/{RESOURCE_ID}", []),
        ({"url_type": "upload", "url": "http://inner:5000/de/x/y/bev ü.csv"}, f"{FIRST}/download/bev%20%C3%BC.csv", [f"<{FIRST}/download/bev%20%C3%BC.csv>"]),
    ],
)
def test_a_distribution_always_has_one_address(fields: dict[str, Any], access: str, download: list[str]) -> None:
    graph = build(minimal(resources=[resource(**fields)]))

    assert said(graph, "dcat:accessURL", FIRST) == [f"<{access}>"]
    assert said(graph, "dcat:downloadURL", FIRST) == download


def test_a_format_the_eu_does_not_know_is_told_by_its_media_type() -> None:
    graph = build(minimal(resources=[resource(format="INTERLIS", mimetype="text/plain; charset=utf-8")]))

    assert said(graph, "dct:format", FIRST) == [f"<{IANA}text/plain>"]


def test_a_download_has_the_media_type_its_format_is_registered_as() -> None:
    graph = build(minimal(resources=[resource(format="GEOJSON", download_url="https://x.ch/d")]))

    assert said(graph, "dcat:mediaType", FIRST) == [f"<{IANA}application/geo+json>"]


def test_what_nobody_named_is_named_by_its_address_in_every_dataset_alike() -> None:
    packages = [minimal(number, in_series=["https://example.org/s"], resources=[resource(access_services=["https://x.ch/wfs?a=1"])]) for number in (1, 2)]
    for node in ("https://example.org/s", "https://x.ch/wfs?a=1"):
        one, other = (said(build(package, one_resource=False), "dct:title", node) for package in packages)
        assert one == other
        assert len(one) == 1


def test_a_service_of_two_files_has_one_title() -> None:
    services = [{"uri": "https://x.ch/wfs", "title_translated": {"de": title}} for title in ("", "Bäume", "Baumkataster")]
    package = minimal(resources=[resource(number, access_services=[service]) for number, service in enumerate(services)])

    assert said(build(package, one_resource=False), "dct:title", "https://x.ch/wfs") == ['"Bäume"@de']


def test_an_act_without_eli_is_a_labelled_relation() -> None:
    graph = build(minimal(applicable_legislation=["https://www.stadtluzern.ch/erlass/12"]))

    assert said(graph, "dcatap:applicableLegislation") == []
    assert '"Legal basis"@en' in of(graph, "dct:relation rdfs:label")


def test_a_legal_basis_in_words_is_read_on_the_page() -> None:
    graph = build(minimal(legal_basis={"de": "Reglement vom 1. Mai"}))

    assert said(graph, "dct:relation") == [f"<{SITE}/dataset/datensatz-1#legal_basis>"]


def test_public_data_is_public_where_nobody_says_so() -> None:
    assert said(build(minimal()), "dct:accessRights") == [f"<{EU}access-right/PUBLIC>"]
    assert said(build(minimal(access_rights=EU + "access-right/RESTRICTED")), "dct:accessRights") == [f"<{EU}access-right/RESTRICTED>"]
    assert said(build(minimal(private=True)), "dct:accessRights") == []


def test_a_dataset_is_issued_the_day_it_came_to_the_portal_and_changed_with_its_newest_file() -> None:
    graph = build(minimal(resources=[resource(1, modified="2026-11-03"), resource(2, modified="2026-11-20")]))

    assert said(graph, "dct:issued") == [date("2026-11-01")]
    assert said(graph, "dct:modified") == [date("2026-11-20")]


def test_a_period_with_an_open_end_is_told_to_everybody_but_opendata_swiss() -> None:
    graph = build(minimal(temporal_coverage=[{"start": "2010", "end": ""}]), one_resource=False)

    assert of(graph, "dct:temporal dcat:startDate") == [date("2010", "gYear")]
    assert left_out(graph) == []


def test_an_attribution_has_a_name_and_a_role() -> None:
    graph = build(minimal(qualified_attribution=[{"role": "https://x.ch/rolle", "name_translated": {"de": ""}}]))

    assert said(graph, "prov:qualifiedAttribution") == []
    assert left_out(graph) == ["qualified_attribution[0]"]


def test_a_service_is_a_bare_address_for_opendata_swiss_and_described_in_the_catalogue() -> None:
    service = "https://geo.example-luzern.ch/wfs?service=WFS"
    package = minimal(resources=[resource(access_services=[{"uri": service}])])

    bare, full = build(package), build(package, one_resource=False)

    assert NamedNode(service) not in bare.graph.statements
    assert said(full, "rdf:type", service) == [str(name("dcat:DataService"))]
    assert said(full, "dcat:endpointURL", service) == [f"<{service}>"]
    assert said(full, "dcat:servesDataset", service) == [f"<{DATASET}>"]


@pytest.mark.parametrize("field", ["url", "documentation", "is_referenced_by", "in_series", "conforms_to"])
@pytest.mark.parametrize("target", [SITE, f"{SITE}/dataset/{OTHER_ID}"])
def test_no_link_leads_to_another_dataset_of_the_feed(field: str, target: str) -> None:
    """The importer would take the other dataset along, and skip this one because it found two."""
    package = minimal(**{field: target})

    assert NamedNode(target) not in {node for _, _, node in build(package).graph}
    assert left_out(build(package)) == [field]
    assert NamedNode(target) in {node for _, _, node in build(package, one_resource=False).graph}


def test_a_related_dataset_of_ours_is_named_by_its_permalink() -> None:
    for ours in ("laerm", "laerm@stadt-luzern", f"{SITE}/dataset/laerm"):
        graph = build(minimal(qualified_relation=[{"uri": ours}]))
        assert of(graph, "dcat:qualifiedRelation dct:relation") == ["<https://opendata.swiss/perma/laerm@stadt-luzern>"]


def test_an_identifier_survives_rename_and_change_of_owner() -> None:
    moved = minimal(name="neuer-name", organization={"id": "1", "name": "umweltschutz", "title": "Umweltschutz"})

    assert said(build(moved), "dct:identifier") == said(build(minimal()), "dct:identifier")


@pytest.mark.parametrize("identifier", ["", None, "https://example.ch/1", "mit leer", "Umläut"])
def test_an_unusable_identifier_is_not_written(identifier: str | None) -> None:
    assert said(build(minimal(identifier=identifier)), "dct:identifier") == []


def test_building_twice_gives_the_same_graph() -> None:
    assert list(build(maximal()).graph) == list(build(maximal()).graph)
