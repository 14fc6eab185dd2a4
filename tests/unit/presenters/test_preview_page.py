"""What the page of a file says of its preview, and how a chart is drawn."""

from __future__ import annotations

from itertools import pairwise

from ckanext.luzern.presenters.chart import drawing
from ckanext.luzern.presenters.dataset_page import Column
from ckanext.luzern.presenters.locale import Text
from ckanext.luzern.presenters.preview_page import preview_page
from ckanext.luzern.preview.content import Chart, Line, Preview

YEARS = Line("Anzahl", (("2023", 115.0), ("2024", -20.0), ("2025", 191.0)))


def test_columns_are_called_what_the_dictionary_calls_them() -> None:
    page = preview_page(Preview(("JAHR", "Ort"), (("2024", "A"),), 2, 1), [Column("jahr", Text("Kalenderjahr"), Text(""), "integer", "")], 5)

    assert [(one.name, str(one.label), one.is_number) for one in page.headings] == [("JAHR", "Kalenderjahr", True), ("Ort", "", False)]


def test_the_page_says_how_much_it_leaves_out() -> None:
    page = preview_page(Preview(("a",), (("1",), ("2",)), 60, 2191, place_count=900, feature_count=1800), [], 1)

    assert (len(page.rows), page.is_whole, page.row_count, page.hides_columns, page.hides_places) == (1, False, "2’191", True, True)


def test_a_short_line_is_drawn_as_bars_from_zero() -> None:
    drawn = drawing([YEARS], ("Jahr", "Anzahl"))
    zero = next(tick.at for tick in drawn.up if tick.text == "0")

    assert [bar.text for bar in drawn.bars] == ["2023: 115", "2024: -20", "2025: 191"]
    assert [round(drawn.bars[0].y + drawn.bars[0].height, 1), drawn.bars[1].y] == [zero, zero]
    assert drawn.curves == ()


def test_several_lines_have_names_that_do_not_stand_over_each_other() -> None:
    drawn = drawing([Line(name, (("2024", 1.0), ("2025", 2.0))) for name in "abc"], ("Jahr", "Anzahl"))
    labels = sorted(curve.label_y for curve in drawn.curves)

    assert all(lower - upper >= 19 for upper, lower in pairwise(labels))


def test_labels_below_leave_each_other_room() -> None:
    drawn = drawing([Line("a", tuple((f"2026-01-01 {hour:05}", 1.0) for hour in range(2000)))], ("Zeit", "Wert"))

    assert 1 < len(drawn.across) < 6


def test_a_line_of_zeros_can_be_drawn() -> None:
    assert drawing([Line("a", (("x", 0.0),))], ("x", "y")).bars[0].height == 0


def test_a_chart_is_named_by_the_columns_labels() -> None:
    columns = [Column("j", Text("Jahr"), Text(""), "", ""), Column("n", Text("Anzahl"), Text(""), "", "")]
    page = preview_page(Preview(("j", "n"), (("2024", "1"),), 2, 1, Chart("j", "n"), (Line("n", (("2024", 1.0),)),)), columns, 5)

    assert page.drawing is not None
    assert (page.drawing.x, page.drawing.y) == ("Jahr", "Anzahl")
