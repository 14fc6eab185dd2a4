"""Every property of DCAT-AP CH 3.0 that a package can fill, as opendata.swiss wants it."""

from __future__ import annotations

from typing import Any

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from ckanext.luzern.feeds import dataset_graph
from ckanext.luzern.feeds.dataset_graph import DatasetGraph
from ckanext.luzern.feeds.rdf import name
from feeds.packages import EU, ID, OTHER_ID, RESOURCE_ID, SERVICE, SETTINGS, SITE, maximal, minimal, resource

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


DATASET_SAYS = {
    "rdf:type": [str(name("dcat:Dataset"))],
    "dct:identifier": ['"datensatz-1@stadt-luzern"'],
    "dct:title": ['"Popolazione"@it', '"Population"@en', '"Population"@fr', '"Wohnbevölkerung"@de'],
    "dct:description": ['"Ständige Wohnbevölkerung nach Quartier und Jahr."@de'],
    "dct:publisher": ["<https://www.stadtluzern.ch>"],
    "dcat:keyword": ['"Bevölkerung"@de', '"Quartier"@de', '"population"@fr'],
    "dcat:theme": [f"<{EU}data-theme/REGI>", f"<{EU}data-theme/SOCI>"],
    "dct:issued": [date("2026", "gYear")],
    "dct:modified": [date("2026-11-15T08:00:00+01:00", "dateTime")],
    "dct:accrualPeriodicity": [f"<{EU}frequency/ANNUAL>"],
    "dct:language": [f"<{EU}language/DEU>"],
    "dct:accessRights": [f"<{EU}access-right/PUBLIC>"],
    "dcatap:availability": [f"<{EU}planned-availability/STABLE>"],
    "dct:conformsTo": ["<https://www.ech.ch/de/ech/ech-0200>"],
    "dct:isReferencedBy": ["<https://doi.org/10.5281/zenodo.1>"],
    "dcat:inSeries": ["<https://example.org/series/bev>"],
    "dct:hasPart": ["<https://example.org/dataset/altstadt>"],
    "odrl:hasPolicy": ["<https://example-luzern.ch/richtlinie.jsonld>"],
    "dcatap:applicableLegislation": ["<https://fedlex.data.admin.ch/eli/cc/2008/749>"],
    "dcatap:hvdCategory": ["<http://data.europa.eu/bna/c_e1da4e07>"],
    "schema:image": [f"<{SITE}/bild.png>"],
    "dcat:version": ['"2.1"'],
    "adms:versionNotes": ['"Neue Quartiere"@de'],
    "adms:status": [f"<{EU}distribution-status/COMPLETED>"],
    "dcat:landingPage": ["<https://www.stadtluzern.ch/bevoelkerung>"],
    "foaf:page": ["<https://www.stadtluzern.ch/methodik.pdf>"],
    "dct:relation": ["<https://www.stadtluzern.ch/erlass/12>", "<https://www.stadtluzern.ch/recht>"],
    "prov:wasGeneratedBy": ["<https://example.org/erhebungen/statpop>"],
    "dct:license": [f"<{LICENCES}terms_by>"],
    "dct:rights": [],  # one of the two distributions says nothing
    "dcat:distribution": [f"<{FIRST}>", f"<{FIRST[:-2]}02>"],
}
DISTRIBUTION_SAYS = {
    "dct:identifier": ['"bev-csv"'],
    "dct:title": ['"Bevölkerung (CSV)"@de'],
    "dct:description": ['"Eine Zeile je Quartier."@de'],
    "dct:license": [f"<{LICENCES}terms_by>"],
    "dct:rights": ["<https://creativecommons.org/licenses/by/4.0/>"],
    "dct:issued": [date("2026-11-01")],
    "dct:modified": [date("2026-11-15")],
    "dct:format": [f"<{EU}file-type/CSV>"],
    "dcat:mediaType": [f"<{IANA}text/csv>"],
    "dcat:byteSize": [date("48213", "decimal")],
    "dcat:accessURL": [f"<{FIRST}/download/bev.csv>"],
    "dcat:downloadURL": [f"<{FIRST}/download/bev.csv>"],
    "dct:language": [f"<{EU}language/DEU>"],
    "dcatap:availability": [f"<{EU}planned-availability/STABLE>"],
    "dcat:temporalResolution": [date("P1Y", "duration")],
    "dcat:accessService": ["<https://geo.example-luzern.ch/wfs?service=WFS>"],
    "dct:conformsTo": ["<https://www.rfc-editor.org/rfc/rfc4180>"],
    "foaf:page": ["<https://www.stadtluzern.ch/spalten.pdf>"],
    "dcat:packageFormat": [f"<{IANA}application/zip>"],
    "adms:status": [f"<{EU}distribution-status/COMPLETED>"],
    "dcatap:applicableLegislation": ["<https://fedlex.data.admin.ch/eli/cc/2008/749>"],
    "odrl:hasPolicy": ["<https://example-luzern.ch/richtlinie.jsonld>"],
    "schema:image": [f"<{SITE}/karte.png>"],
}
NODES_SAY = {
    "dcat:contactPoint rdf:type": [str(name("vcard:Kind")), str(name("vcard:Organization"))],
    "dcat:contactPoint vcard:fn": ['"Fachstelle OGD"'],
    "dcat:contactPoint vcard:hasEmail": ["<mailto:ogd@example-luzern.ch>"],
    "dct:temporal rdf:type": [str(name("dct:PeriodOfTime"))],
    "dct:temporal dcat:startDate": [date("2010", "gYear")],
    "dct:temporal dcat:endDate": [date("2025-12-31")],
    "dct:spatial rdf:type": [str(name("dct:Location"))],
    "dct:spatial dcat:centroid": [f'"POINT (8.300000 47.050000)"^^<{name("gsp:wktLiteral").value}>'],
    "dct:relation rdfs:label": ['"Base légale"@fr'] * 2 + ['"Basi legali"@it', '"Legal basis"@en'] + ['"Rechtliche Grundlagen"@de'] * 2,
    "prov:qualifiedAttribution rdf:type": [str(name("prov:Attribution"))],
    "prov:qualifiedAttribution dcat:hadRole": ["<http://inspire.ec.europa.eu/metadata-codelist/ResponsiblePartyRole/processor>"],
    "prov:wasGeneratedBy rdf:type": [str(name("prov:Activity"))],
    "prov:wasGeneratedBy rdfs:label": ['"STATPOP"@de'],
    "dcat:qualifiedRelation rdf:type": [str(name("dcat:Relationship"))],
    "dcat:qualifiedRelation dct:relation": ["<https://opendata.swiss/perma/haushalte-quartier@stadt-luzern>"],
    "dcat:qualifiedRelation dcat:hadRole": ["<http://www.iana.org/assignments/relation/related>"],
    "adms:identifier skos:notation": ['"10.5281/zenodo.1"'],
    "dct:creator rdf:type": [str(name("foaf:Agent"))] * 2,
    "dct:creator foaf:name": ['"Einwohnerdienste"@de', '"LUSTAT Statistik Luzern"@de'],
    "dct:creator foaf:mbox": ["<mailto:info@lustat.ch>"],
    "dct:creator foaf:homepage": ["<https://www.lustat.ch/>"],
    "foaf:page rdf:type": [str(name("foaf:Document"))],
}
SERVICE_SAYS = {
    "rdf:type": [str(name("dcat:DataService"))],
    "dct:title": ['"Bevölkerung (WFS)"@de'],
    "dct:description": ['"Höchstens 2000 Objekte je Abfrage."@de'],
    "dct:identifier": [f'"{SERVICE}"'],
    "dct:publisher": ["<https://www.stadtluzern.ch>"],
    "dct:license": [f"<{LICENCES}terms_by>"],
    "dcat:endpointURL": [f"<{SERVICE}>"],
    "dcat:endpointDescription": [f"<{SERVICE}&request=GetCapabilities>"],
    "dcat:servesDataset": [f"<{DATASET}>"],
}
SERIES_SAYS = {
    "rdf:type": [str(name("dcat:DatasetSeries"))],
    "dct:title": ['"Wohnbevölkerung"@de'],
    "dct:description": ['"Ein Datensatz je Stichtag."@de'],
    "dct:identifier": ['"https://example.org/series/bev"'],
    "dct:publisher": ["<https://www.stadtluzern.ch>"],
}
CHECKSUM_SAYS = {
    "spdx:checksum spdx:algorithm": ["<http://spdx.org/rdf/terms#checksumAlgorithm_sha256>"],
    "spdx:checksum spdx:checksumValue": [date("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "hexBinary")],
}


@pytest.mark.parametrize("predicate", DATASET_SAYS)
def test_a_full_dataset_says(predicate: str) -> None:
    assert said(build(maximal()), predicate) == DATASET_SAYS[predicate]


@pytest.mark.parametrize("predicate", DISTRIBUTION_SAYS)
def test_a_full_distribution_says(predicate: str) -> None:
    assert said(build(maximal()), predicate, FIRST) == DISTRIBUTION_SAYS[predicate]


@pytest.mark.parametrize("path", NODES_SAY)
def test_a_full_dataset_says_by_a_node(path: str) -> None:
    assert of(build(maximal()), path) == NODES_SAY[path]


@pytest.mark.parametrize("path", CHECKSUM_SAYS)
def test_a_full_distribution_says_by_a_node(path: str) -> None:
    assert of(build(maximal()), path, FIRST) == CHECKSUM_SAYS[path]


@pytest.mark.parametrize("predicate", SERVICE_SAYS)
def test_a_service_says_in_full(predicate: str) -> None:
    assert said(build(maximal(), one_resource=False), predicate, SERVICE) == SERVICE_SAYS[predicate]


@pytest.mark.parametrize("predicate", SERIES_SAYS)
def test_a_series_says_in_full(predicate: str) -> None:
    assert said(build(maximal(), one_resource=False), predicate, "https://example.org/series/bev") == SERIES_SAYS[predicate]


@pytest.mark.parametrize("node", [SERVICE, "https://example.org/series/bev"])
def test_who_answers_for_the_dataset_answers_for_its_services_and_series(node: str) -> None:
    assert of(build(maximal(), one_resource=False), "dcat:contactPoint vcard:fn", node) == ['"Fachstelle OGD"@de']


def test_nothing_of_a_full_dataset_is_left_out() -> None:
    assert left_out(build(maximal())) == []


def test_empty_fields_say_nothing() -> None:
    graph = build(minimal(url="", theme=[], version="", tags_translated={"de": [], "fr": [""]})).graph
    literals = [node for _, _, node in graph if isinstance(node, Literal)]

    assert all(literal.value for literal in literals)
    assert {literal.language for literal in literals} == {None, "de"}


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
