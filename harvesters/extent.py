"""Bounding boxes as places: from any coordinate system to WKT in WGS 84, longitude first.

The conversion is PROJ's (``pyproj``): servers state their extent in whatever system the data has (LV95, LV03, Web Mercator, UTM), and one
formula of our own for Switzerland would leave the others without a place.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache

from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError
from pyproj.network import set_network_enabled  # pyright: ignore[reportPrivateImportUsage]  documented to be taken from here

from .finding import Finding
from .record import Place

WGS84 = "OGC:CRS84"
EPSG = re.compile(r"(?:\bEPSG|epsg\.xml)[:/#]+(?:[\d.]*[:/])?(\d{4,6})$", re.IGNORECASE)
LONGITUDE_FIRST = re.compile(r"(?:^$|CRS:?84|EPSG.*[:/#]4326$)", re.IGNORECASE)
SWITZERLAND = (5.9, 45.8, 10.6, 47.9)
WORLD = (-180.0, -90.0, 180.0, 90.0)
DECIMALS = 5  # about a metre

Box = tuple[float, float, float, float]
"""West, south, east, north."""


def epsg(text: str) -> str:
    """Give the EPSG number in any spelling of a coordinate system (``urn:ogc:def:crs:EPSG::2056``, ``EPSG:2056``); empty if there is none."""
    match = EPSG.search(text.strip())
    return match[1] if match else ""


def crs_iri(text: str) -> str:
    """Give the OGC's IRI of a coordinate system, as ``dct:conformsTo`` names it (GeoDCAT-AP §Spatial reference system); empty if it is not EPSG's."""
    code = epsg(text)
    return f"http://www.opengis.net/def/crs/EPSG/0/{code}" if code else ""


def place_of(box: Sequence[object], crs: str, path: str) -> tuple[Place | None, Finding | None]:
    """Give the place of a box ``[west, south, east, north]`` (or of one with heights) in ``crs``; empty: longitude and latitude in WGS 84.

    A box of which only the mirror image lies in Switzerland has its axes swapped: it is turned, and said so.
    """
    numbers = _numbers(box)
    if numbers is None:
        return None, Finding.info("extent-empty", path, "Die räumliche Ausdehnung ist leer.") if box else None
    found, swapped = (_in_degrees(one, crs) for one in (numbers, (numbers[1], numbers[0], numbers[3], numbers[2])))
    if swapped and _is_swiss(swapped) and not (found and _is_swiss(found)):
        message = "Bei der räumlichen Ausdehnung sind die Achsen vertauscht (Breite vor Länge); sie wurde gedreht."
        return _place(swapped), Finding.warning("extent-swapped", path, message, "Die Ausdehnung beim Dienst richtigstellen.")
    if found is None:
        message = f"Die räumliche Ausdehnung ist nicht brauchbar ({', '.join(f'{number:g}' for number in numbers)})."
        return None, Finding.warning("extent-unusable", path, message, "Das Koordinatensystem und die vier Werte prüfen.")
    if found[2] - found[0] > 350 and found[3] - found[1] > 160:
        return None, Finding.info("extent-world", path, "Als räumliche Ausdehnung ist die ganze Welt angegeben; sie wird weggelassen.")
    return _place(found), None


def _numbers(box: Sequence[object]) -> Box | None:
    if len(box) == 6:  # with heights: OGC API Features §7.13.2
        box = (box[0], box[1], box[3], box[4])
    try:
        numbers = tuple(float(str(value)) for value in box)
    except ValueError:
        return None
    return (numbers[0], numbers[1], numbers[2], numbers[3]) if len(numbers) == 4 and all(map(math.isfinite, numbers)) else None


def _in_degrees(box: Box, crs: str) -> Box | None:
    west, south, east, north = box
    if west > east or south > north:
        return None
    if not LONGITUDE_FIRST.search(crs.strip()):
        known = _transformer(crs)
        try:
            west, south, east, north = _within(known[0].transform_bounds(*box), known[1]) if known else (math.inf,) * 4
        except ProjError:
            return None
    inside = all(map(math.isfinite, (west, south, east, north))) and -180.001 <= west <= east <= 180.001 and -90.001 <= south <= north <= 90.001
    return (west, south, east, north) if inside else None


def _within(box: Box, area: Box) -> Box:
    """Cut a box off where its system ends: beyond, the formulas give places that mean nothing. Outside altogether it turns inside out."""
    return max(box[0], area[0]), max(box[1], area[1]), min(box[2], area[2]), min(box[3], area[3])


@lru_cache(maxsize=64)
def _transformer(crs: str) -> tuple[Transformer, Box] | None:
    """Give the conversion and the area it holds for; without PROJ's own downloads, which would go past the guarded client."""
    set_network_enabled(active=False)
    try:
        system = CRS.from_user_input(f"EPSG:{code}" if (code := epsg(crs)) else crs)
        transformer = Transformer.from_crs(system, WGS84, always_xy=True)
    except (CRSError, ProjError):
        return None
    area = system.area_of_use
    return transformer, (area.west - 1, area.south - 1, area.east + 1, area.north + 1) if area else WORLD


def _is_swiss(box: Box) -> bool:
    west, south, east, north = SWITZERLAND
    return west <= box[0] <= box[2] <= east and south <= box[1] <= box[3] <= north


def _place(box: Box) -> Place:
    west, south, east, north = (f"{round(number, DECIMALS):.10g}" for number in box)
    if (west, south) == (east, north):
        return Place(geometry=f"POINT ({west} {south})")
    return Place(geometry=f"POLYGON (({west} {south}, {east} {south}, {east} {north}, {west} {north}, {west} {south}))")
