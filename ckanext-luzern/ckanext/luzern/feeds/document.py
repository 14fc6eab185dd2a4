"""A document of fragments: ``start``, ``head``, the datasets with ``between`` before each, ``end``. Pure; nothing is parsed again."""

from __future__ import annotations

import json
from dataclasses import dataclass

from rdflib import Graph

from ckanext.luzern.feeds import catalogue, fragment, rdfxml
from ckanext.luzern.feeds.profile import Profile
from ckanext.luzern.feeds.rdf import PREFIXES
from ckanext.luzern.feeds.settings import FeedSettings


@dataclass(frozen=True)
class Page:
    """Where a document stands: ``address`` is its own, ``total`` counts the datasets of all pages, ``modified`` is when the newest changed.

    The other addresses are those of the neighbours; a document that holds all has none, and is its own first and last page.
    """

    address: str
    total: int
    modified: str = ""
    items_per_page: int = 0
    first: str = ""
    previous: str = ""
    next: str = ""
    last: str = ""


def start(syntax: str) -> str:
    """Give what a document begins with."""
    if syntax == "xml":
        return rdfxml.START
    if syntax == "ttl":
        return "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
    return f'{{"@context": {json.dumps(PREFIXES)}, "@graph": [\n' if syntax == "jsonld" else ""


def between(syntax: str) -> str:
    """Give what stands between two fragments."""
    return ",\n" if syntax == "jsonld" else "\n" if syntax == "xml" else ""


def end(syntax: str) -> str:
    """Give what a document ends with."""
    return {"xml": f"\n{rdfxml.END}", "jsonld": "\n]}\n"}.get(syntax, "")


def head(profile: Profile, syntax: str, settings: FeedSettings, page: Page) -> str:
    """Describe catalogue, publisher and page; the fragments say which datasets the catalogue has."""
    graphs = (
        catalogue.build_catalogue(settings, modified=page.modified),
        catalogue.build_publisher(settings),
        catalogue.build_page(page.address, page.total),
    )
    return _joined(profile, syntax, *graphs)


def publisher(profile: Profile, syntax: str, settings: FeedSettings) -> str:
    """Describe the publisher alone: the head of a document about one dataset."""
    return _joined(profile, syntax, catalogue.build_publisher(settings))


def _joined(profile: Profile, syntax: str, *graphs: Graph) -> str:
    return between(syntax).join(fragment.texts(graph, profile)[syntax] for graph in graphs)
