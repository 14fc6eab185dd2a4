"""A package as a graph: ``dcat:Dataset`` with what belongs to it (DCAT-AP CH 3.0 §dcat:Dataset). Pure: no database, no request.

What is left out on purpose: ``dct:coverage`` and ``rdfs:seeAlso`` (withdrawn, reported by the checker), keywords as concepts (reported),
``metadata_modified`` as ``dct:modified`` (3.0: only when the data changed), for opendata.swiss periods with an open end (platform drops
them), and texts where DCAT wants an IRI.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from ckanext.luzern.feeds import spatial
from ckanext.luzern.feeds.agents import write_agents
from ckanext.luzern.feeds.distribution_graph import write_distribution
from ckanext.luzern.feeds.rdf import Graph, Property, Writer
from ckanext.luzern.feeds.relations import local_identifier, write_relations
from ckanext.luzern.feeds.scope import Scope
from ckanext.luzern.feeds.settings import FeedSettings
from ckanext.luzern.feeds.shared import describe_shared
from ckanext.luzern.feeds.values import ACCESS_RIGHT, AVAILABILITY, DATE, FREQUENCY, IRI, LANGUAGE, PLAIN, STATUS, TEXT, THEME, Fields, Node, parts
from luzern_harvesters.finding import Finding

DATASET: tuple[Property, ...] = (
    ("dct:title", "title_translated", TEXT),
    ("dct:description", "notes_translated", TEXT),
    ("dcat:keyword", "tags_translated", TEXT),
    ("dcat:theme", "theme", THEME),
    ("dct:accrualPeriodicity", "frequency", FREQUENCY),
    ("dct:language", "language", LANGUAGE),
    ("dcatap:availability", "availability", AVAILABILITY),
    ("dct:conformsTo", "conforms_to", IRI),
    ("dct:isReferencedBy", "is_referenced_by", IRI),
    ("dct:hasPart", "has_part", IRI),
    ("dcatap:hvdCategory", "hvd_category", IRI),
    ("odrl:hasPolicy", "has_policy", IRI),
    ("schema:image", "image", IRI),
    ("dcat:version", "version", PLAIN),
    ("adms:versionNotes", "version_notes", TEXT),
    ("adms:status", "status", STATUS),
)
_UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


@dataclass(frozen=True)
class DatasetGraph:
    """One dataset: its node, its statements, and what had to be left out of them."""

    node: NamedNode
    graph: Graph
    findings: tuple[Finding, ...]


def dataset_iri(package_id: str, settings: FeedSettings) -> NamedNode:
    """Give the IRI of a dataset: by CKAN's id, which no edit and no rename changes, and which nobody types as a link by chance."""
    return NamedNode(f"{settings.site}/dataset/{package_id}")


def build(package: Fields, settings: FeedSettings, *, one_resource: bool, node: NamedNode | None = None) -> DatasetGraph:
    """Describe a dataset and say that it is in the catalogue; ``catalogue`` describes that and the publisher.

    ``one_resource`` is the rule of opendata.swiss' importer: it takes whatever can be reached from the dataset, and skips the dataset if
    that holds a second typed dataset, series or service. Services are then bare IRIs, and nothing points at another dataset or the catalogue.
    """
    page = f"{settings.site}/dataset/{package.get('name') or package['id']}"
    scope = Scope(node or dataset_iri(package["id"], settings), package, settings, page, one_resource)
    others = re.compile(rf"{re.escape(settings.site)}(/dataset/(?!{re.escape(package['id'])}){_UUID})?")
    writer = Writer(blank_prefix=f"d{package['id']}", avoid=others if one_resource else None)
    _write_dataset(writer, scope)
    resources = parts(package.get("resources"))
    for number, resource in enumerate(resources):
        write_distribution(writer, scope, resource, f"resources[{number}].")
    _write_common_terms(writer, scope)
    if not one_resource:
        describe_shared(writer, scope, resources)
    writer.add(NamedNode(settings.site), "dcat:dataset", scope.node)
    return DatasetGraph(scope.node, writer.graph, tuple(writer.findings))


def _write_dataset(writer: Writer, scope: Scope) -> None:
    writer.typed(scope.node, "dcat:Dataset")
    if identifier := _identifier(scope):
        writer.add(scope.node, "dct:identifier", Literal(identifier))
    writer.properties(scope.node, scope.package, DATASET)
    _write_dates(writer, scope)
    _write_access_rights(writer, scope)
    write_agents(writer, scope)
    spatial.write(writer, scope.node, scope.package)
    _write_periods(writer, scope)
    write_relations(writer, scope)


def _identifier(scope: Scope) -> str:
    """Exactly one literal, ``<id>@<organisation>`` (platform: identity, a change is a deletion); empty where the local part is not usable."""
    local = local_identifier(str(scope.package.get("identifier") or ""), scope.settings)
    return f"{local}@{scope.settings.organisation}" if local else ""


def _write_dates(writer: Writer, scope: Scope) -> None:
    """§dct:issued, the day the dataset came to the portal if nobody states another; §dct:modified, else when a file of it changed since."""
    issued = writer.nodes(scope.package.get("issued"), DATE, "issued") or DATE.nodes(str(scope.package.get("metadata_created") or "")[:10])
    modified = writer.nodes(scope.package.get("modified"), DATE, "modified") or _newest_change(scope, since=issued[0].value if issued else "")
    writer.add(scope.node, "dct:issued", *issued[:1])
    writer.add(scope.node, "dct:modified", *modified[:1])


def _newest_change(scope: Scope, *, since: str) -> Sequence[Node]:
    changes = (str(resource.get("modified") or "") for resource in parts(scope.package.get("resources")))
    newest = max(changes, default="")
    return DATE.nodes(newest) if newest[:10] > since[:10] else ()


def _write_access_rights(writer: Writer, scope: Scope) -> None:
    """§dct:accessRights: what anybody may read without asking is public, also where nobody says so."""
    stated = writer.nodes(scope.package.get("access_rights"), ACCESS_RIGHT, "access_rights")
    writer.add(scope.node, "dct:accessRights", *(stated or ([] if scope.package.get("private") else ACCESS_RIGHT.nodes("PUBLIC"))))


def _write_periods(writer: Writer, scope: Scope) -> None:
    """§dct:PeriodOfTime; for opendata.swiss with both ends: the handbook has periods with an unknown end left out."""
    for number, period in enumerate(parts(scope.package.get("temporal_coverage"))):
        path = f"temporal_coverage[{number}]"
        start, end = (writer.nodes(period.get(field), DATE, f"{path}.{field}") for field in ("start", "end"))
        if (start and end) or ((start or end) and not scope.one_resource):
            interval = writer.blank("dct:PeriodOfTime")
            writer.add(interval, "dcat:startDate", *start)
            writer.add(interval, "dcat:endDate", *end)
            writer.add(scope.node, "dct:temporal", interval)
        else:
            writer.leave_out(path, period, "ein Zeitraum braucht Anfang und Ende")


def _write_common_terms(writer: Writer, scope: Scope) -> None:
    """§dct:license, §dct:rights of the dataset: what every one of its distributions says."""
    distributions = [node for node in writer.graph.objects(scope.node, "dcat:distribution") if isinstance(node, NamedNode)]
    for predicate in ("dct:license", "dct:rights"):
        said = [writer.graph.objects(distribution, predicate) for distribution in distributions]
        if said and said[0] and all(terms == said[0] for terms in said):
            writer.add(scope.node, predicate, said[0][0])
