"""A web folder: what a server lists, read over http or https through the guarded client.

A folder is what its listing links to directly below itself; every other link (up, sorting, elsewhere) is none of it, and no redirect
leads out of the tree. A file is the same as long as the listing gives it the same size and date. Where it gives none, or a date so fresh
that the file may have been written twice in that minute, the file's own ETag and Last-Modified say it, or else its content.
"""

from __future__ import annotations

import base64
import email.utils
import hashlib
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Any, cast
from urllib.parse import unquote_to_bytes, urljoin, urlsplit

from fsspec import AbstractFileSystem

from luzern_harvesters.dropzone import listing
from luzern_harvesters.dropzone.tree import Tree, nfc
from luzern_harvesters.errors import SourceError, SourceMalformed, SourceRefused
from luzern_harvesters.finding import Finding
from luzern_harvesters.http import Client, Response

ACCEPT = "application/json, text/html;q=0.9, */*;q=0.1"  # Caddy rounds sizes in HTML
MAX_LISTING = 20_000_000  # bytes
IN_MEMORY = 8_000_000  # bytes of a file; more goes to the disk
FRESH = 26 * 3600  # seconds; listings write local time and don't say whose


@dataclass(frozen=True)
class Link:
    """Where a file or folder of the tree lies, as the server writes it."""

    url: str
    is_folder: bool


class WebTree(Tree):
    """The tree below an address; a file's address is the server's own, however it writes the name."""

    def __init__(self, client: Client, address: str, login: Callable[[], str] | None = None) -> None:
        self._web = WebFileSystem(client, address, login)
        super().__init__(self._web, "", address, (SourceError, OSError), client.close)

    @property
    def name(self) -> str:
        """The root's own name."""
        return nfc(_text(unquote_to_bytes(urlsplit(self._address).path.rsplit("/", 1)[-1]))) or "root"

    def location(self, path: str) -> str:
        """Give the address of a file or folder."""
        return self._web.location(path) or super().location(path)


class WebFileSystem(AbstractFileSystem):
    """What the tree asks of a file system: ``ls``, ``info`` and ``open``. Raises ``SourceError``, and ``FileNotFoundError`` where a path is not listed."""

    cachable = False

    def __init__(self, client: Client, address: str, login: Callable[[], str] | None = None) -> None:
        super().__init__()
        self._client = client
        self._login = login
        self._links = {"": Link(address.rstrip("/") + "/", is_folder=True)}

    def location(self, path: str) -> str:
        """Give the address of what was listed; empty if it was not."""
        link = self._links.get(path)
        return self._client.shown(link.url) if link else ""

    def ls(self, path: str, detail: bool = True, **kwargs: Any) -> list[dict[str, Any]]:  # Any: fsspec's signature
        """List a folder."""
        path = path.strip("/")
        found: dict[str, dict[str, Any]] = {}
        for name, link, row in self._children(path):
            full = f"{path}/{name}".lstrip("/")
            self._links[full] = link
            kind = "link" if row.is_link else "directory" if link.is_folder else "file"
            found[full] = {"name": full, "type": kind, "size": row.size, "mtime": row.modified}
            if kind == "file" and (row.size is None or row.modified is None or abs(time.time() - row.modified) < FRESH):
                found[full] |= self._marks(link)
        return list(found.values())

    def info(self, path: str, **kwargs: Any) -> dict[str, Any]:
        """Say what lies at a path; the root is looked at."""
        path = path.strip("/")
        if not path:
            self._rows(path)
        link = self._link(path)
        return {"name": path, "type": "directory" if link.is_folder else "file", "size": None}

    def _open(self, path: str, mode: str = "rb", *args: Any, **kwargs: Any) -> Any:  # Any: fsspec's own class is for blocks of a file
        """Fetch a file; it is deleted when closed."""
        return self._fetched(self._link(path.strip("/")))

    def _link(self, path: str) -> Link:
        """Give the link of a path; the folders above are listed where that was not done yet."""
        if path not in self._links:
            self.ls(path.rpartition("/")[0])
        if path not in self._links:
            raise FileNotFoundError(path)
        return self._links[path]

    def _children(self, path: str) -> Iterator[tuple[str, Link, listing.Row]]:
        for row in self._rows(path):
            if child := _child(self._links[path].url, row.href):
                yield *child, row

    def _rows(self, path: str) -> tuple[listing.Row, ...]:
        answer = self._client.get(self._link(path).url, accept=ACCEPT, headers=self._headers())
        if path:
            self._check_inside(answer)
        else:  # a redirect here tells where the tree really lies
            self._links[""] = Link(answer.url.split("?", 1)[0].rstrip("/") + "/", is_folder=True)
        if len(answer.body) > MAX_LISTING:
            message = f"Die Liste der Dateien unter «{answer.url}» ist grösser als {MAX_LISTING // 1_000_000} MB."
            raise SourceMalformed(Finding.error("listing-too-large", "url", message, "Bitte auf mehrere Ordner verteilen."))
        return listing.read(answer.body, answer.media_type, answer.url)

    def _fetched(self, link: Link) -> IO[bytes]:
        file = cast(IO[bytes], tempfile.SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115 - the caller closes it
        try:
            self._check_inside(self._client.save(link.url, file, headers=self._headers()))
        except SourceError:
            file.close()
            raise
        file.seek(0)
        return file

    def _marks(self, link: Link) -> dict[str, Any]:
        """Give what tells the file's state: its headers, or its content; one that is refused has only that."""
        with suppress(SourceRefused):
            answer = self._client.head(link.url, headers=self._headers())
            if answer.etag or answer.last_modified:
                return {"ETag": f"{answer.etag} {answer.last_modified}", "mtime": _moment(answer.last_modified), "size": answer.length}
        try:
            with self._fetched(link) as file:
                return {"ETag": _checksum(file)}
        except (SourceRefused, SourceMalformed) as err:
            return {"ETag": err.finding.code}

    def _check_inside(self, answer: Response) -> None:
        if _below(self._links[""].url, answer.url) is None:
            message = f"Die Adresse «{answer.url}» liegt ausserhalb der Ablage; sie wurde nicht gelesen."
            raise SourceRefused(Finding.error("link-outside", "url", message, "Der Server darf aus der Ablage nicht anderswohin weiterleiten."))

    def _headers(self) -> Mapping[str, str]:
        return {"Authorization": f"Basic {base64.b64encode(self._login().encode()).decode()}"} if self._login else {}


def _child(base: str, href: str) -> tuple[str, Link] | None:
    """Give name and address of what lies directly below ``base``; None for any other link."""
    try:
        parts = urlsplit(href.strip())
        url = urljoin(base, parts._replace(fragment="").geturl())
        steps = _below(base, url)
    except ValueError:
        return None
    if parts.query or not parts.path or not steps:
        return None
    name, *more = steps
    if more not in ([], [b""]) or name in {b"", b".", b".."} or b"/" in name or b"\0" in name:
        return None
    return _text(name), Link(url, is_folder=bool(more))


def _below(base: str, url: str) -> list[bytes] | None:
    """Give the steps of a path below another, decoded; None if it is not below."""
    one, other = urlsplit(base), urlsplit(url)
    above = [unquote_to_bytes(step) for step in one.path.rstrip("/").split("/")]
    steps = [unquote_to_bytes(step) for step in other.path.split("/")]
    is_below = (one.scheme, one.netloc.lower()) == (other.scheme, other.netloc.lower()) and steps[: len(above)] == above
    return steps[len(above) :] if is_below and b".." not in steps else None


def _text(name: bytes) -> str:
    """Read a name; old servers on Windows write Windows-1252."""
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        return name.decode("cp1252", errors="replace")


def _moment(text: str) -> float | None:
    with suppress(TypeError, ValueError):
        return email.utils.parsedate_to_datetime(text).timestamp()
    return None


def _checksum(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(1 << 20):
        digest.update(chunk)
    return digest.hexdigest()
