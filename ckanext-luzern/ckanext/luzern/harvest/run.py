"""One run over one source: list, look what is known, read the rest, write what changed in batches, see what is missing, report.

Reading happens in a process of its own and runs ahead of writing. A batch is one transaction: datasets, what is known of their
records, what the index has yet to learn, and the outcomes; the index learns after the commit.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from ckan import model
from sqlalchemy.exc import InterfaceError, OperationalError

from ckanext.luzern.catalog import groups, to_package
from ckanext.luzern.errors import DatabaseUnavailable, IndexUnavailable
from ckanext.luzern.harvest import guard, identity, journal, removal
from ckanext.luzern.harvest.journal import ACTIVE, ROWS, TAKEN_DOWN, Known, Stamp
from ckanext.luzern.harvest.lock import only_run
from ckanext.luzern.harvest.outcome import Outcome, Report, Result, Status
from ckanext.luzern.harvest.writing import Pending, Writer
from ckanext.luzern.search import outbox
from luzern_harvesters.canonical import content_digest
from luzern_harvesters.contract import Capability, Listing, SourceRef
from luzern_harvesters.errors import SettingsError, SourceError
from luzern_harvesters.finding import Finding
from luzern_harvesters.reader import Reader
from luzern_harvesters.registry import harvester_for
from luzern_harvesters.run import Outcome as WasRead
from luzern_harvesters.run import Reading, shaping
from luzern_harvesters.source import Source

log = logging.getLogger(__name__)

BATCH = 200  # records in one transaction, and in one request to the index
BATCH_FILES, BATCH_BYTES = 200, 1 << 30  # of the files they copy: each is open, and takes room twice, until all are written

SAME = "Ist es derselbe? Bitte bestätigen, auf der Seite dieser Ernte oder mit «ckan luzern harvest approve»: Dann behält er seine Adresse."

Progress = Callable[[int, int, Outcome], None]
"""Called after each record: how many are done, of how many, and the last one's outcome."""


@dataclass
class _Run:
    source: Source
    owner: str
    shaping: str  # what makes the same document another dataset: settings, and the versions of both mappings
    has_marks: bool
    writer: Writer
    report: Report
    progress: Progress
    number: int | None  # None: a trial, which writes nothing
    total: int = 0
    done: int = 0
    missing: frozenset[str] = frozenset()
    told: list[Outcome] = field(default_factory=list)  # not yet in the journal
    seen: dict[str, tuple[Stamp, tuple[Finding, ...]]] = field(default_factory=dict)  # new marks and findings, not yet in the journal

    def mark(self, ref: SourceRef) -> str:
        """Give the mark by which an unchanged record is known without reading it; empty where the source gives none."""
        return f"{self.shaping} {ref.mark}" if ref.mark and self.has_marks else ""

    def stamp(self, reading: Reading) -> Stamp:
        """Give what the next run will know the record by."""
        return Stamp(f"{to_package.VERSION} {reading.hash}", self.mark(reading.ref))

    def tell(self, outcome: Outcome, *, is_noted: bool = False) -> None:
        """Count an outcome, keep it for the journal unless it is there already, and show it."""
        self.done += 1
        self.report.counts[outcome.result.value] += 1
        if not is_noted and outcome.result is not Result.UNCHANGED:
            self.told.append(outcome)
        self.progress(self.done, self.total, outcome)


@contextmanager
def _while_postgres_answers() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError) as err:
        raise DatabaseUnavailable(str(err)) from err


@_while_postgres_answers()
def run(source: Source, progress: Progress, *, is_dry: bool = False) -> Report:
    """Harvest one source; ``is_dry`` reads and compares everything and writes nothing, no report either.

    Raises:
        SettingsError: the source's settings are wrong, or its organisation is unknown.
        SourceBusy: another process is at it.
        DatabaseUnavailable: PostgreSQL went away; what was committed stands, the next run goes on from there.
    """
    owner = groups.id_of("organization", source.organization)
    if owner is None:
        message = f"Die Organisation «{source.organization}» der Quelle «{source.id}» gibt es nicht."
        raise SettingsError(Finding.error("organization-unknown", "organization", message, "Sie muss in organizations.yaml stehen; danach `ckan luzern init`."))
    with only_run(source.id), Reader(source) as reader:  # its process lists while ours loads the harvester
        harvester = harvester_for(source)
        report = Report(source.id)
        number = None if is_dry else journal.begin(report)
        this = _Run(
            source,
            owner,
            f"{to_package.VERSION} {shaping(harvester)}",
            Capability.INCREMENTAL in harvester.capabilities,
            Writer(source, owner, reader, number),
            report,
            progress,
            number,
        )
        _end(this, _harvest(this, reader))
    log.info("source=%s status=%s counts=%s", source.id, report.status.value, dict(report.counts))
    return report


def _harvest(this: _Run, reader: Reader) -> SourceError | None:
    """Bring every record up to date; give what ended the work before its time."""
    try:
        listing = reader.list()
        this.report.findings += listing.findings
        refs = _once(this, listing)
        this.total = len(refs)
        verdict = guard.judge(listing, journal.active(this.source.id))
        this.missing = frozenset(verdict.missing)
        wanted = list(_unsettled(this, refs))
        for readings in _batches(reader.read(wanted)):
            _flush(this, readings)
        this.report.is_complete = listing.complete
        _see_missing(this, verdict)
    except SourceError as err:
        return err
    return None


def _once(this: _Run, listing: Listing) -> list[SourceRef]:
    """Give the listed records, each id once: two records of one id can't be told apart, so that only the first is read."""
    refs = {}
    for ref in listing.refs:
        if refs.setdefault(ref.remote_id, ref) is not ref:
            message = f"Die Kennung «{ref.remote_id}» trägt mehr als ein Datensatz der Quelle; nur der erste wird gelesen."
            this.report.findings += (Finding.warning("remote-id-twice", ref.location, message, "Bitte jedem eine eigene Kennung geben."),)
    return list(refs.values())


def _unsettled(this: _Run, refs: Sequence[SourceRef]) -> Iterator[SourceRef]:
    """Give the records that have to be read; tell of the others."""
    for start in range(0, len(refs), ROWS):
        portion = refs[start : start + ROWS]
        known = journal.known(this.source.id, [ref.remote_id for ref in portion])
        yield from (ref for ref in portion if not _is_settled(this, ref, known.get(ref.remote_id)))


def _is_settled(this: _Run, ref: SourceRef, known: Known | None) -> bool:
    """Tell of a record that need not be read: its mark is the same, or a person has taken it down."""
    if known is None:
        return False
    if known.state == TAKEN_DOWN:
        this.tell(Outcome(ref.remote_id, known.title, Result.TAKEN_DOWN))
        return True
    if known.state == ACTIVE and known.stamp.mark and known.stamp.mark == this.mark(ref):
        this.tell(Outcome(ref.remote_id, known.title, Result.UNCHANGED))
        return True
    return False


def _batches(readings: Iterable[Reading]) -> Iterator[list[Reading]]:
    """Give the readings in batches; when the source goes away half-way, those that came before it go first."""
    batch, files, size = list[Reading](), 0, 0
    try:
        for reading in readings:
            batch.append(reading)
            copied = [part for part in reading.record.distributions if part.file] if reading.record else []
            files, size = files + len(copied), size + sum(part.byte_size or 0 for part in copied)
            if len(batch) >= BATCH or files >= BATCH_FILES or size >= BATCH_BYTES:
                yield batch
                batch, files, size = [], 0, 0
    except SourceError:
        if batch:
            yield batch
        raise
    if batch:
        yield batch


def _flush(this: _Run, readings: list[Reading]) -> None:
    """Write what of a batch has changed, and tell of all of it."""
    known = journal.known(this.source.id, [reading.ref.remote_id for reading in readings])
    pending = [pending for reading in readings if (pending := _pending(this, reading, known.get(reading.ref.remote_id)))]
    for outcome in this.writer.write(_without_renamed(this, pending)):
        this.tell(outcome, is_noted=outcome.result is not Result.FAILED)
    _commit(this)


def _pending(this: _Run, reading: Reading, known: Known | None) -> Pending | None:
    """Give what has to be written of a reading; tell of it where that is nothing."""
    title = _title(reading, known)
    if reading.record is None or reading.outcome is not WasRead.READ:
        result = Result.WAITING if reading.outcome is WasRead.WAITING else Result.FAILED
        this.tell(Outcome(reading.ref.remote_id, title, result, reading.findings))
        return None
    stamp = this.stamp(reading)
    if known and known.state == ACTIVE and known.stamp.hash == stamp.hash:
        if known.stamp.mark != stamp.mark or known.has_findings or reading.findings:
            this.seen[reading.ref.remote_id] = (stamp, reading.findings)
        this.tell(Outcome(reading.ref.remote_id, title, Result.UNCHANGED, reading.findings))
        return None
    result = Result.CREATED if known is None else Result.UPDATED if known.state == ACTIVE else Result.RESTORED
    return Pending(reading, reading.record, title, stamp, content_digest(reading.record), result)


def _without_renamed(this: _Run, pending: list[Pending]) -> list[Pending]:
    """Hold new records that look like a missing one, and say which ones another source delivers too."""
    looks = [identity.Look(one.remote_id, one.content, one.record.identifier) for one in pending if one.result is Result.CREATED]
    alike = identity.compare(this.source.id, looks, this.missing - set(this.report.held.renamed.values())) if looks else identity.Alike()
    known = journal.known(this.source.id, tuple(alike.renamed.values()))
    for one in pending:
        if old := alike.renamed.get(one.remote_id):
            title = known[old].title if old in known else old
            message = f"Der Datensatz sieht aus wie «{title}», der unter der Kennung «{old}» bekannt ist und in der Liste fehlt."
            finding = Finding.warning("record-renamed", "", message, SAME)
            this.tell(Outcome(one.remote_id, one.title, Result.HELD, (*one.reading.findings, finding)))
    this.report.held = replace(this.report.held, renamed={**this.report.held.renamed, **alike.renamed})
    kept = [one for one in pending if one.remote_id not in alike.renamed]
    return [one.with_finding(alike.elsewhere[one.remote_id]) if one.remote_id in alike.elsewhere else one for one in kept]


def _see_missing(this: _Run, verdict: guard.Verdict) -> None:
    """Count what is missing; hold it where nobody may conclude that it is gone."""
    held = set(this.report.held.renamed.values())
    if verdict.reason or held:
        this.report.findings += (verdict.reason,) if verdict.reason else ()
        this.report.held = replace(this.report.held, missing=verdict.missing)
        _tell_missing(this, verdict)
    elif this.number is None:
        _tell_missing(this, verdict)
    elif this.report.is_complete:
        for outcome in removal.note_missing(this.source, verdict.missing):
            this.tell(outcome)
        model.Session.commit()
    _commit(this)


def _tell_missing(this: _Run, verdict: guard.Verdict) -> None:
    known = journal.known(this.source.id, verdict.missing)
    for remote_id in verdict.missing:
        if one := known.get(remote_id):
            this.tell(Outcome(remote_id, one.title, Result.MISSING))


def _commit(this: _Run) -> None:
    """Commit what the journal has yet to learn."""
    if this.number is None or not (this.told or this.seen):
        return
    journal.note(this.number, this.told)
    journal.settle(this.source.id, this.seen)
    this.told, this.seen = [], {}
    model.Session.commit()


def _let_index_learn(this: _Run) -> None:
    """Let the index learn what the last batch and the removals changed."""
    try:
        outbox.drain_all()
    except IndexUnavailable:
        message = "Die Suche ist nicht erreichbar; sie lernt die Änderungen, sobald sie wieder antwortet."
        this.report.findings += (Finding.info("index-unavailable", "", message),)


def _end(this: _Run, cut_short: SourceError | None) -> None:
    """Say how the run ended, and keep it."""
    report = this.report
    if cut_short:
        report.findings += (cut_short.finding,)
        report.status = Status.INTERRUPTED if report.counts else Status.FAILED
    elif report.held:
        report.status = Status.HELD
    elif not report.is_complete:
        report.status = Status.INTERRUPTED
    else:
        report.status = Status.FINDINGS if report.has_faults else Status.COMPLETE
    if this.number is not None:
        _let_index_learn(this)
        journal.end(this.number, report)


def _title(reading: Reading, known: Known | None) -> str:
    texts = reading.record.title if reading.record else {}
    return texts.get("de") or next(iter(texts.values()), "") or (known.title if known else "") or reading.ref.remote_id
