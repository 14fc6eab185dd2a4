"""What DCAT-AP 3.0.1 asks for beyond DCAT-AP CH: its own type for sizes, and a class on every node a range is checked of."""

from __future__ import annotations

from pyoxigraph import Literal

from ckanext.luzern.feeds.rdf import TYPE, Graph, name
from ckanext.luzern.feeds.values import Node, typed

RANGES = {
    "dct:accrualPeriodicity": "dct:Frequency",
    "dct:language": "dct:LinguisticSystem",
    "dct:license": "dct:LicenseDocument",
    "dct:rights": "dct:RightsStatement",
    "dct:accessRights": "dct:RightsStatement",
    "dct:format": "dct:MediaTypeOrExtent",
    "dcat:mediaType": "dct:MediaType",
    "dcat:packageFormat": "dct:MediaType",
    "dct:conformsTo": "dct:Standard",
    "dct:spatial": "dct:Location",
    "dcat:theme": "skos:Concept",
    "dcat:themeTaxonomy": "skos:ConceptScheme",
    "dcatap:availability": "skos:Concept",
    "dcatap:hvdCategory": "skos:Concept",
    "dcatap:applicableLegislation": "eli:LegalResource",
    "adms:status": "skos:Concept",
    "spdx:algorithm": "spdx:ChecksumAlgorithm",
    "odrl:hasPolicy": "odrl:Policy",
    "dcat:hadRole": "dcat:Role",
    "dcat:landingPage": "foaf:Document",
    "foaf:homepage": "foaf:Document",
}


def european(graph: Graph) -> Graph:
    """Give the graph as data.europa.eu checks it."""
    result = Graph()
    for subject, said in graph.statements.items():
        for predicate, objects in said.items():
            result.add(subject, predicate, *map(_size, objects) if predicate == "dcat:byteSize" else objects)
            if kind := RANGES.get(predicate):
                for node in objects:
                    if not isinstance(node, Literal):
                        result.add(node, TYPE, name(kind))
    return result


def _size(value: Node) -> Node:
    return typed(value.value, "nonNegativeInteger") if isinstance(value, Literal) else value
