from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.web import Site, serve
from luzern_harvesters.dcat import DcatHarvester
from luzern_harvesters.errors import SourceMalformed, SourceRefused
from luzern_harvesters.record import DatasetRecord
from luzern_harvesters.run import Reading, read
from luzern_harvesters.source import Source

PREFIXES = """
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> . @prefix hydra: <http://www.w3.org/ns/hydra/core#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix vcard: <http://www.w3.org/2006/vcard/ns#> . @prefix schema: <http://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
TERMS_BY = "<http://dcat-ap.ch/vocabulary/licenses/terms_by>"


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


def source(url: str, **options: object) -> Source:
    return Source(id="s", type="dcat", url=url, organization="o", title="t", private_addresses=True, options=options)


def harvest(url: str, **options: object) -> tuple[DcatHarvester, list[Reading]]:
    harvester = DcatHarvester(source(url, **options))
    with harvester:
        return harvester, list(read(harvester, harvester.list().refs))


def one(site: Site, turtle: str, **options: object) -> tuple[DatasetRecord, set[str]]:
    """Read a catalogue of one dataset: its record and the codes of its findings."""
    _, (reading,) = harvest(site.put("/c.ttl", PREFIXES + turtle, Content_Type="text/turtle"), **options)
    assert reading.record is not None
    return reading.record, {finding.code for finding in reading.findings}


class TestMapping:
    def test_texts_keep_their_language_and_a_text_without_one_is_german(self, site: Site) -> None:
        record, _ = one(site, '<urn:d> a dcat:Dataset ; dct:title "Bäume", "Arbres"@fr, ""@it ; dct:description "Platz"@de-CH .')

        assert record.title == {"de": "Bäume", "fr": "Arbres"}
        assert record.description == {"de": "Platz"}

    def test_html_in_a_description_becomes_markdown(self, site: Site) -> None:
        record, _ = one(site, '<urn:d> a dcat:Dataset ; dct:description "<p>Siehe <a href=\\"https://x.example\\">hier</a>.</p><script>alert(1)</script>"@de .')

        assert record.description["de"] == "Siehe [hier](https://x.example)."

    def test_the_term_of_use_is_the_exact_iri_and_others_are_never_guessed(self, site: Site) -> None:
        record, codes = one(
            site, f'<urn:d> a dcat:Dataset ; dcat:distribution <urn:a>, <urn:b> . <urn:a> dct:license {TERMS_BY} . <urn:b> dct:license "nur mit Bewilligung" .'
        )

        assert [distribution.licence for distribution in record.distributions] == ["terms_by", ""]
        assert "licence-unknown" in codes
        assert "licence-missing" not in codes  # said once

    def test_an_old_right_beside_a_new_licence_is_no_fault(self, site: Site) -> None:
        rights = "NonCommercialAllowed-CommercialAllowed-ReferenceRequired"
        record, codes = one(site, f'<urn:d> a dcat:Dataset ; dcat:distribution <urn:a> . <urn:a> dct:license {TERMS_BY} ; dct:rights "{rights}" .')

        assert record.distributions[0].licence == "terms_by"
        assert "licence-unknown" not in codes

    def test_a_closed_right_stays_closed_also_where_the_source_states_a_licence(self, site: Site) -> None:
        closed = "NonCommercialNotAllowed-CommercialNotAllowed-ReferenceRequired"
        record, codes = one(site, f'<urn:d> a dcat:Dataset ; dcat:distribution <urn:a> . <urn:a> dct:rights "{closed}" .', licence="terms_open")

        assert record.distributions[0].licence == ""
        assert "licence-unknown" in codes

    def test_the_source_may_state_the_licence_of_those_that_state_none(self, site: Site) -> None:
        record, codes = one(site, "<urn:d> a dcat:Dataset ; dcat:distribution <urn:a> . <urn:a> dcat:accessURL <https://x.example/a> .", licence="terms_ask")

        assert record.distributions[0].licence == "terms_ask"
        assert "licence-from-outside" in codes

    def test_two_terms_on_one_distribution_are_an_error(self, site: Site) -> None:
        _, codes = one(
            site, f"<urn:d> a dcat:Dataset ; dcat:distribution <urn:a> . <urn:a> dct:license {TERMS_BY}, <http://dcat-ap.ch/vocabulary/licenses/terms_open> ."
        )

        assert "licence-mixed" in codes

    def test_periods_are_read_in_dcat_and_in_schema_org(self, site: Site) -> None:
        record, _ = one(
            site,
            '<urn:d> a dcat:Dataset ; dct:temporal [ schema:startDate "1890"^^xsd:gYear ; schema:endDate "2019-02-28T23:00:00Z"^^xsd:dateTime ],'
            ' [ dcat:startDate "2020-01"^^xsd:gYearMonth ] .',
        )

        assert {(period.start, period.end) for period in record.temporal} == {("1890", "2019-03-01"), ("2020-01", "")}

    def test_contact_and_publisher_are_read_in_their_many_shapes(self, site: Site) -> None:
        record, _ = one(
            site,
            '<urn:d> a dcat:Dataset ; dct:publisher [ a foaf:Organization ; foaf:name "Stadt"@de, "Ville"@fr ] ;'
            ' dcat:contactPoint [ vcard:fn "Stelle" ; vcard:hasEmail [ vcard:value <mailto:a@x.example> ] ], [ vcard:hasEmail "b@x.example" ] .',
        )

        assert record.publisher is not None
        assert record.publisher.name == {"de": "Stadt", "fr": "Ville"}
        assert {contact.email for contact in record.contacts} == {"a@x.example", "b@x.example"}

    def test_words_of_vocabularies_become_codes_and_unknown_ones_findings(self, site: Site) -> None:
        record, codes = one(
            site, '<urn:d> a dcat:Dataset ; dcat:theme "Mobilität und Verkehr", "Quark" ; dct:accrualPeriodicity "jaehrlich" ; dct:language "de" .'
        )

        assert (record.themes, record.frequency, record.languages) == (("TRAN",), "ANNUAL", ("DEU",))
        assert "theme-unknown" in codes

    def test_a_service_or_series_is_kept_as_its_address(self, site: Site) -> None:
        record, _ = one(
            site,
            "<urn:d> a dcat:Dataset ; dcat:inSeries <https://x.example/s> ; dcat:distribution <urn:a> . <https://x.example/s> a dcat:DatasetSeries ; dct:title 'Reihe' ."
            "<urn:a> dcat:accessService <https://x.example/wfs> . <https://x.example/wfs> a dcat:DataService .",
        )

        assert record.in_series == ("https://x.example/s",)
        assert record.distributions[0].access_services == ("https://x.example/wfs",)

    def test_the_order_of_statements_does_not_change_the_hash(self, site: Site) -> None:
        parts = [
            '<urn:d> a dcat:Dataset ; dct:title "T"@de .',
            '<urn:d> dcat:keyword "b"@de, "a"@de .',
            '<urn:d> dct:temporal [ dcat:startDate "2020" ], [ dcat:startDate "2019" ] .',
        ]
        site.put("/1.ttl", PREFIXES + "\n".join(parts), Content_Type="text/turtle")
        site.put("/2.ttl", PREFIXES + "\n".join(reversed(parts)), Content_Type="text/turtle")

        assert harvest(f"{site.url}/1.ttl")[1][0].hash == harvest(f"{site.url}/2.ttl")[1][0].hash

    def test_a_blank_in_an_address_does_not_cost_the_dataset(self, tmp_path: Path) -> None:
        (tmp_path / "c.xml").write_text(
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcat="http://www.w3.org/ns/dcat#"><dcat:Dataset rdf:about="https://x.example/d">'
            '<dcat:landingPage rdf:resource="https://x.example/zwei worte"/></dcat:Dataset></rdf:RDF>',
            encoding="utf-8",
        )

        assert harvest((tmp_path / "c.xml").as_uri())[1][0].record.landing_page == "https://x.example/zwei%20worte"  # pyright: ignore[reportOptionalMemberAccess]


class TestPaging:
    def catalogue(self, site: Site, first: str, second: str) -> str:
        site.put("/2", PREFIXES + second, Content_Type="text/turtle")
        return site.put("/1", PREFIXES + first, Content_Type="text/turtle")

    @pytest.mark.parametrize("paging", ["a hydra:PagedCollection ; hydra:nextPage '{{base}}/2'", "a hydra:PartialCollectionView ; hydra:next <{{base}}/2>"])
    def test_both_spellings_of_hydra_are_followed(self, site: Site, paging: str) -> None:
        url = self.catalogue(site, f"<urn:a> a dcat:Dataset . <urn:p> {paging} .", "<urn:b> a dcat:Dataset .")

        assert [reading.ref.remote_id for reading in harvest(url)[1]] == ["urn:a", "urn:b"]

    def test_a_circle_of_pages_ends_and_the_list_is_not_complete(self, site: Site) -> None:
        url = self.catalogue(site, "<urn:a> a dcat:Dataset . <urn:p> hydra:next <{{base}}/2> .", "<urn:b> a dcat:Dataset . <urn:p> hydra:next <{{base}}/1> .")

        listing = DcatHarvester(source(url)).list()

        assert not listing.complete
        assert len(listing.refs) == 2

    def test_a_page_that_fails_fails_the_source(self, site: Site) -> None:
        url = site.put("/1", PREFIXES + "<urn:a> a dcat:Dataset . <urn:p> hydra:next <{{base}}/none> .", Content_Type="text/turtle")

        with pytest.raises(SourceRefused, match="404"):
            DcatHarvester(source(url)).list()

    def test_fewer_datasets_than_announced_is_not_complete(self, site: Site) -> None:
        url = site.put("/1", PREFIXES + "<urn:a> a dcat:Dataset . <urn:p> a hydra:PagedCollection ; hydra:totalItems 5 .", Content_Type="text/turtle")

        listing = DcatHarvester(source(url)).list()

        assert (listing.complete, [finding.code for finding in listing.findings]) == (False, ["fewer-than-announced"])

    def test_a_next_page_on_another_host_is_not_fetched(self, site: Site) -> None:
        url = site.put("/1", PREFIXES + "<urn:a> a dcat:Dataset . <urn:p> hydra:next <http://127.0.0.2:1/2> .", Content_Type="text/turtle")

        assert not DcatHarvester(source(url)).list().complete

    def test_the_same_identifier_twice_is_told_and_both_are_kept(self, site: Site) -> None:
        url = site.put(
            "/1", PREFIXES + '<urn:a> a dcat:Dataset ; dct:identifier "TODO" . <urn:b> a dcat:Dataset ; dct:identifier "TODO" .', Content_Type="text/turtle"
        )

        listing = DcatHarvester(source(url)).list()

        assert [ref.remote_id for ref in listing.refs] == ["urn:a", "urn:b"]
        assert [finding.code for finding in listing.findings] == ["identifier-twice"]


class TestHostileDocuments:
    BOMB = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">&b;</rdf:RDF>'
    OUTSIDE = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">&x;</rdf:RDF>'
    DEEP = "<?xml version='1.0'?>" + "<a>" * 100_000 + "</a>" * 100_000

    @pytest.mark.parametrize(
        ("body", "code"),
        [
            (BOMB, "xml-entities"),
            (OUTSIDE, "xml-entities"),
            (DEEP, "xml-too-deep"),
            ('<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n A & B</rdf:RDF>', "xml-broken"),
            (json.dumps({"@context": "https://x.example/context.jsonld", "@type": "Dataset"}), "context-remote"),
            (json.dumps([{"a": {"@context": {"@import": "https://x.example/c"}}}]), "context-remote"),
            ("[" * 100_000, "json-broken"),
            ("<http://x> <http://y> .", "rdf-broken"),
            ("   ", "answer-empty"),
            ("<!doctype html><title>Login</title>", "html-answer"),
        ],
    )
    def test_each_is_refused_with_its_reason(self, tmp_path: Path, body: str, code: str) -> None:
        (tmp_path / "catalog").write_text(body, encoding="utf-8")

        with pytest.raises(SourceMalformed) as caught:
            DcatHarvester(source((tmp_path / "catalog").as_uri())).list()

        assert caught.value.finding.code == code

    def test_broken_xml_is_told_with_line_and_column(self, tmp_path: Path) -> None:
        (tmp_path / "c.rdf").write_text('<?xml version="1.0"?>\n<a>\n  R & D\n</a>', encoding="utf-8")

        with pytest.raises(SourceMalformed, match="Zeile 3, Spalte"):
            DcatHarvester(source((tmp_path / "c.rdf").as_uri())).list()

    def test_a_huge_file_is_refused_by_its_size(self, tmp_path: Path) -> None:
        with (tmp_path / "c.rdf").open("wb") as file:
            file.truncate(2_000_000_000)

        with pytest.raises(SourceMalformed, match="grösser"):
            DcatHarvester(source((tmp_path / "c.rdf").as_uri())).list()
