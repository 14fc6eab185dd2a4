"""What the files of a delivery are: size, checksum, and what a glance at their beginning shows.

Everything is written down as JSON (``files.json`` of the raw document), so that the mapping needs no disk.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from luzern_harvesters.dropzone.tree import Entry, Tree, nfc
from luzern_harvesters.errors import SourceMalformed
from luzern_harvesters.finding import Finding, Level
from luzern_harvesters.translate import extension

CHUNK = 1 << 20
GLANCE = 4096  # bytes
HTML = re.compile(rb"^\s*(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*(?:<!doctype\s+html|<html|<head|<body)", re.IGNORECASE | re.DOTALL)
GEOJSON = re.compile(rb'"type"\s*:\s*"(?:FeatureCollection|Feature)"')
WEB_PAGES = ("html", "htm", "xhtml")


@dataclass(frozen=True)
class DataFile:
    """One data file. ``key`` is its path within the delivery in composed form, ``path`` as the source spells it from the root.

    ``fault`` is empty, ``empty``, ``html`` (a web page in a file that should be none), ``too-large`` or ``unreadable``; a file with a fault
    has no checksum. ``kind`` is ``geojson`` where a JSON file turned out to be that.
    """

    key: str
    path: str
    url: str
    size: int
    sha256: str = ""
    kind: str = ""
    fault: str = ""


def look(tree: Tree, entry: Entry, key: str, max_bytes: int) -> DataFile:
    """Read a file once, in pieces: its checksum and its kind. One above ``max_bytes`` is not read."""
    found = DataFile(nfc(key), entry.path, tree.location(entry.path), entry.size)
    if entry.size > max_bytes:
        return _with(found, fault="too-large")
    try:
        head, size, digest = _read(tree, entry, max_bytes)
    except tree.failures as err:
        if isinstance(err, SourceMalformed) and err.finding.code == "too-large":  # a web server that told no size
            return _with(found, size=max_bytes, fault="too-large")
        return _with(found, fault="unreadable")
    if size > max_bytes:  # it grew, or the source told a wrong size
        return _with(found, size=size, fault="too-large")
    if not size:
        return _with(found, size=0, fault="empty")
    if HTML.match(head) and extension(entry.name) not in WEB_PAGES:
        return _with(found, size=size, fault="html")
    kind = "geojson" if extension(entry.name) == "json" and GEOJSON.search(head) else ""
    return _with(found, size=size, sha256=digest, kind=kind)


def _read(tree: Tree, entry: Entry, max_bytes: int) -> tuple[bytes, int, str]:
    digest = hashlib.sha256()
    size, head = 0, b""
    with tree.open(entry.path) as file:
        while size <= max_bytes and (chunk := file.read(CHUNK)):
            head = head or chunk[:GLANCE]
            size += len(chunk)
            digest.update(chunk)
    return head, size, digest.hexdigest()


def _with(file: DataFile, *, size: int | None = None, sha256: str = "", kind: str = "", fault: str = "") -> DataFile:
    return DataFile(file.key, file.path, file.url, file.size if size is None else size, sha256, kind, fault)


def to_json(files: Iterable[DataFile]) -> bytes:
    """Write the files down."""
    return json.dumps([asdict(file) for file in files], ensure_ascii=False).encode()


def from_json(document: bytes) -> tuple[DataFile, ...]:
    """Read what ``to_json`` wrote."""
    return tuple(DataFile(**values) for values in json.loads(document))


def metadata_to_json(file: str, findings: Iterable[Finding]) -> bytes:
    """Write down which metadata file was chosen, and what was to say about it."""
    values = [{**asdict(finding), "level": finding.level.value} for finding in findings]
    return json.dumps({"file": file, "findings": values}, ensure_ascii=False).encode()


def metadata_from_json(document: bytes) -> tuple[str, tuple[Finding, ...]]:
    """Read what ``metadata_to_json`` wrote."""
    values = json.loads(document)
    return values["file"], tuple(Finding(**{**finding, "level": Level(finding["level"])}) for finding in values["findings"])
