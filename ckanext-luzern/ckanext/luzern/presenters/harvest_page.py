"""What the public pages about the sources show: sentences in the reader's language and values, ready to print; nothing here reads or writes.

What a run found is German: it was written for the department.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_timedelta

from ckanext.luzern.catalog.differences import Change
from ckanext.luzern.harvest import schedule
from ckanext.luzern.harvest.journal import PastRun
from ckanext.luzern.harvest.outcome import Held, Outcome, Result, Status
from ckanext.luzern.harvest.overview import Standing
from ckanext.luzern.presenters import harvest_words, locale
from ckanext.luzern.presenters.harvest_words import GERMAN
from ckanext.luzern.presenters.locale import messages, moment_text
from luzern_harvesters.finding import Finding, Level
from luzern_harvesters.registry import harvester_types
from luzern_harvesters.source import Source
from luzern_harvesters.wording import place

TONE = {Status.RUNNING: "info", Status.COMPLETE: "success", Status.FINDINGS: "warning", Status.HELD: "warning"}
"""How serious a status looks; every other is «danger»."""
GRAVITY = (Level.ERROR, Level.WARNING, Level.INFO)
HELP = frozenset({Result.FAILED, Result.HELD})


@dataclass(frozen=True)
class State:
    """A status in words, and how serious it is: success, info, warning, danger or secondary."""

    text: str
    tone: str


@dataclass(frozen=True)
class SourceLine:
    """A source in the list. Moments are texts; ``newest_run`` is the number of the last run, ``waiting_run`` of the one that waits for a confirmation."""

    id: str
    title: str
    department: str
    kind: str
    is_example: bool
    state: State
    age: str
    last_run: str
    next_run: str
    datasets: int
    to_improve: int
    failed: int
    error_rate: str
    newest_run: int | None
    waiting_run: int | None

    @property
    def is_troubled(self) -> bool:
        """Whether somebody has to do something for the source as a whole."""
        return self.waiting_run is not None or self.state.tone == "danger"


@dataclass(frozen=True)
class FindingLine:
    """A finding: ``level`` in the reader's language, the rest in German; ``place`` is empty where it is about the whole."""

    level: str
    place: str
    message: str
    remedy: str


@dataclass(frozen=True)
class RecordLine:
    """What came of one record."""

    title: str
    remote_id: str
    result: str
    findings: tuple[FindingLine, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class RunLine:
    """A run in the history of its source."""

    number: int
    started: str
    state: State
    summary: str


@dataclass(frozen=True)
class RunPage:
    """A run.

    ``counts`` add up to ``total``; ``to_mend`` need help, ``to_improve`` are published with something left out; ``unlisted``
    are in no list: as before, or beyond what a page shows.
    """

    number: int
    started: str
    took: str
    state: State
    sentence: str
    advice: str
    counts: tuple[tuple[str, int], ...]
    total: int
    findings: tuple[FindingLine, ...]
    to_mend: tuple[RecordLine, ...]
    to_improve: tuple[RecordLine, ...]
    others: tuple[RecordLine, ...]
    unlisted: int


def source_line(source: Source, standing: Standing, department: str, now: datetime, language: str = GERMAN) -> SourceLine:
    """Put a source in one line."""
    _, last = messages(language).gettext, standing.last
    upcoming = schedule.next_run(source, now)
    kind = harvester_types().get(source.type)
    return SourceLine(
        id=source.id,
        title=source.title,
        department=department,
        kind=kind.title if kind else source.type,
        is_example=source.example,
        state=_state(last.status, waits=last.waits, language=language) if last else State(_("never harvested"), "secondary"),
        age=age(standing.complete_at, now, language),
        last_run=moment_text(last.started_at) if last else _("never"),
        next_run=moment_text(upcoming) if upcoming else _("by hand only") if source.enabled else _("switched off"),
        datasets=standing.datasets,
        to_improve=standing.to_improve,
        failed=last.counts.get(Result.FAILED.value, 0) if last else 0,
        error_rate=harvest_words.error_rate(standing.error_rate, len(standing.recent), language),
        newest_run=last.number if last else None,
        waiting_run=last.number if last and last.waits else None,
    )


def overview_sentence(lines: Iterable[SourceLine], language: str = GERMAN) -> str:
    """Say in one sentence how the sources are."""
    every = tuple(lines)
    waiting = sum(line.waiting_run is not None for line in every)
    broken = sum(line.state.tone == "danger" for line in every)
    return harvest_words.overview(len(every), waiting, broken, sum(line.failed for line in every), language)


def run_line(past: PastRun, language: str = GERMAN) -> RunLine:
    """Put a run in one line of the history."""
    return RunLine(
        past.number, moment_text(past.started_at), _state(past.report.status, past.decision, language=language), harvest_words.summary(past.report, language)
    )


def run_page(past: PastRun, *, is_current: bool, language: str = GERMAN) -> RunPage:
    """Show a run; ``is_current`` where its outcomes have every dataset that something is wrong with, as those of the newest run have."""
    report = past.report
    total = sum(report.counts.values())
    to_mend = tuple(one for one in past.outcomes if needs_help(one))
    to_improve = tuple(one for one in past.outcomes if not needs_help(one) and is_improvable(one))
    others = tuple(one for one in past.outcomes if not needs_help(one) and not is_improvable(one))
    in_run = sum(one.result is not Result.UNCHANGED for one in past.outcomes)
    as_before = min(len(past.outcomes) - in_run, report.counts.get(Result.UNCHANGED.value, 0))
    return RunPage(
        number=past.number,
        started=moment_text(past.started_at),
        took=format_timedelta(past.ended_at - past.started_at, locale=locale.REGION[language]) if past.ended_at else "",
        state=_state(report.status, past.decision, language=language),
        sentence=harvest_words.sentence(past, len(to_mend), len(to_improve), is_current=is_current, language=language),
        advice=harvest_words.advice(report, len(to_mend), is_decided=bool(past.decision), language=language),
        counts=tuple((harvest_words.result(result, language), report.counts[result.value]) for result in Result if report.counts.get(result.value)),
        total=total,
        findings=tuple(_finding(one, language) for one in report.findings),
        to_mend=tuple(_record(one, language) for one in to_mend),
        to_improve=tuple(_record(one, language) for one in to_improve),
        others=tuple(_record(one, language) for one in others),
        unlisted=max(0, total - in_run - as_before),
    )


def held_lines(held: Held, titles: Mapping[str, str], outcomes: Iterable[Outcome]) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Give what waits for a person's word: titles that would be withdrawn, and pairs of titles, the known and the new one."""
    new = {one.remote_id: one.title for one in outcomes}
    renamed = tuple(sorted((titles.get(old, old), new.get(remote_id, remote_id)) for remote_id, old in held.renamed.items()))
    gone = set(held.missing) - set(held.renamed.values())
    return tuple(sorted(titles.get(remote_id, remote_id) for remote_id in gone)), renamed


def needs_help(outcome: Outcome) -> bool:
    """Tell whether a record is not published as it was delivered."""
    return outcome.result in HELP or any(finding.level is Level.ERROR for finding in outcome.findings)


def is_improvable(outcome: Outcome) -> bool:
    """Tell whether a record could say more than it does."""
    return any(finding.level is Level.WARNING for finding in outcome.findings)


def age(moment: datetime | None, now: datetime, language: str = GERMAN) -> str:
    """Say how long ago something was."""
    return format_timedelta(moment - now, add_direction=True, locale=locale.REGION[language]) if moment else messages(language).gettext("never")


def _state(status: Status, decision: str = "", *, waits: bool = False, language: str) -> State:
    _ = messages(language).gettext
    if status is Status.HELD and decision:
        return State(_("held, then confirmed"), "success")
    return State(_("waits for a confirmation") if waits else harvest_words.status(status, language), TONE.get(status, "danger"))


def _finding(finding: Finding, language: str) -> FindingLine:
    return FindingLine(harvest_words.level(finding.level, language), place(finding.path) if finding.path else "", finding.message, finding.remedy)


def _record(outcome: Outcome, language: str) -> RecordLine:
    changes = tuple(Change(place(change.field), change.before, change.after) for change in outcome.changes)
    gravest_first = sorted(outcome.findings, key=lambda finding: GRAVITY.index(finding.level))
    found = tuple(_finding(one, language) for one in gravest_first)
    return RecordLine(outcome.title, outcome.remote_id, harvest_words.result(outcome.result, language), found, changes)
