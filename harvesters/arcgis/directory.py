"""From the address of a source down to its layers: a folder's services, a service's layers and tables, or one layer.

A folder names its services (``services: [{name: "OGD/baum", type: "MapServer"}]``) with the path from the root, never with their address.
Layer numbers change when a map is published again, so a layer is known by its service's and its own name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from urllib.parse import quote, unquote, urlsplit

from luzern_harvesters import redaction
from luzern_harvesters.errors import SourceError, SourceMalformed, SourceUnreachable
from luzern_harvesters.finding import Finding, Notes

from .options import ArcgisOptions
from .rest import Document, Rest

KINDS = ("MapServer", "FeatureServer", "ImageServer")
"""The services that hold data, the preferred first: WFS and WMS stand beside the map service."""
OWN_FOLDERS = {"System", "Utilities"}
NOT_DATA = {"Group Layer", "Annotation Layer", "Annotation SubLayer", "Dimension Layer"}
SERVICE = re.compile(r"/(MapServer|FeatureServer|ImageServer)(?:/(?:layers|\d+))?/?$", re.IGNORECASE)


@dataclass(frozen=True)
class Service:
    """One service: its name with the folder (``OGD/baum``), its address, empty where it is not known, and what it says of itself."""

    name: str
    kind: str
    url: str
    document: Document = field(default_factory=dict)
    siblings: tuple[str, ...] = ()  # addresses of the same data's other services


@dataclass(frozen=True)
class Entry:
    """What becomes a dataset: layers of a service. ``is_layer`` is false where the service as a whole is meant."""

    remote_id: str
    url: str
    service: Service
    layers: tuple[Document, ...]
    is_layer: bool = True


@dataclass
class Catalogue:
    """What was found; not complete when something announced could not be read."""

    entries: dict[str, Entry] = field(default_factory=dict)
    findings: Notes = field(default_factory=Notes)
    is_complete: bool = True


class Directory:
    """Reads a source's catalogue. Without ``rest`` there is one document and no server to ask further."""

    def __init__(self, rest: Rest | None, options: ArcgisOptions) -> None:
        self._rest = rest
        self._options = options
        self._found = Catalogue()

    def read(self, url: str, document: Document, file: str) -> Catalogue:
        """Read what stands at an address; ``file`` is the document's name where it has no address.

        Raises:
            SourceMalformed: it is none of a directory, a service and a layer.
        """
        if isinstance(document.get("services"), list) or isinstance(document.get("folders"), list):
            self._read_folder(url, document)
        elif "features" not in document and ("fields" in document or "geometryType" in document) and "name" in document and "pixelSizeX" not in document:
            self._add_layer(url, document, file)
        elif any(key in document for key in ("layers", "tables", "mapName", "serviceDescription", "pixelSizeX")):
            name, kind = named(url, file)
            self._add_service(Service(name, kind, url.removesuffix("/layers"), document))
        else:
            what = "ist die einer Abfrage (query): Objekte" if "features" in document else "ist weder ein Verzeichnis noch ein Dienst noch eine Ebene"
            message = f"Die Antwort {what} eines ArcGIS-Servers."
            raise SourceMalformed(Finding.error("arcgis-unknown", url or file, message, "Erwartet wird eine Adresse wie https://…/rest/services/OGD."))
        return self._found

    def _read_folder(self, url: str, document: Document) -> None:
        groups: dict[str, list[tuple[str, str]]] = {}
        skipped: list[str] = []
        for name, kind, address in (*_services(url, document), *self._of_folders(url, document)):
            if kind not in KINDS:
                skipped.append(f"{name} ({kind})")
            elif not self._is_left_out(name):
                groups.setdefault(name, []).append((kind, address))
        if skipped:
            self._found.findings.append(Finding.info("service-skipped", url, f"Dienste ohne Daten werden nicht gelesen: {_some(skipped)}."))
        if len(groups) > self._options.max_services:
            self._incomplete(Finding.warning("too-many-services", url, f"Das Verzeichnis hat mehr als {self._options.max_services} Dienste."))
        try:
            for name in [*groups][: self._options.max_services]:
                self._read_service(name, groups[name])
        except SourceUnreachable as err:  # the server went away: asking for each of the others would take its time each
            self._incomplete(err.finding)

    def _of_folders(self, url: str, document: Document) -> Iterator[tuple[str, str, str]]:
        """Descend from the root into its folders; they have none of their own (ArcGIS REST API §Catalog)."""
        folders = [folder for folder in _texts(document.get("folders")) if folder not in OWN_FOLDERS]
        if folders and self._rest is None:
            self._incomplete(_unread(url, f"Das Verzeichnis hat Ordner ({_some(folders)}), deren Inhalt nicht in dieser Datei steht."))
            return
        for folder in folders:
            address = f"{url}/{quote(folder)}"
            try:
                yield from _services(address, self._asked(address))
            except SourceError as err:
                self._incomplete(err.finding)

    def _read_service(self, name: str, offered: list[tuple[str, str]]) -> None:
        """Read the best of the services with one name: the first that can be queried, else the first that can be read."""
        ordered = sorted(offered, key=lambda one: KINDS.index(one[0]))
        if self._rest is None:
            kind, address = ordered[0]
            self._add_whole(Service(name, kind, address, siblings=tuple(address for _, address in ordered[1:])), ())
            self._incomplete(_unread(name, f"Die Ebenen des Dienstes «{name}» stehen nicht in dieser Datei."))
            return
        read: list[Service] = []
        for kind, address in ordered:
            try:
                read.append(Service(name, kind, address, self._asked(address), tuple(other for _, other in ordered if other != address)))
            except SourceUnreachable:
                raise
            except SourceError as err:
                self._incomplete(err.finding)
                continue
            if can_query(read[-1].document):
                break
        if read:
            self._add_service(next((one for one in read if can_query(one.document)), read[0]))

    def _add_service(self, service: Service) -> None:
        stubs = tuple(one for key in ("layers", "tables") for one in _documents(service.document.get(key)))
        layers = tuple(stub for stub in stubs if not _is_group(stub) and str(stub.get("type")) not in NOT_DATA)
        if service.kind == "ImageServer" or self._options.datasets == "service":
            self._add_whole(service, layers)
            return
        if not layers:
            self._found.findings.append(Finding.info("service-empty", service.url or service.name, f"Der Dienst «{service.name}» hat keine Ebenen mit Daten."))
        for remote_id, layer in _identified(service.name, layers, stubs):
            address = f"{service.url}/{layer.get('id')}" if service.url else ""
            self._add(Entry(remote_id, address, service, (layer,)))

    def _add_layer(self, url: str, layer: Document, file: str) -> None:
        name, kind = named(url, file)
        parent = url.rpartition("/")[0] if SERVICE.search(urlsplit(url).path) else ""
        document: Document = {}
        if parent and self._rest:
            try:
                document = self._asked(parent)
            except SourceError as err:
                self._found.findings.append(err.finding)
        stubs = tuple(one for key in ("layers", "tables") for one in _documents(document.get(key))) or (layer,)
        known = {str(stub.get("id")): remote_id for remote_id, stub in _identified(name, stubs, stubs)}
        remote_id = known.get(str(layer.get("id")), f"{name}/{layer.get('name')}")
        self._add(Entry(remote_id, url, Service(name, kind, parent, document), (layer,)))

    def _add_whole(self, service: Service, layers: tuple[Document, ...]) -> None:
        self._add(Entry(service.name, service.url, service, layers, is_layer=False))

    def _add(self, entry: Entry) -> None:
        if self._is_left_out(entry.remote_id, entry.service.name) or not self._is_wanted(entry.remote_id, entry.service.name):
            return
        if entry.remote_id in self._found.entries:
            message = f"«{entry.remote_id}» gibt es mehrfach; das erste gilt."
            self._found.findings.append(Finding.warning("record-twice", entry.url, message, "Bitte den Ebenen eines Dienstes verschiedene Namen geben."))
            return
        self._found.entries[entry.remote_id] = entry

    def _is_wanted(self, *names: str) -> bool:
        return not self._options.only or any(fnmatchcase(name, pattern) for name in names for pattern in self._options.only)

    def _is_left_out(self, *names: str) -> bool:
        return any(fnmatchcase(name, pattern) for name in names for pattern in self._options.without)

    def _asked(self, url: str) -> Document:
        assert self._rest is not None, "only asked where there is a server"
        return self._rest.get(url).document

    def _incomplete(self, finding: Finding) -> None:
        self._found.findings.append(finding)
        self._found.is_complete = False


def can_query(document: Document) -> bool:
    """Tell whether features can be read; where nothing is said, they can."""
    stated = document.get("capabilities")
    return not isinstance(stated, str) or any(word in stated for word in ("Query", "Data", "Image"))


def named(url: str, file: str) -> tuple[str, str]:
    """Give a service's name and kind from its address, or from the name of the file."""
    path = unquote(urlsplit(url).path).rstrip("/")
    if not path:
        return file, ""
    match = SERVICE.search(path)
    path = path[: match.start()] if match else path
    _, found, tail = path.rpartition("/services/")
    kind = next((kind for kind in KINDS if match and kind.lower() == match[1].lower()), "")
    return (tail if found else path).strip("/"), kind


def _services(url: str, document: Document) -> Iterator[tuple[str, str, str]]:
    """Give name, kind and address of each service; a hosted one brings its address along."""
    for service in _documents(document.get("services")):
        name, kind, stated = (str(service.get(key) or "").strip() for key in ("name", "type", "url"))
        if name and kind:
            address = redaction.quoted(stated) if stated.startswith(("http://", "https://")) else f"{_root(url, name)}/{quote(name)}/{kind}" if url else ""
            yield name, kind, address


def _root(url: str, name: str) -> str:
    """Give the address that a service's name continues: the folder's own without the folder, which the name repeats."""
    folder = name.rpartition("/")[0]
    path = unquote(urlsplit(url).path).casefold()
    return url.rpartition("/")[0] if folder and path.endswith(f"/{folder.casefold()}") else url


def _identified(service: str, layers: Iterable[Document], all_layers: Iterable[Document]) -> Iterator[tuple[str, Document]]:
    """Give each layer with its id: by its name, where that is not unique by its groups' names too."""
    layers, parents = tuple(layers), {str(layer.get("id")): layer for layer in all_layers}
    counted = Counter(str(layer.get("name")) for layer in layers)
    for layer in layers:
        name = str(layer.get("name") or layer.get("id"))
        yield f"{service}/{'/'.join(_path(layer, parents)) if counted[name] > 1 else name}", layer


def _path(layer: Document, parents: Mapping[str, Document]) -> list[str]:
    names: list[str] = []
    parent: Document | None = layer
    while parent is not None and len(names) < 20:
        names.insert(0, str(parent.get("name")))
        parent = parents.get(str(parent.get("parentLayerId")))
    return names


def _is_group(layer: Document) -> bool:
    return bool(layer.get("subLayerIds")) or bool(layer.get("subLayers"))


def _documents(value: object) -> tuple[Document, ...]:
    return tuple(one for one in value if isinstance(one, dict)) if isinstance(value, list) else ()


def _texts(value: object) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str) and one) if isinstance(value, list) else ()


def _some(names: list[str]) -> str:
    return ", ".join(names[:5]) + (f" und {len(names) - 5} weitere" if len(names) > 5 else "")


def _unread(path: str, message: str) -> Finding:
    return Finding.warning("file-only", path, message, "Die Quelle mit ihrer Adresse (https://…/rest/services/…) angeben.")
