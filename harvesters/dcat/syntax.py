"""From bytes to a graph, with limits: what a stranger sends must not cost memory, open a file or ask a third party.

pyoxigraph reads every syntax, statement by statement. XML is looked at before (``rdfxml``); contexts of JSON-LD that would have to be fetched are
refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple
from pyoxigraph import parse as parse_rdf

from luzern_harvesters.http import Response

from .contexts import known
from .faults import malformed, too_large
from .graph import Graph, Statement, Term
from .rdfxml import cleaned

MEDIA_TYPES = {
    "application/rdf+xml": "xml",
    "application/xml": "xml",
    "text/xml": "xml",
    "text/turtle": "turtle",
    "application/x-turtle": "turtle",
    "text/n3": "turtle",
    "application/ld+json": "json-ld",
    "application/json": "json-ld",
    "application/n-triples": "turtle",  # its subset, and what is sent under its name is not always in it
}
SUFFIXES = {"rdf": "xml", "xml": "xml", "owl": "xml", "ttl": "turtle", "n3": "turtle", "jsonld": "json-ld", "json": "json-ld", "nt": "turtle"}
ACCEPT = "application/rdf+xml, text/turtle;q=0.9, application/ld+json;q=0.8, application/n-triples;q=0.7, */*;q=0.1"
HTML = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
FORMATS = {"xml": RdfFormat.RDF_XML, "turtle": RdfFormat.TURTLE, "json-ld": RdfFormat.JSON_LD}
PLACE = re.compile(r"^Parser error (?:at|between) .*?: ")
IN_AN_ADDRESS = "/%:=&?~#+!$,;'@()*"
LANGUAGE = re.compile(r"[a-z]{1,8}(?:-[a-z0-9]{1,8})*")


def parse(answer: Response, max_statements: int) -> Graph:
    """Parse one document; relative IRIs start at its address.

    Raises:
        SourceMalformed: the document is no RDF, or one we must not read; the German sentence says where.
    """
    body = answer.body.removeprefix(b"\xef\xbb\xbf")
    syntax = _syntax(answer, body)
    if syntax == "xml":
        body = cleaned(answer.url, body, max_statements)
    if syntax == "json-ld":
        body = _checked_json(answer.url, body, max_statements)
    graph = Graph()
    try:
        for count, statement in enumerate(_statements(body, FORMATS[syntax], _base(answer.url))):
            if count == max_statements:
                raise too_large(answer.url, max_statements)
            graph.add(*statement)
    except SyntaxError as err:
        raise malformed("rdf-broken", answer.url, f"Das Dokument ist kein gültiges RDF ({syntax}): {_place_of(err)}.") from err
    return graph


def statements(body: bytes) -> Graph:
    """Parse N-Triples that we wrote ourselves."""
    graph = Graph()
    for statement in _statements(body, RdfFormat.N_TRIPLES, None):
        graph.add(*statement)
    return graph


def _statements(body: bytes, syntax: RdfFormat, base: str | None) -> Iterator[Statement]:
    """Give the statements, of named graphs too: a catalogue's readers want them all. Those about statements are left out."""
    for subject, predicate, value, _ in parse_rdf(body, format=syntax, base_iri=base, lenient=True):
        if not isinstance(value, Triple):
            yield subject, predicate, _sound(value) if isinstance(value, Literal) else value


def _sound(literal: Literal) -> Term:
    """Mend languages that are none: «de_CH», an empty one."""
    language = literal.language
    if language is None or LANGUAGE.fullmatch(language):
        return literal
    mended = language.lower().replace("_", "-").strip()
    return Literal(literal.value, language=mended if LANGUAGE.fullmatch(mended) else None)


def _base(url: str) -> str | None:
    """Give the address as one that IRIs can start at."""
    parts = urlsplit(url)
    rest = parts._replace(scheme="", netloc="").geturl()
    try:
        return NamedNode(f"{parts.scheme}://{parts.netloc}{quote(rest, safe=IN_AN_ADDRESS)}").value
    except ValueError:
        return None


def _syntax(answer: Response, body: bytes) -> str:
    """Believe the first bytes where they are plain, then the stated type, then the name."""
    start = body[:2000].lstrip()
    if not start:
        raise malformed("answer-empty", answer.url, "Die Antwort der Quelle ist leer.")
    if HTML.match(start):
        raise malformed(
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


def _checked_json(url: str, body: bytes, max_statements: int) -> bytes:
    """Give the document with a context that we know in place of its address."""
    if body.count(b"{") + body.count(b"[") > 2 * max_statements:  # an empty list takes two bytes here and sixty in memory
        raise too_large(url, max_statements)
    try:
        document = json.loads(body)
        if isinstance(document, dict) and (context := known(document.get("@context"))):
            document["@context"] = context
            body = json.dumps(document).encode()
        remote = _remote_context(document)
    except (ValueError, RecursionError) as err:
        place = f" (Zeile {err.lineno}, Spalte {err.colno})" if isinstance(err, json.JSONDecodeError) else ""
        raise malformed("json-broken", url, f"Das JSON ist fehlerhaft{place}.") from err
    if remote:
        raise malformed(
            "context-remote", url, f"Das JSON-LD verweist auf einen fremden Kontext («{remote[:100]}»).", "Bitte den Kontext im Dokument mitliefern."
        )
    return body


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


def _place_of(err: SyntaxError) -> str:
    """Say where the parser stopped, and what it says: in English, as it does."""
    if "UTF-8" in str(err.msg):
        return "Der Text ist nicht in UTF-8 geschrieben"
    said = PLACE.sub("", " ".join(str(err.msg).split()))[:200].rstrip(".")
    return f"Zeile {err.lineno}: {said}" if err.lineno else said
