"""Catalogue services as servers: paging with totals, output schemas, refusals, the portal's own records."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from contract.web import Answer
from luzern_harvesters.csw import SCHEMAS, CswHarvester
from luzern_harvesters.errors import SettingsError, SourceMalformed, SourceRefused
from unit.harvesters.csw.answers import REFUSAL, Catalogue, codes, dublin, iso, names, offered, online, previewed, response, source_of


class TestPaging:
    def test_pages_are_followed_to_the_announced_total(self, catalogue: Catalogue) -> None:
        catalogue.pages = {1: Answer(response(dublin("a", "b"), 3, 2, 3)), 3: Answer(response(dublin("c"), 3, 1, 0))}

        listing = catalogue.listing()

        assert (names(listing), listing.complete, codes(listing)) == (["a", "b", "c"], True, [])

    def test_a_position_behind_the_end_is_the_end(self, catalogue: Catalogue) -> None:
        catalogue.pages = {1: Answer(response(dublin("a", "b"), 2, 2, 3))}

        assert catalogue.listing().complete

    def test_where_no_position_is_stated_it_is_counted(self, catalogue: Catalogue) -> None:
        catalogue.pages = {1: Answer(response(dublin("a"), 2, 1)), 2: Answer(response(dublin("b"), 2, 1))}

        assert names(catalogue.listing()) == ["a", "b"]

    @pytest.mark.parametrize(
        ("pages", "code"),
        [
            ({1: response(dublin("a", "b"), 53, 10, 0)}, "page-short"),
            ({1: response(dublin("a", "b"), 53, 2, 0)}, "fewer-than-announced"),
            ({1: response(dublin("a", "b"), 53, 2, 1)}, "page-not-advancing"),
            ({1: response(dublin("a", "b"), 4, 2, 3), 3: response(dublin("a", "b"), 4, 2, 5)}, "page-repeated"),
            ({1: response(dublin("a", "b"), 4, 2, 3), 3: response("", 4, 0, 5)}, "fewer-than-announced"),
            ({1: response(dublin("a", "b"), 4, 2, 3), 3: response(dublin("b", "c"), 4, 2, 0)}, "record-twice"),
            ({1: response(dublin("a", "b"), 4, 2, 3), 3: response(dublin("c"), 3, 1, 0)}, "total-changed"),
            ({1: response(dublin("a", "b"), 4, 2, 3), 3: REFUSAL.encode()}, "csw-exception"),
            ({1: response(dublin("a", "b"), 4, 2, 3)}, "http-404"),
        ],
    )
    def test_what_is_short_makes_the_list_incomplete_and_is_named(self, catalogue: Catalogue, pages: dict[int, bytes], code: str) -> None:
        catalogue.pages = {start: Answer(body) for start, body in pages.items()}

        listing = catalogue.listing()

        assert names(listing)[:2] == ["a", "b"]
        assert not listing.complete
        assert code in codes(listing)

    def test_endless_pages_end(self, catalogue: Catalogue) -> None:
        catalogue.pages = {start: Answer(response(dublin(f"n{start}"), 10**9, 1, start + 1)) for start in range(1, 9)}

        listing = catalogue.listing(max_pages=5)

        assert (len(listing.refs), codes(listing)) == (5, ["too-many-pages"])

    def test_an_empty_catalogue_is_said_to_be_empty(self, catalogue: Catalogue) -> None:
        catalogue.pages = {1: Answer(response("", 0, 0, 0))}

        assert codes(catalogue.listing()) == ["catalogue-empty"]

    def test_the_request_keeps_what_belongs_to_the_server(self, catalogue: Catalogue) -> None:
        query = CswHarvester(source_of("https://k.example/csw", constraint="subject = 'x'", sort_by="Identifier:A")).query

        asked = parse_qs(urlsplit(query.page("https://k.example/csw?map=a&REQUEST=GetCapabilities", SCHEMAS[1], 51)).query)

        assert asked["map"] == ["a"]
        assert (asked["request"], asked["constraint"], asked["constraintLanguage"], asked["sortBy"]) == (
            ["GetRecords"],
            ["subject = 'x'"],
            ["CQL_TEXT"],
            ["Identifier:A"],
        )
        assert (asked["startPosition"], asked["resultType"], asked["outputSchema"]) == (["51"], ["results"], [SCHEMAS[1]])

    def test_version_3_is_asked_in_its_own_words(self) -> None:
        query = CswHarvester(source_of("https://k.example/csw", version="3.0.0")).query

        asked = parse_qs(urlsplit(query.page("https://k.example/csw", SCHEMAS[-1], 1)).query)

        assert asked["outputSchema"] == ["http://www.opengis.net/cat/csw/3.0"]
        assert "resultType" not in asked


class TestSchemas:
    @pytest.mark.parametrize(
        "refusal", [Answer(REFUSAL.encode()), Answer(REFUSAL.encode(), 400), Answer(response("", 7, 0, 0)), Answer(response(dublin("a"), 1, 1, 0))]
    )
    def test_what_a_catalogue_does_not_have_the_next_schema_gives(self, catalogue: Catalogue, refusal: Answer) -> None:
        catalogue.schema, catalogue.pages = SCHEMAS[1], {1: Answer(response(iso(), 1, 1, 0))}
        source = catalogue.source()
        first = CswHarvester(source).query.page(source.url, SCHEMAS[0], 1).removeprefix(catalogue.site.url)
        catalogue.site.answers[first] = refusal

        assert names(previewed(source)[0]) == ["a-1"]

    def test_a_locked_catalogue_is_not_asked_again(self, catalogue: Catalogue) -> None:
        source = catalogue.source()
        catalogue.site.answers[CswHarvester(source).query.page(source.url, SCHEMAS[0], 1).removeprefix(catalogue.site.url)] = Answer(b"", 401)

        with CswHarvester(source) as harvester, pytest.raises(SourceRefused):
            harvester.list()
        assert len(catalogue.site.asked) == 1

    def test_a_record_in_an_unknown_schema_fails_alone(self, tmp_path: Path) -> None:
        file = tmp_path / "antwort.xml"
        file.write_bytes(response('<f:Fremd xmlns:f="urn:fremd"><f:a>b</f:a></f:Fremd>' + dublin("a")))

        readings = previewed(source_of(file.as_uri()))[1]

        assert readings[0].findings[0].code == "schema-unknown"
        assert readings[1].record is not None


class TestFiles:
    def test_a_page_in_a_file_says_that_there_are_more(self, tmp_path: Path) -> None:
        file = tmp_path / "seite.xml"
        file.write_bytes(response(dublin("a"), 5, 1, 2))

        listing = previewed(source_of(file.as_uri()))[0]

        assert (listing.complete, codes(listing)) == (False, ["fewer-than-announced"])

    @pytest.mark.parametrize(
        ("body", "code"),
        [
            (b'<c:Capabilities xmlns:c="http://www.opengis.net/cat/csw/2.0.2"/>', "csw-capabilities"),
            (b"<html><body>Wartung</body></html>", "answer-web-page"),
            (b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>', "csw-none"),
            (b"<a><b></a>", "xml-not-well-formed"),
            (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "xml-not-allowed"),
            (b"", "answer-empty"),
        ],
    )
    def test_what_is_no_answer_is_named(self, tmp_path: Path, body: bytes, code: str) -> None:
        file = tmp_path / "antwort.xml"
        file.write_bytes(body)

        with CswHarvester(source_of(file.as_uri())) as harvester, pytest.raises(SourceMalformed) as caught:
            harvester.list()
        assert caught.value.finding.code == code

    def test_a_fault_in_a_soap_envelope_is_a_refusal(self, tmp_path: Path) -> None:
        file = tmp_path / "antwort.xml"
        file.write_bytes(
            b'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><s:Fault><s:Detail>'
            + REFUSAL.encode()
            + b"</s:Detail></s:Fault></s:Body></s:Envelope>"
        )

        with CswHarvester(source_of(file.as_uri())) as harvester, pytest.raises(SourceRefused, match="unknown output schema"):
            harvester.list()

    def test_an_address_of_another_kind_is_refused(self) -> None:
        with pytest.raises(SettingsError):
            CswHarvester(source_of("ftp://k.example/csw"))


class TestOwnRecords:
    @pytest.mark.parametrize(
        "record",
        [
            dublin("baeume@stadt-luzern"),
            iso(beside=offered(online("https://daten.luzern.example/dataset/baeume", "WWW:LINK"))),
            "<csw:Record><dc:identifier>x</dc:identifier><dct:references>https://daten.luzern.example/dataset/baeume</dct:references></csw:Record>",
        ],
    )
    def test_what_the_portal_published_is_not_harvested(self, tmp_path: Path, record: str) -> None:
        file = tmp_path / "antwort.xml"
        file.write_bytes(response(record + dublin("andere")))

        listing = previewed(source_of(file.as_uri(), own=["@stadt-luzern", "https://daten.luzern.example/dataset/"]))[0]

        assert (names(listing), codes(listing), listing.complete) == (["andere"], ["record-own"], True)
