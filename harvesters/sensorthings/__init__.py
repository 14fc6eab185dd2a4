"""Sensors behind an OGC SensorThings API 1.0 or 1.1 (FROST, GOST, SensorUp and others): things or observed properties as datasets.

Observations are not copied: readers are sent to the service.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from types import TracebackType
from typing import Literal

from pydantic import Field

from luzern_harvesters import json_text, translate
from luzern_harvesters.contract import Capability, Harvester, Listing, RawDocument, SourceRef
from luzern_harvesters.defaults import Defaults, completed
from luzern_harvesters.errors import RecordError, SourceMalformed, SourceRefused
from luzern_harvesters.file_url import is_file_url, read_answer
from luzern_harvesters.finding import Finding
from luzern_harvesters.http import Client, Response
from luzern_harvesters.moments import USUAL, Duration
from luzern_harvesters.record import DatasetRecord
from luzern_harvesters.source import Source

from .mapping import record_of_property, record_of_thing
from .properties import licence_of
from .series import series_of, stale
from .service import Entities, Entity, id_of, listed, read, rest_of

OF_THINGS = "Locations,Datastreams($expand=ObservedProperty,Sensor)"
OF_DATASTREAMS = "ObservedProperty,Thing($expand=Locations)"
CAME = "came"  # the part that says when the answer came: a file has none
STREAMS = {"Datastreams": "unitOfMeasurement", "MultiDatastreams": "unitOfMeasurements"}  # known by their units
SERVICE = "service"  # the part that says where the service is, and whether it gives CSV


class SensorThingsOptions(Defaults):
    """Options of ``sensorthings``."""

    dataset_per: Literal["thing", "observed_property"] = Field(
        "thing", description="Was ein Datensatz ist: jeder Sensor (`thing`), oder alles, was dieselbe Grösse misst (`observed_property`)."
    )
    max_age: Duration | None = Field(
        None,
        description="So alt darf die letzte Messung sein (ISO-Dauer oder Minuten). Leer: je nach `frequency` 1 Stunde bis 2 Tage, sonst beliebig.",
        examples=["PT3H"],
    )
    headers: dict[str, str] = Field(default_factory=dict, repr=False, description="Kopfzeilen der Anfrage; Schlüssel als `${NAME}` aus der Umgebung.")
    page_size: int = Field(100, ge=1, le=1000, description="So viele Einträge werden auf einmal verlangt.")
    max_pages: int = Field(1000, ge=1, description="So viele Seiten werden höchstens gelesen.")
    max_bytes: int = Field(20_000_000, ge=1, description="So gross darf eine Antwort höchstens sein, in Bytes.")


class SensorThingsHarvester(Harvester):
    """A SensorThings service."""

    type = "sensorthings"
    title = "Sensoren (OGC SensorThings)"
    mapping_version = "2"
    capabilities = Capability.NONE  # no change marks: a sensor that stopped looks unchanged, and that is what has to be told
    options_model = SensorThingsOptions
    options: SensorThingsOptions

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        source.require_address("ein Sensor-Dienst")
        secrets = {part for value in self.options.headers.values() for part in (value, *value.split()) if len(part) > 5}
        self._client = Client.of(source, max_bytes=self.options.max_bytes, secrets=sorted(secrets, key=len, reverse=True))
        self._listed = Entities("")
        self._entities: dict[str, Entity] = {}
        self._fetched_at = ""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the connections."""
        self._client.close()

    def list(self) -> Listing:
        """Read every page; the entities are kept until they are fetched."""
        per_thing = self.options.dataset_per == "thing"
        entity_set, expand = ("Things", OF_THINGS) if per_thing else ("Datastreams", OF_DATASTREAMS)
        sizes = {"page_size": self.options.page_size, "max_pages": self.options.max_pages}
        found = self._listed = read(self.source.url, entity_set, expand, self._get, **sizes)
        self._entities = _by_thing(found.found) if per_thing else _by_property(found)
        findings = list(found.findings)
        where = found.root or "file"
        if not self._entities and found.is_complete:
            findings.append(Finding.warning("catalogue-empty", where, "Der Dienst hat keine Sensoren."))
        findings += _namesakes(self._entities.values(), where)
        refs = (SourceRef(name, f"{found.root}/{name}" if found.root else name) for name in self._entities)
        return Listing(tuple(refs), found.is_complete, tuple(findings))

    def fetch(self, ref: SourceRef) -> RawDocument:
        """Give one entity, whole: what its page left out is asked for."""
        if ref.remote_id not in self._entities:
            raise RecordError(Finding.error("record-gone", ref.remote_id, "Den Sensor gibt es im Dienst nicht mehr."))
        entity = self._entities[ref.remote_id]
        if self.options.dataset_per == "thing" and not is_file_url(self.source.url):
            entity = self._whole(ref.remote_id, entity)
        body = json.dumps(entity, ensure_ascii=False, sort_keys=True).encode()
        parts = {SERVICE: json.dumps({"root": self._listed.root, "csv": self._listed.offers_csv}).encode()}
        if not is_file_url(self.source.url):
            parts[CAME] = self._fetched_at.encode()
        return RawDocument(ref, body, "application/json", ref.location, hashlib.sha256(body).hexdigest(), self._fetched_at, parts)

    def map(self, raw: RawDocument) -> DatasetRecord:
        """Translate one entity, and judge the age of its last measurement."""
        entity, service = json_text.parse(raw.body, raw.ref.remote_id), json.loads(raw.parts[SERVICE])
        of = record_of_thing if self.options.dataset_per == "thing" else record_of_property
        record = of(entity, raw.ref.remote_id, service["root"], csv=service["csv"])
        record = replace(record, source_id=self.source.id, source_url=raw.url)
        came = datetime.fromisoformat(raw.parts[CAME].decode()) if CAME in raw.parts else None
        limit = self.options.max_age or USUAL.get(translate.frequency(self.options.frequency, "")[0])
        record = replace(record, findings=(*record.findings, *stale(series_of(entity), limit, came)))
        return completed(record, self.options, self.source.contact, is_licence_stated=bool(licence_of(entity)))

    def _whole(self, name: str, entity: Entity) -> Entity:
        """Complete a thing.

        Raises:
            RecordError: the service does not give the rest.
        """
        found = dict(entity)
        try:
            for inner, query in (("Datastreams", "$expand=ObservedProperty"), ("Locations", "")):
                link = found.pop(f"{inner}@iot.nextLink", "") if inner in found else f"?{query}"
                if link:
                    found[inner] = [*found.get(inner, []), *self._rest(f"{name}/{inner}", str(link))]
        except (SourceRefused, SourceMalformed) as err:
            raise RecordError(err.finding) from err
        return found

    def _rest(self, path: str, link: str) -> list[Entity]:
        try:
            return rest_of(self._listed, path, self._get, link, self.options.max_pages)
        except SourceRefused:  # no $expand here either
            if "$expand" not in link:
                raise
            return rest_of(self._listed, path, self._get, "", self.options.max_pages)

    def _get(self, url: str) -> Response:
        local = is_file_url(url)
        answer = read_answer(url, self.options.max_bytes) if local else self._client.get(url, accept="application/json", headers=self.options.headers)
        self._fetched_at = answer.fetched_at
        return answer


def _namesakes(entities: Iterable[Entity], where: str) -> Iterator[Finding]:
    """Sensors that are all called the same can't be told apart by a reader."""
    counted = Counter(str(one.get("name")) for one in entities if one.get("name"))
    for name, count in counted.most_common(3):
        if count > 1:
            message = f"{count} Sensoren heissen «{name[:80]}»."
            yield Finding.warning("title-twice", where, message, "Bitte im Dienst so benennen, dass man sie unterscheiden kann.")


def _by_thing(found: list[Entity]) -> dict[str, Entity]:
    """Give things by their path. A recorded list may be one of datastreams: each goes under its thing, or, where that is not told, stands alone."""
    things: dict[str, Entity] = {}
    for one in found:
        entity_set = next((name for name, unit in STREAMS.items() if unit in one), "Things")
        if entity_set == "Things":
            things.setdefault(f"Things({id_of(one)})", one)
            continue
        thing = one.get("Thing")
        path, outer = (f"Things({id_of(thing)})", thing) if isinstance(thing, dict) and id_of(thing) else (f"{entity_set}({id_of(one)})", one)
        held = things.setdefault(path, {"Locations": [], **outer, "Datastreams": [], "MultiDatastreams": []})
        held[entity_set].append({name: value for name, value in one.items() if name != "Thing"})
    return things


def _by_property(found: Entities) -> dict[str, Entity]:
    """Group datastreams by what they measure."""
    grouped: dict[str, Entity] = {}
    streams = [
        {**stream, "Thing": stream.get("Thing") or {name: thing.get(name) for name in ("@iot.id", "name", "Locations")}}
        for thing in found.found
        for stream in (listed(thing, "Datastreams") if "Datastreams" in thing else (thing,))
    ]
    for stream in streams:
        observed = stream.get("ObservedProperty")
        if not isinstance(observed, dict) or not id_of(observed):
            found.is_complete = False
            continue
        held = grouped.setdefault(f"ObservedProperties({id_of(observed)})", {"ObservedProperty": observed, "Datastreams": []})
        held["Datastreams"].append({name: value for name, value in stream.items() if name != "ObservedProperty"} | {"ObservedProperty": observed})
    if not found.is_complete and not found.findings:
        message = "Manche Datenreihen sagen nicht, was sie messen ($expand=ObservedProperty fehlt); sie werden nicht gelesen."
        found.findings.append(Finding.warning("property-missing", found.root or "file", message, "Vielleicht hilft «dataset_per: thing»."))
    return grouped
