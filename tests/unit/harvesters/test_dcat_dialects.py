"""What other countries' catalogues and GeoNetwork write where DCAT-AP CH has one way."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from luzern_harvesters.dcat import DcatHarvester
from luzern_harvesters.finding import Level
from luzern_harvesters.record import DatasetRecord
from luzern_harvesters.run import Reading, read
from luzern_harvesters.source import Source

PREFIXES = """
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix locn: <http://www.w3.org/ns/locn#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix geo: <http://www.opengis.net/ont/geosparql#> .
@prefix spdx: <http://spdx.org/rdf/terms#> . @prefix time: <http://www.w3.org/2006/time#> . @prefix adms: <http://www.w3.org/ns/adms#> .
@prefix geodcat: <http://data.europa.eu/930/> .
"""


@pytest.fixture
def reading(tmp_path: Path) -> Callable[[str], Reading]:
    def of(statements: str) -> Reading:
        (tmp_path / "katalog.ttl").write_text(PREFIXES + statements, encoding="utf-8")
        source = Source(id="s", type="dcat", url=(tmp_path / "katalog.ttl").as_uri(), organization="o", title="t")
        with DcatHarvester(source) as harvester:
            return next(iter(read(harvester, harvester.list().refs)))

    return of


@pytest.fixture
def described(reading: Callable[[str], Reading]) -> Callable[[str], DatasetRecord]:
    def of(statements: str) -> DatasetRecord:
        record = reading(f"<urn:d> a dcat:Dataset ; {statements} .").record
        assert record is not None
        return record

    return of


class TestLanguages:
    def test_a_tag_of_three_letters_is_the_same_language(self, described: Callable[[str], DatasetRecord]) -> None:
        record = described('dct:title "Bäume"@ger, "Arbres"@fre ; dcat:keyword "Bois"@fra')

        assert (record.title, record.keywords) == ({"de": "Bäume", "fr": "Arbres"}, {"fr": ("Bois",)})

    def test_texts_without_a_language_are_in_that_of_the_dataset(self, reading: Callable[[str], Reading]) -> None:
        found = reading('<urn:d> a dcat:Dataset ; dct:title "Arbres" ; dct:language <http://publications.europa.eu/resource/authority/language/FRE> .')

        assert found.record is not None
        assert (found.record.title, found.record.languages) == ({"fr": "Arbres"}, ("FRA",))
        assert "Französisch" in next(finding.message for finding in found.findings if finding.code == "language-missing")

    def test_a_text_in_no_language_of_the_portal_is_kept_and_said(self, reading: Callable[[str], Reading]) -> None:
        found = reading('<urn:d> a dcat:Dataset ; dct:title "Árboles"@es .')

        assert found.record is not None
        assert found.record.title == {"de": "Árboles"}
        assert {"language-foreign"} == {finding.code for finding in found.findings if finding.path == "title"}


class TestTerms:
    @pytest.mark.parametrize(
        ("theme", "expected"),
        [
            ("<http://inspire.ec.europa.eu/theme/tn>", "TRAN"),
            ("<http://inspire.ec.europa.eu/metadata-codelist/TopicCategory/society>", "SOCI"),
            ("<http://opendata.swiss/themes/mobility>", "TRAN"),
            ('[ skos:prefLabel "Verkehr"@de ]', "TRAN"),
        ],
    )
    def test_themes_of_other_schemes_are_understood(self, described: Callable[[str], DatasetRecord], theme: str, expected: str) -> None:
        assert described(f"dcat:theme {theme}").themes == (expected,)

    def test_a_topic_category_stands_in_for_a_theme(self, described: Callable[[str], DatasetRecord]) -> None:
        record = described("geodcat:topicCategory <http://inspire.ec.europa.eu/metadata-codelist/TopicCategory/environment>")

        assert record.themes == ("ENVI",)

    def test_a_concept_beside_a_theme_is_a_remark_only(self, described: Callable[[str], DatasetRecord]) -> None:
        record = described("dcat:theme <http://publications.europa.eu/resource/authority/data-theme/ENVI>, <http://eurovoc.europa.eu/100142>")

        assert [finding.level for finding in record.findings if finding.code == "theme-unknown"] == [Level.INFO]

    @pytest.mark.parametrize(
        "frequency",
        [
            "<http://standards.iso.org/iso/19115/resources/Codelists/cat/codelists.xml#MD_MaintenanceFrequencyCode_annually>",
            "<http://inspire.ec.europa.eu/metadata-codelist/MaintenanceFrequency/annually>",
            '[ a dct:Frequency ; rdfs:label "annual"@en ]',
        ],
    )
    def test_a_frequency_is_understood_by_code_list_and_by_label(self, described: Callable[[str], DatasetRecord], frequency: str) -> None:
        assert described(f"dct:accrualPeriodicity {frequency}").frequency == "ANNUAL"

    def test_public_access_is_public_in_the_words_of_inspire(self, described: Callable[[str], DatasetRecord]) -> None:
        limits = "<http://inspire.ec.europa.eu/metadata-codelist/LimitationsOnPublicAccess/noLimitations>"

        assert described(f"dct:accessRights {limits}").access_rights == "PUBLIC"


class TestLicences:
    @pytest.mark.parametrize(
        "licence",
        [
            "<http://creativecommons.org/licenses/by/4.0/deed.no>",
            "<http://dcat-ap.de/def/licenses/cc-by/4.0>",
            '[ a dct:LicenseDocument ; rdfs:label "Creative Commons Attribution 4.0 International" ]',
            "[ a dct:LicenseDocument ; skos:exactMatch <http://publications.europa.eu/resource/authority/licence/CC_BY_4_0> ]",
            '"Es gilt https://creativecommons.org/licenses/by/4.0/."',
        ],
    )
    def test_cc_by_is_found_under_all_its_names(self, described: Callable[[str], DatasetRecord], licence: str) -> None:
        record = described(f"dcat:distribution [ dcat:accessURL <https://k.example/a> ; dct:license {licence} ]")

        assert [(one.licence, one.rights) for one in record.distributions] == [("terms_by", "CC-BY-4.0")]

    @pytest.mark.parametrize(
        "licence",
        [
            "<http://creativecommons.org/licenses/by-nc/4.0/>",
            "<http://creativecommons.org/licenses/by/3.0/ch/>",
            "<http://inspire.ec.europa.eu/metadata-codelist/ConditionsApplyingToAccessAndUse/noConditionsApply>",
        ],
    )
    def test_no_other_licence_opens_anything(self, described: Callable[[str], DatasetRecord], licence: str) -> None:
        record = described(f"dcat:distribution [ dcat:accessURL <https://k.example/a> ; dct:license {licence} ]")

        assert record.distributions[0].licence == ""
        assert "licence-unknown" in {finding.code for finding in record.findings}

    def test_a_licence_that_is_said_twice_is_unknown_once(self, described: Callable[[str], DatasetRecord]) -> None:
        record = described("dcat:distribution [ dcat:accessURL <https://k.example/a> ; dct:license <https://l.example> ; dct:rights <https://l.example> ]")

        assert [finding.code for finding in record.findings].count("licence-unknown") == 1


class TestDistributions:
    @pytest.mark.parametrize(
        ("stated", "expected"),
        [
            ("dct:format <http://publications.europa.eu/resource/authority/file-type/WFS>", "WFS_SRVC"),
            ('dct:format [ a dct:IMT ; rdf:value "text/csv" ]', "CSV"),
            ("dcat:mediaType <http://inspire.ec.europa.eu/media-types/application/gml+xml>", "GML"),
            ("dcat:accessService [ dct:conformsTo <http://www.opengeospatial.org/standards/wms> ]", "WMS_SRVC"),
            ("dcat:downloadURL <https://k.example/ows?SERVICE=WMS&REQUEST=GetCapabilities>", "WMS_SRVC"),
        ],
    )
    def test_a_format_is_said_in_many_ways(self, described: Callable[[str], DatasetRecord], stated: str, expected: str) -> None:
        assert described(f"dcat:distribution [ dcat:accessURL <https://k.example/ows> ; {stated} ]").distributions[0].format == expected

    def test_an_algorithm_of_another_list_is_still_sha_256(self, described: Callable[[str], DatasetRecord]) -> None:
        checksum = 'spdx:checksum [ spdx:algorithm <http://dcat-ap.de/def/hashAlgorithms/sha/256> ; spdx:checksumValue "AB" ]'

        assert described(f"dcat:distribution [ dcat:accessURL <https://k.example/a> ; {checksum} ]").distributions[0].checksum == "ab"


class TestDatasets:
    def test_geonetworks_own_words_are_read(self, described: Callable[[str], DatasetRecord]) -> None:
        record = described(
            'dct:abstract "Alle Bäume"@de ; dct:updated "2024-02-03" ; foaf:thumbnail <https://k.example/bild.png> ; '
            'adms:contactPoint [ vcard:hasEmail <auskunft@k.example> ; vcard:org [ vcard:organisation-name "Stelle" ] ]'
        )

        assert (record.description, record.modified, record.image) == ({"de": "Alle Bäume"}, "2024-02-03", "https://k.example/bild.png")
        assert [(one.name, one.email) for one in record.contacts] == [({"de": "Stelle"}, "auskunft@k.example")]

    def test_a_series_with_files_is_a_dataset(self, reading: Callable[[str], Reading]) -> None:
        found = reading('<urn:d> a dcat:Dataset, dcat:DatasetSeries ; dct:title "Reihe"@de ; dcat:distribution [ dcat:accessURL <https://k.example/a> ] .')

        assert found.record is not None
        assert found.record.title == {"de": "Reihe"}

    def test_a_second_landing_page_is_not_lost(self, described: Callable[[str], DatasetRecord]) -> None:
        record = described("dcat:landingPage <https://k.example/1>, <https://k.example/2>")

        assert (record.landing_page, record.documentation) == ("https://k.example/1", ("https://k.example/2",))


class TestDcatUs:
    def test_a_feed_of_dcat_us_is_read_without_fetching_its_context(self, tmp_path: Path) -> None:
        dataset = {
            "identifier": "a-1",
            "title": "Trees",
            "keyword": ["trees"],
            "language": ["en-US"],
            "modified": "R/P1W",
            "accessLevel": "restricted public",
            "contactPoint": {"fn": "City", "hasEmail": "mailto:trees@k.example"},
            "publisher": {"name": "City"},
            "describedBy": "https://k.example/columns",
            "distribution": [{"@type": "dcat:Distribution", "downloadURL": "https://k.example/trees.csv", "mediaType": "text/csv"}],
        }
        context = "https://project-open-data.cio.gov/v1.1/schema/catalog.jsonld"
        (tmp_path / "data.json").write_text(json.dumps({"@context": context, "@type": "dcat:Catalog", "dataset": [dataset]}))
        source = Source(id="s", type="dcat", url=(tmp_path / "data.json").as_uri(), organization="o", title="t")
        with DcatHarvester(source) as harvester:
            (found,) = read(harvester, harvester.list().refs)

        record = found.record
        assert record is not None
        assert (found.ref.remote_id, record.title, record.keywords) == ("a-1", {"en": "Trees"}, {"en": ("trees",)})
        assert (record.frequency, record.modified, record.access_rights) == ("WEEKLY", "", "RESTRICTED")
        assert [(one.name, one.email) for one in record.contacts] == [({"en": "City"}, "trees@k.example")]
        assert [(one.url, one.format) for one in record.distributions] == [("https://k.example/trees.csv", "CSV")]
        assert record.documentation == ("https://k.example/columns",)


class TestPlaces:
    @pytest.mark.parametrize(
        "outline",
        [
            'locn:geometry "<http://www.opengis.net/def/crs/OGC/1.3/CRS84> Polygon((8.2 47, 8.4 47, 8.4 47.1, 8.2 47))"',
            'locn:geometry "<http://www.opengis.net/def/crs/EPSG/0/4326> POLYGON((47 8.2, 47 8.4, 47.1 8.4, 47.1 8.2, 47 8.2))"',
            """dcat:bbox '{"type": "Polygon", "coordinates": [[[8.2, 47], [8.4, 47], [8.4, 47.1], [8.2, 47]]]}'""",
            'locn:geometry [ geo:asWKT "POLYGON((8.2 47, 8.4 47, 8.4 47.1, 8.2 47))" ]',
            'geo:asWKT "POLYGON((8.2 47, 8.4 47, 8.4 47.1, 8.2 47))"',
        ],
    )
    def test_an_outline_is_read_however_it_is_written(self, described: Callable[[str], DatasetRecord], outline: str) -> None:
        (place,) = described(f"dct:spatial [ a dct:Location ; {outline} ]").spatial

        assert place.geometry.startswith("POLYGON")
        assert "8.2" in place.geometry.split(",", maxsplit=1)[0]  # longitude first

    def test_an_outline_in_lv95_is_given_in_degrees(self, described: Callable[[str], DatasetRecord]) -> None:
        wkt = "<http://www.opengis.net/def/crs/EPSG/0/2056> POLYGON((2660000 1210000, 2670000 1210000, 2670000 1215000, 2660000 1210000))"
        (place,) = described(f'dct:spatial [ locn:geometry "{wkt}" ]').spatial

        assert place.geometry.startswith("POLYGON ((8.2")

    def test_four_numbers_are_a_box(self, described: Callable[[str], DatasetRecord]) -> None:
        assert described('dct:spatial "8.2,47,8.4,47.1"').spatial[0].geometry == "POLYGON ((8.2 47, 8.4 47, 8.4 47.1, 8.2 47.1, 8.2 47))"

    @pytest.mark.parametrize(
        "period",
        [
            '"start=2000-01-01; end=2001-12-31; scheme=W3C-DTF;"',
            '[ time:hasBeginning [ time:inXSDDate "2000-01-01" ] ; time:hasEnd [ time:inXSDDate "2001-12-31" ] ]',
        ],
    )
    def test_a_period_is_read_however_it_is_written(self, described: Callable[[str], DatasetRecord], period: str) -> None:
        assert [(one.start, one.end) for one in described(f"dct:temporal {period}").temporal] == [("2000-01-01", "2001-12-31")]
