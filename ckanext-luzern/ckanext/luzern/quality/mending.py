"""Where a person mends what is wrong in a graph: from a property of a node back to the field of the package it was written from."""

from __future__ import annotations

from pyoxigraph import NamedNode

from luzern_harvesters.dcat.graph import ADMS, DCAT, DCATAP, DCT, FOAF, SPDX, Namespace, Subject, Term

from .graph import FeedGraph, local

ODRL, PROV, SCHEMA = Namespace("http://www.w3.org/ns/odrl/2/"), Namespace("http://www.w3.org/ns/prov#"), Namespace("http://schema.org/")

DATASET = {
    DCT.title: "title_translated", DCT.description: "notes_translated", DCT.identifier: "identifier", DCT.publisher: "publisher",
    DCAT.contactPoint: "contact", DCAT.distribution: "resources", DCAT.keyword: "tags_translated", DCAT.theme: "theme", DCT.issued: "issued",
    DCT.modified: "modified", DCAT.landingPage: "url", DCT.spatial: "spatial_coverage", DCT.temporal: "temporal_coverage",
    DCATAP.availability: "availability", DCT.accrualPeriodicity: "frequency", DCT.language: "language", DCT.accessRights: "access_rights",
    DCT.conformsTo: "conforms_to", FOAF.page: "documentation", DCT.relation: "relations", DCAT.qualifiedRelation: "qualified_relation",
    DCT.isReferencedBy: "is_referenced_by", SCHEMA.image: "image", DCATAP.applicableLegislation: "applicable_legislation",
    DCAT.inSeries: "in_series", DCT.creator: "creator", DCAT.version: "version", ADMS.versionNotes: "version_notes", ADMS.status: "status",
    ADMS.identifier: "alternate_identifier", DCATAP.hvdCategory: "hvd_category", DCT.license: "resources", DCT.rights: "resources",
    DCT.hasPart: "has_part", ODRL.hasPolicy: "has_policy", PROV.qualifiedAttribution: "qualified_attribution",
    PROV.wasGeneratedBy: "provenance_activity",
}  # fmt: skip
DISTRIBUTION = {
    DCAT.accessURL: "access_url", DCAT.downloadURL: "download_url", DCT.license: "license", DCT.rights: "rights", DCT.issued: "issued",
    DCT.modified: "modified", DCT.title: "name_translated", DCT.description: "description_translated", DCT["format"]: "format",
    DCAT.mediaType: "mimetype", DCAT.byteSize: "size", DCT.identifier: "identifier", DCT.language: "language", DCATAP.availability: "availability",
    DCAT.temporalResolution: "temporal_resolution", DCAT.accessService: "access_services", DCT.conformsTo: "conforms_to",
    FOAF.page: "documentation", DCAT.packageFormat: "package_format", SPDX.checksum: "hash", SCHEMA.image: "image", ADMS.status: "status",
    DCATAP.applicableLegislation: "applicable_legislation", ODRL.hasPolicy: "has_policy",
}  # fmt: skip


def field_of(graph: FeedGraph, dataset: Subject, node: Term, predicate: NamedNode | None) -> str:
    """Give the path of a property of a node in a dataset's description: ``theme``, ``resources[0].license``, ``contact``.

    A property of a node further inside leads to the field that the node was written from; a name the portal has no field for stays itself.
    """
    if node == dataset:
        return DATASET.get(predicate, local(predicate)) if predicate else ""
    for number, distribution in enumerate(graph.values(dataset, DCAT.distribution)):
        if node == distribution:
            return f"resources[{number}]" + (f".{DISTRIBUTION.get(predicate, local(predicate))}" if predicate else "")
        if parent := _pointing(graph, distribution, node):
            return f"resources[{number}].{DISTRIBUTION.get(parent, local(parent))}"
    parent = _pointing(graph, dataset, node)
    return DATASET.get(parent, local(parent)) if parent else ""


def _pointing(graph: FeedGraph, start: Term, node: Term) -> NamedNode | None:
    if not isinstance(start, Subject):
        return None
    return next((predicate for predicate, value in graph.about(start) if value == node), None)
