"""A feed as it is fetched: its pages, and what is wrong with the transport before any dataset is looked at.

opendata.swiss parses a page as one document: a single broken address can cost every dataset of the city its update, a number of datasets
that is not the one announced can cost them their existence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from pyoxigraph import NamedNode, RdfFormat

from ckanext.luzern.errors import FeedUnreadable
from luzern_harvesters.dcat.graph import DCAT, HYDRA, Term
from luzern_harvesters.dcat.pages import NEXT
from luzern_harvesters.errors import SourceError
from luzern_harvesters.http import Client

from .fault import Fault
from .graph import RELATIVE, FeedGraph, add

RDF_XML = "application/rdf+xml"
SYNTAXES = {
    RDF_XML: RdfFormat.RDF_XML,
    "application/xml": RdfFormat.RDF_XML,
    "text/turtle": RdfFormat.TURTLE,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/n-triples": RdfFormat.N_TRIPLES,
}
SUFFIXES = {".xml": RDF_XML, ".rdf": RDF_XML, ".ttl": "text/turtle", ".n3": "text/turtle", ".jsonld": "application/ld+json", ".nt": "application/n-triples"}
MAX_PAGES = 1000
CLAUSE = "opendata.swiss, Abruf der Katalogdaten"
_FORBIDDEN = re.compile(r"[^!#-;=?-Z\[\]_a-z~\u00a0-\U0010ffff]|%(?![0-9A-Fa-f]{2})")  # RFC 3987


@dataclass
class Feed:
    """All pages as one graph; ``pages`` are their addresses in order, ``faults`` what was wrong on the way."""

    graph: FeedGraph = field(default_factory=FeedGraph)
    pages: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def from_file(path: Path) -> Feed:
    """Read a file; its further pages are not asked for.

    Raises:
        FeedUnreadable: the file is not there, or is no RDF.
    """
    try:
        data = path.read_bytes()
    except OSError as err:
        raise FeedUnreadable(f"{path}: {err.strerror}") from err
    return from_bytes(data, SUFFIXES.get(path.suffix, RDF_XML), str(path))


def from_bytes(data: bytes, media_type: str, address: str = "") -> Feed:
    """Read one document.

    Raises:
        FeedUnreadable: it is no RDF.
    """
    feed = Feed()
    _take(feed, data, media_type, address)
    return feed


def from_web(url: str, client: Client) -> Feed:
    """Fetch a feed with all its pages, as opendata.swiss does.

    Raises:
        FeedUnreadable: a page does not answer, or is no RDF.
    """
    feed, following, seen_on = Feed(), url, dict[Term, str]()
    while following:
        try:
            answer = client.get(following, accept=RDF_XML)
        except SourceError as err:
            raise FeedUnreadable(err.finding.message) from err
        if answer.media_type != RDF_XML:
            text = f"Die Antwort ist «{answer.media_type}»; opendata.swiss fragt nach {RDF_XML}."
            feed.faults.append(_fault("warning", "content-type", text))
        page = Feed()
        _take(page, answer.body, answer.media_type, following)
        _add(feed, page, seen_on)
        following = _next(page, feed, following)
    return feed


def transport_faults(graph: FeedGraph) -> Iterator[Fault]:
    """Find addresses that are none, and totals that are not what is there."""
    for iri in sorted({node.value for node in (*graph.subjects, *graph.mentioned) if isinstance(node, NamedNode)}):
        if iri.startswith(RELATIVE):
            yield _fault("rejected", "relative-iri", f"Die Adresse «{iri.removeprefix(RELATIVE)}» ist nicht vollständig.")
        elif not _is_valid(iri):
            yield _fault("rejected", "invalid-iri", f"Die Adresse «{iri}» enthält Zeichen, die darin nicht stehen dürfen.")
    datasets = len(graph.of_type(DCAT.Dataset))
    for collection in graph.of_type(HYDRA.PagedCollection):
        total = getattr(graph.value(collection, HYDRA.totalItems), "value", "")
        if not total.isdigit():
            yield _fault("rejected", "total-items", "Bei der Seite fehlt, wie viele Datensätze es sind (hydra:totalItems).")
        elif int(total) != datasets:
            yield _fault("rejected", "total-items", f"Angekündigt sind {total} Datensätze, da sind {datasets}.")


def _take(feed: Feed, data: bytes, media_type: str, address: str) -> None:
    if not data.strip():
        raise FeedUnreadable(f"{address}: leer")
    try:
        add(feed.graph, data, SYNTAXES.get(media_type, RdfFormat.RDF_XML))
    except SyntaxError as err:
        raise FeedUnreadable(f"{address}: {err.msg}") from err
    feed.pages.append(address)


def _add(feed: Feed, page: Feed, seen_on: dict[Term, str]) -> None:
    for dataset in page.graph.of_type(DCAT.Dataset):
        if dataset in seen_on:
            feed.faults.append(_fault("rejected", "repeated", f"«{dataset.value}» steht auf zwei Seiten: {seen_on[dataset]} und {page.pages[0]}."))
        seen_on[dataset] = page.pages[0]
    for subject in page.graph.subjects:
        for predicate, value in page.graph.about(subject):
            feed.graph.add(subject, predicate, value)
    feed.pages += page.pages


def _next(page: Feed, feed: Feed, address: str) -> str:
    stated = next((value for predicate in NEXT for _, value in page.graph.pairs(predicate)), None)
    target = urljoin(address, str(stated.value).removeprefix(RELATIVE)) if stated else ""
    if target and (target in feed.pages or len(feed.pages) == MAX_PAGES):
        feed.faults.append(_fault("rejected", "not-followed", f"Die Seiten führen im Kreis, oder es sind mehr als {MAX_PAGES}: {target}."))
        return ""
    return target


def _is_valid(iri: str) -> bool:
    if _FORBIDDEN.search(iri):
        return False
    try:
        parts = urlsplit(iri)
    except ValueError:  # a bracket that opens no IPv6 address
        return False
    return not re.search(r"[\[\]]", parts.path + parts.query + parts.fragment) and (parts.scheme not in {"http", "https"} or bool(parts.hostname))


def _fault(severity: str, rule: str, text: str) -> Fault:
    return Fault("warning" if severity == "warning" else "rejected", rule, "", text, "", CLAUSE)
