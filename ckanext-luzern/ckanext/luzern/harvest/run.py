"""One run over one source: list, look what is known, read the rest, write what changed, report.

Nothing is removed: a record that is missing in a complete listing is counted, its dataset stays.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from ckan import model

from ckanext.luzern.catalog import groups, store, to_package
from ckanext.luzern.errors import IndexUnavailable, StoreError
from ckanext.luzern.harvest import journal
from ckanext.luzern.harvest.journal import Known, Stamp
from ckanext.luzern.harvest.lock import only_run
from ckanext.luzern.harvest.outcome import Outcome, Report, Result, Status
from ckanext.luzern.harvest.refusal import findings_of
from luzern_harvesters.contract import Capability, Harvester, SourceRef
from luzern_harvesters.errors import RecordError, SettingsError, SourceError
from luzern_harvesters.finding import Finding
from luzern_harvesters.registry import harvester_for
from luzern_harvesters.run import Outcome as WasRead
from luzern_harvesters.run import Reading, isolated, read_one, shaping
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
    shaping: str  # what makes the same document another dataset: settings, and the versions of both mappings

    def mark(self, ref: SourceRef) -> str:
        """Give the mark by which an unchanged record is known without reading it; empty where the source gives none."""
        return f"{self.shaping} {ref.mark}" if ref.mark and Capability.INCREMENTAL in self.harvester.capabilities else ""

    def stamp(self, reading: Reading) -> Stamp:
        """Give what the next run will know the record by."""
        return Stamp(f"{to_package.VERSION} {reading.hash}", self.mark(reading.ref))


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
                _harvest(_Run(source, harvester, owner, journal.known(source.id), is_dry, f"{to_package.VERSION} {shaping(harvester)}"), report, progress)
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
    if known and known.stamp.mark and known.stamp.mark == this.mark(ref):
        return Outcome(ref.remote_id, known.title, Result.UNCHANGED, known.findings)
    reading = read_one(this.harvester, ref)
    title = _title(reading, known)
    if reading.record is None or reading.outcome is not WasRead.READ:
        return Outcome(ref.remote_id, title, Result.WAITING if reading.outcome is WasRead.WAITING else Result.FAILED, reading.findings)
    stamp = this.stamp(reading)
    if known and known.stamp.hash == stamp.hash:
        if not this.is_dry and (known.stamp, known.findings) != (stamp, reading.findings):
            journal.settle(this.source.id, ref.remote_id, stamp, reading.findings)
        return Outcome(ref.remote_id, title, Result.UNCHANGED, reading.findings)
    result = Result.UPDATED if known else Result.CREATED
    if this.is_dry:
        return Outcome(ref.remote_id, title, result, reading.findings)
    faults = isolated(this.source.id, ref, partial(_write, this, reading, title, known), _undo)
    return Outcome(ref.remote_id, title, Result.FAILED if faults else result, (*reading.findings, *faults))


def _write(this: _Run, reading: Reading, title: str, known: Known | None) -> tuple[Finding, ...]:
    """Write dataset and harvest object in one transaction, then the index; what CKAN or the source refuses is a finding."""
    assert reading.record
    remote_id = reading.ref.remote_id
    try:
        written = store.write(reading.record, this.source, this.owner, partial(this.harvester.open, reading.ref), known.delivered if known else None)
        journal.keep(this.source.id, remote_id, title, written)
        store.commit(written.package_id)
        journal.settle(this.source.id, remote_id, this.stamp(reading), reading.findings)
    except StoreError as err:
        return findings_of(err.messages)
    except RecordError as err:
        return (err.finding,)
    except IndexUnavailable:
        message = "Der Datensatz ist gespeichert, aber die Suche kennt ihn noch nicht."
        return (Finding.error("index-unavailable", "", message, "Die nächste Ernte holt es nach."),)
    return ()


def _undo(finding: Finding) -> tuple[Finding, ...]:
    model.Session.rollback()
    return (finding,)


def _title(reading: Reading, known: Known | None) -> str:
    texts = reading.record.title if reading.record else {}
    return texts.get("de") or next(iter(texts.values()), "") or (known.title if known else "") or reading.ref.remote_id
