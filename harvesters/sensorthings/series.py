"""Datastreams as series of measurements: what is measured, in which unit, from when to when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from luzern_harvesters import dates
from luzern_harvesters.finding import Finding
from luzern_harvesters.moments import age, local, moment
from luzern_harvesters.record import Column, Period

from .service import Entity, id_of, listed

DATA_TYPES = {
    "OM_Measurement": "decimal",
    "OM_CountObservation": "integer",
    "OM_TruthObservation": "boolean",
    "OM_CategoryObservation": "text",
    "OM_TemporalObservation": "datetime",
}
NO_UNIT = {"", "unitless", "no unit", "none", "n/a", "null", "-", "1", "dimensionless"}


@dataclass(frozen=True)
class Series:
    """One datastream."""

    id: str
    entity_set: str  # Datastreams or MultiDatastreams
    name: str
    description: str
    measured: tuple[str, ...]  # names of the observed properties
    data_type: str
    unit: str
    start: datetime | None
    end: datetime | None


def series_of(entity: Entity) -> tuple[Series, ...]:
    """Give the series of a thing."""
    return tuple(one(stream, name) for name in ("Datastreams", "MultiDatastreams") for stream in listed(entity, name) if id_of(stream))


def one(stream: Entity, entity_set: str) -> Series:
    """Read one datastream."""
    properties = [stream["ObservedProperty"]] if isinstance(stream.get("ObservedProperty"), dict) else listed(stream, "ObservedProperties")
    units = stream.get("unitOfMeasurement", stream.get("unitOfMeasurements"))
    units = units if isinstance(units, list) else [units]
    start, end = _ends(stream.get("phenomenonTime"))
    return Series(
        id_of(stream),
        entity_set,
        words(stream, "name") or next((words(found, "name") for found in properties), "") or f"Datenreihe {id_of(stream)}",
        words(stream, "description"),
        tuple(filter(None, (words(found, "name") for found in properties))),
        DATA_TYPES.get(str(stream.get("observationType", "")).rstrip("/").rpartition("/")[2], ""),
        ", ".join(filter(None, map(_unit, units))),
        start,
        end or _ends(stream.get("resultTime"))[1],
    )


def words(entity: Entity, name: str) -> str:
    """Give a text of an entity."""
    found = entity.get(name)
    return found.strip() if isinstance(found, str) else ""


def columns_of(series: Sequence[Series], language: str) -> tuple[Column, ...]:
    """Give the data dictionary: each series once, the same name told apart by its id."""
    used: set[str] = set()
    found = []
    for each in series:
        name = each.name if each.name not in used else f"{each.name} ({each.id})"
        used.add(name)
        label = ", ".join(each.measured) or each.name
        described = {language: each.description} if each.description not in {"", each.name} else {}
        found.append(Column(name, {language: label}, described, each.data_type, each.unit))
    return tuple(found)


def covered(series: Sequence[Series]) -> tuple[Period, ...]:
    """Give the time from the first measurement to the last, by days: hours would make a new record of every visit."""
    starts, ends = ([time for each in series if (time := getattr(each, side))] for side in ("start", "end"))
    first, last = (f"{pick(times).astimezone(dates.ZURICH):%Y-%m-%d}" if times else "" for pick, times in ((min, starts), (max, ends)))
    return (Period(first, last),) if first or last else ()


def last_of(series: Sequence[Series]) -> datetime | None:
    """Give the moment of the youngest measurement."""
    return max((each.end for each in series if each.end), default=None)


def about(series: Sequence[Series]) -> Iterator[Finding]:
    """Say which series hold nothing."""
    empty = [each.name for each in series if not each.end]
    if empty and len(empty) == len(series):
        yield Finding.warning("series-empty", "temporal", "Keine der Datenreihen sagt, von wann ihre Messungen sind; vermutlich gibt es keine.")
    elif empty:
        yield Finding.info("series-empty", "temporal", f"Ohne Messungen: {len(empty)} von {len(series)} Datenreihen, zum Beispiel «{empty[0]}».")


def stale(series: Sequence[Series], limit: timedelta | None, came: datetime | None) -> Iterator[Finding]:
    """Say which series stopped: against the moment of the answer, or, in a recorded one, against the youngest series."""
    until = came or last_of(series)
    old = [(each.end, each.name) for each in series if limit and until and each.end and until - each.end > limit]
    if old and until:
        end, name = min(old)
        message = (
            f"Veraltet: {len(old)} von {len(series)} Datenreihen; am ältesten ist «{name}»: Die letzte Messung ist {age(until - end)} alt (vom {local(end)})."
        )
        yield Finding.warning("value-stale", "modified", message, "Bitte den Sensor prüfen lassen.")


def _unit(unit: Any) -> str:
    """Prefer the symbol; «no unit» is none."""
    if not isinstance(unit, dict):
        return ""
    stated = [words(unit, "symbol"), words(unit, "name")]
    return next((text for text in stated if text.lower() not in NO_UNIT), "")


def _ends(time: Any) -> tuple[datetime | None, datetime | None]:
    """Read an instant or an interval; an open end is none (1.1 §time interval)."""
    if not isinstance(time, str) or not time.strip():
        return None, None
    start, _, end = time.partition("/")
    return moment(start), moment(end) if end else moment(start)
