"""GeoJSON geometries as places: WKT in WGS 84, longitude first (RFC 7946 §4)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from geomet import wkt

from . import extent
from .finding import Finding
from .record import Place

MOST_POSITIONS = 1000  # a longer outline is published as its box
DECIMALS = 5  # about a metre
GEOMETRIES = {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"}
LV95 = (2_400_000, 1_000_000, 2_900_000, 1_400_000)

Position = tuple[float, float]


def place_of(found: Any, path: str) -> tuple[Place | None, Finding | None]:  # Any: the recursive JSON value
    """Give the place of a geometry, a feature or a collection.

    A geometry of which only the mirror image lies in Switzerland has its axes swapped: it is turned, and said so. Positions in LV95 are
    converted. What is no geometry, or lies nowhere on Earth, gives a finding.
    """
    geometries = list(_geometries(found))
    positions = [position for one in geometries for position in _positions(one["coordinates"])]
    if not positions or not all(math.isfinite(number) for position in positions for number in position):
        return None, Finding.warning("geometry-unusable", path, "Die Ortsangabe ist keine gültige GeoJSON-Geometrie.")
    box = _box(positions)
    if _is_within(box, LV95):
        place, _ = extent.place_of(box, "EPSG:2056", path)
        return place, Finding.info("geometry-lv95", path, "Die Ortsangabe ist in LV95 statt in Länge und Breite; sie wurde umgerechnet.")
    if len(geometries) > 1 or len(positions) > MOST_POSITIONS:
        return extent.place_of(box, "", path)
    swapped = _box([(y, x) for x, y in positions])
    if _is_within(swapped, extent.SWITZERLAND) and not _is_within(box, extent.SWITZERLAND):
        message = "Bei der Ortsangabe sind die Achsen vertauscht (Breite vor Länge); sie wurde gedreht."
        return _place(geometries[0], lambda x, y: (y, x)), Finding.warning("geometry-swapped", path, message, "GeoJSON verlangt zuerst die Länge.")
    if not _is_within(box, (-180, -90, 180, 90)):
        message = f"Die Ortsangabe liegt nicht auf der Erde ({box[0]:g}, {box[1]:g})."
        return None, Finding.warning("geometry-unusable", path, message, "GeoJSON verlangt Länge und Breite in Grad.")
    if box == (0, 0, 0, 0):
        return None, Finding.warning("geometry-unusable", path, "Die Ortsangabe ist der Nullpunkt; sie wurde vermutlich nie gesetzt.")
    place = _place(geometries[0], lambda x, y: (x, y))
    return place, None if place else Finding.warning("geometry-unusable", path, "Die Koordinaten der Ortsangabe passen nicht zu ihrer Art.")


def _geometries(found: Any) -> Iterator[Mapping[str, Any]]:
    """Give the plain geometries in whatever holds them."""
    if not isinstance(found, dict):
        return
    for inner in ("features", "geometries"):
        for one in found[inner] if isinstance(found.get(inner), list) else ():
            yield from _geometries(one)
    if isinstance(found.get("geometry"), dict):
        yield from _geometries(found["geometry"])
    if str(found.get("type")) in GEOMETRIES and "coordinates" in found:
        yield found


def _positions(coordinates: Any) -> Iterator[Position]:
    if not isinstance(coordinates, list) or not coordinates:
        return
    if isinstance(coordinates[0], list):
        for one in coordinates:
            yield from _positions(one)
    elif len(coordinates) >= 2 and all(isinstance(number, int | float) and not isinstance(number, bool) for number in coordinates[:2]):
        yield float(coordinates[0]), float(coordinates[1])
    else:
        yield math.nan, math.nan


def _box(positions: list[Position]) -> extent.Box:
    easts, norths = zip(*positions, strict=True)
    return min(easts), min(norths), max(easts), max(norths)


def _is_within(box: extent.Box, outer: tuple[float, float, float, float]) -> bool:
    return outer[0] <= box[0] and outer[1] <= box[1] and box[2] <= outer[2] and box[3] <= outer[3]


def _place(geometry: Mapping[str, Any], turned: Callable[[float, float], Position]) -> Place | None:
    """Write WKT; heights are left out."""
    try:
        return Place(geometry=wkt.dumps({"type": geometry["type"], "coordinates": _plain(geometry["coordinates"], turned)}, decimals=DECIMALS))
    except (IndexError, KeyError, TypeError, ValueError):  # nested otherwise than its type says
        return None


def _plain(coordinates: Any, turned: Callable[[float, float], Position]) -> Any:
    if isinstance(coordinates, list) and coordinates and isinstance(coordinates[0], list):
        return [_plain(one, turned) for one in coordinates]
    return list(turned(coordinates[0], coordinates[1]))
