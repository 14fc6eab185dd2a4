"""The preview of a GeoJSON file: its properties as a table, its geometries as places."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from ckanext.luzern.errors import NotPreviewable

from . import spatial
from .content import MAX_COLUMNS, MAX_ROWS, Preview, cell
from .spatial import DEPTH, Place

MAX_BYTES = 40_000_000  # what is read into memory takes ten times as much


def preview(path: Path) -> Preview:
    """Give the preview of a GeoJSON file.

    Raises:
        NotPreviewable: it is too large, no JSON, or holds no feature.
    """
    if path.stat().st_size > MAX_BYTES:
        raise NotPreviewable("too-large")
    try:
        features = list(_features(json.loads(path.read_text(encoding="utf-8-sig"))))
    except (ValueError, RecursionError) as err:  # JSON's and UTF-8's errors are both ValueErrors
        raise NotPreviewable("broken") from err
    if not features:
        raise NotPreviewable("empty")
    properties = tuple(dict.fromkeys(name for feature in features[:MAX_ROWS] for name in _properties(feature)))
    rows = tuple(tuple(_text(_properties(feature).get(name)) for name in properties[:MAX_COLUMNS]) for feature in features[:MAX_ROWS])
    places = list(islice((place for feature in features for place in _places(feature)), spatial.MOST))
    text, shown = spatial.collection(places)
    points = tuple(map(_point, features[:MAX_ROWS]))
    numbers = (spatial.names(places) or ()) if any(map(any, points)) else ()  # whoever does not see the map reads where a place is
    columns = properties[:MAX_COLUMNS] + numbers
    return Preview(
        columns=columns,
        rows=tuple(row + point[: len(numbers)] for row, point in zip(rows, points, strict=True)) if columns else (),
        column_count=len(properties) + len(numbers),
        row_count=len(features) if columns else 0,
        places=text,
        place_count=shown,
        feature_count=len(places),
    )


def _features(found: Any) -> Iterator[Mapping[str, Any]]:
    """Give the features of a collection, or the one there is; a bare geometry counts as one."""
    if not isinstance(found, dict):
        return
    if isinstance(found.get("features"), list):
        yield from (one for one in found["features"] if isinstance(one, dict))
    elif found.get("type") == "Feature":
        yield found
    elif found.get("type") in DEPTH or found.get("type") == "GeometryCollection":
        yield {"geometry": found, "properties": {}}


def _places(feature: Mapping[str, Any]) -> Iterator[Place]:
    facts = tuple((str(name), cell(text)) for name, value in _properties(feature).items() if (text := _text(value)))
    telling = sorted(facts, key=lambda fact: fact[1].replace(".", "").isdigit())  # a name tells more than a number
    for geometry in _geometries(feature.get("geometry")):
        yield Place(str(geometry["type"]), geometry.get("coordinates"), tuple(telling))


def _geometries(geometry: Any) -> Iterator[Mapping[str, Any]]:
    if not isinstance(geometry, dict):
        return
    if geometry.get("type") in DEPTH:
        yield geometry
    for one in geometry["geometries"] if isinstance(geometry.get("geometries"), list) else ():
        yield from _geometries(one)


def _point(feature: Mapping[str, Any]) -> tuple[str, str]:
    """Give the two numbers of a point as the file has them; nothing of any other geometry, which is no matter of two numbers."""
    geometry = feature.get("geometry")
    if not isinstance(geometry, dict) or geometry.get("type") != "Point" or not spatial.is_position(geometry.get("coordinates")):
        return "", ""
    first, second = geometry["coordinates"][:2]
    return _text(first), _text(second)


def _properties(feature: Mapping[str, Any]) -> Mapping[str, Any]:
    properties = feature.get("properties")
    return properties if isinstance(properties, dict) else {}


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    return cell(json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value))
