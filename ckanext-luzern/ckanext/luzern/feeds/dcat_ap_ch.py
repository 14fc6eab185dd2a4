"""DCAT-AP CH as a profile of ckanext-dcat: what ``/catalog.*`` and ``/dataset/<name>.*`` say, in every syntax.

Writing is ours from end to end: of what the European profile writes, the identifier, licences, formats, media types, contact, publisher,
spatial and modified would have to be taken out again. Reading (harvesting, the round trip) is inherited.
"""

from __future__ import annotations

from typing import Any

from ckanext.dcat.profiles import EuropeanDCATAP3Profile
from rdflib import Graph, URIRef

from ckanext.luzern.feeds import catalogue, dataset_graph, settings
from ckanext.luzern.feeds.rdf import bind


class LuzernDcatApChProfile(EuropeanDCATAP3Profile):
    """The profile ``luzern_dcat_ap_ch``: everything public in full, services included."""

    g: Graph

    def graph_from_dataset(self, dataset_dict: dict[str, Any], dataset_ref: URIRef) -> None:
        """Add a dataset and its publisher to the graph."""
        described = dataset_graph.build(dataset_dict, settings.from_config(), one_resource=False, node=dataset_ref)
        self._add(described.graph)
        self._add(catalogue.build_publisher(settings.from_config()))

    def graph_from_catalog(self, catalog_dict: dict[str, Any] | None, catalog_ref: URIRef) -> None:
        """Add the catalogue to the graph; ckanext-dcat adds its datasets and pages."""
        self._add(catalogue.build_catalogue(settings.from_config(), node=catalog_ref))
        self._add(catalogue.build_publisher(settings.from_config()))

    def _add(self, graph: Graph) -> None:
        bind(self.g)
        for triple in graph:
            self.g.add(triple)
