from __future__ import annotations

from collections.abc import Iterator

import pytest

from contract.harvester import Delivery, HarvesterContract
from contract.web import Answer, Site, serve
from luzern_harvesters.csw import SCHEMAS, CswHarvester
from luzern_harvesters.source import Source

DATASET = """
  <dcat:Dataset rdf:about="https://katalog.example/{name}">
    <dct:identifier>{name}</dct:identifier>
    <dct:title xml:lang="de">{title}</dct:title>
    <dct:description xml:lang="de">Was erhoben wird, und wo.</dct:description>
    <dcat:contactPoint><vcard:Organization><vcard:fn>Stelle</vcard:fn><vcard:hasEmail rdf:resource="mailto:geo@katalog.example"/></vcard:Organization></dcat:contactPoint>
    <dcat:theme rdf:resource="http://publications.europa.eu/resource/authority/data-theme/REGI"/>
    <dcat:keyword xml:lang="de">Geodaten</dcat:keyword>
    <dcat:distribution><dcat:Distribution>
      <dcat:downloadURL rdf:resource="{{{{base}}}}/{name}.csv"/>
      <dct:license rdf:resource="http://dcat-ap.ch/vocabulary/licenses/terms_by"/>
      <dcat:mediaType rdf:resource="https://www.iana.org/assignments/media-types/text/csv"/>
    </dcat:Distribution></dcat:distribution>
  </dcat:Dataset>"""
PAGE = """<?xml version="1.0" encoding="utf-8"?>
<csw:GetRecordsResponse xmlns:csw="http://www.opengis.net/cat/csw/2.0.2" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns:dcat="http://www.w3.org/ns/dcat#" xmlns:dct="http://purl.org/dc/terms/" xmlns:vcard="http://www.w3.org/2006/vcard/ns#">
  <csw:SearchResults numberOfRecordsMatched="3" numberOfRecordsReturned="{count}" nextRecord="{following}"/>{datasets}
</csw:GetRecordsResponse>"""
REFUSAL = """<ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows"><ows:Exception exceptionCode="NoApplicableCode">
  <ows:ExceptionText>Der Index wird gerade aufgebaut</ows:ExceptionText></ows:Exception></ows:ExceptionReport>"""
XML = "application/xml"


def page(titles: dict[str, str], following: int) -> str:
    return PAGE.format(count=len(titles), following=following, datasets="".join(DATASET.format(name=name, title=title) for name, title in titles.items()))


def path(site: Site, source: Source, start: int) -> str:
    """Give what the harvester asks for one page."""
    return CswHarvester(source).query.page(source.url, SCHEMAS[0], start).removeprefix(site.url)


@pytest.fixture
def source(site: Site) -> Source:
    options = {"output_schemas": [SCHEMAS[0]], "constraint": "subject = 'opendata.swiss'"}
    address = f"{site.url}/csw?api_key=geheim-4711"
    return Source(id="katalog", type="csw", url=address, organization="geoinformationszentrum", title="Katalog", private_addresses=True, options=options)


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


class TestCsw(HarvesterContract):
    @pytest.fixture
    def delivery(self, site: Site, source: Source) -> Delivery:
        first = path(site, source, 1)
        whole = page({"velo": "Velonetz"}, 0).encode()
        site.put(first, page({"velo": "Velonetz", "bruecken": "Brücken über die Reuss"}, 3), Content_Type=XML)
        site.put(path(site, source, 3), page({"baeume": "Bäume"}, 0), Content_Type=XML)

        def answers(answer: Answer) -> None:
            site.answers[first] = answer

        return Delivery(
            source,
            3,
            "Brücken über die Reuss",
            secret="geheim-4711",
            spoil={
                "empty": lambda: answers(Answer(b"", headers={"Content-Type": XML})),
                "cut off": lambda: answers(Answer(whole[:-40], headers={"Content-Type": XML})),
                "a refusal with status 200": lambda: answers(Answer(REFUSAL.encode(), headers={"Content-Type": XML})),
                "the service's description": lambda: answers(Answer(b'<csw:Capabilities xmlns:csw="http://www.opengis.net/cat/csw/2.0.2"/>')),
                "another protocol": lambda: answers(Answer(b"<feed xmlns='http://www.w3.org/2005/Atom'/>")),
                "server error": lambda: answers(Answer(b"oops", 500)),
                "a web page": lambda: answers(Answer(b"<!DOCTYPE html><html><body>Bitte anmelden</body></html>", headers={"Content-Type": "text/html"})),
            },
        )
