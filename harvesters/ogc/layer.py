"""What capabilities say of one feature type or map layer, the same for WFS, WMS and WMTS."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from luzern_harvesters.xml import Element

from .document import child, walk

SEPARATORS = re.compile(r"[,;\n]")
LANGUAGES = {"de": "de", "ger": "de", "deu": "de", "fr": "fr", "fre": "fr", "fra": "fr", "it": "it", "ita": "it", "en": "en", "eng": "en"}


@dataclass(frozen=True)
class Provider:
    """What a service says of itself, for all its layers."""

    kind: str  # WFS, WMS, WMTS
    version: str
    url: str  # the address readers ask, without query; empty where it is not known
    title: Mapping[str, str] = field(default_factory=dict)
    abstract: Mapping[str, str] = field(default_factory=dict)
    keywords: tuple[str, ...] = ()
    organization: str = ""
    email: str = ""
    fees: str = ""
    constraints: str = ""
    language: str = "de"  # of texts that tell none
    limit: int | None = None  # features an answer holds, where it says so

    @property
    def names_parameter(self) -> str:
        """How the parameter is called that names feature types (WFS 2.0 §7.9.2.5.1)."""
        return "typeNames" if self.version.startswith("2") else "typeName"


@dataclass(frozen=True)
class Link:
    """An address that capabilities name beside a layer."""

    url: str
    format: str = ""


@dataclass(frozen=True)
class Layer:
    """One feature type or map layer. ``box`` is west, south, east, north as stated, in ``box_crs`` (empty: degrees, longitude first)."""

    name: str
    title: Mapping[str, str] = field(default_factory=dict)
    abstract: Mapping[str, str] = field(default_factory=dict)
    keywords: tuple[str, ...] = ()
    crs: str = ""
    box: tuple[str, ...] = ()
    box_crs: str = ""
    formats: tuple[str, ...] = ()
    metadata: tuple[Link, ...] = ()
    data: tuple[Link, ...] = ()
    attribution: str = ""
    times: str = ""
    offers_degrees: bool = False  # whether features can be had in WGS 84

    @property
    def values(self) -> dict[str, Any]:
        """The layer as plain values."""
        return asdict(self)


def layer_from(values: Mapping[str, Any]) -> Layer:
    """Give a layer from its plain values."""
    links = {name: tuple(Link(**one) for one in values[name]) for name in ("metadata", "data")}
    lists = {name: tuple(values[name]) for name in ("keywords", "box", "formats")}
    return Layer(**{**values, **links, **lists})


def provider_from(values: Mapping[str, Any]) -> Provider:
    """Give a provider from its plain values."""
    return Provider(**{**values, "keywords": tuple(values["keywords"])})


def texts(element: Element, *tags: str) -> dict[str, str]:
    """Give a text by language: several elements with ``xml:lang`` (WFS 2.0 §8.3); "" for one without, without the indentation of the XML."""
    found: dict[str, str] = {}
    for one in element.all(*tags):
        stated = one.attributes.get("lang", "").lower().partition("-")[0]
        if one.text and (not stated or stated in LANGUAGES):
            found.setdefault(LANGUAGES.get(stated, ""), "\n".join(line.strip() for line in one.text.splitlines()))
    return found


def in_language(text: Mapping[str, str], language: str) -> dict[str, str]:
    """Give a text with the words that tell no language in this one."""
    told = {one: words for one, words in text.items() if one}
    return {language: text[""], **told} if "" in text else told


def language_of(root: Element) -> str:
    """Give the language that a service answers in (INSPIRE's extended capabilities, TG View Services 3.11 §5.2.3.3.3); German where it tells none."""
    answered = (one.first("language") for one in walk(root) if one.tag == "responselanguage")
    return LANGUAGES.get(next(filter(None, answered), "").lower(), "de")


def keywords(element: Element, *tags: str) -> tuple[str, ...]:
    """Give keywords; servers put several in one, separated by commas or line ends."""
    words = [" ".join(part.split()) for group in element.all(*tags) for one in group.children or [group] for part in SEPARATORS.split(one.text)]
    return tuple(dict.fromkeys(word for word in words if word))


def links(element: Element, *tags: str) -> tuple[Link, ...]:
    """Give the addresses that stand in an element: as its text, in ``xlink:href``, or in an ``OnlineResource``."""
    found = []
    for one in element.all(*tags):
        resource = child(one, "onlineresource")
        url = one.attributes.get("href") or (resource.attributes.get("href", "") if resource else "") or one.text
        form = one.first("format") or one.attributes.get("format", "")
        if url.startswith(("http://", "https://")):
            found.append(Link(url, form))
    return tuple(dict.fromkeys(found))
