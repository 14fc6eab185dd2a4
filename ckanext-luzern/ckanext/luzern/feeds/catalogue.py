"""The catalogue itself (DCAT-AP CH 3.0 §dcat:Catalog), its publisher (§foaf:Agent) and the page (hydra). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rdflib import Graph, Literal, URIRef

from ckanext.luzern.feeds.rdf import Property, Writer
from ckanext.luzern.feeds.settings import FeedSettings
from ckanext.luzern.feeds.values import DATE, IRI, LANGUAGE, LICENCE, TEXT, typed
from luzern_schemas.vocabulary import load

CATALOGUE: tuple[Property, ...] = (
    ("dct:title", "title", TEXT),
    ("dct:description", "description", TEXT),
    ("dct:language", "languages", LANGUAGE),
    ("dct:license", "licence", LICENCE),
    ("dct:issued", "issued", DATE),
    ("dct:spatial", "spatial", IRI),
)


def build_publisher(settings: FeedSettings) -> Graph:
    """Describe the city. Its page must not be the catalogue's node: every dataset would reach every other one through it (platform)."""
    city = settings.publisher
    writer = Writer(blank_prefix="publisher", avoid=re.compile(re.escape(settings.site)))
    node = writer.typed(URIRef(city.iri), "foaf:Agent")
    writer.properties(node, {"name": city.name}, [("foaf:name", "name", TEXT)])
    for page in writer.nodes(city.homepage, IRI, "homepage"):
        writer.add(node, "foaf:homepage", writer.typed(page, "foaf:Document"))
    return writer.graph


def build_catalogue(settings: FeedSettings, datasets: Iterable[URIRef] = (), *, modified: str = "", node: URIRef | None = None) -> Graph:
    """Describe the catalogue and name its datasets; ``modified`` is when the newest of them changed."""
    node = node or URIRef(settings.site)
    writer = Writer(blank_prefix="catalogue")
    writer.typed(node, "dcat:Catalog")
    writer.properties(node, vars(settings), CATALOGUE)
    writer.add(node, "dct:modified", *writer.nodes(modified, DATE, "modified"))
    writer.add(node, "dct:publisher", URIRef(settings.publisher.iri))
    writer.add(node, "foaf:homepage", writer.typed(URIRef(f"{settings.site}/"), "foaf:Document"))
    writer.add(node, "dcat:themeTaxonomy", URIRef(load("theme").scheme))
    writer.add(node, "dcat:dataset", *datasets)
    return writer.graph


def build_page(address: str, total: int) -> Graph:
    """Say that this one page holds all: the platform refuses a ``hydra:PagedCollection`` without an integer total."""
    writer = Writer(blank_prefix="page")
    node = writer.typed(URIRef(address), "hydra:PagedCollection")
    for predicate in ("hydra:totalItems", "hydra:itemsPerPage"):
        writer.add(node, predicate, typed(str(total), "integer"))
    for predicate in ("hydra:firstPage", "hydra:first", "hydra:lastPage", "hydra:last"):
        writer.add(node, predicate, Literal(address))
    return writer.graph
