"""What a dataset points at: pages, laws, other datasets, series, what it was made by (DCAT-AP CH 3.0 §dct:relation and its neighbours)."""

from __future__ import annotations

import re

from pyoxigraph import NamedNode

from ckanext.luzern.feeds.rdf import Writer
from ckanext.luzern.feeds.scope import Scope
from ckanext.luzern.feeds.settings import FeedSettings
from ckanext.luzern.feeds.shared import write_shared
from ckanext.luzern.feeds.values import PLAIN, TEXT, clean, parts

RELATED = NamedNode("http://www.iana.org/assignments/relation/related")  # the only role opendata.swiss knows
LEGAL_BASIS = {"de": "Rechtliche Grundlagen", "fr": "Base légale", "it": "Basi legali", "en": "Legal basis"}
_PERMALINK = "https://opendata.swiss/perma/"
_LOCAL_ID = re.compile(r"[A-Za-z0-9_-]+")
_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
ELI = re.compile(r"https?://[^/]+/(.*/)?eli/.+")


def write_relations(writer: Writer, scope: Scope) -> None:
    """State every link of the dataset but those to its distributions."""
    _write_pages(writer, scope)
    _write_law(writer, scope)
    _write_related(writer, scope)
    _write_origin(writer, scope)
    _write_other_identifiers(writer, scope)
    write_shared(writer, scope.node, "dcat:inSeries", scope.package.get("in_series"), "in_series")


def local_identifier(text: str, settings: FeedSettings) -> str:
    """Give the local part of an identifier of ours, written alone, in full or as the dataset's page; empty for anything else."""
    local = clean(text).removeprefix(f"{settings.site}/dataset/").removesuffix(f"@{settings.organisation}")
    return local if _LOCAL_ID.fullmatch(local) and not _UUID.fullmatch(local) else ""


def _write_pages(writer: Writer, scope: Scope) -> None:
    """§dcat:landingPage (one; ours if the provider has none); §foaf:page as IRIs like the handbook's own example; §dct:relation with labels."""
    writer.add(scope.node, "dcat:landingPage", (writer.iris(scope.package.get("url"), "url") or [NamedNode(scope.page)])[0])
    for document in writer.iris(scope.package.get("documentation"), "documentation"):
        writer.add(scope.node, "foaf:page", writer.typed(document, "foaf:Document"))
    for number, relation in enumerate(parts(scope.package.get("relations"))):
        for target in writer.iris(relation.get("url"), f"relations[{number}].url"):
            writer.add(scope.node, "dct:relation", target)
            writer.add(target, "rdfs:label", *TEXT.nodes(relation.get("label_translated")))


def _write_law(writer: Writer, scope: Scope) -> None:
    """§dcatap:applicableLegislation takes an act by its ELI (Fedlex); any other legal basis is a §dct:relation with a label that says so.

    A legal basis in words has no address but the dataset's page, where it is read.
    """
    acts = writer.iris(scope.package.get("applicable_legislation"), "applicable_legislation")
    writer.add(scope.node, "dcatap:applicableLegislation", *(act for act in acts if ELI.fullmatch(act.value)))
    others = [act for act in acts if not ELI.fullmatch(act.value)]
    if not acts and any(TEXT.nodes(scope.package.get("legal_basis"))):
        others = [NamedNode(f"{scope.page}#legal_basis")]
    for act in others:
        writer.add(scope.node, "dct:relation", act)
        writer.add(act, "rdfs:label", *TEXT.nodes(LEGAL_BASIS))


def _write_related(writer: Writer, scope: Scope) -> None:
    """§dcat:qualifiedRelation: other datasets, ours by their permalink."""
    for number, relation in enumerate(parts(scope.package.get("qualified_relation"))):
        path = f"qualified_relation[{number}]."
        local = local_identifier(str(relation.get("uri") or ""), scope.settings)
        target = f"{_PERMALINK}{local}@{scope.settings.organisation}" if local else relation.get("uri")
        for dataset in writer.iris(target, f"{path}uri"):
            relationship = writer.blank("dcat:Relationship")
            writer.add(relationship, "dct:relation", dataset)
            writer.add(relationship, "dcat:hadRole", *(writer.iris(relation.get("role"), f"{path}role") or [RELATED]))
            writer.add(scope.node, "dcat:qualifiedRelation", relationship)


def _write_origin(writer: Writer, scope: Scope) -> None:
    """§prov:wasGeneratedBy: the survey, measurement or computation the data comes from."""
    for number, activity in enumerate(parts(scope.package.get("provenance_activity"))):
        path = f"provenance_activity[{number}]."
        iris, labels = writer.iris(activity.get("uri"), f"{path}uri"), writer.nodes(activity.get("label_translated"), TEXT, f"{path}label_translated")
        if iris or labels:
            node = writer.typed(iris[0], "prov:Activity") if iris else writer.blank("prov:Activity")
            writer.add(node, "rdfs:label", *labels)
            writer.add(scope.node, "prov:wasGeneratedBy", node)


def _write_other_identifiers(writer: Writer, scope: Scope) -> None:
    """§adms:Identifier: a DOI, the number in the source."""
    for alternate in writer.nodes(scope.package.get("alternate_identifier"), PLAIN, "alternate_identifier"):
        identifier = writer.blank("adms:Identifier")
        writer.add(identifier, "skos:notation", alternate)
        writer.add(scope.node, "adms:identifier", identifier)
