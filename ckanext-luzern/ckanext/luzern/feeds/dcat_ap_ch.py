"""DCAT-AP CH as a profile of ckanext-dcat: what ``/catalog.*`` and ``/dataset/<name>.*`` say, in every syntax.

Writing is ours from end to end: of what the European profile writes, the identifier, licences, formats, media types, contact, publisher,
spatial and modified would have to be taken out again. Reading (harvesting, the round trip) is inherited, but for what it can't read.
"""

from __future__ import annotations

import json
from typing import Any

import pyoxigraph
from ckanext.dcat.profiles import ADMS, EuropeanDCATAP3Profile
from rdflib import SKOS, XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from ckanext.luzern.feeds import catalogue, dataset_graph, rdf, settings


class LuzernDcatApChProfile(EuropeanDCATAP3Profile):
    """The profile ``luzern_dcat_ap_ch``: everything public in full, services included."""

    g: Graph

    def parse_dataset(self, dataset_dict: dict[str, Any], dataset_ref: URIRef) -> dict[str, Any]:
        """Read a dataset; its other identifiers by what they are (§adms:Identifier), where ckanext-dcat takes the names of their nodes."""
        super().parse_dataset(dataset_dict, dataset_ref)
        stated = [str(text) for node in self.g.objects(dataset_ref, ADMS.identifier) for text in self.g.objects(node, SKOS.notation)]
        if stated:
            dataset_dict["alternate_identifier"] = json.dumps(stated, ensure_ascii=False)
        return dataset_dict

    def graph_from_dataset(self, dataset_dict: dict[str, Any], dataset_ref: URIRef) -> None:
        """Add a dataset and its publisher to the graph."""
        node = pyoxigraph.NamedNode(str(dataset_ref))
        self._add(dataset_graph.build(dataset_dict, settings.from_config(), one_resource=False, node=node).graph)
        self._add(catalogue.build_publisher(settings.from_config()))

    def graph_from_catalog(self, catalog_dict: dict[str, Any] | None, catalog_ref: URIRef) -> None:
        """Add the catalogue to the graph; ckanext-dcat adds its datasets and pages."""
        self._add(catalogue.build_catalogue(settings.from_config(), node=pyoxigraph.NamedNode(str(catalog_ref))))
        self._add(catalogue.build_publisher(settings.from_config()))

    def _add(self, graph: rdf.Graph) -> None:
        for prefix, namespace in rdf.PREFIXES.items():
            self.g.bind(prefix, namespace, replace=True)
        for triple in graph:
            subject, predicate, value = map(_node, triple)
            self.g.add((subject, predicate, value))


def _node(term: rdf.Node) -> Node:
    if isinstance(term, pyoxigraph.Literal):
        datatype = None if term.language or term.datatype.value == str(XSD.string) else URIRef(term.datatype.value)  # what is untyped stays so
        return Literal(term.value, lang=term.language, datatype=datatype, normalize=False)
    return URIRef(term.value) if isinstance(term, pyoxigraph.NamedNode) else BNode(term.value)
