"""Answers of catalogue services, a piece at a time, and a catalogue that gives them."""

from __future__ import annotations

from typing import Any

from contract.web import Answer, Site
from luzern_harvesters.contract import Listing
from luzern_harvesters.csw import SCHEMAS, CswHarvester
from luzern_harvesters.run import Reading, read
from luzern_harvesters.source import Source

RESPONSE = """<csw:GetRecordsResponse xmlns:csw="http://www.opengis.net/cat/csw/2.0.2" xmlns:gmd="http://www.isotc211.org/2005/gmd"
  xmlns:gco="http://www.isotc211.org/2005/gco" xmlns:che="http://www.geocat.ch/2008/che" xmlns:srv="http://www.isotc211.org/2005/srv"
  xmlns:gml="http://www.opengis.net/gml" xmlns:gml32="http://www.opengis.net/gml/3.2" xmlns:gmx="http://www.isotc211.org/2005/gmx"
  xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dct="http://purl.org/dc/terms/"
  xmlns:ows="http://www.opengis.net/ows"><csw:SearchResults {totals}>{records}</csw:SearchResults></csw:GetRecordsResponse>"""
REFUSAL = """<ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows"><ows:Exception exceptionCode="InvalidParameterValue" locator="outputSchema">
  <ows:ExceptionText>unknown output schema</ows:ExceptionText></ows:Exception></ows:ExceptionReport>"""


def dublin(*names: str) -> str:
    return "".join(f"<csw:Record><dc:identifier>{name}</dc:identifier><dc:title>Titel {name}</dc:title></csw:Record>" for name in names)


def response(records: str, matched: int | None = None, returned: int | None = None, following: int | None = None) -> bytes:
    stated = {"numberOfRecordsMatched": matched, "numberOfRecordsReturned": returned, "nextRecord": following}
    totals = " ".join(f'{name}="{value}"' for name, value in stated.items() if value is not None)
    return RESPONSE.format(totals=totals, records=records).encode()


def iso(identification: str = "", beside: str = "", kind: str = "gmd:MD_DataIdentification", language: str = "ger") -> str:
    citation = (
        ""
        if "gmd:citation" in identification
        else "<gmd:citation><gmd:CI_Citation><gmd:title>" + words("Baumkataster") + "</gmd:title></gmd:CI_Citation></gmd:citation>"
    )
    return (
        f'<gmd:MD_Metadata><gmd:fileIdentifier>{words("a-1")}</gmd:fileIdentifier><gmd:language><gmd:LanguageCode codeListValue="{language}"/></gmd:language>'
        f"<gmd:identificationInfo><{kind}>{citation}{identification}</{kind}></gmd:identificationInfo>{beside}</gmd:MD_Metadata>"
    )


def words(text: str, **localised: str) -> str:
    groups = "".join(
        f'<gmd:textGroup><gmd:LocalisedCharacterString locale="#{key}">{value}</gmd:LocalisedCharacterString></gmd:textGroup>'
        for key, value in localised.items()
    )
    return f"<gco:CharacterString>{text}</gco:CharacterString>" + (f"<gmd:PT_FreeText>{groups}</gmd:PT_FreeText>" if groups else "")


def online(address: str, protocol: str = "", function: str = "", name: str = "") -> str:
    return (
        f"<gmd:onLine><gmd:CI_OnlineResource><gmd:linkage><gmd:URL>{address}</gmd:URL></gmd:linkage><gmd:protocol>{words(protocol)}</gmd:protocol>"
        f'<gmd:name>{words(name)}</gmd:name><gmd:function><gmd:CI_OnLineFunctionCode codeListValue="{function}"/></gmd:function></gmd:CI_OnlineResource></gmd:onLine>'
    )


def offered(*resources: str, formats: tuple[str, ...] = ()) -> str:
    named = "".join(f"<gmd:distributionFormat><gmd:MD_Format><gmd:name>{words(name)}</gmd:name></gmd:MD_Format></gmd:distributionFormat>" for name in formats)
    transfer = f"<gmd:transferOptions><gmd:MD_DigitalTransferOptions>{''.join(resources)}</gmd:MD_DigitalTransferOptions></gmd:transferOptions>"
    return f"<gmd:distributionInfo><gmd:MD_Distribution>{named}{transfer}</gmd:MD_Distribution></gmd:distributionInfo>"


def constraint(*statements: str) -> str:
    stated = "".join(f"<gmd:otherConstraints>{one}</gmd:otherConstraints>" for one in statements)
    return f"<gmd:resourceConstraints><gmd:MD_LegalConstraints>{stated}</gmd:MD_LegalConstraints></gmd:resourceConstraints>"


def source_of(url: str, **options: Any) -> Source:
    return Source(id="k", type="csw", url=url, organization="geoinformationszentrum", title="Katalog", private_addresses=True, options=options)


def previewed(source: Source) -> tuple[Listing, list[Reading]]:
    with CswHarvester(source) as harvester:
        listing = harvester.list()
        return listing, list(read(harvester, listing.refs))


def codes(listing: Listing) -> list[str]:
    return [finding.code for finding in listing.findings]


def names(listing: Listing) -> list[str]:
    return [ref.remote_id for ref in listing.refs]


class Catalogue:
    """A catalogue on the loopback address that answers by start position, and refuses the schemas it does not have."""

    def __init__(self, site: Site, schema: str = SCHEMAS[-1]) -> None:
        self.site = site
        self.schema = schema
        self.pages: dict[int, Answer] = {}

    def source(self, **options: Any) -> Source:
        source = source_of(f"{self.site.url}/csw", **options)
        query = CswHarvester(source).query
        for start, answer in self.pages.items():
            for schema in SCHEMAS:
                known = answer if schema == self.schema else Answer(REFUSAL.encode())
                self.site.answers[query.page(source.url, schema, start).removeprefix(self.site.url)] = known
        return source

    def listing(self, **options: Any) -> Listing:
        with CswHarvester(self.source(**options)) as harvester:
            return harvester.list()
