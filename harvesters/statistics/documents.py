"""Gets a source's documents: over HTTP as gently as the service asks for, or from disk; of PX files only the head."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import datetime, timezone
from pathlib import Path
from urllib.parse import unquote, urlsplit

from luzern_harvesters import json_text
from luzern_harvesters.errors import SourceError, SourceRefused
from luzern_harvesters.file_url import is_file_url, path_of, read_file
from luzern_harvesters.finding import Finding
from luzern_harvesters.http import Client

from . import px_file, pxweb_v1, pxweb_v2, sdmx_csv
from .cube import Document
from .options import StatisticsOptions
from .value import object_of, words_of

ACCEPT = "application/vnd.sdmx.structure+xml;version=2.1, application/vnd.sdmx.structure+json;version=1.0;q=0.9, application/json;q=0.8, application/xml;q=0.7, */*;q=0.5"
PX_HEAD = 4_000_000  # bytes of a PX file that are asked for
FILES = (".px", ".json", ".xml")
GENTLE = 10  # requests that no service minds
LONGEST_PAUSE = 5.0  # seconds


class Documents:
    """The documents of one source; ``fetched_at`` is when the last one came."""

    def __init__(self, client: Client, options: StatisticsOptions) -> None:
        self.fetched_at = ""
        self._client = client
        self._options = options
        self._pause = 0.0
        self._is_paced = False

    def get(self, url: str) -> Document:
        """Get a document.

        Raises:
            SourceError: it can't be had.
        """
        if is_file_url(url):
            self.fetched_at = datetime.now(timezone.utc).isoformat(timespec="seconds")
            return self._document(self._from_disk(url), path_of(url).name, "")
        time.sleep(self._pause)
        path = urlsplit(url).path
        is_px = path.lower().endswith(".px") and "/api/v1/" not in path  # PxWeb calls its tables so
        headers = {"Range": f"bytes=0-{PX_HEAD - 1}", "Accept-Encoding": "identity"} if is_px else {}
        answer = self._client.get(url, accept=ACCEPT, headers=headers)
        if len(answer.body) == PX_HEAD and px_file.header_end(answer.body) < 0:
            answer = self._client.get(url, accept=ACCEPT)
        self.fetched_at = answer.fetched_at
        return self._document(answer.body, unquote(path.rstrip("/").rpartition("/")[2]) or urlsplit(url).netloc, url)

    def slow_down(self, url: str, requests: int) -> None:
        """Ask PxWeb how often one may ask, before asking often."""
        address = pxweb_v2.limits_of(url) or (pxweb_v1.limits_of(url) if "/api/v1/" in url else "")
        if self._is_paced or requests <= GENTLE or is_file_url(url) or not address:
            return
        self._is_paced = True
        with suppress(SourceError):  # nobody has to say it
            limits = json_text.parse(self._client.get(address, accept="application/json").body, "config")
            found = limits if isinstance(limits, dict) else {}
            calls, window = found.get("maxCallsPerTimeWindow") or found.get("maxCalls"), found.get("timeWindow")
            if isinstance(calls, int) and isinstance(window, int) and calls > 0:
                self._pause = min(max(window, 0) / calls, LONGEST_PAUSE)

    def service_licence(self, url: str) -> str:
        """Ask PxWebApi 2 for the terms of use of all its tables; empty if it says none. Those of the source file count first."""
        address = "" if is_file_url(url) or self._options.licence else pxweb_v2.limits_of(url)
        with suppress(SourceError):  # nobody has to say it
            found = json_text.parse(self._client.get(address, accept="application/json").body, "config") if address else {}
            return words_of(object_of(found).get("license"))
        return ""

    def _document(self, body: bytes, name: str, url: str) -> Document:
        return Document(body, name, url, self._options.language, self._options.endpoint, self._options.data_formats)

    def _from_disk(self, url: str) -> bytes:
        path = path_of(url)
        return _px_head(path) if path.suffix.lower() == ".px" and path.is_file() else read_file(url, self._options.max_bytes)


def starts_of(url: str) -> list[str]:
    """Give the addresses to begin with: of a folder, its files; else the address itself."""
    if not is_file_url(url) or not (folder := path_of(url)).is_dir():
        return [url]
    return [path.as_uri() for path in sorted(folder.iterdir()) if path.is_file() and (path.suffix.lower() in FILES or _is_sdmx_csv(path))]


def _is_sdmx_csv(path: Path) -> bool:
    """Tell SDMX-CSV from other tables that lie in the folder."""
    if path.suffix.lower() != ".csv":
        return False
    with suppress(OSError), path.open("rb") as file:
        return sdmx_csv.is_sdmx_csv(file.read(100))
    return False


def _px_head(path: Path) -> bytes:
    """Read a PX file as far as its numbers, however large it is."""
    body = b""
    try:
        with path.open("rb") as file:
            while len(body) <= px_file.HEADER_BYTES and (part := file.read(1_000_000)):
                body += part
                if (end := px_file.header_end(body)) >= 0:
                    return body[: end + 10]
    except OSError as err:
        raise SourceRefused(Finding.error("file-unreadable", path.name, f"Die Datei «{path.name}» lässt sich nicht lesen: {err.strerror}.")) from err
    return body
