"""The catalogue as a set of linked data, in VoID and DCAT: what it is, how to get all of it, which vocabularies it speaks. Pure.

Stands at ``/.well-known/void``, where the VoID note registers it, so that a client that knows the host alone finds the way.
"""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from ckanext.luzern.feeds.catalogue import build_catalogue, build_publisher
from ckanext.luzern.feeds.rdf import PREFIXES, TYPE, name
from ckanext.luzern.feeds.settings import FeedSettings
from ckanext.luzern.feeds.values import typed

PATH = "/.well-known/void"
VOID = "http://rdfs.org/ns/void#"
FORMATS = "http://www.w3.org/ns/formats/"
SYNTAXES = {"ttl": "Turtle", "xml": "RDF_XML", "jsonld": "JSON-LD", "nt": "N-Triples"}
VOCABULARIES = ("dcat", "dcatap", "dct", "foaf", "vcard", "skos", "prov", "locn")
MEDIA_TYPES = {
    "text/turtle": RdfFormat.TURTLE,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/n-triples": RdfFormat.N_TRIPLES,
}


def document(settings: FeedSettings, total: int, modified: str, media_type: str) -> bytes:
    """Describe a catalogue of ``total`` datasets, the newest change at ``modified`` (ISO 8601), in one of ``MEDIA_TYPES``."""
    triples = [Triple(*one) for graph in (build_catalogue(settings, modified=modified), build_publisher(settings)) for one in graph]
    together = sorted([*triples, *_as_set(settings, total), *_service(settings)], key=lambda triple: str(triple.subject))
    return serialize(together, format=MEDIA_TYPES[media_type], prefixes={**PREFIXES, "void": VOID}) or b""


def _as_set(settings: FeedSettings, total: int) -> list[Triple]:
    node, about = NamedNode(settings.site), NamedNode(f"{settings.site}{PATH}")
    dumps = [(NamedNode(f"{VOID}dataDump"), NamedNode(f"{settings.site}/catalog.{ending}")) for ending in SYNTAXES]
    features = [(NamedNode(f"{VOID}feature"), NamedNode(FORMATS + form)) for form in SYNTAXES.values()]
    vocabularies = [(NamedNode(f"{VOID}vocabulary"), NamedNode(PREFIXES[prefix])) for prefix in VOCABULARIES]
    said = [
        (name(TYPE), NamedNode(f"{VOID}Dataset")),
        (NamedNode(f"{VOID}entities"), typed(str(total), "integer")),
        (NamedNode(f"{VOID}uriSpace"), Literal(f"{settings.site}/dataset/")),
        *dumps,
        *features,
        *vocabularies,
    ]
    description = [(name(TYPE), NamedNode(f"{VOID}DatasetDescription")), (name("foaf:primaryTopic"), node)]
    return [*(Triple(about, *one) for one in description), *(Triple(node, *one) for one in said)]


def _service(settings: FeedSettings) -> list[Triple]:
    """The API as ``dcat:DataService``: beside the documents, the way to ask for single datasets."""
    node = NamedNode(f"{settings.site}/api/3")
    said = [
        (name(TYPE), name("dcat:DataService")),
        (name("dct:title"), Literal("CKAN API", language="en")),
        (name("dcat:endpointURL"), NamedNode(f"{settings.site}/api/3/action")),
        (name("dcat:endpointDescription"), NamedNode("https://docs.ckan.org/en/2.12/api/")),
        (name("foaf:page"), NamedNode(f"{settings.site}/feeds")),
    ]
    return [Triple(NamedNode(settings.site), name("dcat:service"), node), *(Triple(node, *one) for one in said)]
