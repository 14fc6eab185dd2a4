from __future__ import annotations

from typing import Any

import pytest

from luzern_harvesters.geojson import place_of

LINE = {"type": "LineString", "coordinates": [[8.30, 47.05, 436.0], [8.31, 47.06, 437.0]]}


def point(*coordinates: Any) -> dict[str, Any]:
    return {"type": "Point", "coordinates": list(coordinates)}


@pytest.mark.parametrize(
    ("found", "geometry", "code"),
    [
        (point(8.3, 47.05), "POINT (8.30000 47.05000)", ""),
        (LINE, "LINESTRING (8.30000 47.05000, 8.31000 47.06000)", ""),
        ({"type": "Feature", "geometry": LINE, "properties": {}}, "LINESTRING (8.30000 47.05000, 8.31000 47.06000)", ""),
        (point(47.05, 8.3), "POINT (8.30000 47.05000)", "geometry-swapped"),
        (point(9.99, 53.55), "POINT (9.99000 53.55000)", ""),
        (point(200, 47), None, "geometry-unusable"),
        (point(0, 0), None, "geometry-unusable"),
        (point("8.3", 47), None, "geometry-unusable"),
        (point(), None, "geometry-unusable"),
        ({"type": "Polygon", "coordinates": [1, 2]}, None, "geometry-unusable"),
        ("POINT (1 2)", None, "geometry-unusable"),
    ],
)
def test_a_geometry_is_a_place_or_a_finding(found: Any, geometry: str | None, code: str) -> None:
    place, finding = place_of(found, "spatial")

    assert (place.geometry if place else None, finding.code if finding else "") == (geometry, code)


def test_several_geometries_are_published_as_their_box() -> None:
    place, finding = place_of({"type": "GeometryCollection", "geometries": [point(8.3, 47.0), point(8.4, 47.1)]}, "spatial")

    assert finding is None
    assert place is not None
    assert place.geometry.startswith("POLYGON ((8.3 47")


def test_lv95_is_converted_and_told() -> None:
    place, finding = place_of(point(2_666_000, 1_211_500), "spatial")

    assert place is not None
    assert place.geometry.startswith("POINT (8.30")
    assert finding is not None
    assert finding.code == "geometry-lv95"
