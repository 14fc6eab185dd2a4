"""An OGC API: from its landing page over the collections to the records (OGC API Common; Features part 1; Records part 1; STAC API).

landing page ─data─▶ collections ─▶ a collection           a dataset; the items are its data
└▶ a collection of records ─items, next …─▶ a record: a dataset
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from luzern_harvesters.errors import SourceError, SourceMalformed, SourceUnreachable
from luzern_harvesters.finding import Finding, Notes

from .addresses import linked
from .document import Json, objects_of, text_of

DATA = {"data", "collections", "http://www.opengis.net/def/rel/ogc/1.0/data", "http://www.opengis.net/def/rel/ogc/1.0/ogc-catalog", "ogc-catalog"}
CHILD = {"child", "collection"}
DEEPEST = 5  # levels of a STAC catalogue that is made of files

Get = Callable[[str], Json]


@dataclass(frozen=True)
class Entry:
    """What becomes a dataset: a collection or a record, with its address."""

    kind: str  # collection, record
    url: str
    document: Json


@dataclass
class Found:
    """What was found; not complete when something announced could not be read."""

    entries: dict[str, Entry] = field(default_factory=dict)
    findings: Notes = field(default_factory=Notes)
    is_complete: bool = True


class Walk:
    """Reads one API. Without ``get`` there is one document and no server to ask further."""

    def __init__(self, own: str, get: Get | None, max_pages: int) -> None:
        self._own = own
        self._get = get
        self._pages_left = max_pages
        self._seen: set[str] = set()
        self._found = Found()

    def read(self, document: Json, url: str) -> Found:
        """Read what stands at an address.

        Raises:
            SourceMalformed: it is no part of an OGC API.
        """
        self._seen.add(url)
        if isinstance(document.get("collections"), list):
            self._read_collections(document, url)
        elif isinstance(document.get("features"), list):
            self._read_items(document, url)
        elif document.get("type") == "Feature":
            self._add("record", document, url or self._address(document, "", ""))
        elif is_collection(document):
            self._read_collection(document, url or self._address(document, "", ""))
        elif isinstance(document.get("links"), list):
            self._read_landing(document, url, 0)
        else:
            message = "Die Antwort ist weder eine Startseite noch eine Liste von Collections einer OGC API."
            raise SourceMalformed(Finding.error("ogc-unknown", url, message, "Erwartet wird die Adresse der Startseite oder von /collections."))
        return self._found

    def _read_landing(self, document: Json, url: str, depth: int) -> None:
        address = link_of(document, DATA, url, self._own)
        if address or not any(link.get("rel") in CHILD for link in links_of(document)):
            self._then(address or f"{url.partition('?')[0].rstrip('/')}/collections", self._read_collections, "Die Collections stehen nicht in dieser Datei.")
            return
        children = [linked(url, link["href"], self._own) for link in links_of(document) if link.get("rel") in CHILD]  # a STAC catalogue of files
        for child in children[: None if self._get else 1] if depth < DEEPEST else ():
            self._then(child, lambda found, at: self._read_child(found, at, depth + 1), "Die Unterverzeichnisse stehen nicht in dieser Datei.")

    def _read_child(self, document: Json, url: str, depth: int) -> None:
        if is_collection(document):
            self._add("collection", document, url)
        else:
            self._read_landing(document, url, depth)

    def _read_collections(self, document: Json, url: str) -> None:
        for document_of_page, at in self._pages(document, url, "collections"):
            for collection in objects_of(document_of_page.get("collections")):
                self._read_collection(collection, self._address(collection, at, "collections"))

    def _read_collection(self, collection: Json, url: str) -> None:
        if text_of(collection.get("itemType")) in {"record", "records"}:
            items = link_of(collection, {"items", "http://www.opengis.net/def/rel/ogc/1.0/items"}, url, self._own) or f"{url.partition('?')[0]}/items"
            self._then(items, self._read_items, f"Die Einträge von «{collection.get('title') or collection.get('id')}» stehen nicht in dieser Datei.")
        else:
            self._add("collection", collection, url)

    def _read_items(self, document: Json, url: str) -> None:
        for page, at in self._pages(document, url, "features"):
            features = objects_of(page.get("features"))
            records = [feature for feature in features if is_record(feature)]
            for record in records:
                self._add("record", record, self._address(record, at, "items"))
            if features and not records:
                message = "Die Adresse führt zu den Objekten einer Collection, nicht zu Metadaten."
                self._incomplete(Finding.warning("ogc-features", url, message, "Erwartet wird die Adresse der Collection, ohne /items."))
                return

    def _pages(self, document: Json, url: str, what: str) -> Iterator[tuple[Json, str]]:
        """Give the page and those that follow it (``rel=next``); ends when one comes again, brings nothing or is one too many."""
        count = 0
        while True:
            count += len(objects_of(document.get(what)))
            yield document, url
            following = link_of(document, {"next"}, url, self._own)
            if not following or not objects_of(document.get(what)):
                break
            if following in self._seen:
                self._incomplete(Finding.warning("paging-repeated", url, "Die Seiten des Verzeichnisses verweisen im Kreis."))
                break
            self._seen.add(following)
            if self._get is None:
                self._incomplete(_file_only(url, "Die weiteren Seiten stehen nicht in dieser Datei."))
                return
            self._pages_left -= 1
            if self._pages_left <= 0:
                self._incomplete(
                    Finding.warning(
                        "too-many-pages", url, "Das Verzeichnis hat mehr Seiten, als gelesen werden dürfen.", "Bei der Quelle «max_pages» höher einstellen."
                    )
                )
                return
            try:
                document, url = self._get(following), following
            except SourceError as err:
                self._incomplete(err.finding)
                return
        total = document.get("numberMatched")
        if isinstance(total, int) and total > count:
            self._incomplete(Finding.warning("listing-short", url, f"Angekündigt sind {total} Einträge, gekommen sind {count}."))

    def _then(self, url: str, read: Callable[[Json, str], None], unread: str) -> None:
        """Go on to another document; what fails there is a finding, unless nothing was read yet."""
        if self._get is None:
            self._incomplete(_file_only(url, unread))
            return
        if not url or url in self._seen:
            return
        self._seen.add(url)
        try:
            document = self._get(url)
        except SourceUnreachable:
            raise
        except SourceError as err:
            if not self._found.entries:
                raise
            self._incomplete(err.finding)
            return
        read(document, url)

    def _address(self, document: Json, at: str, segment: str) -> str:
        """Give the address of a collection or record: as it says itself, else where the specification puts it."""
        if stated := link_of(document, {"self"}, at, self._own):
            return stated
        base = at.partition("?")[0].rstrip("/")
        return f"{base}/{document.get('id')}" if base.endswith(f"/{segment}") else base

    def _add(self, kind: str, document: Json, url: str) -> None:
        name = document.get("id") or document.get("name")
        if not isinstance(name, str | int) or not str(name).strip():
            self._incomplete(Finding.warning("id-missing", url, "Ein Eintrag hat keine Kennung (id) und wird nicht gelesen.", "Jeder Eintrag braucht eine id."))
            return
        if str(name) in self._found.entries:
            self._found.findings.append(Finding.warning("record-twice", url, f"«{name}» kommt mehrfach vor; der erste Eintrag gilt."))
            return
        self._found.entries[str(name)] = Entry(kind, url, document)

    def _incomplete(self, finding: Finding) -> None:
        self._found.findings.append(finding)
        self._found.is_complete = False


def is_collection(document: Json) -> bool:
    """Tell a collection from a landing page, which may have an ``id`` too (STAC)."""
    if document.get("type") == "Collection":
        return True
    rels = {link.get("rel") for link in links_of(document)}
    if text_of(document.get("type")) in {"Catalog", "Feature", "FeatureCollection"} or "id" not in document or "conformance" in rels:
        return False
    return "items" in rels or any(key in document for key in ("extent", "itemType", "crs", "storageCrs"))


def is_record(feature: Json) -> bool:
    """Tell a record from an ordinary feature, which has no text about data (OGC API Records §8.2; STAC items)."""
    properties = feature.get("properties")
    if "stac_version" in feature or "assets" in feature:
        return True
    if not isinstance(properties, dict) or not properties.get("title"):
        return False
    stated = " ".join(str(one) for one in feature.get("conformsTo") or ())
    return "record" in stated or any(key in properties for key in ("type", "recordCreated", "created", "updated", "keywords", "contacts", "themes"))


def links_of(document: Json) -> tuple[Json, ...]:
    """Give a document's links that have an address."""
    return tuple({**link, "rel": text_of(link.get("rel"))} for link in objects_of(document.get("links")) if text_of(link.get("href")))


def link_of(document: Json, rels: set[str], base: str, own: str) -> str:
    """Give the address of the first link with one of these relations; JSON is preferred to other forms."""
    found = [link for link in links_of(document) if link.get("rel") in rels]
    found.sort(key=lambda link: "json" not in str(link.get("type") or "json").lower())
    return linked(base, found[0]["href"], own) if found else ""


def _file_only(path: str, message: str) -> Finding:
    return Finding.warning("file-only", path, message, "Die Quelle mit ihrer Adresse (https://…) angeben.")
