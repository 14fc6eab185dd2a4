"""Where the data is about (DCAT-AP CH 3.0 §dct:spatial): an IRI, a ``dct:Location``, never a literal (platform strips it)."""

from __future__ import annotations

import json
import re
from typing import Any

from geomet import InvalidGeoJSONException, wkt
from pyoxigraph import Literal, NamedNode

from ckanext.luzern.feeds.rdf import Writer, name
from ckanext.luzern.feeds.values import IRI, Fields, Kind, clean, parts


def _geometries(value: Any) -> list[Literal]:
    """GeoJSON (as CKAN keeps it) or WKT, as WKT."""
    text = clean(value) if isinstance(value, str) else json.dumps(value)
    try:
        geometry = json.loads(text) if text.startswith("{") else wkt.loads(text)
        written = wkt.dumps(geometry, decimals=6)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, StopIteration, InvalidGeoJSONException):
        return []  # geomet raises whatever goes wrong inside
    outside = re.search("EMPTY|SRID", written)  # no place, or one of another grid than WGS84
    return [] if outside else [Literal(written, datatype=name("gsp:wktLiteral"))]


GEOMETRY = Kind(_geometries, "eine Geometrie als GeoJSON oder WKT, Länge vor Breite (WGS84)")
GEOMETRIES = (("locn:geometry", "geom"), ("dcat:bbox", "bbox"), ("dcat:centroid", "centroid"))


def write(writer: Writer, node: NamedNode, package: Fields) -> None:
    """State each place by its IRI, and by a location of its own what else is known of it.

    A geometry never hangs on the IRI: two datasets may draw Lucerne differently, and a place has one geometry only (§dct:Location).
    """
    for number, place in enumerate(parts(package.get("spatial_coverage"))):
        path = f"spatial_coverage[{number}]."
        iris = writer.nodes(place.get("uri"), IRI, f"{path}uri")
        shapes = {predicate: writer.nodes(place.get(field), GEOMETRY, path + field) for predicate, field in GEOMETRIES}
        labels = [Literal(label, language="de") for label in [clean(place.get("text") or "")] if label]
        writer.add(node, "dct:spatial", *iris)
        if any(shapes.values()) or (labels and not iris):
            location = writer.blank("dct:Location")
            writer.add(node, "dct:spatial", location)
            writer.add(location, "skos:prefLabel", *labels)
            for predicate, geometries in shapes.items():
                writer.add(location, predicate, *geometries)
