"""Where the data is about (DCAT-AP CH 3.0 §dct:spatial): an IRI, a ``dct:Location``, never a literal (platform strips it)."""

from __future__ import annotations

import json
from typing import Any

from geomet import InvalidGeoJSONException, wkt
from rdflib import Literal
from rdflib.term import Node

from ckanext.luzern.feeds.rdf import PREFIXES, Writer
from ckanext.luzern.feeds.values import IRI, Fields, clean, parts

GEOMETRIES = (("locn:geometry", "geom"), ("dcat:bbox", "bbox"), ("dcat:centroid", "centroid"))


def write(writer: Writer, node: Node, package: Fields) -> None:
    """State each place by its IRI, and by a location of its own what else is known of it.

    A geometry never hangs on the IRI: two datasets may draw Lucerne differently, and a place has one geometry only (§dct:Location).
    """
    for number, place in enumerate(parts(package.get("spatial_coverage"))):
        path = f"spatial_coverage[{number}]."
        iris = writer.nodes(place.get("uri"), IRI, f"{path}uri")
        writer.add(node, "dct:spatial", *iris)
        shapes = [(predicate, _wkt(place[field]), f"{path}{field}", place[field]) for predicate, field in GEOMETRIES if place.get(field)]
        label = clean(place.get("text") or "")
        for _, text, where, value in shapes:
            if not text:
                writer.leave_out(where, value, "erwartet wird eine Geometrie als GeoJSON oder WKT, Länge vor Breite (WGS84)")
        if any(text for _, text, _, _ in shapes) or (label and not iris):
            location = writer.blank("dct:Location")
            writer.add(node, "dct:spatial", location)
            for predicate, text, _, _ in shapes:
                writer.add(location, predicate, *([Literal(text, datatype=PREFIXES["gsp"] + "wktLiteral")] if text else []))
            writer.add(location, "skos:prefLabel", *([Literal(label, lang="de")] if label else []))


def _wkt(value: Any) -> str:
    """Give GeoJSON (as CKAN keeps it) or WKT as WKT; empty where it is neither."""
    text = clean(value) if isinstance(value, str) else json.dumps(value)
    try:
        geometry = json.loads(text) if text.startswith("{") else wkt.loads(text)
        return wkt.dumps(geometry, decimals=6)
    except (ValueError, TypeError, KeyError, IndexError, StopIteration, InvalidGeoJSONException):
        return ""
