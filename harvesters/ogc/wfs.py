"""WFS capabilities: feature types (WFS 1.0, 1.1.0 §8, 2.0.0 §8.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from luzern_harvesters.extent import epsg
from luzern_harvesters.xml import Element

from .addresses import service_address
from .document import child, walk
from .layer import Layer, Provider, keywords, language_of, links, texts

NUMBER = re.compile(r"[\s,]+")


def provider_of(root: Element, own: str) -> Provider:
    """Give what the service says of itself; ``own`` is the source's address."""
    about = next(root.all("serviceidentification", "service"), Element("", 0))
    provider = next(root.all("serviceprovider"), Element("", 0))
    email = next((one.text for one in walk(provider) if one.tag == "electronicmailaddress" and "@" in one.text), "")
    return Provider(
        kind="WFS",
        version=root.attributes.get("version", ""),
        url=service_address(own, get_address(root, "getfeature")),
        title=texts(about, "title"),
        abstract=texts(about, "abstract"),
        keywords=keywords(about, "keywords"),
        organization=provider.first("providername"),
        email=email.removeprefix("mailto:"),
        fees=about.first("fees"),
        constraints=about.first("accessconstraints"),
        language=language_of(root),
        limit=_limit(root),
    )


def layers_of(root: Element) -> Iterator[Layer]:
    """Give the feature types."""
    shared = tuple(_formats_of_operation(root))
    for group in root.all("featuretypelist"):
        for feature_type in group.all("featuretype"):
            yield _layer(feature_type, shared)


def get_address(root: Element, operation: str) -> str:
    """Give the address that an operation is asked at by GET."""
    for one in walk(root):
        if one.tag == operation or (one.tag == "operation" and one.attributes.get("name", "").lower() == operation):
            for get in walk(one):
                if get.tag == "get":
                    resource = child(get, "onlineresource")
                    return get.attributes.get("href") or get.attributes.get("onlineresource") or (resource.attributes.get("href", "") if resource else "")
    return ""


def _layer(feature_type: Element, shared: tuple[str, ...]) -> Layer:
    own = tuple(one.text for group in feature_type.all("outputformats") for one in group.all("format") if one.text)
    box, box_crs = _box(feature_type)
    return Layer(
        name=feature_type.first("name"),
        title=texts(feature_type, "title"),
        abstract=texts(feature_type, "abstract"),
        keywords=keywords(feature_type, "keywords"),
        crs=feature_type.first("defaultcrs", "defaultsrs", "srs"),
        box=box,
        box_crs=box_crs,
        formats=tuple(dict.fromkeys((*own, *shared))),
        metadata=links(feature_type, "metadataurl"),
        offers_degrees=any(epsg(one.text) == "4326" for one in feature_type.all("defaultcrs", "defaultsrs", "srs", "othercrs", "othersrs")),
    )


def _box(feature_type: Element) -> tuple[tuple[str, ...], str]:
    """Give the box: corners are longitude, latitude (OWS Common §10.2.2); that of WFS 1.0 is in the type's own system (§12.3.3)."""
    for one in feature_type.all("wgs84boundingbox"):
        return (*_numbers(one.first("lowercorner")), *_numbers(one.first("uppercorner"))), ""
    for one in feature_type.all("latlongboundingbox"):
        box = tuple(one.attributes.get(key, "") for key in ("minx", "miny", "maxx", "maxy"))
        return box, "" if _are_degrees(box) else feature_type.first("srs")
    return (), ""


def _numbers(text: str) -> tuple[str, ...]:
    return tuple(part for part in NUMBER.split(text.strip()) if part)[:2]


def _are_degrees(box: tuple[str, ...]) -> bool:
    try:
        return all(abs(float(number)) <= 180 for number in box)
    except ValueError:
        return True


def _formats_of_operation(root: Element) -> Iterator[str]:
    for one in walk(root):
        if one.tag == "operation" and one.attributes.get("name", "").lower() == "getfeature":
            for parameter in one.all("parameter"):
                if parameter.attributes.get("name", "").lower() == "outputformat":
                    yield from (value.text for value in walk(parameter) if value.tag == "value" and value.text)
        elif one.tag == "resultformat":  # WFS 1.0 names formats by elements
            yield from (form.tag for form in one.children)


def _limit(root: Element) -> int | None:
    """Give how many features an answer holds unless asked otherwise (``CountDefault``, WFS 2.0 §8.3.3; ``DefaultMaxFeatures``, 1.1)."""
    for one in walk(root):
        if one.tag == "constraint" and one.attributes.get("name", "").lower() in {"countdefault", "defaultmaxfeatures"}:
            number = next((value.text for value in walk(one) if value.tag in {"defaultvalue", "value"} and value.text.isdecimal()), "")
            return int(number) if number and len(number) < 12 else None
    return None
