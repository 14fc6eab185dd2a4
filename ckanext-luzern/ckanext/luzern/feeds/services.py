"""The services behind distributions (DCAT-AP CH 3.0 §dcat:DataService).

A service is shared by distributions and datasets, and every fragment describes it. So nothing is taken over from one distribution: a
service says what the editors say of it, and otherwise what follows from its address, which is the same in every fragment.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from pyoxigraph import Literal, NamedNode

from ckanext.luzern.feeds.rdf import Property, Writer
from ckanext.luzern.feeds.scope import Scope
from ckanext.luzern.feeds.values import IRI, LICENCE, TEXT, Fields, items

SERVICE: tuple[Property, ...] = (
    ("dct:title", "title_translated", TEXT),
    ("dct:description", "description_translated", TEXT),
    ("dcat:endpointDescription", "endpoint_description", IRI),
    ("dct:license", "license", LICENCE),
)


def write_services(writer: Writer, node: NamedNode, resource: Fields, path: str) -> None:
    """State which services give access to a distribution."""
    for service in writer.iris([entry.get("uri") for entry in _entries(resource)], f"{path}access_services"):
        writer.add(node, "dcat:accessService", service)


def describe_services(writer: Writer, scope: Scope, resources: Iterable[Fields]) -> None:
    """Describe each service of a dataset once; its address is its endpoint, its identifier and, if nobody gave it another, its title."""
    known: dict[NamedNode, dict[str, Any]] = {}
    for entry in (entry for resource in resources for entry in _entries(resource)):
        for node in IRI.nodes(entry.get("uri")):
            if isinstance(node, NamedNode):
                known[node] = {field: value for field, value in entry.items() if _is_filled(value)} | known.get(node, {})
    for node, fields in known.items():
        writer.typed(node, "dcat:DataService")
        writer.add(node, "dct:identifier", Literal(node.value))
        writer.properties(node, _named(node) | fields, SERVICE, "access_services.")
        writer.add(node, "dcat:endpointURL", node)
        writer.add(node, "dcat:servesDataset", scope.node)
        for predicate in ("dct:publisher", "dcat:contactPoint"):
            writer.add(node, predicate, *writer.graph.objects(scope.node, predicate))


def _named(service: NamedNode) -> dict[str, Any]:
    address = urlsplit(service.value)
    place = f"{address.netloc}{address.path}"
    return {"title_translated": {"de": f"Schnittstelle {place}"}, "description_translated": {"de": f"Maschinenlesbare Schnittstelle unter {place}."}}


def _is_filled(value: object) -> bool:
    return any(value.values()) if isinstance(value, dict) else bool(value)


def _entries(resource: Fields) -> list[Fields]:
    """The services, whether the field holds their addresses alone or with further fields."""
    return [entry if isinstance(entry, dict) else {"uri": entry} for entry in items(resource.get("access_services"))]
