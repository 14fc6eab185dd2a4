"""Which folders of the tree are deliveries, and what belongs to each.

A delivery is a folder with a metadata file, in itself or in ``DEFAULT``; the files of both belong to it. Other folders in it are either
deliveries of their own or not read, and that is said: Zurich's departments keep an ``ARCHIVE`` there. A folder with data and without
metadata is a delivery too, for its department must hear of it; unless described ones lie below it, then its files are only loose.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from luzern_harvesters.dropzone.tree import Entry, Folder, nfc

DEFAULT = "default"  # in any case: a Windows share makes no difference
METADATA = re.compile(r"^(?:(?:metadaten|metadata)\.ya?ml|meta\.xml)$", re.IGNORECASE)
LINKS = "link.xml"
SHEETS = (".xlsx", ".xlsm", ".xls")
HELPERS = {"uploadtrigger.txt", "update.txt", LINKS}
UNFINISHED = (".part", ".partial", ".tmp", ".temp", ".filepart", ".crdownload", ".download", ".upload", ".uploading")

IsSheet = Callable[[Entry], bool]


@dataclass(frozen=True)
class Delivery:
    """A delivery: its folder, and the files that belong to it (helper files among them).

    ``unread`` names the folders in it that are not read.
    """

    folder: Folder
    files: tuple[Entry, ...]
    unread: tuple[str, ...] = ()

    @property
    def remote_id(self) -> str:
        """The folder's path from the root."""
        return self.folder.remote_id

    @property
    def mark(self) -> str:
        """What changes when a file comes, goes or is written: names, sizes and times, as one hash."""
        lines = "\n".join(f"{nfc(file.path)}\t{file.size}\t{file.stamp}" for file in self.files)
        return hashlib.sha256(lines.encode()).hexdigest()

    @property
    def base(self) -> str:
        """Where its data lies: the folder, or ``DEFAULT`` in it."""
        inner = _default(self.folder)
        return inner.path if inner and not any(METADATA.match(file.name) for file in self.folder.files) else self.folder.path

    def key(self, file: Entry) -> str:
        """Give a file's path within the delivery."""
        for base in (self.base, self.folder.path):
            if base and file.path.startswith(f"{base}/"):
                return file.path[len(base) + 1 :]
        return file.path

    def metadata(self) -> list[Entry]:
        """Give the metadata files that are known by their name, the one that counts first: our own, then ``meta.xml``."""
        found = [file for file in self._top() if METADATA.match(file.name)]
        return sorted(found, key=lambda file: (file.name.casefold().endswith(".xml"), file.path.count("/"), file.name))

    def sheets(self) -> list[Entry]:
        """Give the workbooks that could be a metadata sheet, those called so first."""
        found = [file for file in self._top() if file.name.casefold().endswith(SHEETS)]
        return sorted(found, key=lambda file: ("meta" not in file.name.casefold(), file.name))

    def links(self) -> Entry | None:
        """Give ``link.xml``."""
        return next((file for file in self._top() if file.name.casefold() == LINKS), None)

    def unfinished(self) -> Entry | None:
        """Give a file that still has the name of a transfer."""
        return next((file for file in self.files if file.name.casefold().endswith(UNFINISHED)), None)

    def has(self, name: str) -> bool:
        """Say whether a file of this name lies in the folder or in ``DEFAULT``."""
        return any(file.name.casefold() == nfc(name).casefold() for file in self._top())

    def data(self, marker: str) -> list[Entry]:
        """Give the files that are neither metadata known by name nor helpers."""
        helpers = HELPERS | {nfc(marker).casefold()}
        return [file for file in self.files if not METADATA.match(file.name) and file.name.casefold() not in helpers]

    def _top(self) -> Iterator[Entry]:
        inner = _default(self.folder)
        yield from self.folder.files
        yield from inner.files if inner else ()


def find(root: Folder, is_sheet: IsSheet, marker: str = "") -> Iterator[Delivery]:
    """Find the deliveries below a folder, by path. ``is_sheet`` looks into a workbook; it is asked only where the names leave it open."""
    for folder in _folders(root, is_sheet, marker):
        yield belonging_to(folder, is_sheet)


def belonging_to(folder: Folder, is_sheet: IsSheet) -> Delivery:
    """Give a folder as a delivery: its files and those in ``DEFAULT``."""
    inner = _default(folder)
    unread = tuple(child.name for child in _others(folder) if child.files and not is_described(child, is_sheet))
    return Delivery(folder, (*folder.files, *(inner.files if inner else ())), unread)


def loose(root: Folder, found: Iterable[Delivery], marker: str = "") -> Iterator[Entry]:
    """Give the data files that lie beside the deliveries' folders, in the root or in a folder that groups them."""
    yield from _loose(root, {delivery.folder.path for delivery in found}, marker)


def _loose(folder: Folder, found: set[str], marker: str) -> Iterator[Entry]:
    if folder.path in found:
        return
    yield from Delivery(folder, folder.files).data(marker)
    for child in _others(folder):
        yield from _loose(child, found, marker)


def _folders(folder: Folder, is_sheet: IsSheet, marker: str) -> Iterator[Folder]:
    if is_described(folder, is_sheet):
        yield from _described(folder, is_sheet)
        return
    below = [found for child in _others(folder) for found in _folders(child, is_sheet, marker)]
    groups = any(folder.path == "" or is_described(found, is_sheet) for found in below)
    if _has_data(folder, marker) and not groups:
        yield folder
    yield from below


def _described(folder: Folder, is_sheet: IsSheet) -> Iterator[Folder]:
    if is_described(folder, is_sheet):
        yield folder
    for child in _others(folder):
        yield from _described(child, is_sheet)


def is_described(folder: Folder, is_sheet: IsSheet) -> bool:
    """Say whether a folder has a metadata file, in itself or in ``DEFAULT``."""
    delivery = Delivery(folder, folder.files)
    return bool(delivery.metadata()) or any(is_sheet(file) for file in delivery.sheets())


def _has_data(folder: Folder, marker: str) -> bool:
    inner = _default(folder)
    return any(Delivery(each, each.files).data(marker) for each in (folder, inner) if each)


def _default(folder: Folder) -> Folder | None:
    return next((child for child in folder.folders if child.name.casefold() == DEFAULT), None)


def _others(folder: Folder) -> Iterator[Folder]:
    return (child for child in folder.folders if child.name.casefold() != DEFAULT)
