"""Output formats as servers spell them, as the portal's formats. ``application/json`` of a WFS is GeoJSON."""

from __future__ import annotations

import re
from collections.abc import Iterable

SPELLINGS = (
    ("GEOJSON", re.compile(r"^(?!.*(?:jsonp|topojson|esri|javascript)).*(?:geo[-+_ ]?json|^json$|application/json)")),
    ("GPKG", re.compile(r"gpkg|geopackage")),
    ("SHP", re.compile(r"shape|shp")),
    ("CSV", re.compile(r"csv")),
    ("XLSX", re.compile(r"spreadsheetml|excel2007|xlsx")),
    ("XLS", re.compile(r"^excel$|ms-excel")),
    ("KML", re.compile(r"kml")),
    ("DXF", re.compile(r"^(?:ogr-)?dxf")),
    ("GML", re.compile(r"gml|^text/xml|^application/xml")),
)
"""In the order readers prefer; GML last, because few can read it."""
NEWEST_GML = re.compile(r"3\.?2")


def downloads(formats: Iterable[str]) -> dict[str, str]:
    """Give the portal's formats with the server's own spelling of each, to ask for it."""
    stated = [form.strip() for form in formats if form.strip()]
    found: dict[str, str] = {}
    for code, pattern in SPELLINGS:
        spelt = [form for form in stated if pattern.search(form.lower()) and _first_code(form) == code]
        if spelt:
            found[code] = next((form for form in spelt if code == "GML" and NEWEST_GML.search(form)), spelt[0])
    return found


def _first_code(form: str) -> str:
    return next(code for code, pattern in SPELLINGS if pattern.search(form.lower()))
