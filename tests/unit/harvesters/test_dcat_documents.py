"""DCAT as it arrives: documents that are half right, and those that cost memory or time."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from luzern_harvesters.contract import Listing
from luzern_harvesters.dcat import DcatHarvester
from luzern_harvesters.errors import SettingsError, SourceMalformed
from luzern_harvesters.record import DatasetRecord
from luzern_harvesters.run import Reading, read
from luzern_harvesters.source import Source

PREFIXES = """
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> . @prefix hydra: <http://www.w3.org/ns/hydra/core#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
TERMS_BY = "<http://dcat-ap.ch/vocabulary/licenses/terms_by>"
CC_BY = "<https://creativecommons.org/licenses/by/4.0/>"
XML = """<?xml version="1.0" encoding="{0}"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcat="http://www.w3.org/ns/dcat#"
  xmlns:dct="http://purl.org/dc/terms/"><dcat:Dataset rdf:about="urn:d"><dct:title xml:lang="de">Bäume</dct:title></dcat:Dataset></rdf:RDF>"""

RDF_START = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcat="http://www.w3.org/ns/dcat#"'
    ' xmlns:dct="http://purl.org/dc/terms/" xmlns:ex="urn:ex:">'
)
RDF_XML = "<rdf:Description rdf:about='urn:{0}'><dct:title>{0}</dct:title></rdf:Description>"


class Folder:
    """Documents on disk, read as sources."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def harvester(self, body: str | bytes, name: str = "c.ttl", **options: object) -> DcatHarvester:
        raw = body if isinstance(body, bytes) else (PREFIXES + body if name.endswith("ttl") else body).encode()
        (self.path / name).write_bytes(raw)
        settings = {"id": "s", "type": "dcat", "url": (self.path / name).as_uri(), "organization": "o", "title": "t", "options": options}
        return DcatHarvester(Source.model_validate(settings))

    def listing(self, body: str | bytes, name: str = "c.ttl", **options: object) -> Listing:
        return self.harvester(body, name, **options).list()

    def readings(self, body: str | bytes, name: str = "c.ttl", **options: object) -> list[Reading]:
        with self.harvester(body, name, **options) as harvester:
            return list(read(harvester, harvester.list().refs))

    def one(self, body: str | bytes, name: str = "c.ttl", **options: object) -> tuple[DatasetRecord, set[str]]:
        (reading,) = self.readings(body, name, **options)
        assert reading.record
        return reading.record, {finding.code for finding in reading.findings}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def codes(listing: Listing) -> list[str]:
    return [finding.code for finding in listing.findings]


class TestWhatIsADataset:
    def test_a_dataset_that_is_listed_but_not_typed_is_one(self, folder: Folder) -> None:
        (reading,) = folder.readings('<urn:c> dcat:dataset <urn:d> . <urn:d> dct:title "Bäume"@de .')

        assert reading.record
        assert reading.record.title == {"de": "Bäume"}

    def test_a_listed_dataset_that_nobody_describes_makes_the_list_incomplete(self, folder: Folder) -> None:
        listing = folder.listing('<urn:c> dcat:dataset <urn:d>, <urn:nowhere> . <urn:d> a dcat:Dataset ; dct:title "Bäume"@de .')

        assert (len(listing.refs), listing.complete, codes(listing)) == (1, False, ["dataset-undescribed"])

    def test_a_mention_a_series_and_a_catalogue_are_none(self, folder: Folder) -> None:
        listing = folder.listing(
            '<urn:d> a dcat:Dataset ; dct:title "D"@de ; dct:isVersionOf <urn:mention> . <urn:mention> a dcat:Dataset .'
            '<urn:s> a dcat:Dataset, dcat:DatasetSeries ; dct:title "S"@de . <urn:k> a dcat:Dataset, dcat:Catalog ; dct:title "K"@de .'
        )

        assert [ref.remote_id for ref in listing.refs] == ["urn:d"]

    def test_nameless_datasets_are_counted_each_and_told(self, folder: Folder) -> None:
        body = '[] a dcat:Dataset ; dct:title "A"@de . [] a dcat:Dataset ; dct:title "B"@de . <urn:p> hydra:totalItems 2 .'

        assert folder.listing(body).complete
        assert all("identifier-unclear" in {finding.code for finding in reading.findings} for reading in folder.readings(body))

    @pytest.mark.parametrize("body", ['{"a": 1}', "[]", "<?xml version='1.0'?><root/>"])
    def test_a_document_without_catalogue_and_dataset_is_no_dcat(self, folder: Folder, body: str) -> None:
        with pytest.raises(SourceMalformed):
            folder.listing(body, "c.json" if body[0] in "[{" else "c.xml")

    def test_a_last_page_that_is_never_reached_makes_the_list_incomplete(self, folder: Folder) -> None:
        page = '<urn:d> a dcat:Dataset . <https://x.example/c.ttl?page=1> a hydra:PagedCollection ; hydra:lastPage "https://x.example/c.ttl?page={}" .'

        assert codes(folder.listing(page.format(4))) == ["page-missing"]
        assert folder.listing(page.format(1)).complete

    def test_pages_on_disk_stay_in_their_folder(self, folder: Folder) -> None:
        (folder.path / "2.ttl").write_text(PREFIXES + "<urn:b> a dcat:Dataset .", encoding="utf-8")

        assert len(folder.listing("<urn:a> a dcat:Dataset . <urn:p> hydra:next '2.ttl' .").refs) == 2
        assert codes(folder.listing("<urn:a> a dcat:Dataset . <urn:p> hydra:next <file:///etc/hostname> .")) == ["page-elsewhere"]


class TestValues:
    def test_an_address_may_be_written_as_text(self, folder: Folder) -> None:
        record, _ = folder.one(
            '<urn:d> a dcat:Dataset ; dcat:landingPage "https://x.example/a" ; foaf:page "https://x.example/b" ; dct:relation "https://x.example/c" ;'
            f' dcat:distribution [ dcat:downloadURL "https://x.example/d.csv"^^xsd:anyURI ; dct:license {TERMS_BY} ] .'
        )

        assert (record.landing_page, record.documentation) == ("https://x.example/a", ("https://x.example/b",))
        assert [relation.url for relation in record.relations] == ["https://x.example/c"]
        assert (record.distributions[0].url, record.distributions[0].format) == ("https://x.example/d.csv", "CSV")

    def test_what_is_no_address_is_left_out_and_told(self, folder: Folder) -> None:
        record, found = folder.one('<urn:d> a dcat:Dataset ; dcat:distribution [ dcat:accessURL "auf Anfrage" ; dcat:downloadURL <daten.csv> ] .')

        assert (record.distributions[0].url, record.distributions[0].access_url) == ("", "")
        assert "address-invalid" in found
        assert "url-missing" not in found  # said once

    def test_nameless_distributions_on_one_page_have_each_their_key(self, folder: Folder) -> None:
        one = '[ dcat:accessURL <https://x.example/p> ; dct:format "{}" ; dct:title "{}" ]'
        record, _ = folder.one(f"<urn:d> a dcat:Dataset ; dcat:distribution {one.format('CSV', 'a')}, {one.format('PDF', 'b')}, {one.format('PDF', 'c')} .")

        assert len({distribution.key for distribution in record.distributions}) == 3

    def test_creative_commons_beside_a_missing_licence_is_no_licence(self, folder: Folder) -> None:
        record, found = folder.one(f"<urn:d> a dcat:Dataset ; dcat:distribution <urn:a> . <urn:a> dct:rights {CC_BY} .")

        assert (record.distributions[0].licence, record.distributions[0].rights) == ("", "CC-BY-4.0")
        assert "licence-rights-only" in found

    def test_texts_without_any_language_are_german_and_told(self, folder: Folder) -> None:
        assert "language-missing" in folder.one('<urn:d> a dcat:Dataset ; dct:title "Bäume" .')[1]
        assert "language-missing" not in folder.one('<urn:d> a dcat:Dataset ; dct:title "Bäume", "Arbres"@fr .')[1]

    def test_years_before_1900_keep_their_precision_and_an_utc_midnight_its_day(self, folder: Folder) -> None:
        record, _ = folder.one('<urn:d> a dcat:Dataset ; dct:issued "1850"^^xsd:gYear ; dct:modified "2019-02-28T23:00:00Z"^^xsd:dateTime .')

        assert (record.issued, record.modified) == ("1850", "2019-03-01")

    def test_wrong_literals_become_findings_without_a_traceback_in_the_log(self, folder: Folder, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level(logging.WARNING):
            _, found = folder.one('<urn:d> a dcat:Dataset ; dct:modified "gestern"^^xsd:dateTime ; dcat:landingPage "x y"^^xsd:anyURI .')

        assert "date-unknown" in found
        assert not caplog.text

    def test_every_document_says_when_it_was_fetched(self, folder: Folder) -> None:
        with folder.harvester("<urn:d> a dcat:Dataset .") as harvester:
            raw = harvester.fetch(harvester.list().refs[0])

        assert raw.fetched_at.endswith("+00:00")


@pytest.mark.parametrize("url", ["ftp://x.example/c.ttl", "https://name:geheim@x.example/c.ttl", "c.ttl"])
def test_an_address_that_no_catalogue_can_have_is_a_wrong_setting(url: str) -> None:
    with pytest.raises(SettingsError) as caught:
        DcatHarvester(Source.model_validate({"id": "s", "type": "dcat", "url": url, "organization": "o", "title": "t"}))

    assert "geheim" not in str(caught.value)


class TestTolerance:
    """What catalogues send beside the letter of RDF/XML."""

    def dataset(self, folder: Folder, inside: str, start: str = RDF_START) -> DatasetRecord:
        return folder.one(f"{start}<dcat:Dataset rdf:about='urn:d'>{inside}</dcat:Dataset></rdf:RDF>", "c.rdf")[0]

    @pytest.mark.parametrize(
        "inside",
        [
            "<dct:title xml:lang='de'>B<![CDATA[äu]]>me</dct:title>",
            "<dct:title xml:lang='de'>Bäu<!-- die Bäume -->me</dct:title>",
            "<dct:title xml:lang='de_CH'>Bäume</dct:title>",
            "<dct:title xml:lang=''>Bäume</dct:title>",
            "<dct:title lang='de'>Bäume</dct:title>",
            "<dct:title class='x'>B&#228;ume</dct:title>",
            "Text<dct:title>Bäume</dct:title>am falschen Ort",
            "<dct:title ex:type='text' type='text'>Bäume</dct:title>",
            "<dct:title>Bäume</dct:title><dct:relation rdf:resource='https://x.example/r'>Text</dct:relation>",
            "<dct:relation><rdf:Description dct:title='r'/></dct:relation><dct:title>Bäume</dct:title>",
            "<dct:title rdf:datatype='a &gt; b'>Bäume</dct:title>",
        ],
    )
    def test_a_text_is_read_however_it_is_written(self, folder: Folder, inside: str) -> None:
        assert self.dataset(folder, inside).title == {"de": "Bäume"}

    def test_blanks_around_an_address_are_none_of_it(self, folder: Folder) -> None:
        assert self.dataset(folder, "<dcat:landingPage rdf:resource=' https://x.example/d\n'/>").landing_page == "https://x.example/d"

    def test_attributes_of_rdf_may_come_without_their_prefix(self, folder: Folder) -> None:
        start = '<RDF xmlns="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcat="http://www.w3.org/ns/dcat#">'
        record, _ = folder.one(f"{start}<dcat:Dataset about='urn:d'><dcat:landingPage resource='https://x.example/d'/></dcat:Dataset></RDF>", "c.rdf")

        assert record.landing_page == "https://x.example/d"

    def test_relative_addresses_start_at_the_base(self, folder: Folder) -> None:
        start = RDF_START.replace(" xmlns:ex", " xml:base='https://x.example/c/' xmlns:ex")

        assert self.dataset(folder, "<dcat:landingPage rdf:resource='../d'/>", start).landing_page == "https://x.example/d"

    @pytest.mark.parametrize("kind", ["Literal", "literal"])
    def test_html_as_a_literal_of_xml_is_html(self, folder: Folder, kind: str) -> None:
        html = f"<dct:description rdf:parseType='{kind}'><p xmlns='http://www.w3.org/1999/xhtml'>Alle <b class='x'>Bäume</b> &amp; Hecken</p></dct:description>"

        assert self.dataset(folder, html).description == {"de": "Alle **Bäume** & Hecken"}

    def test_values_stay_as_they_are_written(self, folder: Folder) -> None:
        record, _ = folder.one(
            '<urn:d> a dcat:Dataset ; dct:identifier "0042"^^xsd:integer ; dcat:distribution [ dcat:temporalResolution "PT24H"^^xsd:duration ] .'
        )

        assert (record.remote_id, record.distributions[0].temporal_resolution) == ("0042", "PT24H")


class TestSyntaxes:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252"])
    def test_xml_says_its_own_encoding(self, folder: Folder, encoding: str) -> None:
        assert folder.one(XML.format(encoding).encode(encoding), "c.rdf")[0].title == {"de": "Bäume"}

    def test_json_ld_is_read_also_from_a_named_graph(self, folder: Folder) -> None:
        context = {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/"}
        dataset = {"@id": "urn:d", "@type": "dcat:Dataset", "dct:title": {"@value": "Bäume", "@language": "de"}}

        for document in ({"@context": context, **dataset}, {"@context": context, "@id": "urn:c", "@type": "dcat:Catalog", "@graph": [dataset]}):
            assert folder.one(json.dumps(document), "c.jsonld")[0].title == {"de": "Bäume"}

    def test_a_language_of_json_ld_that_is_none_does_not_cost_the_document(self, folder: Folder) -> None:
        title = [{"@value": "Bäume", "@language": "de_CH"}, {"@value": "Arbres", "@language": "Français!"}]
        document = {"@id": "urn:d", "@type": "http://www.w3.org/ns/dcat#Dataset", "http://purl.org/dc/terms/title": title}

        assert folder.one(json.dumps(document), "c.jsonld")[0].title == {"de": "Bäume"}

    def test_the_fault_is_told_with_its_line(self, folder: Folder) -> None:
        with pytest.raises(SourceMalformed, match="Zeile 5: The prefix x: has not been declared"):
            folder.listing("<urn:d> a dcat:Dataset ;\n x:y 1 .")

    def test_n_triples_with_one_very_long_text_are_read_in_time(self, folder: Folder) -> None:
        body = f'<urn:d> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/ns/dcat#Dataset> .\n<urn:d> <http://purl.org/dc/terms/title> "{"x" * 3_000_000}"@de .\n'

        assert len(folder.one(body, "c.nt")[0].title["de"]) == 3_000_000

    def test_a_text_of_millions_of_escapes_is_read_in_time(self, folder: Folder) -> None:
        escapes = r"\n" * 6_000_000

        assert folder.one(f'<urn:d> a dcat:Dataset ; dct:title "{escapes}x"@de .')[0].title == {"de": "x"}

    def test_html_in_a_description_is_no_web_page(self, folder: Folder) -> None:
        assert folder.one('<urn:d> a dcat:Dataset ; dct:description "<html><p>Alle Bäume</p></html>"@de .')[0].description == {"de": "Alle Bäume"}

    @pytest.mark.parametrize("html", ["<p>" * 10_000 + "Bäume", "<div>Bäume" * 20_000])
    def test_absurd_html_loses_its_tags(self, folder: Folder, html: str) -> None:
        assert "<" not in folder.one(f'<urn:d> a dcat:Dataset ; dct:description "{html}"@de .')[0].description["de"]

    @pytest.mark.parametrize(
        ("name", "body"), [("c.nt", "<urn:a> <urn:b> <urn:{}> .\n"), ("c.jsonld", '[{{"@id": "urn:{}", "urn:b": [[]]}}]'), ("c.rdf", RDF_XML)]
    )
    def test_too_many_statements_are_refused(self, folder: Folder, name: str, body: str) -> None:
        start, between, end = {"c.nt": ("", "", ""), "c.jsonld": ("[", ",", "]"), "c.rdf": (RDF_START, "", "</rdf:RDF>")}[name]
        many = start + between.join(body.format(number) for number in range(100)) + end

        with pytest.raises(SourceMalformed, match="mehr als 50 Aussagen"):
            folder.listing(many, name, max_statements=50)

    def test_only_what_states_something_counts_as_a_statement(self, folder: Folder) -> None:
        html = "<ex:p rdf:parseType='Literal'>" + "<b>fett</b>" * 100 + "</ex:p>"
        body = (
            f"{RDF_START}<dcat:Dataset rdf:about='urn:d'><dct:title>Bäume</dct:title>{html}</dcat:Dataset>"
            + "<rdf:Description rdf:about='urn:a'/>" * 100
            + "</rdf:RDF>"
        )

        assert len(folder.listing(body, "c.rdf", max_statements=10).refs) == 1
