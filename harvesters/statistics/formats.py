"""Which format a document is in, found out by its content: servers call PX files text and JSON-stat anything."""

from __future__ import annotations

from luzern_harvesters import json_text
from luzern_harvesters.errors import SourceMalformed, SourceRefused
from luzern_harvesters.finding import Finding

from . import json_stat, px, px_file, pxweb_v1, pxweb_v2, sdmx_csv, sdmx_json, sdmx_xml
from .cube import Catalogue, Document

READERS = (pxweb_v2.read, pxweb_v1.read, sdmx_json.read, json_stat.read)


def read(document: Document) -> Catalogue:
    """Read a document in whatever format it is.

    Raises:
        SourceMalformed: it is in none of them, or broken.
        SourceRefused: it is an error message.
    """
    if px_file.is_px(document.body):
        return px.read(document)
    if sdmx_csv.is_sdmx_csv(document.body):
        return sdmx_csv.read(document)
    start = document.body[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<") and b"<html" not in start.lower() and not start.lower().startswith(b"<!doctype html"):
        return sdmx_xml.read(document)
    if start[:1] not in {b"", b"<", b"{", b"["} and b"\0" not in start:  # JSON in UTF-16 has
        raise _unknown(document)
    value = json_text.parse(document.body, document.name)
    for reader in READERS:
        if (found := reader(value, document)) is not None:
            return found
    if isinstance(value, dict) and (words := value.get("error") or value.get("errors") or value.get("class") == "error"):
        raise SourceRefused(Finding.error("answer-error", document.name, f"Die Quelle antwortet mit einem Fehler: «{str(words)[:200]}»."))
    raise _unknown(document)


def _unknown(document: Document) -> SourceMalformed:
    message = f"«{document.name}» ist kein Format der Statistik, das gelesen wird."
    return SourceMalformed(Finding.error("format-unknown", document.name, message, "Erwartet wird SDMX, PX, PxWeb oder JSON-stat."))
