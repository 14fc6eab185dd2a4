"""Records of catalogue services: ISO in its dialects, Dublin Core, geocat.ch's recorded answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from contract.web import Answer
from luzern_harvesters.record import DatasetRecord
from unit.harvesters.csw.answers import Catalogue, constraint, iso, names, offered, online, previewed, response, source_of, words

RECORDED = Path(__file__).parents[5] / "shared" / "sources" / "csw-geocat"


class TestIso:
    def test_a_keyword_of_geocat_says_how_a_record_gets_to_opendata_swiss(self, mapped: Callable[..., DatasetRecord]) -> None:
        keyword = f"<gmd:descriptiveKeywords><gmd:MD_Keywords><gmd:keyword>{words('opendata.swiss')}</gmd:keyword><gmd:keyword>{words('Bäume')}</gmd:keyword></gmd:MD_Keywords></gmd:descriptiveKeywords>"

        record = mapped(iso(keyword))

        assert (record.keywords, record.opendata_swiss, record.via_geocat) == ({"de": ("Bäume",)}, True, True)

    def test_texts_come_in_the_languages_that_the_portal_has(self, mapped: Callable[..., DatasetRecord]) -> None:
        title = words("Bäume", DE="Bäume der Stadt", FR="Arbres", IT="Alberi", EN="Trees", RM="Plantas")
        record = mapped(iso(f"<gmd:citation><gmd:CI_Citation><gmd:title>{title}</gmd:title></gmd:CI_Citation></gmd:citation>"))

        assert record.title == {"de": "Bäume der Stadt", "fr": "Arbres", "it": "Alberi", "en": "Trees"}

    def test_a_foreign_language_is_said(self, mapped: Callable[..., DatasetRecord]) -> None:
        record = mapped(iso(language="dut"))

        assert record.title == {"de": "Baumkataster"}
        assert "language-foreign" in {finding.code for finding in record.findings}

    @pytest.mark.parametrize(
        ("statement", "licence", "rights"),
        [
            (words("Freie Nutzung. Quellenangabe ist Pflicht."), "terms_by", ""),
            (words("", FR="Opendata BY: Utilisation libre. Obligation d’indiquer la source."), "terms_by", ""),
            ('<gmx:Anchor xlink:href="https://opendata.swiss/terms-of-use#terms_by_ask">Bedingungen</gmx:Anchor>', "terms_by_ask", ""),
            (words("Es gilt https://creativecommons.org/licenses/by/4.0/."), "terms_by", "CC-BY-4.0"),
            (words("Abgabe nur auf Gesuch"), "", ""),
        ],
    )
    def test_terms_of_use_are_found_wherever_they_are_written(self, mapped: Callable[..., DatasetRecord], statement: str, licence: str, rights: str) -> None:
        record = mapped(iso(constraint(words("Keine Gewähr."), statement), offered(online("https://k.example/a.csv", "WWW:DOWNLOAD"))))

        assert [(one.licence, one.rights) for one in record.distributions] == [(licence, rights)]
        assert record.remarks["de"].startswith("Keine Gewähr.")

    def test_terms_of_use_in_a_code_of_any_list_are_found(self, mapped: Callable[..., DatasetRecord]) -> None:
        limits = '<gmd:useLimitation><gmd:MD_ClassificationCode codeListValue="CC BY 4.0"/></gmd:useLimitation>'
        record = mapped(
            iso(
                f"<gmd:resourceConstraints><gmd:MD_Constraints>{limits}</gmd:MD_Constraints></gmd:resourceConstraints>",
                offered(online("https://k.example/a.csv", "WWW:DOWNLOAD")),
            )
        )

        assert record.distributions[0].licence == "terms_by"

    @pytest.mark.parametrize(
        "words_of_access",
        ["Pas de restriction d'accès public selon INSPIRE", "Nessuna limitazione all'accesso pubblico", "Es gelten keine Zugriffsbeschränkungen"],
    )
    def test_words_of_public_access_are_no_terms_of_use(self, mapped: Callable[..., DatasetRecord], words_of_access: str) -> None:
        record = mapped(iso(constraint(words(words_of_access))))

        assert (record.access_rights, record.remarks) == ("PUBLIC", {})
        assert "licence-unknown" not in {finding.code for finding in record.findings}

    def test_of_many_statements_the_one_that_names_a_licence_is_said_to_be_unknown(self, mapped: Callable[..., DatasetRecord]) -> None:
        record = mapped(iso(constraint(words("Artikel 13.1.d"), words("Licence Ouverte 2.0"))))

        assert "«Licence Ouverte 2.0»" in next(finding.message for finding in record.findings if finding.code == "licence-unknown")

    @pytest.mark.parametrize(
        ("statements", "licence"), [((), "terms_by"), (("Abgabe nur auf Gesuch",), ""), (("Opendata BY", "Opendata ASK"), ""), (("Opendata ASK",), "terms_ask")]
    )
    def test_terms_of_the_source_file_stand_in_for_none_and_replace_none(
        self, mapped: Callable[..., DatasetRecord], statements: tuple[str, ...], licence: str
    ) -> None:
        record = mapped(iso(constraint(*map(words, statements)), offered(online("https://k.example/a.csv", "WWW:DOWNLOAD"))), licence="terms_by")

        assert [one.licence for one in record.distributions] == [licence]

    def test_two_terms_of_use_are_a_fault(self, mapped: Callable[..., DatasetRecord]) -> None:
        record = mapped(iso(constraint(words("Opendata BY"), words("Opendata ASK"))))

        assert "licence-mixed" in {finding.code for finding in record.findings}

    @pytest.mark.parametrize(
        ("protocol", "address", "expected"),
        [
            ("WWW:DOWNLOAD:GeoJSON", "https://k.example/daten", ("GEOJSON", True)),
            ("WWW:DOWNLOAD-URL", "https://k.example/a.csv", ("CSV", True)),
            ("WWW:DOWNLOAD-1.0-http--download", "https://k.example/a.zip", ("SHP", True)),
            ("WWW:DOWNLOAD-APP", "https://k.example/shop", ("HTML", False)),
            ("OGC:WMS-http-get-capabilities", "https://k.example/wms", ("WMS_SRVC", False)),
            ("OGC:WMTS", "https://k.example/wmts", ("WMTS_SRVC", False)),
            ("OGC:WFS-1.1.0-http-get-feature", "https://k.example/wfs", ("WFS_SRVC", False)),
            ("ESRI:REST", "https://k.example/rest", ("REST", False)),
            ("MAP:Preview", "https://k.example/karte", ("MAP_PRVW", False)),
            ("LINKED:DATA", "https://k.example/ld", ("RDF", False)),
            ("", "https://k.example/ows?SERVICE=WFS&amp;REQUEST=GetCapabilities", ("WFS_SRVC", False)),
        ],
    )
    def test_protocols_tell_files_from_services(self, mapped: Callable[..., DatasetRecord], protocol: str, address: str, expected: tuple[str, bool]) -> None:
        record = mapped(iso(beside=offered(online(address, protocol), formats=("ESRI Shapefile",))))

        assert [(one.format, bool(one.url)) for one in record.distributions] == [expected]
        assert record.distributions[0].access_url == address.replace("&amp;", "&")

    def test_pages_are_no_distributions(self, mapped: Callable[..., DatasetRecord]) -> None:
        links = [
            ("https://k.example/seite", "WWW:LINK"),
            ("https://k.example/doku", "WWW:LINK-1.0-http--link"),
            ("https://k.example/legende.pdf", "LEGEND:PDF"),
            ("https://k.example/portal", "CHTOPO:specialised-geoportal"),
            ("https://k.example/fremd", "GANZ:Neu"),
            ("https://opendata.swiss/de/dataset/x", "OPENDATA:SWISS"),
            ("k.example/ohne", "WWW:LINK"),
        ]
        record = mapped(iso(beside=offered(*(online(*link) for link in links))))

        assert record.distributions == ()
        assert (record.landing_page, record.documentation) == ("https://k.example/seite", ("https://k.example/doku", "https://k.example/legende.pdf"))
        assert [relation.url for relation in record.relations] == ["https://k.example/portal", "https://k.example/fremd"]
        assert {"protocol-unknown", "address-invalid"} <= {finding.code for finding in record.findings}

    @pytest.mark.parametrize("address", ["https://ich:geheim@k.example/a.csv", "https://k.example/a.csv?token=geheim"])
    def test_an_address_with_a_secret_is_not_published(self, mapped: Callable[..., DatasetRecord], address: str) -> None:
        record = mapped(iso(beside=offered(online(address, "WWW:DOWNLOAD"), online(address, "WWW:LINK"))))

        assert "geheim" not in str(record)
        assert {"address-secret"} <= {finding.code for finding in record.findings}

    def test_an_address_that_ends_with_a_question_mark_is_kept(self, mapped: Callable[..., DatasetRecord]) -> None:
        record = mapped(iso(beside=offered(online("https://k.example/wfs?", "OGC:WFS"))))

        assert [one.access_url for one in record.distributions] == ["https://k.example/wfs?"]

    def test_a_link_to_data_is_a_download(self, mapped: Callable[..., DatasetRecord]) -> None:
        addresses = ("https://k.example/a.csv", "https://k.example/wfs?service=WFS&amp;request=GetFeature&amp;outputFormat=geojson")
        record = mapped(iso(beside=offered(*(online(address, "WWW:LINK") for address in addresses))))

        assert [(one.format, one.url.partition("?")[0]) for one in record.distributions] == [
            ("CSV", "https://k.example/a.csv"),
            ("GEOJSON", "https://k.example/wfs"),
        ]

    def test_layers_of_one_service_are_told_apart(self, mapped: Callable[..., DatasetRecord]) -> None:
        record = mapped(iso(beside=offered(online("https://k.example/wms", "OGC:WMS", name="a"), online("https://k.example/wms", "OGC:WMS", name="b"))))

        assert [one.key for one in record.distributions] == ["https://k.example/wms#a", "https://k.example/wms#b"]

    def test_a_service_offers_where_it_is_asked(self, mapped: Callable[..., DatasetRecord]) -> None:
        operations = "".join(
            f"<srv:containsOperations><srv:SV_OperationMetadata><srv:operationName>{words(name)}</srv:operationName><srv:connectPoint><gmd:CI_OnlineResource>"
            f"<gmd:linkage><gmd:URL>https://k.example/{name}</gmd:URL></gmd:linkage></gmd:CI_OnlineResource></srv:connectPoint></srv:SV_OperationMetadata></srv:containsOperations>"
            for name in ("GetMap", "GetCapabilities")
        )
        record = mapped(iso(f"<srv:serviceType><gco:LocalName>view</gco:LocalName></srv:serviceType>{operations}", kind="srv:SV_ServiceIdentification"))

        assert [(one.access_url, one.format) for one in record.distributions] == [("https://k.example/GetCapabilities", "WMS_SRVC")]

    def test_dates_tell_publication_from_revision(self, mapped: Callable[..., DatasetRecord]) -> None:
        dates = "".join(
            f'<gmd:date><gmd:CI_Date><gmd:date><gco:Date>{day}</gco:Date></gmd:date><gmd:dateType><gmd:CI_DateTypeCode codeListValue="{kind}"/></gmd:dateType></gmd:CI_Date></gmd:date>'
            for day, kind in (("1891-12-30", "creation"), ("1895", "publication"), ("2020-01-02", "revision"), ("2021-03-04", "revision"))
        )
        record = mapped(iso(f"<gmd:citation><gmd:CI_Citation><gmd:title>{words('Alt')}</gmd:title>{dates}</gmd:CI_Citation></gmd:citation>"))

        assert (record.issued, record.modified) == ("1895", "2021-03-04")

    @pytest.mark.parametrize(
        ("stated", "period", "expected"),
        [("annually", "", "ANNUAL"), ("asNeeded", "", "IRREG"), ("unknown", "P0Y3M0DT0H0M0S", "QUARTERLY"), ("", "P1Y", "ANNUAL")],
    )
    def test_maintenance_gives_the_frequency(self, mapped: Callable[..., DatasetRecord], stated: str, period: str, expected: str) -> None:
        own = f'<gmd:userDefinedMaintenanceFrequency><gts:TM_PeriodDuration xmlns:gts="http://www.isotc211.org/2005/gts">{period}</gts:TM_PeriodDuration></gmd:userDefinedMaintenanceFrequency>'
        code = f'<gmd:maintenanceAndUpdateFrequency><gmd:MD_MaintenanceFrequencyCode codeListValue="{stated}"/></gmd:maintenanceAndUpdateFrequency>'

        record = mapped(iso(f"<gmd:resourceMaintenance><gmd:MD_MaintenanceInformation>{code}{own}</gmd:MD_MaintenanceInformation></gmd:resourceMaintenance>"))

        assert record.frequency == expected

    @pytest.mark.parametrize("gml", ["gml", "gml32"])
    def test_an_extent_has_a_name_a_box_and_a_time(self, mapped: Callable[..., DatasetRecord], gml: str) -> None:
        sides = zip(("west", "east"), ("8.2", "8.4"), strict=True), zip(("south", "north"), ("47.0", "47.1"), strict=True)
        box = "".join(f"<gmd:{side}BoundLongitude><gco:Decimal>{value}</gco:Decimal></gmd:{side}BoundLongitude>" for side, value in sides[0])
        box += "".join(f"<gmd:{side}BoundLatitude><gco:Decimal>{value}</gco:Decimal></gmd:{side}BoundLatitude>" for side, value in sides[1])
        time = f'<{gml}:TimePeriod><{gml}:beginPosition>2015</{gml}:beginPosition><{gml}:endPosition indeterminatePosition="now"/></{gml}:TimePeriod>'
        record = mapped(
            iso(
                f"<gmd:extent><gmd:EX_Extent><gmd:description>{words('Luzern')}</gmd:description><gmd:geographicElement><gmd:EX_GeographicBoundingBox>{box}"
                f"</gmd:EX_GeographicBoundingBox></gmd:geographicElement><gmd:temporalElement><gmd:EX_TemporalExtent><gmd:extent>{time}</gmd:extent>"
                "</gmd:EX_TemporalExtent></gmd:temporalElement></gmd:EX_Extent></gmd:extent>"
            )
        )

        assert [(place.label, place.geometry) for place in record.spatial] == [("Stadt Luzern", "POLYGON ((8.2 47, 8.4 47, 8.4 47.1, 8.2 47.1, 8.2 47))")]
        assert [(period.start, period.end) for period in record.temporal] == [("2015", "")]

    def test_topics_and_inspire_themes_give_the_theme(self, mapped: Callable[..., DatasetRecord]) -> None:
        topics = "".join(
            f"<gmd:topicCategory><gmd:MD_TopicCategoryCode>{topic}</gmd:MD_TopicCategoryCode></gmd:topicCategory>"
            for topic in ("environment_NatureProtection", "", "utilitiesCommunication_Energy")
        )
        thesaurus = (
            f"<gmd:thesaurusName><gmd:CI_Citation><gmd:title>{words('GEMET - INSPIRE themes, version 1.0')}</gmd:title></gmd:CI_Citation></gmd:thesaurusName>"
        )
        inspire = f"<gmd:descriptiveKeywords><gmd:MD_Keywords><gmd:keyword>{words('Verkehrsnetze')}</gmd:keyword>{thesaurus}</gmd:MD_Keywords></gmd:descriptiveKeywords>"

        record = mapped(iso(topics + inspire))

        assert (record.themes, record.keywords) == (("ENVI", "ENER", "TRAN"), {"de": ("Verkehrsnetze",)})

    def test_who_answers_and_who_publishes_go_by_their_role(self, mapped: Callable[..., DatasetRecord]) -> None:
        def party(name: str, role: str, email: str) -> str:
            address = f"<gmd:contactInfo><gmd:CI_Contact><gmd:address><gmd:CI_Address><gmd:electronicMailAddress>{words(email)}</gmd:electronicMailAddress></gmd:CI_Address></gmd:address></gmd:CI_Contact></gmd:contactInfo>"
            return (
                f"<gmd:pointOfContact><gmd:CI_ResponsibleParty><gmd:organisationName>{words(name)}</gmd:organisationName>{address}"
                f'<gmd:role><gmd:CI_RoleCode codeListValue="{role}"/></gmd:role></gmd:CI_ResponsibleParty></gmd:pointOfContact>'
            )

        record = mapped(
            iso(
                party("Eigentümerin", "owner", "eigen@k.example")
                + party("Auskunft", "pointOfContact", "auskunft@k.example; zwei@k.example")
                + party("Urheber", "author", "")
            )
        )

        assert record.publisher is not None
        assert record.publisher.name == {"de": "Eigentümerin"}
        assert [(one.name, one.email) for one in record.contacts] == [({"de": "Auskunft"}, "auskunft@k.example")]
        assert [one.name for one in record.creators] == [{"de": "Urheber"}]

    def test_a_contact_without_an_address_is_still_named(self, mapped: Callable[..., DatasetRecord]) -> None:
        role = '<gmd:role><gmd:CI_RoleCode codeListValue="pointOfContact"/></gmd:role>'
        party = f"<gmd:CI_ResponsibleParty><gmd:organisationName>{words('Auskunft')}</gmd:organisationName>{role}</gmd:CI_ResponsibleParty>"

        record = mapped(iso(f"<gmd:pointOfContact>{party}</gmd:pointOfContact>"))

        assert [one.name for one in record.contacts] == [{"de": "Auskunft"}]

    def test_what_describes_a_time_is_no_place(self, mapped: Callable[..., DatasetRecord]) -> None:
        time = "<gml:TimeInstant><gml:timePosition>2015</gml:timePosition></gml:TimeInstant>"
        element = f"<gmd:temporalElement><gmd:EX_TemporalExtent><gmd:extent>{time}</gmd:extent></gmd:EX_TemporalExtent></gmd:temporalElement>"

        record = mapped(iso(f"<gmd:extent><gmd:EX_Extent><gmd:description>{words('Erhebung')}</gmd:description>{element}</gmd:EX_Extent></gmd:extent>"))

        assert (record.spatial, [period.start for period in record.temporal]) == ((), ["2015"])

    def test_a_service_behind_a_link_to_a_page_is_a_service(self, mapped: Callable[..., DatasetRecord]) -> None:
        service, metadata = (
            f"https://k.example/ows?service={name}&amp;request={request}" for name, request in (("WMS", "GetCapabilities"), ("CSW", "GetRecordById"))
        )

        record = mapped(iso(beside=offered(online(service, "WWW:LINK"), online(metadata, "WWW:LINK"))))

        assert [one.format for one in record.distributions] == ["WMS_SRVC"]
        assert record.landing_page == metadata.replace("&amp;", "&")

    def test_settings_say_what_the_catalogue_does_not(self, mapped: Callable[..., DatasetRecord]) -> None:
        record = mapped(
            iso(beside=offered(online("https://k.example/a.csv", "WWW:DOWNLOAD"))),
            licence="terms_by",
            theme=["ENVI"],
            keywords=["Geodaten"],
            frequency="jährlich",
        )

        assert (record.distributions[0].licence, record.themes, record.keywords, record.frequency) == ("terms_by", ("ENVI",), {"de": ("Geodaten",)}, "ANNUAL")


class TestDcat:
    def test_a_service_that_is_described_alone_offers_its_endpoint(self, mapped: Callable[..., DatasetRecord]) -> None:
        record = mapped(
            '<dcat:DataService xmlns:dcat="http://www.w3.org/ns/dcat#" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about="https://k.example/s">'
            '<dct:identifier>s</dct:identifier><dct:title xml:lang="de">Dienst</dct:title><dcat:endpointURL rdf:resource="https://k.example/wms?a=1&amp;b=2"/>'
            '<dct:license rdf:resource="http://dcat-ap.ch/vocabulary/licenses/terms_by"/></dcat:DataService>'
        )

        assert (record.identifier, record.title) == ("s", {"de": "Dienst"})
        assert [(one.access_url, one.licence) for one in record.distributions] == [("https://k.example/wms?a=1&b=2", "terms_by")]

    def test_a_dataset_is_found_by_its_type_whatever_element_holds_it(self, catalogue: Catalogue) -> None:
        catalogue.pages[1] = Answer(
            response(
                '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:foaf="http://xmlns.com/foaf/0.1/"><rdf:Description rdf:about="https://k.example/d">'
                '<rdf:type rdf:resource="http://www.w3.org/ns/dcat#Dataset"/><foaf:isPrimaryTopicOf><rdf:Description><dct:identifier>eintrag</dct:identifier>'
                "</rdf:Description></foaf:isPrimaryTopicOf><dct:identifier>daten</dct:identifier></rdf:Description></rdf:RDF>"
            )
        )

        assert names(catalogue.listing()) == ["daten"]


class TestDublinCore:
    def test_what_a_plain_record_says_is_read(self, mapped: Callable[..., DatasetRecord]) -> None:
        record = mapped(
            "<csw:Record><dc:identifier>x</dc:identifier><dc:title>Bäume</dc:title><dct:abstract>Alle Bäume.</dct:abstract><dc:subject>environment</dc:subject>"
            "<dct:modified>2026-01-02</dct:modified><dc:rights>Opendata BY</dc:rights><dct:references>https://k.example/a.csv</dct:references>"
            '<dct:references scheme="urn:x-esri:serviceType:OGC:WMS">https://k.example/dienst</dct:references>'
            '<ows:BoundingBox crs="urn:ogc:def:crs:EPSG::4326"><ows:LowerCorner>47.0 8.2</ows:LowerCorner><ows:UpperCorner>47.1 8.4</ows:UpperCorner></ows:BoundingBox></csw:Record>'
        )

        assert (record.themes, record.modified, record.description) == (("ENVI",), "2026-01-02", {"de": "Alle Bäume."})
        assert [(one.format, one.licence) for one in record.distributions] == [("CSV", "terms_by"), ("WMS_SRVC", "terms_by")]
        assert record.spatial[0].geometry == "POLYGON ((8.2 47, 8.4 47, 8.4 47.1, 8.2 47.1, 8.2 47))"

    def test_a_plain_record_is_written_in_the_language_it_states(self, mapped: Callable[..., DatasetRecord]) -> None:
        record = mapped(
            "<csw:Record><dc:identifier>x</dc:identifier><dc:creator>City</dc:creator><dc:publisher>Canton</dc:publisher><dc:title>Trees</dc:title>"
            "<dc:language>eng; CAN</dc:language><dc:subject>Wood</dc:subject><dc:date>2020-01-01</dc:date><dc:rights>otherRestrictions</dc:rights>"
            "<dct:temporal>start=2000; end=2001-12-31; scheme=W3C-DTF;</dct:temporal></csw:Record>"
        )

        assert (record.title, record.keywords, record.languages) == ({"en": "Trees"}, {"en": ("Wood",)}, ("ENG",))
        assert (record.publisher and record.publisher.name, [one.name for one in record.creators]) == ({"en": "Canton"}, [{"en": "City"}])
        assert (record.issued, [(one.start, one.end) for one in record.temporal]) == ("2020-01-01", [("2000", "2001-12-31")])
        assert {finding.code for finding in record.findings} <= {"description-missing", "contact-missing", "distribution-missing", "theme-missing"}

    def test_a_summary_is_called_one(self, mapped: Callable[..., DatasetRecord]) -> None:
        record = mapped("<csw:SummaryRecord><dc:identifier>x</dc:identifier><dc:title>Bäume</dc:title></csw:SummaryRecord>")

        assert record.findings[0].code == "record-summary"


@pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded documents are not beside the repository")
class TestRecorded:
    def test_geocats_dcat_stands_beside_the_search_results(self) -> None:
        listing, readings = previewed(source_of((RECORDED / "test_harvesters" / "response_getrecords_dcat_batch.xml").as_uri()))

        assert (len(listing.refs), listing.complete) == (2, True)
        assert [reading.findings for reading in readings] == [(), ()]
        assert [reading.record.distributions[0].licence for reading in readings if reading.record] == ["terms_open", "terms_by"]

    def test_geocats_own_schema_is_read_whole(self) -> None:
        record = previewed(source_of((RECORDED / "test_harvesters" / "result_1.xml").as_uri()))[1][0].record

        assert record is not None
        assert record.title["fr"] == "Exposition au bruit du trafic ferroviaire, nuit"
        assert (record.themes, record.modified, record.opendata_swiss, record.via_geocat) == (("ENVI", "HEAL"), "2011-12-31", True, True)
        assert [one.format for one in record.distributions] == ["GEOTIFF", "WMS_SRVC", "HTML", "WMTS_SRVC"]
        assert {one.licence for one in record.distributions} == {"terms_open"}
        assert record.legal_basis["de"] == "Verordnung über Geoinformation (510.620)"

    def test_without_terms_of_use_nothing_is_open(self) -> None:
        reading = previewed(source_of((RECORDED / "only_de.xml").as_uri()))[1][0]

        assert [finding.code for finding in reading.findings] == ["licence-missing"]
