"""In which order the pages show datasets, and the API gives them."""

from __future__ import annotations

import pytest

from integration.api import Api

pytestmark = pytest.mark.services

NEWEST_DATA, CHANGED_LAST = "Ordnung nach Datum, neu", "Ordnung nach Datum, alt"


def titles(text: str) -> list[str]:
    return sorted({NEWEST_DATA, CHANGED_LAST} & {title for title in (NEWEST_DATA, CHANGED_LAST) if title in text}, key=text.index)


@pytest.mark.parametrize("path", ["/dataset/", "/dataset/?sort=data_date+desc%2C+metadata_modified+desc", "/group/gove"])
def test_pages_show_the_newest_data_first_whenever_its_description_changed(path: str, api: Api) -> None:
    theme = ["http://publications.europa.eu/resource/authority/data-theme/GOVE"]
    with (
        api.dataset(title_translated={"de": NEWEST_DATA}, theme=theme, issued="2024", modified="2031-05"),
        api.dataset(title_translated={"de": CHANGED_LAST}, theme=theme, issued="2031-04-30T23:00:00+02:00"),
    ):
        page = api.client.get(path).text
        assert titles(page) == [NEWEST_DATA, CHANGED_LAST]


def test_the_home_page_shows_the_newest_data_and_its_day(api: Api) -> None:
    with api.dataset(title_translated={"de": NEWEST_DATA}, modified="2031-05-01"):
        page = api.client.get("/").text
        assert NEWEST_DATA in page
        assert page.count("1. Mai 2031") == 2


def test_the_api_keeps_the_order_of_ckan(api: Api) -> None:
    with api.dataset(title_translated={"de": NEWEST_DATA}, modified="2031-05"), api.dataset(title_translated={"de": CHANGED_LAST}, modified="1999"):
        assert [one["title"] for one in api.result("package_search", rows=2)["results"]] == [CHANGED_LAST, NEWEST_DATA]
        by_date = api.result("package_search", rows=1, sort="data_date desc")["results"]
        assert [one["title"] for one in by_date] == [NEWEST_DATA]
