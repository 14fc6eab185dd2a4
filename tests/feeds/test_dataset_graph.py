"""Every property of DCAT-AP CH 3.0 that a package can fill, as opendata.swiss wants it."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal

from ckanext.luzern.feeds.rdf import name
from feeds.described import DATASET, FIRST, IANA, LICENCES, build, date, left_out, of, said
from feeds.packages import EU, SERVICE, SITE, maximal, minimal

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
