"""What a page of hits prints, and that each state of a search has one address."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("babel", reason="Babel comes with CKAN")

from ckanext.luzern.presenters.search_page import SHOWN, TITLE, Search, SearchPage, search_page

THEMES = {"groups": {"items": [{"name": "envi", "display_name": "Umwelt", "count": 3}, {"name": "tran", "display_name": "Verkehr", "count": 16}]}}


def page_of(search: Search, facets: Any = THEMES, numbers: tuple[int, int, int] = (16, 1, 1)) -> SearchPage:
    return search_page(search, facets, [], numbers, "de", {"volksschule": "Volksschule"})


def test_a_state_has_one_address_whatever_was_clicked_first() -> None:
    one = Search("velo").with_filter("res_format", "CSV").with_filter("groups", "tran")
    other = Search("velo").with_filter("groups", "tran").with_filter("res_format", "CSV")

    assert one.address() == other.address() == "?q=velo&groups=tran&res_format=CSV"


def test_a_click_on_a_value_adds_it_and_a_second_one_takes_it_away() -> None:
    verkehr = page_of(Search("velo")).groups[0].choices[0]
    on = page_of(Search("velo", {"groups": ["tran"]})).groups[0].choices[0]

    assert (verkehr.name, verkehr.count, verkehr.address, verkehr.is_active) == ("Verkehr", 16, "?q=velo&groups=tran", False)
    assert (on.name, on.address, on.is_active) == ("Verkehr", "?q=velo", True)


def test_values_are_named_in_the_readers_language() -> None:
    assert [choice.name for choice in search_page(Search(), THEMES, [], (1, 1, 1), "fr", {}).groups[0].choices] == ["Transports", "Environnement"]


def test_a_filter_that_is_on_is_a_chip_even_if_nothing_was_found() -> None:
    page = page_of(Search("velo", {"groups": ["tran"], "unbekannt": ["x"]}), facets={}, numbers=(0, 1, 0))

    assert [(chip.name, chip.address) for chip in page.chips] == [("Verkehr", "?q=velo&unbekannt=x"), ("x", "?q=velo&groups=tran")]
    assert page.hidden == (("groups", "tran"), ("unbekannt", "x"))
    assert page.all_address == "?q=velo"


def test_when_nothing_is_found_the_words_may_be_dropped_too() -> None:
    narrow, wide = page_of(Search("velo", {"groups": ["tran"]})), page_of(Search("velo"))

    assert [(chip.name, chip.address) for chip in narrow.fewer] == [("Verkehr", "?q=velo"), ("velo", "?groups=tran")]
    assert wide.fewer == ()


def test_a_department_has_its_name_even_if_nothing_was_found() -> None:
    assert [chip.name for chip in page_of(Search("velo", {"organization": ["volksschule"]}), facets={}, numbers=(0, 1, 0)).chips] == ["Volksschule"]


def test_a_facet_without_values_is_not_there() -> None:
    assert [group.id for group in page_of(Search()).groups] == ["facet-groups"]


def test_long_facets_are_folded_with_what_is_on_first() -> None:
    items = [{"name": f"F{number}", "display_name": f"F{number}", "count": 99 - number} for number in range(20)]
    group = page_of(Search("", {"res_format": ["F19"]}), facets={"res_format": {"items": items}}).groups[0]

    assert len(group.choices) == SHOWN
    assert group.choices[0].name == "F19"
    assert len(group.more) == 20 - SHOWN


def test_relevance_is_an_order_only_where_there_are_words() -> None:
    assert [sorting.key for sorting in page_of(Search()).sortings] == ["newest", "title"]
    assert [(sorting.key, sorting.is_current) for sorting in page_of(Search("velo", sort=TITLE)).sortings] == [
        ("relevance", False),
        ("newest", False),
        ("title", True),
    ]


def test_an_unknown_order_is_none_of_ours() -> None:
    assert not any(sorting.is_current for sorting in page_of(Search("velo", sort="name asc")).sortings)


@pytest.mark.parametrize(
    ("current", "last", "numbers"),
    [(1, 1, []), (1, 2, [1, 2]), (1, 9, [1, 2, 0, 9]), (5, 9, [1, 0, 4, 5, 6, 0, 9]), (9, 9, [1, 0, 8, 9])],
)
def test_the_pager_shows_both_ends_and_the_neighbours(current: int, last: int, numbers: list[int]) -> None:
    pages = page_of(Search("velo"), numbers=(last * 20, current, last)).pages

    assert [page.number for page in pages] == numbers
    assert [page.number for page in pages if page.is_current] == ([current] if numbers else [])
    assert all(page.address in ("", "?q=velo", f"?q=velo&page={page.number}") for page in pages)
