"""Places of a file on a map: from GeoJSON and from tables with coordinates, small enough for a page."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from ckanext.luzern.preview.content import Chart, Preview
from ckanext.luzern.preview.spatial import MAX_BYTES, Place, collection
from ckanext.luzern.preview.worker import preview_of

STATION = (8.3103, 47.0502)
STATION_LV95 = (2666233, 1211386)


def table(folder: Path, text: str) -> Preview:
    (folder / "orte.csv").write_text(text, encoding="utf-8")
    return preview_of(folder / "orte.csv", "CSV", Chart())


def geojson(folder: Path, document: object) -> Preview:
    (folder / "orte.geojson").write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return preview_of(folder / "orte.geojson", "GEOJSON", Chart())


def feature(kind: str, coordinates: object, **properties: object) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": kind, "coordinates": coordinates}, "properties": properties}


def features(preview: Preview) -> list[dict[str, Any]]:
    return json.loads(preview.places)["features"] if preview.places else []


def is_station(position: list[float]) -> bool:
    return all(math.isclose(one, other, abs_tol=0.001) for one, other in zip(position, STATION, strict=True))


@pytest.mark.parametrize(
    "text",
    [
        "name;lon;lat\nBahnhof;8.3103;47.0502\n",
        "Name,Breitengrad,Längengrad\nBahnhof,47.0502,8.3103\n",
        "Standort;E_LV95;N_LV95\nBahnhof;2666233;1211386\n",
        "Standort;Koordinate E (LV95);Koordinate N (LV95)\nBahnhof;2'666'233.0;1'211'386.0\n",
        "Standort;X;Y\nBahnhof;2666233;1211386\n",
    ],
)
def test_a_table_with_coordinates_has_places(tmp_path: Path, text: str) -> None:
    (found,) = features(table(tmp_path, text))

    assert is_station(found["geometry"]["coordinates"])
    assert list(found["properties"].values()) == ["Bahnhof"]


@pytest.mark.parametrize("text", ["x;y\n5;7\n6;8\n", "Ertrag;Aufwand\n2666233;1211386\n", "e;n\n;\n", "lon;name\n8.3;a\n"])
def test_numbers_that_are_no_coordinates_are_no_places(tmp_path: Path, text: str) -> None:
    assert table(tmp_path, text).places == ""


def test_a_row_without_coordinates_is_left_out(tmp_path: Path) -> None:
    found = table(tmp_path, "name;lon;lat\nA;8.3103;47.0502\nB;;\nC;0;0\n" + "D;8.31;47.05\n" * 20)

    assert (found.row_count, found.place_count) == (23, 21)


@pytest.mark.parametrize("position", [STATION, STATION_LV95, STATION[::-1], STATION_LV95[::-1], (*STATION, 436.0)])
def test_geojson_is_turned_to_longitude_and_latitude(tmp_path: Path, position: tuple[float, ...]) -> None:
    (found,) = features(geojson(tmp_path, {"type": "FeatureCollection", "features": [feature("Point", position, id=1, name="Bahnhof")]}))

    assert is_station(found["geometry"]["coordinates"])
    assert next(iter(found["properties"])) == "name", "a name tells more than a number"


def test_the_properties_are_the_table(tmp_path: Path) -> None:
    found = geojson(
        tmp_path, {"features": [feature("LineString", [STATION, (8.4, 47.1)], name="A", da=True), feature("Polygon", [], name=None, mehr={"a": [1]})]}
    )

    assert found.columns == ("name", "da", "mehr")
    assert found.rows == (("A", "ja", ""), ("", "", '{"a": [1]}'))


@pytest.mark.parametrize(
    ("position", "names"),
    [
        (STATION, ("Längengrad", "Breitengrad")),
        (STATION[::-1], ("Breitengrad", "Längengrad")),
        (STATION_LV95, ("E (LV95)", "N (LV95)")),
        (STATION_LV95[::-1], ("N (LV95)", "E (LV95)")),
        ((2.35, 48.85), ("Längengrad", "Breitengrad")),
    ],
)
def test_where_a_point_is_stands_in_the_table_too_as_the_file_has_it(tmp_path: Path, position: tuple[float, ...], names: tuple[str, str]) -> None:
    found = geojson(tmp_path, {"features": [feature("Point", (*position, 436), name="A"), {"geometry": None}]})

    assert found.columns == ("name", *names)
    assert found.rows == (("A", str(position[0]), str(position[1])), ("", "", ""))
    assert found.column_count == 3


def test_points_without_properties_are_a_table_of_coordinates(tmp_path: Path) -> None:
    found = geojson(tmp_path, {"type": "Point", "coordinates": STATION})

    assert (found.rows, found.row_count) == ((("8.3103", "47.0502"),), 1)


@pytest.mark.parametrize("point", [(600_000, 200_000), ("8", "47"), [STATION], None])
def test_numbers_of_which_nobody_knows_what_they_are_are_no_columns(tmp_path: Path, point: object) -> None:
    assert geojson(tmp_path, {"features": [feature("Point", point, name="A")]}).columns == ("name",)


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        {"type": "Point", "coordinates": ["8", "47"]},
        {"type": "Point", "coordinates": [float("inf"), 47]},
        {"type": "Polygon", "coordinates": [8.3, 47.0]},
        {"type": "Kreis", "coordinates": [8.3, 47.0]},
        {"type": "LineString", "coordinates": [[8.3, 47.0]]},
        {"type": "Point"},
        "Punkt",
    ],
)
def test_a_broken_geometry_does_not_harm_the_others(tmp_path: Path, geometry: object) -> None:
    found = geojson(tmp_path, {"features": [{"type": "Feature", "geometry": geometry, "properties": None}, feature("Point", STATION, name="A")]})

    assert found.row_count == 2
    assert len(features(found)) == found.place_count == 1


@pytest.mark.parametrize(("text", "reason"), [("{", "broken"), ("[1, 2]", "empty"), ('{"features": []}', "empty"), ("[" * 100_000, "broken"), ("", "broken")])
def test_what_holds_no_feature_gives_a_reason(tmp_path: Path, text: str, reason: str) -> None:
    assert geojson(tmp_path, text) == Preview(reason=reason)


def test_a_large_outline_becomes_coarse_and_stays_closed() -> None:
    ring = [(8.3 + 0.01 * math.cos(turn / 20_000 * math.tau), 47.05 + 0.01 * math.sin(turn / 20_000 * math.tau)) for turn in range(20_000)]
    text, count = collection([Place("Polygon", [[*ring, ring[0]]], (("name", "See"),))])
    (outline,) = json.loads(text)["features"][0]["geometry"]["coordinates"]

    assert count == 1
    assert len(text.encode()) <= MAX_BYTES
    assert outline[0] == outline[-1]
    assert len(outline) > 100


def test_of_too_many_places_some_are_shown() -> None:
    text, count = collection([Place("Point", (8.2 + number / 500_000, 47.0 + number % 97 / 1000), (("name", f"Ort {number}"),)) for number in range(40_000)])

    assert len(text.encode()) <= MAX_BYTES
    assert 1_000 < count < 40_000
