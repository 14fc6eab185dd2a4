"""WMTS capabilities: layers of tiles (WMTS 1.0.0 §7.1)."""

from __future__ import annotations

from collections.abc import Iterator

from luzern_harvesters.xml import Element

from .addresses import service_address
from .document import walk
from .layer import Layer, Provider, keywords, language_of, links, texts
from .wfs import get_address


def provider_of(root: Element, own: str) -> Provider:
    """Give what the service says of itself; ``own`` is the source's address."""
    about = next(root.all("serviceidentification"), Element("", 0))
    provider = next(root.all("serviceprovider"), Element("", 0))
    return Provider(
        kind="WMTS",
        version=root.attributes.get("version", ""),
        url=service_address(own, get_address(root, "getcapabilities") or get_address(root, "gettile")),
        title=texts(about, "title"),
        abstract=texts(about, "abstract"),
        keywords=keywords(about, "keywords"),
        organization=provider.first("providername"),
        email=next((one.text.removeprefix("mailto:") for one in walk(provider) if one.tag == "electronicmailaddress" and "@" in one.text), ""),
        fees=about.first("fees"),
        constraints=about.first("accessconstraints"),
        language=language_of(root),
    )


def layers_of(root: Element) -> Iterator[Layer]:
    """Give the layers."""
    for contents in root.all("contents"):
        for one in contents.all("layer"):
            boxes = tuple(one.all("wgs84boundingbox"))
            times = next((dimension for dimension in one.all("dimension") if dimension.first("identifier").lower() == "time"), None)
            values = [value.text for value in times.all("value")] if times else []
            yield Layer(
                name=one.first("identifier"),
                title=texts(one, "title"),
                abstract=texts(one, "abstract"),
                keywords=keywords(one, "keywords"),
                box=(*boxes[0].first("lowercorner").split(), *boxes[0].first("uppercorner").split()) if boxes else (),
                metadata=links(one, "metadata"),
                times=",".join(value for value in values if value),
            )
