"""WMS capabilities: the named layers that hold no others (WMS 1.1.1 §7.1, 1.3.0 §7.2). Layers inherit from those above them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from luzern_harvesters.xml import Element

from .addresses import service_address
from .document import child, walk
from .layer import Layer, Provider, keywords, language_of, links, texts
from .wfs import get_address

BOXES = {
    "ex_geographicboundingbox": ("westboundlongitude", "southboundlatitude", "eastboundlongitude", "northboundlatitude"),
    "latlonboundingbox": ("minx", "miny", "maxx", "maxy"),
}
DEEPEST = 40


def provider_of(root: Element, own: str) -> Provider:
    """Give what the service says of itself; ``own`` is the source's address."""
    about = next(root.all("service"), Element("", 0))
    return Provider(
        kind="WMS",
        version=root.attributes.get("version", ""),
        url=service_address(own, get_address(root, "getmap") or get_address(root, "map")),
        title=texts(about, "title"),
        abstract=texts(about, "abstract"),
        keywords=keywords(about, "keywordlist"),
        organization=next((one.text for one in walk(about) if one.tag == "contactorganization" and one.text), ""),
        email=next((one.text.removeprefix("mailto:") for one in walk(about) if one.tag == "contactelectronicmailaddress" and "@" in one.text), ""),
        fees=about.first("fees"),
        constraints=about.first("accessconstraints"),
        language=language_of(root),
    )


def layers_of(root: Element) -> Iterator[Layer]:
    """Give the layers."""
    capability = child(root, "capability")
    for top in capability.all("layer") if capability else ():
        yield from _below(top, Layer(""), 0)


def _below(element: Element, above: Layer, depth: int) -> Iterator[Layer]:
    layer = _layer(element, above)
    inner = tuple(element.all("layer"))
    if depth < DEEPEST:
        for one in inner:
            yield from _below(one, layer, depth + 1)
    if layer.name and not inner:
        yield layer


def _layer(element: Element, above: Layer) -> Layer:
    """Give a layer with what it inherits: coordinate systems, box, attribution, times (WMS 1.3.0 table 7)."""
    box = _box(element)
    systems = [part for one in element.all("crs", "srs") for part in one.text.split()]
    attribution = child(element, "attribution")
    times = next(
        (one.text or one.attributes.get("default", "") for one in element.all("dimension", "extent") if one.attributes.get("name", "").lower() == "time"), ""
    )
    return replace(
        above,
        name=element.first("name"),
        title=texts(element, "title"),
        abstract=texts(element, "abstract"),
        keywords=keywords(element, "keywordlist"),
        crs=_preferred(systems) or above.crs,
        box=box or above.box,
        metadata=links(element, "metadataurl"),
        data=links(element, "dataurl"),
        attribution=(attribution.first("title") if attribution else "") or above.attribution,
        times=times or above.times,
    )


def _box(element: Element) -> tuple[str, ...]:
    for one in element.all(*BOXES):
        names = BOXES[one.tag]
        return tuple(one.first(name) or one.attributes.get(name, "") for name in names)
    return ()


def _preferred(systems: list[str]) -> str:
    """Prefer the Swiss system: a map service offers many, and none of them is said to be the data's own."""
    return next((one for swiss in ("2056", "21781") for one in systems if one.endswith(swiss)), "")
