"""One answer of an OGC service, read: XML or JSON. Errors come as ``ExceptionReport``, often with status 200 (OWS Common §8)."""

from __future__ import annotations

import re
from typing import Any

from luzern_harvesters import json_text, xml
from luzern_harvesters.errors import RecordError, SourceMalformed, SourceRefused
from luzern_harvesters.finding import Finding
from luzern_harvesters.xml import Element

DOCTYPE = re.compile(rb"<!DOCTYPE\s+\w+(?:\s+(?:SYSTEM|PUBLIC)(?:\s+(?:\"[^\"]*\"|'[^']*'))+)?\s*(?:\[(?P<inner>[^\]]*)\])?\s*>")
"""WMS 1.0 and 1.1 name their document type (WMS 1.1.1 §6.5); what stands in it says nothing of the layers."""
EXCEPTIONS = {"exceptionreport", "serviceexceptionreport", "serviceexception", "exception"}

Json = dict[str, Any]


def read(body: bytes, name: str) -> tuple[Element | Json, tuple[Finding, ...]]:
    """Read an answer; ``name`` is what a person knows it by.

    Raises:
        SourceRefused: it is an error.
        SourceMalformed: it is a web page, empty, or neither XML nor a JSON object.
    """
    body = _in_utf8(body)
    start = body[:200].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")
    if not start.startswith(b"<") or json_text.WEB_PAGE.match(start):
        document = json_text.parse(body, name)  # says what is wrong with a web page, too
        if not isinstance(document, dict):
            raise SourceMalformed(_unknown(name))
        return _json(document, name), ()
    root, findings = parse_xml(body, name)
    if root.tag == "html":
        message = f"Statt der Daten kommt von «{name}» eine Webseite."
        raise SourceMalformed(Finding.error("answer-web-page", name, message, "Oft fehlt der Adresse die Abfrage (service=…&request=GetCapabilities)."))
    return root, findings


def parse_xml(body: bytes, name: str) -> tuple[Element, tuple[Finding, ...]]:
    """Read XML that is no error.

    Raises:
        SourceRefused: it is an exception report.
        SourceMalformed: it is not well-formed, or not allowed.
    """
    try:
        root, findings = xml.parse(_without_doctype(body), name)
    except RecordError as err:
        raise SourceMalformed(err.finding) from err
    if root.tag in EXCEPTIONS:
        words = next((element.text for element in walk(root) if element.tag in {"exceptiontext", "serviceexception"} and element.text), "")
        code = next((element.attributes[key] for element in walk(root) for key in ("exceptioncode", "code") if key in element.attributes), "")
        said = " ".join(f"{code} {words}".split())[:200]
        raise SourceRefused(Finding.error("ogc-exception", name, f"Der Dienst meldet einen Fehler{f' («{said}»)' if said else ''}."))
    return root, findings


def walk(element: Element) -> list[Element]:
    """Give an element and all below it, in the document's order."""
    found, waiting = [], [element]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting.extend(reversed(one.children))
    return found


def child(element: Element | None, *tags: str) -> Element | None:
    """Give the first element down a path of names."""
    for tag in tags:
        element = next(element.all(tag), None) if element else None
    return element


def text_of(value: Any) -> str:  # Any: the recursive JSON value, here and below
    """Give a JSON text without blanks around it; empty for anything else."""
    return value.strip() if isinstance(value, str) else ""


def list_of(value: Any) -> list[Any]:
    """Give a JSON list; empty for anything else."""
    return value if isinstance(value, list) else []


def object_of(value: Any) -> Json:
    """Give a JSON object; empty for anything else."""
    return value if isinstance(value, dict) else {}


def objects_of(value: Any) -> tuple[Json, ...]:
    """Give the objects in a JSON list."""
    return tuple(one for one in list_of(value) if isinstance(one, dict))


def _json(document: Json, name: str) -> Json:
    """Know the error bodies of OGC API servers: ``{code, description}`` and RFC 7807's ``{type, title, status, detail}``."""
    useful = {"links", "collections", "features", "id", "type", "extent"} & set(document)
    status = document.get("status")
    if ("code" in document and not useful) or (isinstance(status, int) and status >= 400) or "error" in document:
        said = document.get("description") or document.get("detail") or document.get("title") or document.get("error") or document.get("code")
        raise SourceRefused(Finding.error("ogc-exception", name, f"Der Dienst meldet einen Fehler («{str(said)[:200]}»)."))
    return document


def _in_utf8(body: bytes) -> bytes:
    """Give UTF-16 as UTF-8, without the declaration that says otherwise; a mark of UTF-16 before text that is not is left out."""
    if body[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
        return body
    if b"\0" not in body[2:10]:
        return body[2:]
    try:
        return xml.DECLARATION.sub(b"", body.decode("utf-16").encode())
    except UnicodeDecodeError:
        return body


def _without_doctype(body: bytes) -> bytes:
    """Leave out a document type that defines no entity; one that does stays, and is refused by the parser."""
    match = DOCTYPE.search(body[:20_000])
    if not match or b"<!ENTITY" in (match["inner"] or b"").upper():
        return body
    return body[: match.start()] + body[match.end() :]


def _unknown(name: str) -> Finding:
    return Finding.error("ogc-unknown", name, f"Die Antwort von «{name}» ist keine eines OGC-Dienstes.")
