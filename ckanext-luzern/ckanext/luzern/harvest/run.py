"""One run over one source: list, look what is known, read the rest, write what changed, report.

Nothing is removed: a record that is missing in a complete listing is counted, its dataset stays.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from ckan import model
from sqlalchemy.exc import SQLAlchemyError

from ckanext.luzern.catalog import groups, store
from ckanext.luzern.errors import IndexUnavailable, StoreError
from ckanext.luzern.harvest import journal
from ckanext.luzern.harvest.journal import Known
from ckanext.luzern.harvest.lock import only_run
from ckanext.luzern.harvest.outcome import Outcome, Report, Result, Status
from ckanext.luzern.harvest.refusal import findings_of
from luzern_harvesters.contract import Capability, Harvester, SourceRef
from luzern_harvesters.errors import RecordError, SettingsError, SourceError
from luzern_harvesters.finding import Finding
from luzern_harvesters.registry import harvester_for
from luzern_harvesters.run import Outcome as WasRead
from luzern_harvesters.run import Reading, read_one
from luzern_harvesters.source import Source

log = logging.getLogger(__name__)

Progress = Callable[[int, int, Outcome], None]
"""Called after each record: how many are done, of how many, and the last one's outcome."""


@dataclass(frozen=True)
class _Run:
    source: Source
    harvester: Harvester
    owner: str
    known: Mapping[str, Known]
    is_dry: bool


def run(source: Source, progress: Progress, *, is_dry: bool = False) -> Report:
    """Harvest one source; ``is_dry`` reads and compares everything and writes nothing, no report either.

    Raises:
        SettingsError: the source's settings are wrong, or its organisation is unknown.
        SourceBusy: another process is at it.
    """
    owner = groups.id_of("organization", source.organization)
    if owner is None:
        message = f"Die Organisation «{source.organization}» der Quelle «{source.id}» gibt es nicht."
        raise SettingsError(Finding.error("organization-unknown", "organization", message, "Sie muss in organizations.yaml stehen; danach `ckan luzern init`."))
    harvester = harvester_for(source)
    with only_run(source.id):
        report = Report(source.id)
        writing = None if is_dry else journal.begin(report)
        try:
            with harvester:
                _harvest(_Run(source, harvester, owner, journal.known(source.id), is_dry), report, progress)
        except SourceError as err:
            report.findings += (err.finding,)
            report.status = Status.INTERRUPTED if report.outcomes else Status.FAILED
        else:
            report.status = Status.COMPLETE
        if writing is not None:
            journal.end(writing, report)
    log.info("source=%s status=%s counts=%s", source.id, report.status.value, dict(report.counts))
    return report


def _harvest(this: _Run, report: Report, progress: Progress) -> None:
    listing = this.harvester.list()
    report.findings += listing.findings
    for number, ref in enumerate(listing.refs, 1):
        outcome = _one(this, ref)
        report.outcomes.append(outcome)
        progress(number, len(listing.refs), outcome)
    report.is_complete = listing.complete
    if listing.complete:
        listed = {ref.remote_id for ref in listing.refs}
        report.outcomes += [Outcome(remote_id, one.title, Result.MISSING) for remote_id, one in this.known.items() if remote_id not in listed]


def _one(this: _Run, ref: SourceRef) -> Outcome:
    """Bring one record up to date."""
    known = this.known.get(ref.remote_id)
    if known and ref.mark and known.mark == ref.mark and Capability.INCREMENTAL in this.harvester.capabilities:
        return Outcome(ref.remote_id, known.title, Result.UNCHANGED, known.findings)
    reading = read_one(this.harvester, ref)
    title = _title(reading, known)
    if reading.record is None or reading.outcome is not WasRead.READ:
        return Outcome(ref.remote_id, title, Result.WAITING if reading.outcome is WasRead.WAITING else Result.FAILED, reading.findings)
    if known and known.hash == reading.hash:
        if not this.is_dry and (known.mark, known.findings) != (ref.mark, reading.findings):
            journal.saw(this.source.id, ref.remote_id, ref.mark, reading.findings)
        return Outcome(ref.remote_id, title, Result.UNCHANGED, reading.findings)
    result = Result.UPDATED if known else Result.CREATED
    if this.is_dry:
        return Outcome(ref.remote_id, title, result, reading.findings)
    faults = _write(this, reading, known, title)
    return Outcome(ref.remote_id, title, Result.FAILED if faults else result, (*reading.findings, *faults))


def _write(this: _Run, reading: Reading, known: Known | None, title: str) -> tuple[Finding, ...]:
    """Write dataset and harvest object in one transaction; what went wrong is this record's alone."""
    assert reading.record
    remote_id = reading.ref.remote_id
    try:
        written = store.write(reading.record, this.source, this.owner, partial(this.harvester.open, reading.ref), known.delivered if known else None)
        journal.keep(this.source.id, remote_id, Known(title, reading.hash, reading.ref.mark, reading.findings, written))
        store.commit(written.package_id)
    except StoreError as err:
        return findings_of(err.messages)
    except RecordError as err:
        return (err.finding,)
    except IndexUnavailable:
        journal.write_again(this.source.id, remote_id)
        return (
            Finding.error("index-unavailable", "", "Der Datensatz ist gespeichert, aber die Suche kennt ihn noch nicht.", "Die nächste Ernte holt es nach."),
        )
    except SQLAlchemyError:
        model.Session.rollback()
        log.exception("source=%s record=%s outcome=failed", this.source.id, remote_id)
        message = "Beim Schreiben dieses Datensatzes ist im Portal ein Fehler aufgetreten; die anderen sind nicht betroffen."
        return (Finding.error("internal-error", "", message, "Der Betrieb ist informiert und meldet sich."),)
    return ()


def _title(reading: Reading, known: Known | None) -> str:
    texts = reading.record.title if reading.record else {}
    return texts.get("de") or next(iter(texts.values()), "") or (known.title if known else "") or reading.ref.remote_id
