from __future__ import annotations

import pytest

from luzern_harvesters.extent import crs_iri, place_of
from luzern_harvesters.naming import title_of

LUCERNE = (8.24071, 47.00126, 8.37376, 47.0922)


def corners(box: list[object], crs: str) -> list[float]:
    place, _ = place_of(box, crs, "spatial")
    assert place is not None
    numbers = place.geometry.removeprefix("POLYGON ((").removesuffix("))").replace(",", " ").split()
    return [float(number) for number in (numbers[0], numbers[1], numbers[4], numbers[5])]


@pytest.mark.parametrize(
    ("box", "crs"),
    [
        ([2661000, 1206000, 2671000, 1216000], "EPSG:2056"),
        ([2661000, 1206000, 2671000, 1216000], "urn:ogc:def:crs:EPSG::2056"),
        ([661000, 206000, 671000, 216000], "http://www.opengis.net/def/crs/EPSG/0/21781"),
        ([917351.6, 5942269.4, 932162.7, 5957140.5], "EPSG:3857"),
        ([8.24071, 47.00126, 8.37376, 47.0922], ""),
        (["8.24071", "47.00126", "300", "8.37376", "47.0922", "1500"], "OGC:CRS84"),
    ],
)
def test_a_box_in_any_system_is_given_in_degrees_with_longitude_first(box: list[object], crs: str) -> None:
    assert corners(box, crs) == pytest.approx(LUCERNE, abs=0.001)


@pytest.mark.parametrize(("box", "crs"), [([47.00126, 8.24071, 47.0922, 8.37376], ""), ([1206000, 2661000, 1216000, 2671000], "EPSG:2056")])
def test_swapped_axes_are_turned_and_said(box: list[object], crs: str) -> None:
    assert corners(box, crs) == pytest.approx(LUCERNE, abs=0.001)

    finding = place_of(box, crs, "spatial")[1]
    assert finding is not None
    assert finding.code == "extent-swapped"


@pytest.mark.parametrize(
    ("box", "crs", "code"),
    [
        (["NaN", "NaN", "NaN", "NaN"], "EPSG:2056", "extent-empty"),
        ([None, None, None, None], "", "extent-empty"),
        ([-180, -90, 180, 90], "", "extent-world"),
        ([9, 47, 8, 46], "", "extent-unusable"),
        ([1, 2, 3, 400], "", "extent-unusable"),
        ([1, 2, 3, 4], "EPSG:999999", "extent-unusable"),
        ([1e300, 1e300, 1e301, 1e301], "EPSG:2056", "extent-unusable"),
    ],
)
def test_a_box_that_says_nothing_is_left_out_and_said(box: list[object], crs: str, code: str) -> None:
    place, finding = place_of(box, crs, "spatial")

    assert place is None
    assert finding is not None
    assert finding.code == code


def test_a_box_without_extent_is_a_point() -> None:
    place, _ = place_of([8.3, 47.05, 8.3, 47.05], "", "spatial")

    assert place is not None
    assert place.geometry == "POINT (8.3 47.05)"


@pytest.mark.parametrize("text", ["EPSG:2056", "urn:ogc:def:crs:EPSG::2056", "urn:x-ogc:def:crs:EPSG:6.9:2056", "http://www.opengis.net/gml/srs/epsg.xml#2056"])
def test_every_spelling_of_a_system_has_one_iri(text: str) -> None:
    assert crs_iri(text) == "http://www.opengis.net/def/crs/EPSG/0/2056"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("esri:Öffentlicher_Parkplatz", "Öffentlicher Parkplatz"),
        ("Altstadt_Süd", "Altstadt Süd"),
        ("baum", "baum"),
        ("Velonetz (Stand 2025)", "Velonetz (Stand 2025)"),
    ],
)
def test_names_that_people_understand_are_titles(name: str, title: str) -> None:
    assert title_of(name, "title") == (title, None)


@pytest.mark.parametrize("name", ["WT_VP_TBL", "GEO.VW_BAUM", "baum_p_2056", "Layer 0", "0", "5f1b7a52e1f04bd1b2f4a1c0e8d3a9b7"])
def test_technical_names_stay_and_are_said(name: str) -> None:
    title, finding = title_of(name, "title")

    assert title == name
    assert finding is not None
    assert finding.code == "title-technical"
