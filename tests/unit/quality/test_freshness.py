"""By when newer data is due: the promise first, then the frequency, counted from the last change."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ckanext.luzern.quality import freshness

EU = "http://publications.europa.eu/resource/authority/frequency/"


def package(**fields: Any) -> dict[str, Any]:
    return {"issued": "2020-01-01", "metadata_created": "2024-05-06T07:08:09.123456", "resources": [], **fields}


@pytest.mark.parametrize(
    ("frequency", "due"),
    [("DAILY", date(2026, 3, 4)), ("WEEKLY", date(2026, 3, 10)), ("MONTHLY", date(2026, 4, 8)), ("ANNUAL", date(2027, 6, 1))],
)
def test_a_frequency_leaves_a_quarter_of_its_period_and_two_days_at_least(frequency: str, due: date) -> None:
    assert freshness.due(package(modified="2026-03-01", frequency=EU + frequency)) == due


@pytest.mark.parametrize("frequency", ["UPDATE_CONT", "HOURLY", "IRREG", "NEVER", "UNKNOWN", ""])
def test_what_changes_within_the_day_or_as_needed_promises_nothing(frequency: str) -> None:
    assert freshness.due(package(modified="2026-03-01", frequency=frequency and EU + frequency)) is None


@pytest.mark.parametrize(
    ("promise", "changed", "due"),
    [
        ("P1Y", "2026-01-01", date(2027, 4, 3)),
        ("P2W", "2026-01-01", date(2026, 1, 18)),
        ("Innert zwei Wochen nach Monatsende", "2026-01-01", date(2026, 2, 15)),
        ("spätestens nach 3 Tagen", "2026-01-01", date(2026, 1, 5)),
        ("alle zwei Wochen", "2026-01-01", date(2026, 1, 18)),
        ("Spätestens Ende März für das Vorjahr", "2026-02-27", date(2027, 3, 31)),
        ("Spätestens Ende März für das Vorjahr", "2025-04-30", date(2026, 3, 31)),
        ("Bis 15. Februar", "2025-06-01", date(2026, 2, 15)),
        ("Mitte Oktober", "2025-06-01", date(2025, 10, 20)),
    ],
)
def test_a_promise_goes_before_the_frequency(promise: str, changed: str, due: date) -> None:
    assert freshness.due(package(modified=changed, update_promise=promise, frequency=EU + "DAILY")) == due


@pytest.mark.parametrize("promise", ["so bald als möglich", "Januar bis März", "innert dreissig Tagen", "PT0S", "P", "0. Mai 2020 oder Juni"])
def test_a_promise_that_names_no_single_day_leaves_it_to_the_frequency(promise: str) -> None:
    assert freshness.due(package(modified="2026-03-01", update_promise=promise, frequency=EU + "WEEKLY")) == date(2026, 3, 10)


def test_a_number_of_days_counts_from_the_end_of_the_period_or_is_one_where_no_period_is_known() -> None:
    assert freshness.due(package(modified="2026-01-01", update_promise="innert 10 Tagen", frequency=EU + "ANNUAL")) == date(2027, 1, 12)
    assert freshness.due(package(modified="2026-01-01", update_promise="innert 10 Tagen")) == date(2026, 1, 13)


def test_the_newest_change_counts_whether_of_the_dataset_or_of_a_resource() -> None:
    assert freshness.changed_on(package(modified="2025", resources=[{"modified": "2026-02-03T04:05:06"}, {"modified": "2024-01"}])) == date(2026, 2, 3)
    assert freshness.changed_on(package(modified="2025-02")) == date(2025, 2, 28)


def test_before_the_first_change_the_publication_counts() -> None:
    assert freshness.changed_on(package()) == date(2020, 1, 1)
    assert freshness.changed_on(package(issued="")) == date(2024, 5, 6)
    assert freshness.changed_on({"resources": []}) is None


@pytest.mark.parametrize("modified", ["9999-12-31", "gestern", "2026-13-45", "0000"])
def test_no_date_breaks_the_judgement(modified: str) -> None:
    freshness.due(package(modified=modified, frequency=EU + "ANNUAL", update_promise="31. Februar"))
