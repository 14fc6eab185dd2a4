"""What the page of a file says of its preview, and how a chart is drawn."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from ckanext.luzern.presenters.axis import labels, width
from ckanext.luzern.presenters.chart import Drawing, figure
from ckanext.luzern.presenters.dataset_page import Column
from ckanext.luzern.presenters.file_line import file_line
from ckanext.luzern.presenters.locale import Text
from ckanext.luzern.presenters.preview_page import no_preview, preview_page
from ckanext.luzern.preview.content import Chart, Line, Preview

YEARS = Line("Anzahl", (("2023", 115.0), ("2024", -20.0), ("2025", 191.0)))
NAMES = ("Jahr", "Anzahl")


def drawings(*lines: Line) -> tuple[Drawing, Drawing]:
    wide, narrow = figure(lines, NAMES).drawings
    return wide, narrow


def test_columns_are_called_what_the_dictionary_calls_them() -> None:
    page = preview_page(Preview(("JAHR", "Ort"), (("2024", "A"),), 2, 1), [Column("jahr", Text("Kalenderjahr"), Text(""), "integer", "")], 5)

    assert [(one.name, str(one.label), one.is_number) for one in page.headings] == [("JAHR", "Kalenderjahr", True), ("Ort", "", False)]


def test_the_page_says_how_much_it_leaves_out() -> None:
    page = preview_page(Preview(("a",), (("1",), ("2",)), 60, 2191, place_count=900, feature_count=1800), [], 1)

    assert (len(page.rows), page.is_whole, page.row_count, page.hides_columns, page.hides_places) == (1, False, "2’191", True, True)


@pytest.mark.parametrize(
    ("resource", "reason"),
    [
        ({"format": "WMS_SRVC"}, "service"),
        ({"format": "CSV", "url_type": ""}, "elsewhere"),
        ({"format": "JSON", "url_type": "upload"}, "format"),
        ({"format": "csv", "url_type": "upload"}, "soon"),
    ],
)
def test_a_file_without_a_preview_says_why(resource: dict[str, str], reason: str) -> None:
    page = no_preview(file_line({"id": "x", **resource}, "de"))

    assert (page.reason, page.rows, page.has_places) == (reason, (), False)


def test_a_short_line_is_drawn_as_bars_from_zero() -> None:
    drawn, _ = drawings(YEARS)
    zero = next(tick.at for tick in drawn.up if tick.text == "0")

    assert [bar.text for bar in drawn.bars] == ["2023: 115", "2024: -20", "2025: 191"]
    assert [round(drawn.bars[0].y + drawn.bars[0].height, 1), drawn.bars[1].y] == [zero, zero]
    assert drawn.curves == ()


def test_several_lines_have_names_that_do_not_stand_over_each_other() -> None:
    for drawn in drawings(*(Line(name, (("2024", 1.0), ("2025", 2.0))) for name in "abc")):
        heights = sorted(curve.label_y for curve in drawn.curves)

        assert all(lower - upper >= 19 for upper, lower in pairwise(heights))
        assert heights[-1] < drawn.height


@pytest.mark.parametrize("letters", [4, 8, 17, 40])
@pytest.mark.parametrize("count", [1, 3, 40, 2000])
def test_labels_leave_each_other_room_and_stand_within_the_drawing(letters: int, count: int) -> None:
    for drawn in drawings(Line("a", tuple((f"{number:x>{letters}}", 1e9 + number) for number in range(count)))):
        for before, after in pairwise(drawn.across):
            assert before.at + width(before.text) / 2 < after.at - width(after.text) / 2
        assert all(width(tick.text) / 2 <= tick.at <= drawn.width - width(tick.text) / 2 for tick in drawn.across)
        assert all(width(tick.text) <= drawn.left - 8 for tick in drawn.up)
        assert drawn.across


def test_on_a_phone_the_lines_names_stand_below() -> None:
    wide, narrow = drawings(*(Line(name, (("2024", 1.0), ("2025", 2.0))) for name in "abc"))

    assert all(curve.label_x > wide.right for curve in wide.curves)
    assert all(curve.label_y > narrow.bottom + 20 for curve in narrow.curves)
    assert narrow.width <= 320


@pytest.mark.parametrize(
    ("places", "shown"),
    [
        (["2025", "2024"], ["2024", "2025"]),
        (["2026-03-23 00:00", "2026-03-23 14:00", "2026-04-05 00:00"], ["23.3.26", "23.3.26", "5.4.26"]),
        (["2026-03-23T00:00:00+01:00", "2026-03-23T14:30:00+01:00"], ["23.3. 00:00", "23.3. 14:30"]),
        (["2026-03-23T14:30:00Z"], ["23.3. 14:30"]),
        (["24.03.2026", "23.3.2026 07:00"], ["23.3. 07:00", "24.3. 00:00"]),
        (["24.03.2026", "23.03.2026"], ["23.3.26", "24.3.26"]),
        (["2026-03", "2026-02"], ["2026-03", "2026-02"]),
        (["Rotsee", "2026-03-23", "31.02.2026"], ["Rotsee", "2026-03-23", "31.02.2026"]),
        (["Zählstelle bei der Seebrücke"], ["Zählstelle bei de…"]),
    ],
)
def test_days_stand_in_their_order_and_short_as_people_write_them(places: list[str], shown: list[str]) -> None:
    assert list(labels(places).values()) == shown


def test_a_line_of_zeros_can_be_drawn() -> None:
    assert drawings(Line("a", (("x", 0.0),)))[0].bars[0].height == 0


def test_the_page_says_how_many_rows_the_chart_leaves_out() -> None:
    whole = Preview(("j", "n"), (), 2, 3, Chart("j", "n"), (YEARS,))

    assert preview_page(whole, [], 5).undrawn == ""
    assert preview_page(replace(whole, row_count=1503), [], 5).undrawn == "1’500"
    assert preview_page(replace(whole, lines=()), [], 5).undrawn == ""


def test_a_chart_is_named_by_the_columns_labels() -> None:
    columns = [Column("j", Text("Jahr"), Text(""), "", ""), Column("n", Text("Anzahl"), Text(""), "", "")]
    page = preview_page(Preview(("j", "n"), (("2024", "1"),), 2, 1, Chart("j", "n"), (Line("n", (("2024", 1.0),)),)), columns, 5)

    assert page.figure is not None
    assert (page.figure.x, page.figure.y) == ("Jahr", "Anzahl")
