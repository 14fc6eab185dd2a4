"""From bytes to a graph, with limits: what a stranger sends must not cost memory, open a file or ask a third party.

rdflib would expand XML entities and fetch remote JSON-LD contexts; both are refused before it sees the document.
"""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler

from defusedxml import DefusedXmlException
from defusedxml.sax import parse as parse_xml
from rdflib import Graph
from rdflib.exceptions import Error as RdfError

from luzern_harvesters.errors import SourceMalformed
from luzern_harvesters.finding import Finding
from luzern_harvesters.http import Response

MEDIA_TYPES = {
    "application/rdf+xml": "xml",
    "application/xml": "xml",
    "text/xml": "xml",
    "text/turtle": "turtle",
    "application/x-turtle": "turtle",
    "text/n3": "turtle",
    "application/ld+json": "json-ld",
    "application/json": "json-ld",
    "application/n-triples": "nt",
}
SUFFIXES = {"rdf": "xml", "xml": "xml", "owl": "xml", "ttl": "turtle", "n3": "turtle", "jsonld": "json-ld", "json": "json-ld", "nt": "nt"}
ACCEPT = "application/rdf+xml, text/turtle;q=0.9, application/ld+json;q=0.8, application/n-triples;q=0.7, */*;q=0.1"
MAX_DEPTH = 200
MAX_TRIPLES = 2_000_000

PARSER_ERRORS = (SyntaxError, ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError, RdfError, SAXParseException)
"""What rdflib's parsers raise on bad input; they promise nothing narrower."""


def parse(answer: Response) -> Graph:
    """Parse one document; relative IRIs start at its address.

    Raises:
        SourceMalformed: the document is no RDF, or one we must not read; the German sentence says where.
    """
    body = answer.body.removeprefix(b"\xef\xbb\xbf")
    syntax = _syntax(answer, body)
    if syntax == "xml":
        _check_xml(answer.url, body)
    if syntax == "json-ld":
        _check_json(answer.url, body)
    graph = Graph()
    try:
        graph.parse(data=body, format=syntax, publicID=answer.url)
    except PARSER_ERRORS as err:
        raise _malformed("rdf-broken", answer.url, f"Das Dokument ist kein gültiges RDF ({syntax}): {_first_line(err)}") from err
    if len(graph) > MAX_TRIPLES:
        raise _malformed("rdf-too-large", answer.url, f"Das Dokument hat mehr als {MAX_TRIPLES} Aussagen.")
    return graph


def _syntax(answer: Response, body: bytes) -> str:
    """Believe the first bytes where they are plain, then the stated type, then the name."""
    start = body[:2000].lstrip()
    if not start:
        raise _malformed("answer-empty", answer.url, "Die Antwort der Quelle ist leer.")
    lower = start.lower()
    if lower.startswith((b"<!doctype html", b"<html")) or (b"<html" in lower and b"<rdf" not in lower):
        raise _malformed(
            "html-answer",
            answer.url,
            "Statt Daten kommt eine Webseite (HTML).",
            "Vielleicht eine Anmelde- oder Fehlerseite: bitte die Adresse im Browser prüfen.",
        )
    if start.startswith((b"<?xml", b"<rdf:RDF", b"<!DOCTYPE rdf")):
        return "xml"
    if start[:1] in b"{[":
        return "json-ld" if start[:1] == b"{" or not start.startswith(b"[]") or answer.media_type.endswith("json") else "turtle"
    suffix = urlsplit(answer.url).path.rpartition(".")[2].lower()
    return MEDIA_TYPES.get(answer.media_type) or SUFFIXES.get(suffix) or ("xml" if start.startswith(b"<") and b"xmlns" in start else "turtle")


class _Depth(ContentHandler):
    """Counts how deep elements are nested."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url
        self._depth = 0

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802  SAX names it
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise _malformed("xml-too-deep", self._url, f"Das XML ist tiefer als {MAX_DEPTH} Ebenen verschachtelt.")

    def endElement(self, name: str) -> None:  # noqa: N802  SAX names it
        self._depth -= 1


def _check_xml(url: str, body: bytes) -> None:
    try:
        parse_xml(BytesIO(body), _Depth(url))
    except SAXParseException as err:
        place = f"Zeile {err.getLineNumber()}, Spalte {err.getColumnNumber()}"
        raise _malformed(
            "xml-broken", url, f"Das XML ist fehlerhaft: {place}: {err.getMessage()}.", "Häufig steht dort ein «&» statt «&amp;» oder ein Ende fehlt."
        ) from err
    except DefusedXmlException as err:
        raise _malformed(
            "xml-entities", url, "Das XML erklärt eigene Entitäten; solche Dokumente werden nicht gelesen.", "Bitte die Entitäten (<!ENTITY …>) auflösen."
        ) from err
    except (ValueError, LookupError) as err:  # an encoding that expat does not know
        raise _malformed("xml-broken", url, f"Das XML ist fehlerhaft: {_first_line(err)}") from err


def _check_json(url: str, body: bytes) -> None:
    try:
        document = json.loads(body)
        remote = _remote_context(document)
    except (ValueError, RecursionError) as err:
        place = f" (Zeile {err.lineno}, Spalte {err.colno})" if isinstance(err, json.JSONDecodeError) else ""
        raise _malformed("json-broken", url, f"Das JSON ist fehlerhaft{place}.") from err
    if remote:
        raise _malformed(
            "context-remote", url, f"Das JSON-LD verweist auf einen fremden Kontext («{remote[:100]}»).", "Bitte den Kontext im Dokument mitliefern."
        )


def _remote_context(value: Any) -> str:
    """Find the address of a context that would have to be fetched; empty if there is none."""
    if isinstance(value, list):
        return next(filter(None, map(_remote_context, value)), "")
    if not isinstance(value, dict):
        return ""
    for context in value["@context"] if isinstance(value.get("@context"), list) else [value.get("@context")]:
        if isinstance(context, str):
            return context
        if isinstance(context, dict) and isinstance(context.get("@import"), str):
            return context["@import"]
    return next(filter(None, map(_remote_context, value.values())), "")


def _malformed(code: str, url: str, message: str, remedy: str = "") -> SourceMalformed:
    return SourceMalformed(Finding.error(code, url, message, remedy))


def _first_line(err: BaseException) -> str:
    return (str(err).strip().splitlines() or [type(err).__name__])[0][:200]
