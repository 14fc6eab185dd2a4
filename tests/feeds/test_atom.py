"""The change feed as a document: RFC 4287, ids that stay, pages that lead on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from xml.etree import ElementTree as ET

from ckanext.luzern.feeds import atom
from ckanext.luzern.feeds.changes import CHANGED, GONE, NEW, Event
from feeds.packages import SETTINGS, SITE

ATOM = "{http://www.w3.org/2005/Atom}"
FRAME = atom.Frame(
    f"{SITE}/feeds/changes.atom", f"{SITE}/feeds/changes.atom", "Änderungen", "fr", {NEW: "Neu: {title}", CHANGED: "Anders: {title}", GONE: "Weg: {title}"}
)
AT = datetime(2026, 11, 20, 8, 0, 0, 123456, tzinfo=timezone.utc)
EVENT = Event(NEW, AT, "1", "laerm", "strassenlaerm", {"de": "Lärm", "fr": "Bruit"}, {"de": "Wie laut es ist & warum. \x0b" + "x" * 900}, {"de": "Tiefbauamt"})


def written(*events: Event, frame: atom.Frame = FRAME) -> ET.Element:
    return ET.fromstring(atom.document(events, frame, SETTINGS))


def texts(entry: ET.Element, name: str) -> list[str]:
    return [str(found.text) for found in entry.iter(f"{ATOM}{name}")]


def test_feed_and_entries_have_what_atom_requires() -> None:
    feed = written(EVENT)

    for element in (feed, *feed.iter(f"{ATOM}entry")):
        for required in ("id", "title", "updated", "author"):
            assert element.find(f"{ATOM}{required}") is not None, required
    assert texts(feed, "updated") == ["2026-11-20T08:00:00Z"] * 2


def test_an_entry_is_in_the_readers_language_else_in_german() -> None:
    (entry,) = written(EVENT).iter(f"{ATOM}entry")

    assert texts(entry, "title") == ["Neu: Bruit"]
    assert texts(entry, "summary")[0].startswith("Wie laut es ist & warum.")
    assert len(texts(entry, "summary")[0]) < 510


def test_the_id_of_an_entry_stays_when_the_dataset_is_renamed_and_another_change_is_another_entry() -> None:
    later = replace(EVENT, kind=CHANGED, at=AT.replace(day=21))
    ids = [texts(entry, "id")[0] for entry in written(later, EVENT, replace(EVENT, name="anders")).iter(f"{ATOM}entry")]

    assert ids[1] == ids[2]
    assert ids[0] != ids[1]
    assert ids[1].startswith(f"{SITE}/perma/laerm@stadt-luzern#")


def test_a_withdrawn_dataset_leads_to_its_permanent_address_with_the_reason() -> None:
    (entry,) = written(replace(EVENT, kind=GONE, reason="Enthält Personendaten.")).iter(f"{ATOM}entry")

    assert texts(entry, "summary") == ["Enthält Personendaten."]
    assert [link.get("href") for link in entry.iter(f"{ATOM}link")] == [f"{SITE}/perma/laerm@stadt-luzern"]


def test_pages_lead_to_their_neighbours_and_are_one_feed() -> None:
    feed = written(frame=replace(FRAME, address=f"{SITE}/feeds/changes.atom?page=2", previous=FRAME.first))
    links = {link.get("rel"): link.get("href") for link in feed.iter(f"{ATOM}link")}

    assert texts(feed, "id") == [FRAME.first]
    assert links["self"] == f"{SITE}/feeds/changes.atom?page=2"
    assert links["previous"] == FRAME.first
    assert "next" not in links
