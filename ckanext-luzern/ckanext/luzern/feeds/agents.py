"""Who is behind a dataset (DCAT-AP CH 3.0 §foaf:Agent, §vcard:Organization, §prov:Attribution).

``dct:publisher`` is the city, the same node everywhere, because opendata.swiss files every dataset under the organisation of the catalogue,
wants one publisher with an address that answers, and would merge the names of ten departments on one IRI. The department, or the partner a
record names as its publisher, has made the data: it is ``dct:creator``.
"""

from __future__ import annotations

from pyoxigraph import BlankNode, Literal, NamedNode

from ckanext.luzern.feeds.rdf import Property, Writer
from ckanext.luzern.feeds.scope import Scope
from ckanext.luzern.feeds.values import IRI, MAILBOX, TEXT, Fields, parts

AGENT: tuple[Property, ...] = (("foaf:name", "name_translated", TEXT), ("foaf:homepage", "url", IRI), ("foaf:mbox", "email", MAILBOX))


def write_agents(writer: Writer, scope: Scope) -> None:
    """State publisher, creators, contacts and whoever else had a part in the dataset."""
    writer.add(scope.node, "dct:publisher", NamedNode(scope.settings.publisher.iri))
    _write_creators(writer, scope)
    _write_contacts(writer, scope)
    _write_attributions(writer, scope)


def _write_creators(writer: Writer, scope: Scope) -> None:
    stated = parts(scope.package.get("publisher"))
    agents = [(f"publisher[{number}].", agent) for number, agent in enumerate(stated or _organisation(scope))]
    agents += [(f"creator[{number}].", agent) for number, agent in enumerate(parts(scope.package.get("creator")))]
    for path, agent in agents:
        if creator := _agent(writer, scope, agent, path):
            writer.add(scope.node, "dct:creator", creator)


def _agent(writer: Writer, scope: Scope, agent: Fields, path: str) -> NamedNode | BlankNode | None:
    """Describe an agent, which has a name; the city is the publisher already."""
    found = writer.iris(agent.get("uri"), f"{path}uri")
    if NamedNode(scope.settings.publisher.iri) in found or not any(TEXT.nodes(agent.get("name_translated"))):
        return None
    node = writer.typed(found[0], "foaf:Agent") if found else writer.blank("foaf:Agent")
    writer.properties(node, agent, AGENT, path)
    return node


def _organisation(scope: Scope) -> list[Fields]:
    """The owning department, as an agent; CKAN gives its title in German."""
    return [
        {
            "uri": f"{scope.settings.site}/organization/{owner['name']}",
            "name_translated": owner.get("title_translated") or {"de": owner.get("title")},
        }
        for owner in parts(scope.package.get("organization"))
    ]


def _write_contacts(writer: Writer, scope: Scope) -> None:
    """§vcard:Organization; for opendata.swiss one name, because its old importer takes any. DCAT-AP asks for vcard:Kind beside it."""
    for number, contact in enumerate(parts(scope.package.get("contact"))):
        path = f"contact[{number}]."
        names = TEXT.nodes(contact.get("name_translated"))
        mailboxes = writer.nodes(contact.get("email"), MAILBOX, f"{path}email")
        if names and mailboxes:  # opendata.swiss ignores a contact that lacks either
            card = writer.blank("vcard:Organization", "vcard:Kind")
            writer.add(card, "vcard:fn", *([Literal(names[0].value)] if scope.one_resource else names))
            writer.add(card, "vcard:hasEmail", *mailboxes)
            writer.add(card, "vcard:hasURL", *writer.iris(contact.get("url"), f"{path}url"))
            writer.add(scope.node, "dcat:contactPoint", card)
        else:
            writer.leave_out(path.rstrip("."), names[0].value if names else "", "ein Kontakt braucht Namen und E-Mail-Adresse")


def _write_attributions(writer: Writer, scope: Scope) -> None:
    """§prov:qualifiedAttribution: an agent and the part it had."""
    for number, attribution in enumerate(parts(scope.package.get("qualified_attribution"))):
        path = f"qualified_attribution[{number}]."
        agent, roles = _agent(writer, scope, attribution, path), writer.iris(attribution.get("role"), f"{path}role")
        if agent and roles:
            node = writer.blank("prov:Attribution")
            writer.add(node, "prov:agent", agent)
            writer.add(node, "dcat:hadRole", *roles)
            writer.add(scope.node, "prov:qualifiedAttribution", node)
        else:
            writer.leave_out(path.rstrip("."), attribution.get("role"), "eine Mitwirkung braucht Namen und Rolle")
