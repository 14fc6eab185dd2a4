"""One record of a catalogue, in whatever schema: what it is called, whether it is the portal's own, and the dataset record."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit
from xml.sax.saxutils import quoteattr

from luzern_harvesters import xml
from luzern_harvesters.contract import RawDocument
from luzern_harvesters.dcat.mapping import described, distinct
from luzern_harvesters.dcat.syntax import parse
from luzern_harvesters.errors import RecordError, SourceMalformed
from luzern_harvesters.finding import Finding, Notes
from luzern_harvesters.http import Response
from luzern_harvesters.naming import title_of
from luzern_harvesters.record import DatasetRecord
from luzern_harvesters.source import Source
from luzern_harvesters.translate import contacts_or
from luzern_harvesters.xml import Element

from . import dublin_core, iso
from .answer import CSW, DCAT, RDF, RDF_END
from .iso_text import Tongues

ISO = ("md_metadata", "che_md_metadata", "mi_metadata")
MARK = "opendata.swiss"
"""The keyword by which opendata.swiss takes a record from geocat.ch."""
GEOCAT = "geocat.ch"
CHE = b"http://www.geocat.ch/2008/che"
ADDRESSES = ("linkage", "url", "localisedurl", "accessurl", "downloadurl", "landingpage", "references", "uri")
PARTIES = ("ci_responsibleparty", "che_ci_responsibleparty", "ci_responsibility", "contactpoint", "publisher")


@dataclass(frozen=True)
class Head:
    """What is known of a record before it is mapped.

    ``identifier`` is the catalogue's, or made of the title where it has none (``is_named``); ``title`` is a name for messages.
    """

    identifier: str
    is_named: bool
    title: str
    is_own: bool


def head_of(body: bytes, own: tuple[str, ...]) -> Head:
    """Read a record's head; ``own`` are ends of identifiers (``@…``) and beginnings of addresses of the portal's own records.

    Raises:
        RecordError: the record can't be read as XML.
    """
    node = _root(body)
    identifier, title = _named(node)
    marks = tuple(mark for mark in own if mark.startswith("@"))
    places = tuple(mark for mark in own if mark and not mark.startswith("@"))
    is_own = identifier.endswith(marks) or any(address.startswith(places) for address in _addresses(node))
    made = f"sha256:{hashlib.sha256(title.encode() or body).hexdigest()[:32]}"
    return Head(identifier or made, bool(identifier), title or identifier or node.tag, is_own)


def record_of(raw: RawDocument, source: Source, licence: str, max_statements: int) -> DatasetRecord:
    """Map one record; ``licence`` stands in for what a DCAT record does not state.

    Raises:
        RecordError: the record is in no schema that is understood.
    """
    node, findings = xml.parse(raw.body, raw.ref.remote_id)
    blank = DatasetRecord(source.id, raw.ref.remote_id, source_url=raw.url, findings=findings)
    if node.tag == "rdf":
        try:
            graph = parse(Response(raw.url, 200, _with_service(raw.body, node), "application/rdf+xml"), max_statements)
        except SourceMalformed as err:
            raise RecordError(err.finding) from err
        return described(graph, raw, source, licence)
    if node.namespace in CSW:
        record = dublin_core.record_of(node, blank)
    elif node.tag in ISO:
        record = iso.record_of(node, blank)
    else:
        message = f"Der Datensatz ist in einem Schema beschrieben, das nicht gelesen wird (<{node.tag[:60]}>, {node.namespace[:80] or 'ohne Namensraum'})."
        raise RecordError(Finding.error("schema-unknown", raw.ref.remote_id, message, "Gelesen werden DCAT-AP, ISO 19139, ISO 19115-3 und Dublin Core."))
    notes = Notes(record.findings)
    contacts = notes.keep(contacts_or(record.contacts, source.contact))
    title = {language: notes.keep(title_of(words, "title")) for language, words in record.title.items()}
    distributions = tuple(distinct(list(record.distributions)))
    return replace(record, title=title, contacts=contacts, distributions=distributions, findings=tuple(dict.fromkeys(notes)))


def marked(record: DatasetRecord, raw: RawDocument, url: str, *, is_asked_for: bool) -> DatasetRecord:
    """Take the keyword for opendata.swiss as what it is: a geocat.ch record with it gets there without the portal."""
    is_marked = is_asked_for or any(word.lower() == MARK for words in record.keywords.values() for word in words)
    keywords = {language: tuple(word for word in words if word.lower() != MARK) for language, words in record.keywords.items()}
    hosts = (urlsplit(address).hostname or "" for address in (url, record.source_url, *(relation.url for relation in record.relations)))
    is_geocat = CHE in raw.body or any(host == GEOCAT or host.endswith(f".{GEOCAT}") for host in hosts)
    return replace(
        record,
        keywords={language: words for language, words in keywords.items() if words},
        opendata_swiss=True if is_marked else record.opendata_swiss,
        via_geocat=True if is_marked and is_geocat else record.via_geocat,
    )


def _with_service(body: bytes, node: Element) -> bytes:
    """State of a service that is described alone (``dcat:DataService``) that it is a dataset too, and that its endpoint is what it offers."""
    stated = ""
    for service in (one for one in node.children if one.tag == "dataservice" and one.attributes.get("about")):
        endpoints = (one.attributes.get("resource", one.text) for one in service.all("endpointurl"))
        offers = "".join(f"<d:distribution><d:Distribution><d:accessURL r:resource={quoteattr(one)}/></d:Distribution></d:distribution>" for one in endpoints)
        about = quoteattr(service.attributes["about"])
        stated += f'<r:Description xmlns:d="{DCAT}" xmlns:r="{RDF}" r:about={about}><r:type r:resource="{DCAT}Dataset"/>{offers}</r:Description>'
    return body.removesuffix(RDF_END) + stated.encode() + RDF_END if stated else body


def _root(body: bytes) -> Element:
    return xml.parse(body, "record")[0]


def _named(node: Element) -> tuple[str, str]:
    """Give a record's identifier and title."""
    if node.tag == "rdf":
        dataset = next((one for kind in ("Dataset", "DataService") for one in _described(node) if _is_a(one, kind)), node)
        return dataset.first("identifier") or dataset.attributes.get("about", ""), dataset.first("title")
    if node.namespace in CSW:
        return dublin_core.identifier_of(node), node.first("title")
    title = next(iter(iso.title_of(node, Tongues.of(node)).values()), "")
    return iso.identifier_of(node) or node.attributes.get("uuid", ""), title


def _described(node: Element) -> Iterator[Element]:
    """Give the nodes of RDF/XML that have a name or a title, the outer ones first."""
    if any(node.all("identifier", "title")):
        yield node
    for child in node.children:
        yield from _described(child)


def _is_a(node: Element, kind: str) -> bool:
    typed = node.namespace == DCAT and node.tag == kind.lower()
    return typed or any(one.attributes.get("resource") == f"{DCAT}{kind}" for one in node.all("type"))


def _addresses(node: Element) -> Iterator[str]:
    """Give the addresses a record points to, leaving out those of people and offices."""
    for child in node.children:
        if child.tag in PARTIES:
            continue
        if child.tag in ADDRESSES:
            yield child.text or child.attributes.get("resource", "")
        yield from _addresses(child)
