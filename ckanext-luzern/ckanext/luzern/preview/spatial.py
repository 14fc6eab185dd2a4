"""Places as GeoJSON in longitude and latitude (RFC 7946), few and coarse enough for a page. Pure."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any

from pyproj import Transformer
from pyproj.network import set_network_enabled  # pyright: ignore[reportPrivateImportUsage]  documented to be taken from here

from luzern_harvesters.extent import SWITZERLAND, WGS84
from luzern_harvesters.geojson import LV95

MAX_BYTES = 200_000
MOST = 50_000  # places that are looked at
DEPTH = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
LEAST = {"LineString": 2, "MultiLineString": 2, "Polygon": 4, "MultiPolygon": 4}
STEPS = ((5, 6), (5, 1), (4, 1), (3, 1))
"""Decimals and facts of each place, tried in turn: the fifth decimal is about a metre, the third a hundred."""

DEGREES, METRES = ("Längengrad", "Breitengrad"), ("E (LV95)", "N (LV95)")
"""What the two numbers of a position are called in a table; German, as the other columns are."""

Position = tuple[float, float]
Box = tuple[float, float, float, float]
EARTH: Box = (-180.0, -90.0, 180.0, 90.0)
NULL = (0.0, 0.0)  # a position that was never set


@dataclass(frozen=True)
class Way:
    """How positions become longitude and latitude, what their numbers are, and the box of those that can."""

    names: tuple[str, str]
    box: Box
    turn: Callable[[float, float], Position]


@dataclass(frozen=True)
class Place:
    """A geometry's type and coordinates as the file has them, and what a reader is told of it: pairs of name and value, the telling one first."""

    kind: str
    coordinates: Any  # Any: nested lists of positions
    facts: tuple[tuple[str, str], ...] = ()


def collection(places: Sequence[Place]) -> tuple[str, int]:
    """Give a FeatureCollection of at most ``MAX_BYTES``, and how many of the places are in it; an empty text where none can be placed.

    Positions in LV95 are converted, swapped axes turned. Where it is too much, facts go first, then decimals (positions that fall together
    count once), then every second place.
    """
    way = _way([position for place in places for position in positions(place.coordinates)])
    if not way:
        return "", 0
    turned = [replace(place, coordinates=moved) for place in places if (moved := _moved(place.coordinates, DEPTH[place.kind], way)) is not None]
    while turned:
        for decimals, facts in STEPS:
            features = list(filter(None, map(partial(_feature, decimals=decimals, facts=facts), turned)))
            text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":"))
            if features and len(text.encode()) <= MAX_BYTES:
                return text, len(features)
        turned = turned[::2] if len(turned) > 1 else []
    return "", 0


def names(places: Sequence[Place]) -> tuple[str, str] | None:
    """Tell what the first and the second number of positions are, by where most of them lie; None where that is nowhere."""
    way = _way([position for place in places for position in positions(place.coordinates)])
    return way.names if way else None


def positions(coordinates: Any) -> Iterator[Position]:
    """Give the positions in nested lists; what is none is passed over."""
    if not isinstance(coordinates, list | tuple):
        return
    if is_position(coordinates):
        yield float(coordinates[0]), float(coordinates[1])
        return
    for one in coordinates:
        yield from positions(one)


def is_position(coordinates: Any) -> bool:
    """Tell whether these are the numbers of one position."""
    return isinstance(coordinates, list | tuple) and len(coordinates) >= 2 and all(map(_is_number, coordinates[:2]))


def _way(found: Sequence[Position]) -> Way | None:
    """Tell how to turn positions by where most of them lie; None where that is nowhere."""
    ways = (
        (SWITZERLAND, Way(DEGREES, EARTH, lambda x, y: (x, y))),
        (LV95, Way(METRES, LV95, _from_lv95)),
        (_swapped(SWITZERLAND), Way((DEGREES[1], DEGREES[0]), _swapped(SWITZERLAND), lambda x, y: (y, x))),
        (_swapped(LV95), Way((METRES[1], METRES[0]), _swapped(LV95), lambda x, y: _from_lv95(y, x))),
        (EARTH, Way(DEGREES, EARTH, lambda x, y: (x, y))),
    )
    return next((way for box, way in ways if sum(_is_within(position, box) for position in found) * 2 > len(found)), None)


def _swapped(box: Box) -> Box:
    return box[1], box[0], box[3], box[2]


def _from_lv95(east: float, north: float) -> Position:
    longitude, latitude = _conversion().transform(east, north)
    return float(longitude), float(latitude)


@cache
def _conversion() -> Transformer:
    set_network_enabled(active=False)  # PROJ would fetch grids
    return Transformer.from_crs("EPSG:2056", WGS84, always_xy=True)


def _moved(coordinates: Any, depth: int, way: Way) -> Any:
    """Give coordinates nested as their type says, in degrees; None where they are not, or lie nowhere."""
    if not isinstance(coordinates, list | tuple) or not coordinates:
        return None
    if depth:
        moved = [_moved(one, depth - 1, way) for one in coordinates]
        return None if any(one is None for one in moved) else moved
    if not is_position(coordinates):
        return None
    position = float(coordinates[0]), float(coordinates[1])
    return way.turn(*position) if position != NULL and _is_within(position, way.box) else None


def _feature(place: Place, decimals: int, facts: int) -> Mapping[str, Any] | None:
    coordinates = _coarse(place.coordinates, DEPTH[place.kind], LEAST.get(place.kind, 1), decimals)
    if coordinates is None:
        return None
    geometry = {"type": place.kind, "coordinates": coordinates}
    return {"type": "Feature", "geometry": geometry, "properties": dict(place.facts[:facts])}


def _coarse(coordinates: Any, depth: int, least: int, decimals: int) -> Any:
    """Round positions; neighbours that fall together count once, a line or ring with too few left is dropped."""
    if not depth:
        return [round(number, decimals) for number in coordinates]
    if depth > 1:
        parts = [part for one in coordinates if (part := _coarse(one, depth - 1, least, decimals)) is not None]
        return parts or None
    line = [_coarse(one, 0, 1, decimals) for one in coordinates]
    line = [position for place, position in enumerate(line) if not place or position != line[place - 1]]
    return line if len(line) >= least else None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_within(position: Position, box: Box) -> bool:
    return box[0] <= position[0] <= box[2] and box[1] <= position[1] <= box[3]
