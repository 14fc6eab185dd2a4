"""The catalogue itself (DCAT-AP CH 3.0 §dcat:Catalog), its publisher (§foaf:Agent) and the page (hydra). Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from ckanext.luzern.feeds.rdf import Graph, Property, Writer
from ckanext.luzern.feeds.settings import FeedSettings
from ckanext.luzern.feeds.values import DATE, IRI, LANGUAGE, LICENCE, TEXT, typed
from luzern_schemas.vocabulary import load

LOCAL_AUTHORITY = NamedNode("http://purl.org/adms/publishertype/LocalAuthority")  # §foaf:Agent dct:type
CATALOGUE: tuple[Property, ...] = (
    ("dct:title", "title", TEXT),
    ("dct:description", "description", TEXT),
    ("dct:language", "languages", LANGUAGE),
    ("dct:license", "licence", LICENCE),
    ("dct:issued", "issued", DATE),
    ("dct:spatial", "spatial", IRI),
)


@dataclass(frozen=True)
class Page:
    """Where a document stands: ``address`` is its own, ``total`` counts the datasets of all pages, ``modified`` is when the newest changed.

    The other addresses are those of its neighbours, empty where it has none: a document that holds all is its own first and last page.
    """

    address: str
    total: int
    modified: str = ""
    items_per_page: int = 0
    first: str = ""
    previous: str = ""
    next: str = ""
    last: str = ""


def build_publisher(settings: FeedSettings) -> Graph:
    """Describe the city. Its page must not be the catalogue's node: every dataset would reach every other one through it (platform)."""
    city = settings.publisher
    writer = Writer(blank_prefix="publisher", avoid=re.compile(re.escape(settings.site)))
    node = writer.typed(NamedNode(city.iri), "foaf:Agent")
    writer.properties(node, {"name": city.name}, [("foaf:name", "name", TEXT)])
    writer.add(node, "dct:type", LOCAL_AUTHORITY)
    for page in writer.iris(city.homepage, "homepage"):
        writer.add(node, "foaf:homepage", writer.typed(page, "foaf:Document"))
    return writer.graph


def build_catalogue(settings: FeedSettings, *, modified: str = "", node: NamedNode | None = None) -> Graph:
    """Describe the catalogue; every fragment says itself that it belongs to it. ``modified`` is when the newest dataset changed."""
    node = node or NamedNode(settings.site)
    writer = Writer(blank_prefix="catalogue")
    writer.typed(node, "dcat:Catalog")
    writer.properties(node, vars(settings), CATALOGUE)
    writer.add(node, "dct:modified", *writer.nodes(modified, DATE, "modified"))
    writer.add(node, "dct:publisher", NamedNode(settings.publisher.iri))
    writer.add(node, "foaf:homepage", writer.typed(NamedNode(f"{settings.site}/"), "foaf:Document"))
    writer.add(node, "dcat:themeTaxonomy", NamedNode(load("theme").scheme))
    return writer.graph


def build_page(page: Page) -> Graph:
    """Say where a page stands among the others, in both spellings of hydra: the platform reads the one, the old importer the other.

    The platform refuses a ``hydra:PagedCollection`` without an integer total.
    """
    writer = Writer(blank_prefix="page")
    node = writer.typed(NamedNode(page.address), "hydra:PagedCollection")
    writer.add(node, "hydra:totalItems", typed(str(page.total), "integer"))
    writer.add(node, "hydra:itemsPerPage", typed(str(page.items_per_page or page.total), "integer"))
    neighbours = {"first": page.first or page.address, "previous": page.previous, "next": page.next, "last": page.last or page.address}
    for direction, address in neighbours.items():
        if address:
            writer.add(node, f"hydra:{direction}", Literal(address))
            writer.add(node, f"hydra:{direction}Page", Literal(address))
    return writer.graph
