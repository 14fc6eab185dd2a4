"""A package as a graph: ``dcat:Dataset`` with what belongs to it (DCAT-AP CH 3.0 §dcat:Dataset). Pure: no database, no request.

Who is who: ``dct:publisher`` is the city, the same node everywhere, because opendata.swiss files every dataset under the organisation of the
catalogue, wants one publisher with an address that answers, and would merge the names of ten departments on one IRI. The department,
or the partner a record names as its publisher, has made the data: it is ``dct:creator``.

What is left out on purpose: ``dct:coverage`` and ``rdfs:seeAlso`` (withdrawn, reported by the checker), keywords as concepts (reported),
``metadata_modified`` as ``dct:modified`` (3.0: only when the data changed), periods with an open end (platform drops them), and texts
where DCAT wants an IRI.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from ckanext.luzern.feeds import spatial
from ckanext.luzern.feeds.distribution_graph import Owner, write_distribution
from ckanext.luzern.feeds.rdf import Property, Writer, name
from ckanext.luzern.feeds.settings import FeedSettings
from ckanext.luzern.feeds.values import (
    ACCESS_RIGHT,
    AVAILABILITY,
    DATE,
    FREQUENCY,
    IRI,
    LANGUAGE,
    MAILBOX,
    PLAIN,
    STATUS,
    TEXT,
    THEME,
    Fields,
    clean,
    parts,
)
from luzern_harvesters.finding import Finding

RELATED = URIRef("http://www.iana.org/assignments/relation/related")  # the only role opendata.swiss knows
_PERMALINK = "https://opendata.swiss/perma/"
_LOCAL_ID = re.compile(r"[A-Za-z0-9_-]+")
_UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


DATASET: tuple[Property, ...] = (
    ("dct:title", "title_translated", TEXT),
    ("dct:description", "notes_translated", TEXT),
    ("dcat:keyword", "tags_translated", TEXT),
    ("dcat:theme", "theme", THEME),
    ("dct:issued", "issued", DATE),
    ("dct:modified", "modified", DATE),
    ("dct:accrualPeriodicity", "frequency", FREQUENCY),
    ("dct:language", "language", LANGUAGE),
    ("dct:accessRights", "access_rights", ACCESS_RIGHT),
    ("dcatap:availability", "availability", AVAILABILITY),
    ("dct:conformsTo", "conforms_to", IRI),
    ("dct:isReferencedBy", "is_referenced_by", IRI),
    ("dcat:inSeries", "in_series", IRI),
    ("dcatap:applicableLegislation", "applicable_legislation", IRI),
    ("dcatap:hvdCategory", "hvd_category", IRI),
    ("schema:image", "image", IRI),
    ("dcat:version", "version", PLAIN),
    ("adms:versionNotes", "version_notes", TEXT),
    ("adms:status", "status", STATUS),
)
AGENT: tuple[Property, ...] = (("foaf:name", "name_translated", TEXT), ("foaf:homepage", "url", IRI))


@dataclass(frozen=True)
class DatasetGraph:
    """One dataset: its node, its statements, and what had to be left out of them."""

    node: URIRef
    graph: Graph
    findings: tuple[Finding, ...]


def dataset_iri(package_id: str, settings: FeedSettings) -> URIRef:
    """Give the IRI of a dataset: by CKAN's id, which no edit and no rename changes, and which nobody types as a link by chance."""
    return URIRef(f"{settings.site}/dataset/{package_id}")


def build(package: Fields, settings: FeedSettings, *, one_resource: bool, node: URIRef | None = None) -> DatasetGraph:
    """Describe a dataset; the publisher is referred to, ``catalogue`` describes it.

    ``one_resource`` is the rule of opendata.swiss' importer: it takes whatever can be reached from the dataset, and skips the dataset if
    that holds a second typed dataset, series or service. Services are then bare IRIs, and nothing points at another dataset or the catalogue.
    """
    node = node or dataset_iri(package["id"], settings)
    page = f"{settings.site}/dataset/{package.get('name') or package['id']}"
    others = re.compile(rf"{re.escape(settings.site)}(/dataset/(?!{re.escape(package['id'])}){_UUID})?")
    writer = Writer(blank_prefix=f"d{package['id']}", avoid=others if one_resource else None)
    writer.typed(node, "dcat:Dataset")
    if identifier := _identifier(package, settings):
        writer.add(node, "dct:identifier", Literal(identifier))
    writer.add(node, "dct:publisher", URIRef(settings.publisher.iri))
    writer.properties(node, package, DATASET)
    _write_creators(writer, node, package, settings)
    _write_contacts(writer, node, package)
    spatial.write(writer, node, package)
    _write_periods(writer, node, package)
    _write_pages(writer, node, package, page)
    _write_relations(writer, node, package, settings)
    _write_other_identifiers(writer, node, package)
    owner = Owner(node, package, page, in_full=not one_resource)
    for number, resource in enumerate(parts(package.get("resources"))):
        write_distribution(writer, owner, resource, f"resources[{number}].")
    _write_common_terms(writer, node)
    return DatasetGraph(node, writer.graph, tuple(writer.findings))


def _identifier(package: Fields, settings: FeedSettings) -> str:
    """Exactly one literal, ``<id>@<organisation>`` (platform: identity, a change is a deletion); empty where the local part is not usable."""
    local = clean(package.get("identifier") or "")
    return f"{local}@{settings.organisation}" if _LOCAL_ID.fullmatch(local) else ""


def _write_creators(writer: Writer, node: Node, package: Fields, settings: FeedSettings) -> None:
    stated = parts(package.get("publisher"))
    agents = [("publisher", agent) for agent in stated or _organisation(package, settings)]
    agents += [("creator", agent) for agent in parts(package.get("creator"))]
    for field, agent in agents:
        found = writer.nodes(agent.get("uri"), IRI, f"{field}.uri")
        if URIRef(settings.publisher.iri) in found or not any(TEXT.nodes(agent.get("name_translated"))):
            continue  # the city is the publisher already; an agent has a name (§foaf:Agent)
        creator = writer.typed(found[0], "foaf:Agent") if found else writer.blank("foaf:Agent")
        writer.properties(creator, agent, AGENT, f"{field}.")
        writer.add(node, "dct:creator", creator)


def _organisation(package: Fields, settings: FeedSettings) -> list[Fields]:
    """The owning department, as an agent; CKAN gives its title in German."""
    return [
        {"uri": f"{settings.site}/organization/{owner['name']}", "name_translated": owner.get("title_translated") or {"de": owner.get("title")}}
        for owner in parts(package.get("organization"))
    ]


def _write_contacts(writer: Writer, node: Node, package: Fields) -> None:
    """§vcard:Organization; one name, because the old importer takes any. vcard:Kind beside it, because DCAT-AP asks for that."""
    for number, contact in enumerate(parts(package.get("contact"))):
        path = f"contact[{number}]."
        names = list(TEXT.nodes(contact.get("name_translated")))
        mailboxes = writer.nodes(contact.get("email"), MAILBOX, f"{path}email")
        if names and mailboxes:  # opendata.swiss ignores a contact that lacks either
            card = writer.blank("vcard:Organization", "vcard:Kind")
            writer.add(card, "vcard:fn", Literal(str(names[0])))
            writer.add(card, "vcard:hasEmail", *mailboxes)
            writer.add(card, "vcard:hasURL", *writer.nodes(contact.get("url"), IRI, f"{path}url"))
            writer.add(node, "dcat:contactPoint", card)
        else:
            writer.leave_out(path.rstrip("."), names[0] if names else "", "ein Kontakt braucht Namen und E-Mail-Adresse")


def _write_periods(writer: Writer, node: Node, package: Fields) -> None:
    """§dct:PeriodOfTime with both ends: the handbook has periods with an unknown end left out."""
    for number, period in enumerate(parts(package.get("temporal_coverage"))):
        path = f"temporal_coverage[{number}]"
        start, end = (writer.nodes(period.get(field), DATE, f"{path}.{field}") for field in ("start", "end"))
        if start and end:
            interval = writer.blank("dct:PeriodOfTime")
            writer.add(interval, "dcat:startDate", *start)
            writer.add(interval, "dcat:endDate", *end)
            writer.add(node, "dct:temporal", interval)
        else:
            writer.leave_out(path, period, "ein Zeitraum braucht Anfang und Ende")


def _write_pages(writer: Writer, node: Node, package: Fields, page: str) -> None:
    """The landing page (one; ours if the provider has none) and further documents, as IRIs like the handbook's own example."""
    writer.add(node, "dcat:landingPage", (writer.nodes(package.get("url"), IRI, "url") or [URIRef(page)])[0])
    for document in writer.nodes(package.get("documentation"), IRI, "documentation"):
        writer.add(node, "foaf:page", writer.typed(document, "foaf:Document"))


def _write_relations(writer: Writer, node: Node, package: Fields, settings: FeedSettings) -> None:
    """§dct:relation: pages and laws, with a label; §dcat:qualifiedRelation: other datasets, by their permalink."""
    for number, relation in enumerate(parts(package.get("relations"))):
        for target in writer.nodes(relation.get("url"), IRI, f"relations[{number}].url"):
            writer.add(node, "dct:relation", target)
            writer.add(target, "rdfs:label", *TEXT.nodes(relation.get("label_translated")))
    for number, relation in enumerate(parts(package.get("qualified_relation"))):
        path = f"qualified_relation[{number}]."
        for target in writer.nodes(_permalink(relation.get("uri"), settings), IRI, f"{path}uri"):
            relationship = writer.blank("dcat:Relationship")
            writer.add(relationship, "dct:relation", target)
            writer.add(relationship, "dcat:hadRole", *(writer.nodes(relation.get("role"), IRI, f"{path}role") or [RELATED]))
            writer.add(node, "dcat:qualifiedRelation", relationship)


def _write_other_identifiers(writer: Writer, node: Node, package: Fields) -> None:
    """§adms:Identifier: a DOI, the number in the source."""
    for alternate in writer.nodes(package.get("alternate_identifier"), PLAIN, "alternate_identifier"):
        identifier = writer.blank("adms:Identifier")
        writer.add(identifier, "skos:notation", alternate)
        writer.add(node, "adms:identifier", identifier)


def _permalink(target: object, settings: FeedSettings) -> object:
    """A dataset of ours, named by its identifier or its page, as opendata.swiss' permalink; anything else as it is."""
    local = clean(target or "").removeprefix(f"{settings.site}/dataset/").removesuffix(f"@{settings.organisation}")
    ours = _LOCAL_ID.fullmatch(local) and not re.fullmatch(_UUID, local)
    return f"{_PERMALINK}{local}@{settings.organisation}" if ours else target


def _write_common_terms(writer: Writer, node: Node) -> None:
    """§dct:license, §dct:rights of the dataset: what every one of its distributions says."""
    distributions = list(writer.graph.objects(node, name("dcat:distribution")))
    for predicate in ("dct:license", "dct:rights"):
        said = [writer.graph.value(distribution, name(predicate)) for distribution in distributions]
        if said and said[0] and len(set(said)) == 1:
            writer.add(node, predicate, said[0])
