"""DATEX II (2 and 3) and SIRI: what is published, by whom, and of when. The content itself is not read.

DATEX II: ``payloadPublication`` in ``d2LogicalModel`` (2), ``payload`` (3), whose ``xsi:type`` says what it is. SIRI: the deliveries in
``ServiceDelivery``; SIRI Lite writes the same as JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from luzern_harvesters import xml
from luzern_harvesters.errors import RecordError, SourceMalformed, SourceRefused
from luzern_harvesters.finding import Finding
from luzern_harvesters.record import Agent
from luzern_harvesters.xml import Element

from .feed import Feed, File

PUBLICATIONS = {
    "SituationPublication": "Verkehrsmeldungen",
    "MeasuredDataPublication": "Messwerte des Verkehrs",
    "MeasurementSiteTablePublication": "Messstellen des Verkehrs",
    "ElaboratedDataPublication": "Verkehrslage",
    "TrafficViewPublication": "Verkehrslage",
    "ParkingTablePublication": "Parkierungsanlagen",
    "ParkingStatusPublication": "Belegung der Parkierungsanlagen",
    "ParkingFacilityTablePublication": "Parkierungsanlagen",
    "ParkingFacilityTableStatusPublication": "Belegung der Parkierungsanlagen",
    "ParkingVehiclesPublication": "Parkierte Fahrzeuge",
    "VmsPublication": "Anzeigen der Wechselsignale",
    "VmsTablePublication": "Standorte der Wechselsignale",
    "PredefinedLocationsPublication": "Vordefinierte Orte",
    "EnergyInfrastructureTablePublication": "Ladestationen",
    "EnergyInfrastructureStatusPublication": "Belegung der Ladestationen",
}
DELIVERIES = {
    "estimatedtimetabledelivery": "Fahrtprognosen",
    "productiontimetabledelivery": "Tagesfahrplan",
    "stoptimetabledelivery": "Fahrplan an Haltestellen",
    "stopmonitoringdelivery": "Abfahrten an Haltestellen",
    "vehiclemonitoringdelivery": "Fahrzeugpositionen",
    "situationexchangedelivery": "Störungsmeldungen",
    "generalmessagedelivery": "Meldungen",
    "facilitymonitoringdelivery": "Zustand von Anlagen",
    "connectionmonitoringdelivery": "Anschlüsse",
    "connectionmonitoringfeederdelivery": "Anschlüsse",
    "connectionmonitoringdistributordelivery": "Anschlüsse",
    "connectiontimetabledelivery": "Geplante Anschlüsse",
    "stoppointsdelivery": "Haltestellen",
    "linesdelivery": "Linien",
}
STATIC = ("TablePublication", "PredefinedLocations")  # what does not change by the minute
PLANNED = {"productiontimetabledelivery", "stoptimetabledelivery", "connectiontimetabledelivery", "stoppointsdelivery", "linesdelivery"}
HEAD = 1_000_000  # bytes; what is looked for stands at the beginning
TAG = re.compile(rb"<(/?)([A-Za-z_][\w:.-]*)[^<>]*?(/?)>")
BY_TAG = {name.lower(): name for name in PUBLICATIONS}


@dataclass(frozen=True)
class Publication:
    """What a document publishes: ``standard`` (SIRI, DATEX II), German ``name``, its moment as it stands, who, and where (west, south, east, north)."""

    standard: str
    name: str
    moment: str = ""
    is_live: bool = True
    creator: str = ""
    language: str = ""
    version: str = ""
    box: tuple[float, ...] = ()


def read(body: bytes, name: str) -> Publication:
    """Read a document in XML.

    Raises:
        SourceMalformed: it is broken, or neither SIRI nor DATEX II.
        SourceRefused: it is an error.
    """
    try:
        root, _ = xml.parse(_head(body), name)
    except RecordError as err:
        raise SourceMalformed(err.finding) from err
    for element in (root, *_walk(root)):
        if "siri.org.uk" in element.namespace or element.tag == "siri":
            return _siri(element, name)
        if "datex2.eu" in element.namespace or element.tag == "d2logicalmodel":
            return _datex(element, name, is_whole=len(body) <= HEAD)
    if root.tag in {"envelope", "error", "exceptionreport", "html"}:
        said = " ".join(one.text for one in _walk(root) if one.text)[:200]
        raise SourceRefused(Finding.error("answer-error", name, f"Statt der Daten antwortet die Quelle: «{said}»."))
    message = f"«{name}» ist XML, aber weder SIRI noch DATEX II."
    raise SourceMalformed(Finding.error("format-unknown", name, message, "Erwartet wird GBFS, GTFS, GTFS-RT, SIRI oder DATEX II."))


def read_json(value: Any, name: str) -> Publication | None:  # Any: JSON
    """Read SIRI Lite or DATEX II as JSON; None if it is neither."""
    if not isinstance(value, dict):
        return None
    siri = value.get("Siri") or value.get("siri") or (value if "ServiceDelivery" in value else None)
    if isinstance(siri, dict) and isinstance(siri.get("ServiceDelivery"), dict):
        delivery = siri["ServiceDelivery"]
        kinds = [key.lower() for key in delivery if key.lower() in DELIVERIES]
        return Publication("SIRI", _called(kinds), str(delivery.get("ResponseTimestamp") or ""), not kinds or bool(set(kinds) - PLANNED), version="Lite")
    payload = next((one for one in _objects(value, 4) if "publicationTime" in one), None)
    if payload is None:
        return None
    kind = next((key for key in PUBLICATIONS if any(key.lower() in str(one).lower() for one in (payload.get("type"), *value, *payload))), "")
    return Publication("DATEX II", PUBLICATIONS.get(kind, "Verkehrsdaten"), str(payload["publicationTime"]), not kind or not any(one in kind for one in STATIC))


def feed_of(found: Publication, file: File, identifier: str) -> Feed:
    """Describe what is published."""
    standard = f"{found.standard} {found.version}".strip()
    is_told = found.is_live and "Echtzeit" not in found.name
    sentences = [f"{found.name}{' in Echtzeit' if is_told else ''}, nach dem Standard {standard}."]
    sentences += [f"Liefernde Stelle: {found.creator}."] if found.creator else []
    return Feed(
        id=identifier,
        title={"de": f"{found.name} ({found.standard})"},
        description={"de": " ".join(sentences)},
        creators=(Agent({"de": found.creator}),) if found.creator else (),
        keywords=(found.standard, "Verkehr" if found.standard == "DATEX II" else "öffentlicher Verkehr", *(("Echtzeit",) if found.is_live else ())),
        box=found.box,
        frequency="UPDATE_CONT" if found.is_live else "",
        modified="" if found.is_live else found.moment[:10],
        languages=(found.language,) if found.language else (),
        files=(file,),
    )


def _head(body: bytes) -> bytes:
    """Give the beginning of a large document with its open elements closed: a country's departures are no reason to fail."""
    if len(body) <= HEAD:
        return body
    cut = body[: body.rfind(b">", 0, HEAD) + 1]
    unclosed: list[bytes] = []
    for match in TAG.finditer(cut):
        if not match[1] and not match[3]:
            unclosed.append(match[2])
        elif match[1] and unclosed:
            unclosed.pop()
    return cut + b"".join(b"</" + name + b">" for name in reversed(unclosed))


def _datex(element: Element, name: str, *, is_whole: bool) -> Publication:
    inner = (element, *_walk(element))
    payload = next((one for one in inner if one.tag in {"payloadpublication", "payload"} and one.first("publicationtime")), None)
    payload = payload or next((one for one in inner if one.first("publicationtime")), None)
    if payload is None:
        message = f"Das DATEX-II-Dokument «{name}» enthält keine Veröffentlichung (publicationTime)."
        raise SourceMalformed(Finding.error("datex-empty", name, message))
    kind = _kind(payload)
    creator = next((one.first("nationalidentifier") for one in payload.all("publicationcreator")), "")
    version = element.attributes.get("modelbaseversion") or payload.attributes.get("modelbaseversion") or ("3" if "/3/" in element.namespace else "")
    is_live = not any(word in kind for word in STATIC)
    return Publication(
        "DATEX II",
        PUBLICATIONS.get(kind, kind or "Verkehrsdaten"),
        payload.first("publicationtime"),
        is_live,
        creator,
        payload.attributes.get("lang", ""),
        version,
        _box(payload) if is_whole else (),
    )


def _box(payload: Element) -> tuple[float, ...]:
    """Give the box around the places of a publication, which DATEX II gives in WGS84."""
    places: list[tuple[float, float]] = []
    for one in _walk(payload):
        with suppress(ValueError):
            places.append((float(one.first("longitude") or "x"), float(one.first("latitude") or "x")))
    known = [(east, north) for east, north in places if (east or north) and abs(east) <= 180 and abs(north) <= 90]
    return tuple(pick(axis) for pick in (min, max) for axis in zip(*known, strict=True)) if known else ()


def _kind(payload: Element) -> str:
    """Give what is published: its type; of an extension, the element in it, because its name is anybody's."""
    stated = payload.attributes.get("type", "").rpartition(":")[2]
    if stated not in {"", "GenericPublication"}:
        return stated
    inner = (BY_TAG[one.tag] for extension in payload.all("genericpublicationextension") for one in extension.children if one.tag in BY_TAG)
    return next(inner, payload.first("genericpublicationname"))


def _siri(element: Element, name: str) -> Publication:
    delivery = next((one for one in (element, *_walk(element)) if one.tag == "servicedelivery"), None)
    if delivery is None:
        raise SourceMalformed(Finding.error("siri-empty", name, f"Das SIRI-Dokument «{name}» enthält keine Lieferung (ServiceDelivery)."))
    conditions = [one for one in _walk(delivery) if one.tag == "errorcondition"]
    kinds = [one.tag for one in delivery.children if one.tag in DELIVERIES]
    if delivery.first("status").lower() == "false" or (conditions and not kinds):
        said = next((one.text for condition in conditions for one in _walk(condition) if one.text), "ohne Begründung")[:200]
        raise SourceRefused(Finding.error("siri-error", name, f"Die SIRI-Schnittstelle antwortet mit einem Fehler: «{said}»."))
    return Publication(
        "SIRI",
        _called(kinds),
        delivery.first("responsetimestamp"),
        not kinds or bool(set(kinds) - PLANNED),
        creator=delivery.first("producerref"),
        version=element.attributes.get("version", ""),
    )


def _called(kinds: list[str]) -> str:
    return " und ".join(dict.fromkeys(DELIVERIES[kind] for kind in kinds)) or "Echtzeitdaten"


def _walk(element: Element) -> Iterator[Element]:
    """Give everything in an element; depth is limited by the parser."""
    for child in element.children:
        yield child
        yield from _walk(child)


def _objects(value: Any, depth: int) -> Iterator[dict[str, Any]]:  # Any: JSON
    if isinstance(value, dict):
        yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inner if depth else ():
        yield from _objects(one, depth - 1)
