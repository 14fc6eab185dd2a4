"""Responsible parties of an ISO record: who publishes, who answers (``CI_ResponsibleParty``, ``CI_Responsibility``)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from luzern_harvesters.record import Agent
from luzern_harvesters.xml import Element

from .iso_text import Path, Tongues, code, plain, properties, types, within

EMAIL = re.compile(r"[^\s;,<>@]+@[^\s;,<>@]+\.[^\s;,<>@]+")
PUBLISHERS = ("publisher", "owner", "pointofcontact", "resourceprovider", "distributor", "custodian")
AUTHORS = ("author", "originator", "principalinvestigator")
CONTACTS = ("pointofcontact", "owner", "publisher", "distributor", "custodian", "resourceprovider", "processor", "", *AUTHORS)
NAMES = (("organisationname",), ("party", "name"), ("positionname",), ("party", "individual", "positionname"), ("individualname",), ("individuallastname",))

Parties = Sequence[tuple[Element, str]]
"""Responsible parties with their roles, in lower case."""


def with_roles(node: Element, *path: Path) -> Parties:
    """Give the parties at the end of a path."""
    return [(party, code(next(party.all("role"), None)).lower()) for party in types(node, *path)]


def publisher_of(parties: Parties, tongues: Tongues) -> Agent | None:
    """Give who publishes: the first role that someone has; nobody is made a publisher for having entered the metadata."""
    found = (agent_of(party, tongues) for wanted in PUBLISHERS for party, role in parties if role == wanted)
    return next((agent for agent in found if agent.name), None)


def creators_of(parties: Parties, tongues: Tongues) -> tuple[Agent, ...]:
    """Give who made the data."""
    found = [agent_of(party, tongues) for party, role in parties if role in AUTHORS]
    return tuple(agent for index, agent in enumerate(found) if agent.name and agent not in found[:index])


def contacts_of(tongues: Tongues, *groups: Parties) -> tuple[Agent, ...]:
    """Give who answers questions: of the first group all in the first role of whom someone has an e-mail address, else in the first that someone has."""
    by_role = [[agent_of(party, tongues) for party, role in parties if role == wanted] for parties in groups for wanted in CONTACTS]
    for found in by_role:
        if reachable := [agent for agent in found if agent.email]:
            return tuple({agent.email: agent for agent in reversed(reachable)}.values())[::-1]
    named = ([agent for index, agent in enumerate(found) if agent.name and agent not in found[:index]] for found in by_role)
    return tuple(next(filter(None, named), []))


def agent_of(party: Element, tongues: Tongues) -> Agent:
    """Map one party: an organisation by its name, else the office, else the person."""
    named = (tongues.texts(prop) for path in NAMES for prop in properties(party, *path))
    emails = (match[0] for prop in within(party, "electronicmailaddress") if (match := EMAIL.search(plain(prop))))
    pages = (tongues.address(prop) for prop in within(party, "linkage"))
    return Agent(
        name=next(filter(None, named), {}),
        email=next(emails, ""),
        url=next((page for page in pages if page.startswith(("http://", "https://"))), ""),
    )
