"""A folder tree, wherever it lies: listed once, within limits, and read file by file.

Everything above sees ``Folder`` and ``Entry`` and never the driver. Names are compared in Unicode's composed form (NFC): a Mac
writes «Brücke» decomposed, Windows does not, and it is one folder. The spelling of the source is kept for reading.
Links are not followed: one could lead out of the tree, or round in circles.
"""

from __future__ import annotations

import datetime as dt
import errno
import fnmatch
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import IO, Any, cast
from urllib.parse import quote

from fsspec import AbstractFileSystem

from luzern_harvesters.finding import Finding

MAX_DEPTH = 12  # folders below each other; departments use two or three
HIDDEN = ("thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx", "$recycle.bin", "system volume information", "@eadir", "lost+found")


@dataclass(frozen=True)
class Entry:
    """A file. ``path`` is relative to the root, in the source's spelling; ``stamp`` changes when the file is written."""

    path: str
    name: str  # NFC
    size: int
    stamp: str = ""
    modified: float | None = None  # seconds since 1970, where the source says it


@dataclass(frozen=True)
class Folder:
    """A folder with what lies in it, by name. ``path`` is empty for the root. ``links`` names what is not followed, ``unnamed`` what has no name in Unicode."""

    path: str
    name: str
    files: tuple[Entry, ...] = ()
    folders: tuple[Folder, ...] = ()
    links: tuple[str, ...] = ()
    unnamed: tuple[str, ...] = ()

    @property
    def remote_id(self) -> str:
        """The folder's path in composed form: what identifies a delivery for ever."""
        return nfc(self.path) or self.name

    def everything(self) -> Iterator[Entry]:
        """Give every file below."""
        yield from self.files
        for folder in self.folders:
            yield from folder.everything()


@dataclass(frozen=True)
class Walk:
    """A tree as it was at one moment. ``complete`` is false where a limit or a refusal cut it."""

    root: Folder
    complete: bool
    findings: tuple[Finding, ...]


def nfc(name: str) -> str:
    """Give a name in composed form."""
    return unicodedata.normalize("NFC", name)


class Tree:
    """The tree below ``root`` of a file system. ``address`` is its address without credentials; ``failures`` are what the driver raises."""

    def __init__(
        self,
        system: AbstractFileSystem,
        root: str,
        address: str,
        failures: tuple[type[Exception], ...] = (OSError,),
        close: Callable[[], None] | None = None,
    ) -> None:
        self._close = close
        self._system = system
        self._root = root.rstrip("/")
        self._address = address.rstrip("/")
        self.failures = failures

    @property
    def name(self) -> str:
        """The root's own name."""
        return nfc(self._root.rsplit("/", 1)[-1]) or "root"

    def location(self, path: str) -> str:
        """Give the address of a file or folder, without credentials."""
        return f"{self._address}/{quote(nfc(path))}" if path else self._address

    def open(self, path: str) -> IO[bytes]:
        """Open a file for reading; raises one of ``failures``, also when it has become a link or a folder."""
        full = self._full(path)
        if not _is_file(self._system.info(full)):
            raise FileNotFoundError(path)
        return cast(IO[bytes], self._system.open(full, "rb"))

    def read(self, path: str, limit: int) -> bytes:
        """Read at most ``limit`` bytes of a file; raises one of ``failures``."""
        with self.open(path) as file:
            return file.read(limit)

    def list(self, path: str, ignore: tuple[str, ...] = ()) -> tuple[Folder, list[str]]:
        """List one folder: its files and links, and the paths of the folders in it; raises one of ``failures``."""
        files: list[Entry] = []
        folders: list[str] = []
        links: list[str] = []
        unnamed: list[str] = []
        for info in self._system.ls(self._full(path), detail=True):
            spelling = str(info["name"]).rstrip("/").rsplit("/", 1)[-1]
            below = f"{path}/{spelling}" if path else spelling
            if not spelling or self._full(below) == self._full(path) or is_hidden(nfc(spelling), ignore):
                continue
            if info.get("islink") or info["type"] == "link":
                links.append(nfc(spelling))
            elif not _is_unicode(spelling):
                unnamed.append(spelling.encode(errors="surrogateescape").decode(errors="replace"))
            elif info["type"] == "directory":
                folders.append(below)
            elif _is_file(info):
                files.append(_entry(below, info))
        name = nfc(path.rsplit("/", 1)[-1]) if path else self.name
        ordered = tuple(sorted(files, key=lambda entry: (entry.name, entry.path)))
        return Folder(path, name, ordered, (), tuple(sorted(links)), tuple(sorted(unnamed))), sorted(folders, key=nfc)

    def walk(self, max_files: int, ignore: tuple[str, ...] = (), path: str = "") -> Walk:
        """List everything below a folder; raises one of ``failures`` if that folder itself can't be listed."""
        return _Walker(self, max_files, ignore).walk(path)

    def spellings(self, remote_id: str) -> Iterator[str]:
        """Give the paths that a folder's identity can stand for: composed, decomposed, or the root by its name."""
        yield from dict.fromkeys((remote_id, unicodedata.normalize("NFD", remote_id)))
        if remote_id == self.name:
            yield ""

    def close(self) -> None:
        """Close what the driver opened; a local disk has nothing to close."""
        if self._close:
            self._close()

    def check_root(self) -> None:
        """See that the root is a folder; raises one of ``failures``."""
        if self._system.info(self._root or "/")["type"] != "directory":
            raise NotADirectoryError(errno.ENOTDIR, "not a folder")

    def _full(self, path: str) -> str:
        return f"{self._root}/{path}" if path else (self._root or "/")


class _Walker:
    """One walk: it counts, and notes what it left out."""

    def __init__(self, tree: Tree, max_files: int, ignore: tuple[str, ...]) -> None:
        self._tree = tree
        self._room = max_files
        self._max_files = max_files
        self._ignore = ignore
        self._findings: list[Finding] = []

    def walk(self, path: str) -> Walk:
        root = self._listed(path, path.count("/") + bool(path))
        return Walk(root, not self._findings, tuple(self._findings))

    def _listed(self, path: str, depth: int) -> Folder:
        folder, below = self._tree.list(path, self._ignore)
        for unnamed in folder.unnamed:
            message = f"Der Name «{unnamed}» enthält Zeichen, die kein UTF-8 sind; die Datei oder der Ordner wurde nicht gelesen."
            self._report("name-not-utf-8", f"{path}/{unnamed}".lstrip("/"), message, "Bitte umbenennen.")
        self._room -= len(folder.files) + len(below)
        if self._room < 0:
            self._report(
                "files-too-many",
                path,
                f"Die Quelle hat mehr als {self._max_files} Dateien und Ordner; der Rest wurde nicht gelesen.",
                "Die Option max_files anheben.",
            )
            return folder
        if below and depth >= MAX_DEPTH:
            self._report("folders-too-deep", path, f"Tiefer als {MAX_DEPTH} Ordner wird nicht gelesen.")
            return folder
        return replace(folder, folders=tuple(self._below(below, depth + 1)))

    def _below(self, paths: list[str], depth: int) -> Iterator[Folder]:
        for path in paths:
            if self._room < 0:
                return
            try:
                yield self._listed(path, depth)
            except self._tree.failures:
                self._report("folder-unreadable", path, f"Der Ordner «{nfc(path)}» lässt sich nicht lesen.", "Bitte die Berechtigungen prüfen.")

    def _report(self, code: str, path: str, message: str, remedy: str = "") -> None:
        self._findings.append(Finding.warning(code, nfc(path), message, remedy))


def is_hidden(name: str, ignore: tuple[str, ...] = ()) -> bool:
    """Say whether a name is the system's or an editor's own (lock files, thumbnails), or is to be ignored."""
    lower = name.casefold()
    return (
        lower.startswith((".", "~$"))  # also .~lock.*#, .DS_Store
        or lower in HIDDEN
        or any(fnmatch.fnmatchcase(lower, nfc(pattern).casefold()) for pattern in ignore)
    )


def _is_unicode(name: str) -> bool:
    """Say whether a name can be written down: Python stands in for bytes that are no UTF-8 with surrogates."""
    return not any("\ud800" <= character <= "\udfff" for character in name)


def _is_file(info: Mapping[str, Any]) -> bool:  # Any: what drivers put there
    """No link, no folder, no pipe or device: opening one of those could wait for ever."""
    return info["type"] == "file" and not info.get("islink")


def _entry(path: str, info: Mapping[str, Any]) -> Entry:  # Any: as above
    moment = next((info[key] for key in ("mtime", "modified", "LastModified", "last_modified", "created") if info.get(key) is not None), None)
    modified = moment.timestamp() if isinstance(moment, dt.datetime) else float(moment) if isinstance(moment, int | float) else None
    # On a disk «created» is when the file was last touched in any way: who copies with the old time and the old size is seen all the same.
    times = [str(moment) for moment in (modified, info.get("created")) if moment is not None]
    stamp = str(info.get("ETag") or info.get("etag") or "") or " ".join(times)
    return Entry(path, nfc(path.rsplit("/", 1)[-1]), int(info.get("size") or 0), stamp, modified)
