"""The links of an OGC API document as distributions, documentation and the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from luzern_harvesters import translate
from luzern_harvesters.defaults import licence_in
from luzern_harvesters.finding import Notes
from luzern_harvesters.record import Distribution, Relation
from luzern_harvesters.translate import Licence

from .addresses import linked, outward, public
from .api import links_of
from .document import Json, list_of, object_of, text_of

OGC = "http://www.opengis.net/def/rel/ogc/1.0/"
NAVIGATION = {
    *("license", "licence", "collection", "root", "parent", "prev", "previous", "next", "first", "last", "up", "conformance", "service-desc", "service-doc"),
    *("search", "queryables", "sortables", "schema", "styles", "tiling-schemes", "child", "derived_from", "http", "aggregate", "aggregations", "provider"),
    *("tilesets-vector", "tilesets-map", "version-history", "predecessor-version", "successor-version"),
}
DOCUMENTATION = {"describedby", "about", "documentation", "metadata"}
PAGES = {"alternate", "self", "canonical"}
RELATED = {"related", "via", "cite-as"}
IMAGES = {"preview", "thumbnail", "icon", "overview"}
OF_A_COLLECTION = {"items", "enclosure", "data", "download", *DOCUMENTATION, *PAGES, *RELATED, *IMAGES}
"""What of an API's own links is about data; the others are its queries (EDR), tiles, styles, and ways about."""
PROTOCOLS = {"OGC:WMS": "WMS_SRVC", "OGC:WFS": "WFS_SRVC", "OGC:WMTS": "WMTS_SRVC", "OGC:WCS": "WCS_SRVC", "ESRI:REST": "REST", "OGC:API": "REST"}
LABELS = {"GEOJSON": "GeoJSON", "GPKG": "GeoPackage", "SHP": "Shapefile"}


@dataclass
class Linked:
    """What a document's links say."""

    distributions: list[Distribution] = field(default_factory=list)
    documentation: list[str] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    licence: Licence = field(default_factory=Licence)
    is_licence_stated: bool = False
    landing_page: str = ""
    image: str = ""


def read(document: Json, url: str, own: str, title: str, notes: Notes, *, are_the_apis: bool) -> Linked:
    """Sort a document's links by what they are for.

    ``own`` is the source's address. Where the links are the API's own, it stands in for internal hosts; a record's lead anywhere, and those to
    internal hosts nowhere.
    """
    licence, is_stated = _licence(document, notes)
    found = Linked(licence=licence, is_licence_stated=is_stated)
    for link in links_of(document):
        address = public(linked(url, link["href"], own) if are_the_apis else outward(url, link["href"], own))
        if address and (not are_the_apis or _rel(link) in OF_A_COLLECTION):
            _sort(link, address, title, found)
    return found


def distinct(distributions: Iterable[Distribution]) -> tuple[Distribution, ...]:
    """Give each address once: servers name it again for every form they have it in."""
    return tuple({one.key: one for one in reversed(tuple(distributions))}.values())[::-1]


def _sort(link: Json, address: str, title: str, found: Linked) -> None:
    rel, media = _rel(link), str(link.get("type") or "")
    is_page = "html" in media
    if rel in DOCUMENTATION and "schema+json" not in media:
        found.documentation.append(address)
    elif rel in IMAGES:
        found.image = found.image or address
    elif rel in PAGES and is_page:
        found.landing_page = found.landing_page or address
    elif rel in RELATED:
        found.relations.append(Relation(address, {"de": str(link["title"])} if link.get("title") else {}))
    elif not _is_navigation(rel, media):
        found.distributions.append(_distribution(link, rel, address, title))


def _rel(link: Json) -> str:
    return text_of(link.get("rel")).removeprefix("[ogc-rel:").removesuffix("]").removeprefix(OGC)


def _is_navigation(rel: str, media: str) -> bool:
    """Tell whether a link leads about in the API instead of to data; of the items' forms, pages and linked data are not for downloading."""
    if rel == "items":
        return any(word in media for word in ("html", "jsonfg", "fg+json", "ld+json"))
    return rel in NAVIGATION | DOCUMENTATION | PAGES or rel.startswith(("tilesets", "ldp", "queryables"))


def _distribution(link: Json, rel: str, address: str, title: str) -> Distribution:
    media = "application/geo+json" if rel == "items" and str(link.get("type") or "application/json") == "application/json" else str(link.get("type") or "")
    protocol = str(link.get("protocol") or "").upper()
    code = next((code for start, code in PROTOCOLS.items() if protocol.startswith(start)), "") or _by_query(address)
    if not code:
        code, media, _ = translate.format_of("", media, address, "")
    named = str(link.get("title") or "").strip() or (f"{title} ({LABELS.get(code, code)})" if code else title)
    is_service = rel == "items" or code.endswith("_SRVC") or code == "REST"
    return Distribution(
        key=address,
        url=address,
        access_url=address if is_service else "",
        title={"de": named},
        format=code,
        media_type="" if code.endswith("_SRVC") else media,
        byte_size=size if isinstance(size := link.get("length"), int) and size > 0 else None,
    )


def _by_query(address: str) -> str:
    lower = address.lower()
    return next((f"{name.upper()}_SRVC" for name in ("wms", "wfs", "wmts", "wcs") if f"service={name}" in lower and "getcapabilities" in lower), "")


def _licence(document: Json, notes: Notes) -> tuple[Licence, bool]:
    """Give the terms of use, and whether any are stated: a link (``rel=license``), or the property ``license`` (an SPDX name, an address)."""
    found = [link for link in links_of(document) if link["rel"] in {"license", "licence"}]
    named = text_of(document.get("license")) or text_of(object_of(document.get("properties")).get("license"))
    texts = [text for text in (*(text for link in found for text in (link["href"], text_of(link.get("title")))), named) if text]
    read = [licence_in(text, "licence") for text in texts]
    licence, finding = next((one for one in read if one[0].term or one[0].rights), (Licence(), None))
    if texts and not licence.term and not finding:
        finding = translate.licence(texts[0], "licence")[1]
    notes.extend([finding] if finding else [])
    return licence, bool(texts)


def assets(document: Json, url: str, own: str) -> Iterator[Distribution]:
    """Give STAC assets as distributions (STAC Asset Object; file extension for sizes)."""
    for key, stated in object_of(document.get("assets")).items():
        asset = object_of(stated)
        if not text_of(asset.get("href")) or {key, *map(str, list_of(asset.get("roles")))} & {"thumbnail", "overview", "metadata"}:
            continue
        address = public(outward(url, asset["href"], own))
        code, media, _ = translate.format_of("", str(asset.get("type") or ""), address, "")
        size = asset.get("file:size")
        if address:
            yield Distribution(
                key,
                address,
                title={"de": str(asset.get("title") or key)},
                description={"de": str(asset["description"])} if asset.get("description") else {},
                format=code,
                media_type=media,
                byte_size=size if isinstance(size, int) and size > 0 else None,
            )
