"""A calendar of cases: when a source is due."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ckanext.luzern.harvest import schedule
from ckanext.luzern.harvest.schedule import Last, is_due, jitter, next_run
from luzern_harvesters.errors import SettingsError
from luzern_harvesters.source import Source

ZURICH = ZoneInfo("Europe/Zurich")


def source(cron: str = "15 5 * * *", **settings: Any) -> Source:
    values = {"id": "probe", "type": "dropzone", "url": "file:///ablage", "organization": "tiefbauamt", "title": "Probe", "schedule": cron, "jitter_minutes": 0}
    return Source.model_validate({**values, **settings})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZURICH)


@pytest.mark.parametrize(
    ("last", "now", "due"),
    [
        ("2026-03-01 05:15", "2026-03-01 23:59", False),
        ("2026-03-01 05:15", "2026-03-02 05:14", False),
        ("2026-03-01 05:15", "2026-03-02 05:15", True),
        ("2026-03-01 05:15", "2026-03-09 12:00", True),  # the portal was off for days: once, not eight times
        ("2026-03-02 05:15", "2026-03-02 05:16", False),
        ("2026-03-28 05:15", "2026-03-29 05:15", True),  # the night that is an hour short
        ("2026-10-24 05:15", "2026-10-25 05:14", False),  # the night that is an hour long
        ("2026-10-24 05:15", "2026-10-25 05:15", True),
    ],
)
def test_a_source_is_due_once_per_slot(last: str, now: str, due: bool) -> None:
    assert is_due(source(), Last(at(last)), at(now)) is due


def test_a_source_that_was_never_harvested_is_due() -> None:
    assert is_due(source(), None, at("2026-03-02 12:00"))


def test_a_source_without_schedule_or_switched_off_is_never_due() -> None:
    assert not is_due(source(""), None, at("2026-03-02 12:00"))
    assert not is_due(source(enabled=False), None, at("2026-03-02 12:00"))
    assert next_run(source(""), at("2026-03-02 12:00")) is None


def test_a_run_that_died_is_taken_up_again_soon() -> None:
    died = Last(at("2026-03-02 05:15"), has_died=True)

    assert not is_due(source(), died, at("2026-03-02 05:15") + timedelta(seconds=30))
    assert is_due(source(), died, at("2026-03-02 05:16"))


@pytest.mark.parametrize(
    ("hours", "now", "due"),
    [
        ("07:00-09:00", "08:00", False),
        ("07:00-09:00", "09:00", True),
        ("22:00-06:00", "23:30", False),
        ("22:00-06:00", "05:59", False),
        ("22:00-06:00", "06:00", True),
    ],
)
def test_quiet_hours_are_kept(hours: str, now: str, due: bool) -> None:
    assert is_due(source(quiet_hours=hours), None, at(f"2026-03-02 {now}")) is due


def test_sources_of_one_slot_do_not_start_at_once() -> None:
    slot = at("2026-03-02 05:15")
    starts = {jitter(source(id=f"quelle-{number}", jitter_minutes=10), slot) for number in range(20)}

    assert len(starts) > 10
    assert max(starts) < timedelta(minutes=10)


def test_a_source_waits_for_its_own_start() -> None:
    late = source(jitter_minutes=60)
    start = at("2026-03-02 05:15") + jitter(late, at("2026-03-02 05:15"))
    yesterday = Last(at("2026-03-01 06:20"))

    assert not is_due(late, yesterday, start - timedelta(seconds=1))
    assert is_due(late, yesterday, start)
    assert next_run(late, at("2026-03-02 05:00")) == start


def test_a_schedule_that_is_none_is_named() -> None:
    with pytest.raises(SettingsError, match="cron"):
        schedule.check(source("jeden Tag"))
