"""Time and place of a package, in the spellings of CKAN's sites and extensions (ckanext-dcat, ckanext-spatial, ckanext-scheming)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from luzern_harvesters import dates, extent, geojson, translate
from luzern_harvesters.finding import Notes
from luzern_harvesters.record import Period, Place

from .fields import Fields

STARTS = ("temporal_start", "temporal_coverage_from", "temporal_coverage_start", "temporal_extent_begin", "time_period_coverage_start", "coverage_start_date")
ENDS = ("temporal_end", "temporal_coverage_to", "temporal_coverage_end", "temporal_extent_end", "time_period_coverage_end", "coverage_end_date")
PERIODS = ("temporal_coverage", "temporals", "temporal", "time_range", "time_coverage")
PLACES = ("spatial_coverage", "spatial", "spatial_text", "spatial_relationship", "geographical_coverage", "geographic_coverage", "spatial_uri")
WKT = re.compile(r"^\s*(?:SRID=4326;)?\s*(?:MULTI)?(?:POINT|POLYGON|LINESTRING)\s*\(", re.IGNORECASE)
BOX = re.compile(r"^\s*(?:BBOX|ENVELOPE)?\s*\(?\s*(-?[\d.]+)[ ,]+(-?[\d.]+)[ ,]+(-?[\d.]+)[ ,]+(-?[\d.]+)\s*\)?\s*$", re.IGNORECASE)
SIDES = ("bbox_west_long", "bbox_south_lat", "bbox_east_long", "bbox_north_lat")


def periods_of(fields: Fields, notes: Notes) -> tuple[Period, ...]:
    """Give the time spans covered."""
    found = [_ends(fields.word(*STARTS), fields.word(*ENDS), notes)]
    for one in fields.all(*PERIODS):
        if isinstance(one, dict):
            inner = Fields(one, fields.language)
            found.append(_ends(inner.word("start", "start_date", "begin", "from"), inner.word("end", "end_date", "to"), notes))
        elif isinstance(one, str):
            found.append(notes.keep(dates.period(one, "temporal")))
    return tuple(dict.fromkeys(period for period in found if period))


def _ends(start: str, end: str, notes: Notes) -> Period | None:
    ends = [notes.keep(dates.day(text, "temporal")) for text in (start, end)]
    return notes.keep(dates.in_order(Period(*ends), "temporal"))


def places_of(fields: Fields, notes: Notes) -> tuple[Place, ...]:
    """Give the areas covered."""
    found = _merged([place for name in PLACES for one in fields.all(name) for place in _places(one, notes)])
    sides = [fields.word(side) for side in SIDES]
    if all(sides) and not any(place.geometry for place in found):
        found.append(notes.keep(extent.place_of(sides, "", "spatial")) or Place())
    return tuple(dict.fromkeys(place for place in found if place != Place()))


def _merged(found: list[Place]) -> list[Place]:
    """ckanext-dcat keeps the IRI, the words and the geometry of one place in three fields."""
    iris, geometries = ([place for place in found if getattr(place, part)] for part in ("iri", "geometry"))
    labels = [place for place in found if place.label and not place.iri]
    if len(found) > 1 and all(len(part) <= 1 for part in (iris, labels, geometries)):
        iri, label, geometry = (next(iter(part), Place()) for part in (iris, labels, geometries))
        return [Place(iri.iri, label.label or iri.label, geometry.geometry)]
    return found


def _places(value: Any, notes: Notes) -> Iterator[Place]:
    if isinstance(value, dict) and ("coordinates" in value or "geometry" in value or "features" in value or "geometries" in value):
        yield notes.keep(geojson.place_of(value, "spatial")) or Place()
    elif isinstance(value, dict):
        yield _described(Fields(value, "de"), notes)
    elif isinstance(value, str) and WKT.match(value):
        yield Place(geometry=re.sub(r"^\s*SRID=4326;\s*", "", value.strip(), flags=re.IGNORECASE))
    elif isinstance(value, str) and (match := BOX.match(value)):
        yield notes.keep(extent.place_of(match.groups(), "", "spatial")) or Place()
    elif isinstance(value, str):
        yield notes.keep(translate.place(value, "spatial")) or Place()


def _described(fields: Fields, notes: Notes) -> Place:
    """ckanext-dcat's ``spatial_coverage``: an IRI, words, and up to three geometries."""
    words = fields.word("uri") or next(iter(fields.text("text", "label", "name").values()), "")
    place = notes.keep(translate.place(words, "spatial")) or Place()
    label = place.label or next(iter(fields.text("text", "label", "name").values()), "")
    for name in ("geom", "bbox", "centroid"):
        for inner in _places(fields.value(name), notes):
            if inner.geometry:
                return replace(place, label=label, geometry=inner.geometry)
    return replace(place, label=label)
