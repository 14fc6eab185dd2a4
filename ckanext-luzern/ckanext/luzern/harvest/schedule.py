"""When a source is due: pure, so that a calendar of cases can be tested.

A slot is a moment its cron expression names (Europe/Zurich). Each source starts some minutes after its slot, always the same number
for the same slot, so that sources of one hour do not all start at once. A run that died is taken up again soon.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from croniter import croniter

from luzern_harvesters.errors import SettingsError
from luzern_harvesters.finding import Finding
from luzern_harvesters.source import Source

ZURICH = ZoneInfo("Europe/Zurich")
AGAIN_AFTER = timedelta(minutes=1)  # a run that died


@dataclass(frozen=True)
class Last:
    """The last run of a source; ``started_at`` is aware."""

    started_at: datetime
    has_died: bool = False


def check(source: Source) -> None:
    """Look whether a schedule can be read.

    Raises:
        SettingsError: it is no cron expression.
    """
    if source.schedule and not croniter.is_valid(source.schedule):
        message = f"Der Zeitplan «{source.schedule}» der Quelle «{source.id}» ist kein cron-Ausdruck."
        raise SettingsError(Finding.error("schedule-wrong", "schedule", message, "Erwartet werden fünf Angaben, zum Beispiel «15 5 * * *»."))


def is_due(source: Source, last: Last | None, now: datetime) -> bool:
    """Tell whether a source has to be harvested now; ``now`` is aware."""
    if not source.enabled or not source.schedule or is_quiet(source, now):
        return False
    if last and last.has_died and now - last.started_at >= AGAIN_AFTER:
        return True
    slot = next(slot for slot in _slots_before(source, now) if slot + jitter(source, slot) <= now)
    return last is None or last.started_at < slot


def next_run(source: Source, now: datetime) -> datetime | None:
    """Give when a source is harvested next; None where it is not by itself."""
    if not source.enabled or not source.schedule:
        return None
    slots = croniter(source.schedule, now.astimezone(ZURICH), ret_type=datetime)
    slot: datetime = slots.get_next()
    return slot + jitter(source, slot)


def jitter(source: Source, slot: datetime) -> timedelta:
    """Give by how much a source starts after its slot: as random as a digest is, and the same whoever asks."""
    seconds = source.jitter_minutes * 60
    number = int.from_bytes(hashlib.sha256(f"{source.id} {slot.isoformat()}".encode()).digest()[:8], "big")
    return timedelta(seconds=number % seconds if seconds else 0)


def is_quiet(source: Source, now: datetime) -> bool:
    """Tell whether the source is to be left alone at this moment; hours may go over midnight."""
    if not source.quiet_hours:
        return False
    start, end = map(time.fromisoformat, source.quiet_hours.split("-"))
    here = now.astimezone(ZURICH).time()
    return start <= here < end if start <= end else here >= start or here < end


def _slots_before(source: Source, now: datetime) -> Iterator[datetime]:
    slots = croniter(source.schedule, now.astimezone(ZURICH), ret_type=datetime)
    if croniter.match(source.schedule, now.astimezone(ZURICH)):
        yield now.astimezone(ZURICH).replace(second=0, microsecond=0)
    while True:
        yield slots.get_prev()
