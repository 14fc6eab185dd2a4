"""Live values as JSON: a car park guidance system, visitor counters. The document is read once; the source file says what is in it."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from datetime import datetime
from types import TracebackType
from typing import IO, Any
from urllib.parse import urlencode, urlsplit

from jmespath.exceptions import JMESPathError

from luzern_harvesters import json_text
from luzern_harvesters.contract import Capability, Harvester, Listing, RawDocument, SourceRef
from luzern_harvesters.errors import RecordError, SourceRefused
from luzern_harvesters.file_url import is_file_url, read_answer
from luzern_harvesters.finding import Finding
from luzern_harvesters.http import Client, Response
from luzern_harvesters.record import DatasetRecord, Distribution
from luzern_harvesters.source import Source

from .age import Ages
from .checks import findings_of
from .copies import copy_of
from .expression import value_of
from .mapping import copied, live, record_of
from .options import DatasetOptions, Format, JsonOptions
from .table import Table, pick

CAME = "came"  # the part that says when the answer came: a file has none
FAILED = {"error", "fail", "failed", "failure", "fehler", "nok", "ko", "exception"}


class JsonHarvester(Harvester):
    """A live JSON."""

    type = "json"
    title = "Live-Werte als JSON"
    mapping_version = "2"
    capabilities = Capability.ATTACHMENTS
    options_model = JsonOptions
    options: JsonOptions

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        source.require_address("ein Live-JSON")
        secrets = {part for value in (*self.options.headers.values(), *self.options.query.values()) for part in (value, *value.split()) if len(part) > 5}
        self._client = Client.of(source, max_bytes=self.options.max_bytes, secrets=sorted(secrets, key=len, reverse=True))
        self._datasets = {one.id or source.id: one for one in self.options.each()}
        self._answer: Response | None = None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the connections."""
        self._client.close()

    def list(self) -> Listing:
        """Get the document; its datasets are those of the source file."""
        self._answer = self._get()
        self._check(json_text.parse(self._answer.body, self._answer.url))
        return Listing(tuple(SourceRef(name, self._answer.url) for name in self._datasets), findings=tuple(self._about_address()))

    def fetch(self, ref: SourceRef) -> RawDocument:
        """Give the document as it came when the source was listed: all its datasets are of the same moment."""
        if ref.remote_id not in self._datasets:
            raise RecordError(Finding.error("record-gone", ref.remote_id, f"Die Quellendatei kennt den Datensatz «{ref.remote_id}» nicht mehr."))
        self._answer = self._answer or self._get()
        body = self._answer.body
        parts = {} if is_file_url(self.source.url) else {CAME: self._answer.fetched_at.encode()}
        return RawDocument(ref, body, self._answer.media_type, self._answer.url, hashlib.sha256(body).hexdigest(), self._answer.fetched_at, parts)

    def map(self, raw: RawDocument) -> DatasetRecord:
        """Pick the values, judge their age, and say what the source file says of them."""
        options, document = self._datasets[raw.ref.remote_id], json_text.parse(raw.body, raw.url)
        table = pick(document, options, self.options.max_rows)
        came = datetime.fromisoformat(raw.parts[CAME].decode()) if CAME in raw.parts else None
        ages = Ages(table, document, options)
        record = record_of(table, options, self.source, (*findings_of(table, document, options), *ages.findings(came)))
        return replace(record, source_url=raw.url, distributions=tuple(self._distributions(record, table, options, ages.newest)))

    def open(self, ref: SourceRef, file: str) -> IO[bytes]:
        """Give the values of the listed moment as a file."""
        kind: Format = "JSON" if file.endswith(".json") else "CSV"
        raw = self.fetch(ref)
        return io.BytesIO(copy_of(pick(json_text.parse(raw.body, raw.url), self._datasets[ref.remote_id], self.options.max_rows), kind))

    def _distributions(self, record: DatasetRecord, table: Table, options: DatasetOptions, newest: datetime | None) -> list[Distribution]:
        kinds = self.options.copies if self.options.copies is not None else (() if self._is_public() else ("CSV",))
        offered = [live(self.source.url, options.licence)] if self._is_public() else []
        return [*offered, *(copied(table, kind, record.remote_id, options.licence, newest) for kind in kinds)]

    def _is_public(self) -> bool:
        """Whether readers can be sent to the source's own address."""
        is_open = not (self.options.headers or self.options.query or is_file_url(self.source.url))
        return is_open and self._client.shown(self.source.url) == self.source.url

    def _about_address(self) -> list[Finding]:
        shown = self._client.shown(self.source.url)
        if is_file_url(self.source.url) or shown == self.source.url:
            return []
        remedy = "Schlüssel gehören in die Einstellung `query` oder `headers`."
        return [Finding.warning("address-with-key", "url", f"In der Adresse «{shown}» steht ein Schlüssel; sie wird nicht veröffentlicht.", remedy)]

    def _get(self) -> Response:
        if is_file_url(self.source.url):
            return read_answer(self.source.url, self.options.max_bytes)
        parts = urlsplit(self.source.url)
        query = "&".join(filter(None, (parts.query, urlencode(self.options.query))))
        return self._client.get(parts._replace(query=query).geturl(), accept="application/json", headers=self.options.headers)

    def _check(self, document: Any) -> None:
        """Tell an answer from a message of failure that comes with status 200.

        Raises:
            SourceRefused: it is one.
        """
        where = self._client.shown(self.source.url)
        if self.options.valid:
            try:
                found = value_of(self.options.valid, document)
            except JMESPathError:
                found = None
            if found is not True:
                message = f"Die Antwort ist keine gültige: «{self.options.valid}» trifft nicht zu. {_reason(document)}".rstrip()
                raise SourceRefused(Finding.error("answer-error", where, message))
        if _is_failure(document):
            raise SourceRefused(Finding.error("answer-error", where, f"Statt der Werte meldet die Quelle einen Fehler. {_reason(document)}".rstrip()))


def _is_failure(document: Any) -> bool:
    if not isinstance(document, dict):
        return False
    status, code = document.get("status"), document.get("code")
    said = isinstance(status, str) and status.strip().lower() in FAILED
    numbered = any(isinstance(value, int) and 400 <= value < 600 for value in (status, code)) and not any(isinstance(one, list) for one in document.values())
    return said or numbered or document.get("success") is False or bool(document.get("error"))


def _reason(document: Any) -> str:
    """Give the words of a failure."""
    if not isinstance(document, dict):
        return ""
    for name in ("message", "error", "detail", "errors", "title", "reason", "description"):
        found = document.get(name)
        if isinstance(found, dict):
            found = found.get("message") or found.get("detail")
        if isinstance(found, str) and found.strip():
            return f"Sie sagt: «{found.strip()[:200]}»."
    return ""
