"""What services say in ``properties`` beyond the standard: whose the data is, its terms of use, its language, where it is documented.

OGC 18-088 §8.2.1 leaves the names to the service; those here are what German and European services use. What the datastreams say counts
where the thing itself says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from luzern_harvesters.record import Agent

from .service import Entity, listed

OWNERS = ("publisher", "ownerdata", "ownerthing", "owner", "organisation", "organization", "herausgeber", "eigentuemer")
LICENCES = ("licence", "license", "lizenz", "licenseurl", "license_url", "nutzungsbedingung", "nutzungsbedingungen")
TOPICS = ("topic", "theme", "thema")
DOCUMENTS = ("metadata", "documentation", "dokumentation")
WEB = re.compile(r"https?://\S+$")
LANGUAGES = ("de", "fr", "it", "en")


def publisher_of(entity: Entity) -> Agent | None:
    """Give whose the data is; None if nobody says it."""
    name = next(_texts(entity, OWNERS), "")
    return Agent({language_of(entity): name}) if name else None


def licence_of(entity: Entity) -> str:
    """Give the terms of use as they stand there; empty if nothing is stated."""
    return next(_texts(entity, LICENCES), "")


def stated_language(entity: Entity) -> str:
    """Give the language as it stands there."""
    return next(_texts(entity, ("language", "lang", "sprache")), "")


def language_of(entity: Entity) -> str:
    """Give the portal's language that the texts are in; German where nothing is said."""
    short = stated_language(entity).replace("_", "-").split("-", 1)[0].lower()
    return short if short in LANGUAGES else "de"


def topics_of(entity: Entity) -> tuple[str, ...]:
    """Give the words that could be themes."""
    return tuple(dict.fromkeys(_texts(entity, TOPICS)))


def keywords_of(entity: Entity) -> tuple[str, ...]:
    """Give the thing's own keywords."""
    return tuple(dict.fromkeys(word for found in _properties(entity)[:1] for word in _words(found.get("keywords"))))


def documents_of(entity: Entity) -> tuple[str, ...]:
    """Give the addresses where it is documented."""
    return tuple(dict.fromkeys(text for text in _texts(entity, DOCUMENTS) if WEB.match(text)))


def _texts(entity: Entity, names: Sequence[str]) -> Iterator[str]:
    """Give the texts of these names, the first name's first, the entity's own before its datastreams'."""
    every = [{str(key).lower(): value for key, value in one.items()} for one in _properties(entity)]
    for name in names:
        for found in every:
            yield from _words(found.get(name), is_list=name in TOPICS)


def _properties(entity: Entity) -> list[Entity]:
    observed = entity.get("ObservedProperty")
    holders = (observed if isinstance(observed, dict) else entity, *listed(entity, "Datastreams"), *listed(entity, "MultiDatastreams"))
    return [found if isinstance(found := one.get("properties"), dict) else {} for one in holders]


def _words(value: object, *, is_list: bool = True) -> list[str]:
    parts = value if isinstance(value, list) else value.split(",") if isinstance(value, str) and is_list else [value]
    return [one.strip() for one in parts if isinstance(one, str) and one.strip()]
