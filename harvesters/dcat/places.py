"""Where and when a dataset is about (``dct:Location``, ``dct:PeriodOfTime``): names, IRIs, and geometries in whatever way they are written."""

from __future__ import annotations

import re

from luzern_harvesters import dates, extent, geojson, json_text, translate
from luzern_harvesters.errors import SourceMalformed
from luzern_harvesters.finding import Finding, Notes
from luzern_harvesters.record import Period, Place

from .graph import DCAT, GEO, LOCN, SCHEMA, TIME
from .node import NAMES, Node

STARTS = (DCAT.startDate, *(space.startDate for space in SCHEMA))
ENDS = (DCAT.endDate, *(space.endDate for space in SCHEMA))
MOMENTS = (TIME.inXSDDate, TIME.inXSDDateTimeStamp, TIME.inXSDDateTime, TIME.inXSDgYearMonth, TIME.inXSDgYear)
WRITTEN = (*(space.asWKT for space in GEO), *(space.asGeoJSON for space in GEO))
GEOMETRIES = (LOCN.geometry, DCAT.bbox, DCAT.centroid)
WKT = re.compile(r"(?:<([^<>]*)>|SRID=(\d+);)?\s*((?:MULTI)?(?:POINT|LINESTRING|POLYGON)|GEOMETRYCOLLECTION)\b(.*)", re.IGNORECASE | re.DOTALL)
CRS84 = re.compile(r"^(?:|\S*CRS84|4326)$")
PAIR = re.compile(r"(-?[\d.]+(?:[eE]-?\d+)?)\s+(-?[\d.]+(?:[eE]-?\d+)?)")
BOX = re.compile(r"\s*-?\d+(?:\.\d+)?(?:\s*,\s*-?\d+(?:\.\d+)?){3}\s*")  # west, south, east, north (DCAT-US 1.1 §spatial)


def place_of(node: Node, notes: Notes) -> Place | None:
    """Give a place: an IRI where one is known, else its name; with its outline as WKT in WGS 84, longitude first."""
    words = node.term.value if node.is_text else ""
    if outline := _outline(words, notes):
        return outline
    inner = [one for found in (node, *node.all(*GEOMETRIES)) for one in ((found,) if found.is_text else found.all(*GEOMETRIES, *WRITTEN))]
    texts = sorted(dict.fromkeys(one.term.value for one in inner if one.is_text), key=lambda text: not WKT.match(text.strip())) if not node.is_text else []
    drawn = next(filter(None, (_outline(text, notes) for text in texts)), None)
    if drawn and not node.iri and not node.texts(*NAMES):
        return drawn
    place = notes.keep(translate.place(node.code("place"), "spatial"))
    if not place:
        return None
    label = place.label or next(iter(node.texts(*NAMES).values()), "")
    return Place(place.iri, label, drawn.geometry if drawn else "")


def period_of(node: Node, notes: Notes) -> Period | None:
    """Give a time span; its ends are dates, or moments of OWL Time."""
    if node.is_text:
        return notes.keep(dates.period(node.words, "temporal"))
    ends = []
    for predicates, moment in ((STARTS, TIME.hasBeginning), (ENDS, TIME.hasEnd)):
        inner = node.first(moment)
        words = node.value(*predicates) or (inner.value(*MOMENTS) if inner else "")
        ends.append(notes.keep(dates.day(words, "temporal")))
    return notes.keep(dates.in_order(Period(*ends), "temporal"))


def _outline(text: str, notes: Notes) -> Place | None:
    """Read a geometry written as WKT, as GeoJSON, or as the four sides of a box; None for any other text."""
    text = text.strip()
    if match := WKT.match(text):
        crs, body = match[1] or match[2] or "", f"{match[3]}{match[4]}".upper()
        return Place(geometry=" ".join(body.split())) if CRS84.match(crs) else _converted(body, crs, notes)
    if text.startswith("{"):
        try:
            return notes.keep(geojson.place_of(json_text.parse(text.encode(), "spatial"), "spatial"))
        except SourceMalformed as err:
            notes.append(Finding.warning("geometry-unusable", "spatial", "Die Ortsangabe ist keine gültige GeoJSON-Geometrie.", err.finding.remedy))
    if BOX.fullmatch(text):
        return notes.keep(extent.place_of(text.split(","), "", "spatial"))
    return None


def _converted(body: str, crs: str, notes: Notes) -> Place | None:
    """Give the box of a geometry in another system; with the authority's axes where its IRI names it (latitude first: GeoSPARQL 1.1 §8.5.1)."""
    pairs = [(float(one), float(other)) for one, other in PAIR.findall(body)]
    if not pairs:
        return None
    code = extent.epsg(crs) or crs
    easts, norths = zip(*((y, x) if code == "4326" else (x, y) for x, y in pairs), strict=True)
    return notes.keep(extent.place_of((min(easts), min(norths), max(easts), max(norths)), f"EPSG:{code}", "spatial"))
