"""What the public pages about the sources show: German sentences and values, ready to print; nothing here reads or writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_timedelta

from ckanext.luzern.catalog.differences import Change
from ckanext.luzern.harvest import schedule
from ckanext.luzern.harvest.journal import PastRun
from ckanext.luzern.harvest.outcome import Held, Outcome, Report, Result, Status
from ckanext.luzern.harvest.overview import BROKEN, ON_A_PAGE, Standing
from ckanext.luzern.presenters import locale
from ckanext.luzern.presenters.harvest_status import LEVEL, RESULT, STATUS, moment_text, summary
from luzern_harvesters.finding import Finding, Level
from luzern_harvesters.registry import harvester_types
from luzern_harvesters.source import Source
from luzern_harvesters.wording import count, place
from luzern_schemas.document import LANGUAGES

WAITS = "wartet auf Bestätigung"
NEVER = "noch nie"
TONE = {Status.RUNNING: "info", Status.COMPLETE: "success", Status.FINDINGS: "warning", Status.HELD: "warning"}
"""How serious a status looks; every other is «danger»."""
GRAVITY = (Level.ERROR, Level.WARNING, Level.INFO)
HELP = frozenset({Result.FAILED, Result.HELD})
NOT_IN_THE_CATALOGUE = (Result.WITHDRAWN, Result.TAKEN_DOWN)


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
    """A finding in words; ``place`` is empty where it is about the whole."""

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


def source_line(source: Source, standing: Standing, department: str, now: datetime, language: str = LANGUAGES[0]) -> SourceLine:
    """Put a source in one line; how long ago something was, in ``language``."""
    last, rate = standing.last, standing.error_rate
    upcoming = schedule.next_run(source, now)
    kind = harvester_types().get(source.type)
    return SourceLine(
        id=source.id,
        title=source.title,
        department=department,
        kind=kind.title if kind else source.type,
        is_example=source.example,
        state=_state(last.status, waits=last.waits) if last else State("noch nie geerntet", "secondary"),
        age=age(standing.complete_at, now, language),
        last_run=moment_text(last.started_at) if last else NEVER,
        next_run=moment_text(upcoming) if upcoming else "nur von Hand" if source.enabled else "ausgeschaltet",
        datasets=standing.datasets,
        to_improve=standing.to_improve,
        failed=last.counts.get(Result.FAILED.value, 0) if last else 0,
        error_rate="–" if rate is None else f"{rate * 100:.0f} % von {count(len(standing.recent), 'Ernte', 'Ernten')}",
        newest_run=last.number if last else None,
        waiting_run=last.number if last and last.waits else None,
    )


def overview_sentence(lines: Iterable[SourceLine]) -> str:
    """Say in one sentence how the sources are."""
    every = tuple(lines)
    waiting = sum(line.waiting_run is not None for line in every)
    broken = sum(line.state.tone == "danger" for line in every)
    fine = len(every) - waiting - broken
    said = [f"{fine} von {count(len(every), 'Datenquelle', 'Datenquellen')} {'liefert' if fine == 1 else 'liefern'} wie vorgesehen"]
    said += [f"{waiting} {'wartet' if waiting == 1 else 'warten'} auf eine Bestätigung"] if waiting else []
    said += [f"{broken} {'liess' if broken == 1 else 'liessen'} sich zuletzt nicht vollständig lesen"] if broken else []
    faulty = sum(line.failed for line in every)
    said += [f"{count(faulty, 'Datensatz braucht', 'Datensätze brauchen')} Hilfe"] if faulty else []
    return "; ".join(said) + "."


def run_line(past: PastRun) -> RunLine:
    """Put a run in one line of the history."""
    return RunLine(past.number, moment_text(past.started_at), _state(past.report.status, past.decision), summary(past.report))


def run_page(past: PastRun, *, is_current: bool) -> RunPage:
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
        took=format_timedelta(past.ended_at - past.started_at, locale="de_CH") if past.ended_at else "",
        state=_state(report.status, past.decision),
        sentence=_sentence(past, len(to_mend), len(to_improve), is_current=is_current),
        advice=_advice(report, len(to_mend), is_decided=bool(past.decision)),
        counts=tuple((RESULT[result], report.counts[result.value]) for result in Result if report.counts.get(result.value)),
        total=total,
        findings=tuple(map(_finding, report.findings)),
        to_mend=tuple(map(_record, to_mend)),
        to_improve=tuple(map(_record, to_improve)),
        others=tuple(map(_record, others)),
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


def age(moment: datetime | None, now: datetime, language: str = LANGUAGES[0]) -> str:
    """Say how long ago something was."""
    return format_timedelta(moment - now, add_direction=True, locale=locale.REGION[language]) if moment else NEVER


def _state(status: Status, decision: str = "", *, waits: bool = False) -> State:
    if status is Status.HELD and decision:
        return State("angehalten, danach bestätigt", "success")
    return State(WAITS if waits else STATUS[status], TONE.get(status, "danger"))


def _sentence(past: PastRun, to_mend: int, to_improve: int, *, is_current: bool) -> str:
    """Say first what matters most."""
    report = past.report
    told = {
        Status.RUNNING: f"Die Ernte läuft seit {moment_text(past.started_at)}.",
        Status.DIED: "Die Ernte wurde abgebrochen, zum Beispiel durch einen Neustart. Die nächste macht dort weiter; verloren ist nichts.",
        Status.FAILED: "Die Quelle liess sich nicht lesen. Was veröffentlicht ist, bleibt veröffentlicht.",
        Status.INTERRUPTED: "Die Quelle liess sich nur zum Teil lesen. Was veröffentlicht ist, bleibt veröffentlicht.",
        Status.HELD: _held_sentence(report.held, to_mend),
    }.get(report.status)
    if told and not (report.status is Status.HELD and past.decision):
        return told
    return _in_order(report, to_mend, to_improve) if is_current else summary(report)


def _held_sentence(held: Held, to_mend: int) -> str:
    """Say what a run held, and what else there is to do."""
    gone = len(set(held.missing) - set(held.renamed.values()))
    failed = to_mend - len(held.renamed)
    said = [f"{count(gone, 'Datensatz fehlt', 'Datensätze fehlen')} in der Lieferung"] if gone else []
    said += [f"{count(len(held.renamed), 'Datensatz sieht', 'Datensätze sehen')} umbenannt aus"] if held.renamed else []
    also = f" Ausserdem {'braucht' if failed == 1 else 'brauchen'} {count(failed, 'Datensatz', 'Datensätze')} Ihre Hilfe." if failed > 0 else ""
    return f"Die Ernte ist angehalten: {' und '.join(said)}. Bis jemand bestätigt, bleibt alles veröffentlicht.{also}"


def _in_order(report: Report, to_mend: int, to_improve: int) -> str:
    """Say how many datasets of a source are in order, and what the others wait for."""
    numbers = {Result(result): number for result, number in report.counts.items()}
    total = sum(number for result, number in numbers.items() if result not in NOT_IN_THE_CATALOGUE)
    waiting, missing = numbers.get(Result.WAITING, 0), numbers.get(Result.MISSING, 0)
    fine = max(0, total - to_mend - waiting - missing)
    if not total:
        return "In dieser Quelle steht kein Datensatz."
    improvable = f"; bei {to_improve} liesse sich noch etwas verbessern" if to_improve else ""
    if fine == total:
        return f"{f'Alle {total} Datensätze sind' if total > 1 else 'Der Datensatz ist'} in Ordnung{improvable}."
    said = [f"{fine} von {count(total, 'Datensatz', 'Datensätzen')} {'ist' if fine == 1 else 'sind'} in Ordnung{improvable}"]
    said += [f"{'mindestens ' if to_mend >= ON_A_PAGE else ''}{to_mend} {'braucht' if to_mend == 1 else 'brauchen'} Ihre Hilfe"] if to_mend else []
    said += [f"{waiting} {'wird' if waiting == 1 else 'werden'} noch geliefert"] if waiting else []
    said += [f"{missing} {'fehlt' if missing == 1 else 'fehlen'} in der Lieferung"] if missing else []
    return "; ".join(said) + "."


def _advice(report: Report, to_mend: int, *, is_decided: bool) -> str:
    """Say what to do next; empty where there is nothing to do."""
    if report.status in BROKEN:
        return "Zu tun: bei der Quelle nachsehen, was unten steht. Die nächste Ernte versucht es von selbst wieder."
    if report.status is Status.HELD and not is_decided:
        return "Zu tun: prüfen, was unten steht. Stimmt es, bitte bestätigen; stimmt es nicht, die Lieferung ergänzen – die nächste Ernte merkt es."
    if to_mend:
        return "Zu tun: unten steht zu jedem Datensatz, was fehlt und wo. Einfach verbessern und neu liefern; die nächste Ernte holt es."
    return ""


def _finding(finding: Finding) -> FindingLine:
    return FindingLine(LEVEL[finding.level], place(finding.path) if finding.path else "", finding.message, finding.remedy)


def _record(outcome: Outcome) -> RecordLine:
    changes = tuple(Change(place(change.field), change.before, change.after) for change in outcome.changes)
    gravest_first = sorted(outcome.findings, key=lambda finding: GRAVITY.index(finding.level))
    return RecordLine(outcome.title, outcome.remote_id, RESULT[outcome.result], tuple(map(_finding, gravest_first)), changes)
