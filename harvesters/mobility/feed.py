"""The feed: what GBFS, GTFS, GTFS Realtime, SIRI and DATEX II all say of themselves; the document of its record, as JSON."""

from __future__ import annotations

from dataclasses import dataclass, field

from pydantic import TypeAdapter, ValidationError

from luzern_harvesters.errors import RecordError
from luzern_harvesters.finding import Finding
from luzern_harvesters.record import Agent, Period, Text


@dataclass(frozen=True)
class File:
    """One address of the feed; ``format`` is a word of the file-type vocabulary."""

    key: str
    title: str  # German
    url: str
    format: str
    media_type: str
    byte_size: int | None = None


@dataclass(frozen=True)
class Feed:
    """A feed's metadata. Dates, licence, frequency and languages are the feed's words."""

    id: str
    title: Text = field(default_factory=dict)
    description: Text = field(default_factory=dict)
    publisher: Agent | None = None
    creators: tuple[Agent, ...] = ()
    contacts: tuple[Agent, ...] = ()
    keywords: tuple[str, ...] = ()  # German
    period: Period = field(default_factory=Period)
    box: tuple[float, ...] = ()  # west, south, east, north
    languages: tuple[str, ...] = ()
    licences: tuple[str, ...] = ()  # the same licence in several words, the clearest first
    frequency: str = ""
    modified: str = ""
    version: str = ""
    landing_page: str = ""
    documentation: tuple[str, ...] = ()
    files: tuple[File, ...] = ()
    findings: tuple[Finding, ...] = ()


FEED = TypeAdapter(Feed)
LANGUAGES = ("de", "fr", "it", "en")


def dumped(feed: Feed) -> bytes:
    """Give a feed as JSON."""
    return FEED.dump_json(feed)


def loaded(body: bytes) -> Feed:
    """Read a feed from JSON.

    Raises:
        RecordError: it is none.
    """
    try:
        return FEED.validate_json(body)
    except ValidationError as err:
        raise RecordError(Finding.error("feed-broken", "", "Die gelesenen Angaben zum Feed sind beschädigt.")) from err


def by_language(texts: dict[str, str]) -> Text:
    """Give a text in the portal's languages; one that is in none of them counts as German."""
    short = {language.replace("_", "-").split("-", 1)[0].lower(): " ".join(words.split()) for language, words in reversed(texts.items()) if words.strip()}
    known = {language: short[language] for language in LANGUAGES if language in short}
    return known or ({"de": next(reversed(short.values()))} if short else {})


def number(count: int) -> str:
    """Give a number as it is written in Switzerland."""
    return f"{count:,}".replace(",", "'")
