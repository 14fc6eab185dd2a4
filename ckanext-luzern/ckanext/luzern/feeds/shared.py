"""What several datasets share: the services behind distributions, and series (DCAT-AP CH 3.0 §dcat:DataService, §dcat:DatasetSeries).

Every fragment describes them, and a catalogue is the sum of its fragments. So nothing is taken over from one dataset or distribution but
who answers for it: they say what the editors say of them, and otherwise what follows from their address, the same in every fragment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from pyoxigraph import Literal, NamedNode

from ckanext.luzern.feeds.rdf import Property, Writer
from ckanext.luzern.feeds.scope import Scope
from ckanext.luzern.feeds.values import IRI, LICENCE, TEXT, Fields, items

SERIES: tuple[Property, ...] = (("dct:title", "title_translated", TEXT), ("dct:description", "description_translated", TEXT))
SERVICE: tuple[Property, ...] = (*SERIES, ("dcat:endpointDescription", "endpoint_description", IRI), ("dct:license", "license", LICENCE))


def write_shared(writer: Writer, node: NamedNode, predicate: str, value: object, path: str) -> None:
    """Point at the services of a distribution or the series of a dataset."""
    writer.add(node, predicate, *writer.iris([entry.get("uri") for entry in _entries(value)], path))


def describe_shared(writer: Writer, scope: Scope, resources: Iterable[Fields]) -> None:
    """Describe each service and series of a dataset once; the address of a service is its endpoint."""
    for node, fields in _known(service for resource in resources for service in _entries(resource.get("access_services"))).items():
        place = f"{urlsplit(node.value).netloc}{urlsplit(node.value).path}"
        _describe(writer, scope, writer.typed(node, "dcat:DataService"), _named(f"Schnittstelle {place}") | fields, SERVICE)
        writer.add(node, "dcat:endpointURL", node)
        writer.add(node, "dcat:servesDataset", scope.node)
        writer.add(NamedNode(scope.settings.site), "dcat:service", node)
    for node, fields in _known(_entries(scope.package.get("in_series"))).items():
        _describe(writer, scope, writer.typed(node, "dcat:DatasetSeries"), _named(f"Reihe {node.value}") | fields, SERIES)


def _describe(writer: Writer, scope: Scope, node: NamedNode, fields: Fields, table: Iterable[Property]) -> None:
    """§dcat:Resource: title, description, identifier, publisher and contact are mandatory."""
    writer.properties(node, fields, table)
    writer.add(node, "dct:identifier", Literal(node.value))
    for predicate in ("dct:publisher", "dcat:contactPoint"):
        writer.add(node, predicate, *writer.graph.objects(scope.node, predicate))


def _named(name: str) -> dict[str, Any]:
    return {"title_translated": {"de": name}, "description_translated": {"de": name}}


def _known(entries: Iterable[Fields]) -> dict[NamedNode, dict[str, Any]]:
    """What is said of each, put together; of two words for the same the first counts."""
    known: dict[NamedNode, dict[str, Any]] = {}
    for entry in entries:
        for node in IRI.nodes(entry.get("uri")):
            if isinstance(node, NamedNode):
                known[node] = {field: value for field, value in entry.items() if _is_filled(value)} | known.get(node, {})
    return known


def _is_filled(value: object) -> bool:
    return any(value.values()) if isinstance(value, Mapping) else bool(value)


def _entries(value: object) -> list[Fields]:
    """The entries of such a field, whether it holds addresses alone or with further fields."""
    return [entry if isinstance(entry, Mapping) else {"uri": entry} for entry in items(value)]
