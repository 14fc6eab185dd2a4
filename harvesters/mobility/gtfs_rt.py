"""GTFS Realtime: the head of a ``FeedMessage`` and what its entities are, as protobuf or JSON.

The few bytes that matter here are read by hand: tags and varints of three levels (Protocol Buffers encoding; gtfs-realtime.proto 2.0).
The generated classes would bring protobuf's native library for them, and refuse a message whose entity 4,000 is broken.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from luzern_harvesters.errors import SourceMalformed
from luzern_harvesters.finding import Finding

from .feed import Feed, File

HEADER, ENTITY = 1, 2  # of FeedMessage
VERSION, TIMESTAMP = 1, 3  # of FeedHeader
KINDS = {3: "trip_updates", 4: "vehicle_positions", 5: "alerts"}  # of FeedEntity
NAMES = {"trip_update": "trip_updates", "tripupdate": "trip_updates", "vehicle": "vehicle_positions", "alert": "alerts"}
TITLES = {"trip_updates": "Fahrtprognosen", "vehicle_positions": "Fahrzeugpositionen", "alerts": "Störungsmeldungen"}
ADDRESS = {"trip_updates": re.compile(r"trip[-_]?updates?", re.IGNORECASE), "vehicle_positions": re.compile(r"vehicle[-_]?(?:position|update)s?", re.IGNORECASE), "alerts": re.compile(r"(?:service)?[-_]?alerts?", re.IGNORECASE)}  # fmt: skip
START = re.compile(rb"^\x0a[\x05-\x7f]\x0a[\x03-\x05][12]\.\d")  # the header comes first, and begins with the version
KEYWORDS = ("GTFS-RT", "Echtzeit", "öffentlicher Verkehr")
VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5  # wire types
LONGEST_VARINT = 10


@dataclass(frozen=True)
class Message:
    """The head of a message, and how many entities of each kind it has."""

    version: str = ""
    timestamp: int = 0
    kinds: Counter[str] = field(default_factory=Counter)


def is_gtfs_rt(body: bytes) -> bool:
    """Tell whether a document begins as a FeedMessage does."""
    return bool(START.match(body[:64]))


def is_json(value: Any) -> bool:  # Any: JSON
    """Tell whether a JSON document is a FeedMessage."""
    head = _header(value) if isinstance(value, dict) else {}
    return bool({"gtfs_realtime_version", "gtfsrealtimeversion"} & {key.lower() for key in head})


def read(body: bytes, name: str) -> Message:
    """Read a message as protobuf.

    Raises:
        SourceMalformed: it breaks off, or is no message.
    """
    version, timestamp, kinds = "", 0, Counter[str]()
    try:
        for number, value in _fields(body):
            if number == HEADER and isinstance(value, bytes):
                head = dict(_fields(value))
                stated, moment = head.get(VERSION), head.get(TIMESTAMP)
                version = stated.decode("utf-8", "replace") if isinstance(stated, bytes) else ""
                timestamp = moment if isinstance(moment, int) else 0
            elif number == ENTITY and isinstance(value, bytes):
                kinds.update(KINDS[inner] for inner, _ in _fields(value) if inner in KINDS)
    except ValueError as err:
        message = f"Die Antwort von «{name}» ist kein vollständiger GTFS-RT-Feed."
        raise SourceMalformed(Finding.error("gtfs-rt-broken", name, message, "Vielleicht ist sie abgeschnitten.")) from err
    return Message(version, timestamp, kinds)


def read_json(value: Mapping[str, Any]) -> Message:
    """Read a message as JSON; its names come in either spelling, ``trip_update`` and ``tripUpdate``."""
    head = {key.lower().replace("_", ""): one for key, one in _header(value).items()}
    entities = next((one for key, one in value.items() if key.lower() == "entity"), None)
    kinds = Counter(NAMES[key.lower()] for entity in entities or () if isinstance(entity, dict) for key, one in entity.items() if key.lower() in NAMES and one)
    stated = str(head.get("timestamp") or "0")
    return Message(str(head.get("gtfsrealtimeversion") or ""), int(stated) if stated.isdecimal() else 0, kinds)


def feed_of(message: Message, file: File, stated: str, identifier: str) -> Feed:
    """Describe a feed; ``stated`` is what the settings say it holds."""
    by_address = [kind for kind, pattern in ADDRESS.items() if pattern.search(file.url)]
    kinds = [stated] if stated else by_address[:1] or [kind for kind in TITLES if message.kinds[kind]]
    words = " und ".join(TITLES[kind] for kind in kinds) or "Echtzeitdaten"
    counted = ", ".join(f"{TITLES[kind]} {message.kinds[kind]}" for kind in TITLES if message.kinds[kind]) or "nichts"
    findings = [Finding.info("gtfs-rt-content", file.key, f"Die Antwort enthält: {counted}.")]
    if not stated and not by_address:
        remedy = "Bitte die Einstellung «content» setzen, damit der Titel nicht vom Augenblick abhängt."
        findings.append(Finding.info("gtfs-rt-kind-seen", "title", "Was der Feed enthält, ist aus der gelesenen Antwort erschlossen.", remedy))
    return Feed(
        id=identifier,
        title={"de": f"{words} des öffentlichen Verkehrs (GTFS-RT)"},
        description={"de": f"{words} des öffentlichen Verkehrs in Echtzeit, nach der Spezifikation GTFS Realtime {message.version}.".replace("  ", " ")},
        keywords=(*KEYWORDS, *(TITLES[kind] for kind in kinds)),
        frequency="UPDATE_CONT",
        files=(file,),
        findings=tuple(findings),
    )


def _header(value: Mapping[str, Any]) -> Mapping[str, Any]:
    head = next((one for key, one in value.items() if key.lower() == "header"), None)
    return head if isinstance(head, dict) else {}


def _fields(body: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Give the fields of a message: number, and a whole number or bytes.

    Raises:
        ValueError: it breaks off, or is no message.
    """
    position = 0
    while position < len(body):
        tag, position = _varint(body, position)
        wire = tag & 7
        if wire == VARINT:
            value, position = _varint(body, position)
            yield tag >> 3, value
            continue
        length = {FIXED64: 8, FIXED32: 4}.get(wire, 0)
        if wire == BYTES:
            length, position = _varint(body, position)
        if (not length and wire != BYTES) or position + length > len(body):
            raise ValueError(f"broken field at byte {position}")
        yield tag >> 3, body[position : position + length]
        position += length


def _varint(body: bytes, position: int) -> tuple[int, int]:
    value = 0
    for index in range(LONGEST_VARINT):
        if position + index >= len(body):
            break
        byte = body[position + index]
        value |= (byte & 127) << (7 * index)
        if byte < 128:
            return value, position + index + 1
    raise ValueError(f"broken number at byte {position}")
