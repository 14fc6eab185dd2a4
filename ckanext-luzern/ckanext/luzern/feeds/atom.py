"""Events of the catalogue as an Atom feed (RFC 4287), in pages (RFC 5005). Pure.

An entry tells of one event and keeps its id for ever; a dataset that changes again gets another entry, so that readers show it anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree as ET

from ckanext.luzern.feeds.changes import GONE, Event
from ckanext.luzern.feeds.settings import FeedSettings
from ckanext.luzern.feeds.values import clean
from luzern_harvesters.record import Text
from luzern_schemas.document import LANGUAGES

NAMESPACE = "http://www.w3.org/2005/Atom"
SUMMARY = 500  # characters
NO_CHANGE_YET = "1970-01-01T00:00:00Z"  # Atom wants a moment, even where nothing has happened


@dataclass(frozen=True)
class Frame:
    """What stands around the entries.

    ``first`` is the address of the first page, ``address`` this page's; ``previous`` and ``next`` are empty at the ends. ``titles`` are those
    of the entries by kind of event, with ``{title}`` for the dataset's.
    """

    first: str
    address: str
    title: str
    language: str
    titles: Mapping[str, str]
    previous: str = ""
    next: str = ""


def document(events: Sequence[Event], frame: Frame, settings: FeedSettings) -> bytes:
    """Write a page of the feed."""
    feed = ET.Element("feed", {"xmlns": NAMESPACE, "xml:lang": frame.language})
    _texts(feed, id=frame.first, title=frame.title, updated=_moment(events[0].at) if events else NO_CHANGE_YET)
    _texts(ET.SubElement(feed, "author"), name=in_language(settings.publisher.name, frame.language), uri=settings.publisher.iri)
    _link(feed, "alternate", f"{settings.site}/dataset/", "text/html")
    for relation, address in (("self", frame.address), ("first", frame.first), ("previous", frame.previous), ("next", frame.next)):
        _link(feed, relation, address, "application/atom+xml")
    for event in events:
        _entry(feed, event, frame, settings)
    ET.indent(feed)
    return ET.tostring(feed, encoding="utf-8", xml_declaration=True)


def in_language(text: Text, language: str) -> str:
    """Give a text in a language, else in the first of ours that it has; empty where it has none."""
    return clean(next((text[one] for one in (language, *LANGUAGES) if text.get(one)), ""))


def permalink(identifier: str, settings: FeedSettings) -> str:
    """Give the address that a dataset keeps, whatever it is called."""
    local = identifier.partition("@")[0]
    return f"{settings.site}/perma/{local}@{settings.organisation}"


def _entry(feed: ET.Element, event: Event, frame: Frame, settings: FeedSettings) -> None:
    entry = ET.SubElement(feed, "entry")
    lasting = permalink(event.identifier, settings)
    page = f"{settings.site}/dataset/{event.name}"
    title = frame.titles[event.kind].format(title=in_language(event.title, frame.language))
    moment = _moment(event.at)
    _texts(entry, id=f"{lasting}#{event.kind}-{event.at:%Y%m%dT%H%M%S.%fZ}", title=title, updated=moment, published=moment)
    if owner := in_language(event.organisation, frame.language):
        _texts(ET.SubElement(entry, "author"), name=owner)
    _link(entry, "alternate", lasting if event.kind == GONE else page, "text/html")
    if event.kind != GONE:
        _link(entry, "describedby", f"{page}.ttl", "text/turtle")
    ET.SubElement(entry, "category", {"term": event.kind, "scheme": f"{settings.site}/feeds#changes"})
    if summary := event.reason if event.kind == GONE else in_language(event.description, frame.language):
        _texts(entry, summary=summary if len(summary) <= SUMMARY else f"{summary[:SUMMARY].rstrip()} …")


def _texts(parent: ET.Element, **texts: str) -> None:
    for name, text in texts.items():
        ET.SubElement(parent, name).text = clean(text)


def _link(parent: ET.Element, relation: str, address: str, media_type: str) -> None:
    if address:
        ET.SubElement(parent, "link", {"rel": relation, "href": address, "type": media_type})


def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
