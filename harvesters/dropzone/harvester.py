"""The harvester of the type ``dropzone``."""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import PurePosixPath
from types import TracebackType
from typing import IO, ClassVar

from luzern_harvesters import translate
from luzern_harvesters.contract import Capability, Harvester, Listing, RawDocument, SourceRef, Waiting
from luzern_harvesters.dropzone import deliveries, files, mapping, metadata_excel, metadata_xml, metadata_yaml
from luzern_harvesters.dropzone.deliveries import Delivery
from luzern_harvesters.dropzone.distributions import distributions
from luzern_harvesters.dropzone.options import DropzoneOptions
from luzern_harvesters.dropzone.systems import open_tree
from luzern_harvesters.dropzone.tree import Entry, Folder, Tree, nfc
from luzern_harvesters.dropzone.words import Metadata, Node
from luzern_harvesters.errors import RecordError, SourceError, SourceRefused, SourceUnreachable
from luzern_harvesters.finding import Finding, Level
from luzern_harvesters.record import DatasetRecord
from luzern_harvesters.source import Source

MAX_METADATA = 10_000_000  # bytes
MAX_SHEET = 5_000_000  # bytes of a workbook that is looked into although it is not called metadata
MEDIA_TYPES = {
    ".xml": "application/xml",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
GONE = (FileNotFoundError, PermissionError, NotADirectoryError)
REFUSED = (errno.EACCES, errno.EPERM, errno.ENOENT, errno.ENOTDIR, errno.ELOOP)


class DropzoneHarvester(Harvester):
    """Deliveries in folders, on a disk or a server."""

    type: ClassVar[str] = "dropzone"
    title: ClassVar[str] = "Ablage: Ordner mit Datendateien und einer Metadatei"
    mapping_version: ClassVar[str] = "3"
    capabilities: ClassVar[Capability] = Capability.INCREMENTAL | Capability.ATTACHMENTS
    options_model = DropzoneOptions
    options: DropzoneOptions

    def __init__(self, source: Source, tree: Tree | None = None) -> None:
        super().__init__(source)
        self._tree = tree
        self._looked_at: float | None = None
        self._sheets: dict[tuple[str, int, str], bool] = {}
        self._paths: dict[str, str] = {}  # of the listed folders, in the source's spelling

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._tree:
            self._tree.close()
            self._tree = None

    def list(self) -> Listing:
        """List the deliveries below the root."""
        tree = self._opened()
        with self._root_is_readable():
            tree.check_root()
            walk = tree.walk(self.options.max_files, self.options.ignore)
        self._looked_at = time.monotonic()
        every = sorted(deliveries.find(walk.root, self._is_sheet, self.options.upload_marker), key=lambda each: each.remote_id)
        found = list({each.remote_id: each for each in reversed(every)}.values())[::-1]
        self._paths = {each.remote_id: each.folder.path for each in found}
        if not found and walk.complete:
            raise SourceRefused(
                Finding.error(
                    "folder-empty", "url", "In der Ablage liegt keine Lieferung.", "Erwartet wird mindestens ein Ordner mit Datendateien und einer Metadatei."
                )
            )
        refs = tuple(SourceRef(each.remote_id, tree.location(each.folder.path), each.mark) for each in found)
        return Listing(refs, walk.complete, (*walk.findings, *_twins(every), *self._loose(walk.root, every)))

    def fetch(self, ref: SourceRef) -> RawDocument | Waiting:
        """Read one delivery: its metadata, and each data file once."""
        delivery = self._delivery(ref)
        if waiting := self._unfinished(ref, delivery):
            return waiting
        metadata, findings = self._metadata(delivery)
        tree = self._opened()
        body = self._read(metadata)
        rest = [file for file in delivery.data(self.options.upload_marker) if file.path != metadata.path]
        looked = [files.look(tree, file, delivery.key(file), self.options.max_file_bytes) for file in rest]
        parts = {"files.json": files.to_json(looked), "metadata.json": files.metadata_to_json(nfc(delivery.key(metadata)), findings)}
        if links := delivery.links():
            parts[deliveries.LINKS] = self._read(links)
        if changed := self._changed(delivery, self._delivery(ref)):
            return changed
        media_type = MEDIA_TYPES.get(PurePosixPath(metadata.name.casefold()).suffix, "application/octet-stream")
        now = dt.datetime.now(dt.timezone.utc).isoformat()
        return RawDocument(ref, body, media_type, tree.location(metadata.path), hashlib.sha256(body).hexdigest(), now, parts)

    def map(self, raw: RawDocument) -> DatasetRecord:
        """Translate the metadata and the list of files into the record."""
        name, found = files.metadata_from_json(raw.parts["metadata.json"])
        metadata = _read_metadata(raw, name)
        services: tuple[Node, ...] = ()
        if deliveries.LINKS in raw.parts:
            services, more = _services(raw.parts[deliveries.LINKS])
            found = (*found, *more)
        record, findings = mapping.to_record(metadata.values, self.options, self.source.id, raw.ref.remote_id)
        contacts, contact = translate.contacts_or(record.contacts, self.source.contact)
        offered, wrong = distributions(metadata.values, services, files.from_json(raw.parts["files.json"]), self.options)
        return replace(
            record,
            contacts=contacts,
            source_url=raw.url,
            distributions=offered,
            findings=(*found, *metadata.findings, *findings, *([contact] if contact else []), *wrong),
        )

    def open(self, ref: SourceRef, file: str) -> IO[bytes]:
        """Open a data file for copying."""
        try:
            return self._opened().open(file)
        except self._opened().failures as err:
            raise RecordError(Finding.error("file-unreadable", nfc(file), f"Die Datei «{nfc(file)}» lässt sich nicht mehr lesen.")) from err

    def _opened(self) -> Tree:
        self._tree = self._tree or open_tree(self.source.url, self.options, private_allowed=self.source.private_addresses)
        return self._tree

    @contextmanager
    def _root_is_readable(self) -> Iterator[None]:
        try:
            yield
        except self._opened().failures as err:
            if told := _told(err):
                raise told from err
            location = self._opened().location("")
            status = getattr(err, "status_code", 0)  # WebDAV
            if status in (401, 403) or (isinstance(err, PermissionError) and self.source.url.startswith("s3:")):
                message = f"Der Server lehnt die Anmeldung für «{location}» ab."
                raise SourceRefused(Finding.error("login-refused", "url", message, "Bitte Benutzer und Passwort prüfen.")) from err
            if status == 404 or getattr(err, "errno", None) in REFUSED or isinstance(err, GONE) or type(err).__name__ == "ResourceNotFound":
                message = f"Den Ordner «{location}» gibt es nicht, oder er ist nicht lesbar."
                raise SourceRefused(Finding.error("folder-unreadable", "url", message, "Bitte Adresse und Berechtigungen prüfen.")) from err
            if status:
                message = f"Der Server antwortet für «{location}» mit dem Fehler {status}."
                raise SourceRefused(Finding.error(f"http-{status}", "url", message, "Bitte die Adresse prüfen.")) from err
            raise SourceUnreachable(
                Finding.error("source-unreachable", "url", f"Die Ablage «{location}» antwortet nicht.", "Bitte Adresse und Netz prüfen.")
            ) from err

    def _loose(self, root: Folder, found: list[Delivery]) -> Iterator[Finding]:
        if files := list(deliveries.loose(root, found, self.options.upload_marker)):
            names = ", ".join(f"«{nfc(file.path)}»" for file in files[:5])
            message = f"Dateien neben den Ordnern der Lieferungen wurden nicht gelesen: {names}{' …' if len(files) > 5 else ''}."
            yield Finding.warning("file-outside-folder", "", message, "Jede Datei gehört in den Ordner ihres Datensatzes.")

    def _is_sheet(self, file: Entry) -> bool:
        """Look whether a workbook is a filled metadata sheet. One that is called so but can't be opened counts: its department must hear why."""
        known = (file.path, file.size, file.stamp)
        if known not in self._sheets:
            called_so = "meta" in file.name.casefold()
            try:
                self._sheets[known] = (called_so or file.size <= MAX_SHEET) and metadata_excel.is_metadata(self._read(file), file.name)
            except RecordError:
                self._sheets[known] = called_so
        return self._sheets[known]

    def _delivery(self, ref: SourceRef) -> Delivery:
        """List the folder of a record again."""
        tree = self._opened()
        known = [self._paths[ref.remote_id]] if ref.remote_id in self._paths else []
        for path in dict.fromkeys((*known, *tree.spellings(ref.remote_id))):
            try:
                folder = tree.walk(self.options.max_files, self.options.ignore, path).root
            except tree.failures:
                continue
            return deliveries.belonging_to(folder, self._is_sheet)
        with self._root_is_readable():
            tree.check_root()
        raise RecordError(Finding.error("folder-gone", ref.remote_id, f"Den Ordner «{ref.remote_id}» gibt es nicht mehr, oder er ist nicht lesbar."))

    def _unfinished(self, ref: SourceRef, delivery: Delivery) -> Waiting | None:
        """Say what a delivery waits for: its marker, a transfer that still goes on, or files that were written just now."""
        marker = self.options.upload_marker
        if marker and not delivery.has(marker):
            return _waiting("marker-missing", ref.remote_id, f"Die Lieferung ist noch nicht abgeschlossen: «{marker}» fehlt.")
        if file := delivery.unfinished():
            return _waiting("file-unfinished", nfc(file.path), f"Die Datei «{file.name}» wird noch kopiert.")
        if ref.mark and ref.mark != delivery.mark:
            return _waiting("delivery-changing", ref.remote_id, f"Die Lieferung «{ref.remote_id}» hat sich seit dem Auflisten geändert.")
        settled = time.time() - self.options.settle_seconds
        if not any(file.modified and file.modified > settled for file in delivery.files):
            return None
        self._settle()
        return self._changed(delivery, self._delivery(ref))

    def _settle(self) -> None:
        """Wait until the first look at the source is long enough ago; at most once a run, because time goes on by itself then."""
        now = time.monotonic()
        self._looked_at = now if self._looked_at is None else self._looked_at
        if (rest := self._looked_at + self.options.settle_seconds - now) > 0:
            time.sleep(rest)

    def _changed(self, before: Delivery, after: Delivery) -> Waiting | None:
        if before.mark == after.mark:
            return None
        known = {file.path: file for file in before.files}
        name = next((file.name for file in after.files if known.get(file.path) != file), before.remote_id)
        return _waiting("file-changing", name, f"«{name}» hat sich während des Lesens geändert und wird vermutlich noch kopiert.")

    def _metadata(self, delivery: Delivery) -> tuple[Entry, tuple[Finding, ...]]:
        """Choose the metadata file that counts, and say so if there are several."""
        found = [*delivery.metadata(), *(file for file in delivery.sheets() if self._is_sheet(file))]
        if not found:
            raise RecordError(self._missing(delivery))
        unread = ", ".join(f"«{name}»" for name in delivery.unread)
        message = f"Unterordner werden nicht gelesen ({unread}); zur Lieferung gehören die Dateien im Ordner selbst und in DEFAULT."
        findings = (Finding.info("folder-not-read", delivery.remote_id, message),) if unread else ()
        if len(found) == 1:
            return found[0], findings
        others = ", ".join(f"«{file.name}»" for file in found[1:])
        message = f"Es gibt mehrere Metadateien; es gilt «{found[0].name}», nicht gelesen wurde {others}."
        return found[0], (*findings, Finding.warning("metadata-several", delivery.remote_id, message, "Bitte nur eine liefern."))

    def _missing(self, delivery: Delivery) -> Finding:
        """Say that there is no metadata; a workbook that can't be opened may have been it, so its reason is told."""
        names = ", ".join(f"«{file.name}»" for file in delivery.files[:3])
        message = f"Im Ordner «{delivery.remote_id}» fehlt die Metadatei; er enthält {names}{' …' if len(delivery.files) > 3 else ''}."
        for file in delivery.sheets():
            is_meant = "meta" in file.name.casefold()
            try:
                if is_meant:
                    metadata_excel.read(self._read(file), file.name)
                elif file.size <= MAX_SHEET:
                    metadata_excel.is_metadata(self._read(file), file.name)
            except RecordError as err:
                return err.finding if is_meant else replace(err.finding, message=f"{message} {err.finding.message}")
        remedy = "Bitte metadaten.yaml, meta.xml oder das ausgefüllte Excel-Metadatenblatt dazulegen."
        return Finding.error("metadata-missing", delivery.remote_id, message, remedy)

    def _read(self, file: Entry) -> bytes:
        tree = self._opened()
        if file.size > MAX_METADATA:
            message = f"Die Metadatei «{file.name}» ist mit {file.size // 1_000_000} MB zu gross; möglich sind {MAX_METADATA // 1_000_000} MB."
            raise RecordError(Finding.error("metadata-too-large", nfc(file.path), message))
        try:
            return tree.read(file.path, MAX_METADATA)
        except tree.failures as err:
            raise RecordError(
                Finding.error("file-unreadable", nfc(file.path), f"Die Datei «{file.name}» lässt sich nicht lesen.", "Bitte die Berechtigungen prüfen.")
            ) from err


def _told(err: BaseException | None) -> SourceError | None:
    """Give what was found out already, also where a driver has wrapped it."""
    while err and not isinstance(err, SourceError):
        err = err.__cause__ or err.__context__
    if not err or err.finding.code not in {"http-401", "http-403"}:
        return err
    message = f"{err.finding.message} Entweder ist die Anmeldung falsch, oder der Server zeigt den Inhalt des Ordners nicht."
    return SourceRefused(replace(err.finding, code="login-refused", message=message, remedy="Bitte Benutzer, Passwort und Verzeichnisliste prüfen."))


def _read_metadata(raw: RawDocument, name: str) -> Metadata:
    if raw.media_type == MEDIA_TYPES[".xml"]:
        return metadata_xml.read(raw.body, name)
    if raw.media_type == MEDIA_TYPES[".yaml"]:
        return metadata_yaml.read(raw.body, name)
    return metadata_excel.read(raw.body, name)


def _services(document: bytes) -> tuple[tuple[Node, ...], tuple[Finding, ...]]:
    """Read ``link.xml``; one that can't be read costs its links, not the dataset."""
    try:
        return metadata_xml.services(document, deliveries.LINKS)
    except RecordError as err:
        message = f"{err.finding.message} Die Links fehlen deshalb beim Datensatz."
        return (), (replace(err.finding, level=Level.WARNING, message=message),)


def _twins(found: list[Delivery]) -> Iterator[Finding]:
    """Name folders that a Mac and a Windows machine made for the same delivery: one name, written in two ways."""
    for one, other in pairwise(found):
        if one.remote_id == other.remote_id:
            message = f"Den Ordner «{one.remote_id}» gibt es zweimal, mit verschieden geschriebenen Umlauten; nur einer wurde gelesen."
            yield Finding.warning("folder-twice", one.remote_id, message, "Bitte einen davon löschen.")


def _waiting(code: str, path: str, message: str) -> Waiting:
    return Waiting(Finding.info(code, path, message, "Der nächste Lauf liest sie."))
