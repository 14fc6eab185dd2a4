from __future__ import annotations

from collections.abc import Iterator

import pytest

from contract.harvester import Delivery, HarvesterContract
from contract.web import Answer, Site, serve
from luzern_harvesters.source import Source

DATASET = """
  <dcat:Dataset rdf:about="https://partner.example/{name}">
    <dct:identifier>{name}@partner</dct:identifier>
    <dct:title xml:lang="de">{title}</dct:title>
    <dct:description xml:lang="de">Was gezählt wird, und wo.</dct:description>
    <dcat:contactPoint><vcard:Organization><vcard:fn>Stelle</vcard:fn><vcard:hasEmail rdf:resource="mailto:daten@partner.example"/></vcard:Organization></dcat:contactPoint>
    <dcat:theme rdf:resource="http://publications.europa.eu/resource/authority/data-theme/TRAN"/>
    <dcat:keyword xml:lang="de">Velo</dcat:keyword><dcat:keyword xml:lang="de">Zählung</dcat:keyword>
    <dcat:distribution><dcat:Distribution>
      <dcat:downloadURL rdf:resource="{{{{base}}}}/{name}.csv"/>
      <dct:license rdf:resource="http://dcat-ap.ch/vocabulary/licenses/terms_by"/>
      <dcat:mediaType rdf:resource="https://www.iana.org/assignments/media-types/text/csv"/>
    </dcat:Distribution></dcat:distribution>
  </dcat:Dataset>"""
PAGE = """<?xml version="1.0" encoding="utf-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcat="http://www.w3.org/ns/dcat#" xmlns:dct="http://purl.org/dc/terms/"
  xmlns:vcard="http://www.w3.org/2006/vcard/ns#" xmlns:hydra="http://www.w3.org/ns/hydra/core#">{datasets}{paging}
</rdf:RDF>"""
NEXT = '<hydra:PagedCollection rdf:about="urn:page"><hydra:totalItems>3</hydra:totalItems><hydra:nextPage>{{base}}/page-2?api_key=geheim-4711</hydra:nextPage></hydra:PagedCollection>'
RDF = "application/rdf+xml"
CATALOG = "/catalog?api_key=geheim-4711"


def page(titles: dict[str, str], paging: str = "") -> str:
    return PAGE.format(datasets="".join(DATASET.format(name=name, title=title) for name, title in titles.items()), paging=paging)


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        running.put(CATALOG, page({"velo": "Velozählstellen", "bruecken": "Brücken über die Reuss"}, NEXT), Content_Type=RDF)
        running.put("/page-2?api_key=geheim-4711", page({"baeume": "Bäume"}), Content_Type=RDF)
        yield running


@pytest.fixture
def source(site: Site) -> Source:
    return Source(id="partner", type="dcat", url=f"{site.url}{CATALOG}", organization="stadtgruen", title="Partner", private_addresses=True)


class TestDcat(HarvesterContract):
    @pytest.fixture
    def delivery(self, site: Site, source: Source) -> Delivery:
        whole = page({"velo": "Velozählstellen"}).encode()

        def answers(answer: Answer) -> None:
            site.answers[CATALOG] = answer

        return Delivery(
            source,
            3,
            "Brücken über die Reuss",
            secret="geheim-4711",
            spoil={
                "empty": lambda: answers(Answer(b"", headers={"Content-Type": RDF})),
                "cut off": lambda: answers(Answer(whole[:-40], headers={"Content-Type": RDF})),
                "shorter than announced": lambda: answers(
                    Answer(whole, headers={"Content-Type": RDF, "Content-Length": str(len(whole) + 10), "Connection": "close"})
                ),
                "server error": lambda: answers(Answer(b"oops", 500)),
                "a web page": lambda: answers(Answer(b"<!DOCTYPE html><html><body>Bitte anmelden</body></html>", headers={"Content-Type": "text/html"})),
            },
        )
