"""Records into the catalogue, a batch in one transaction; one that is refused costs the others nothing but a second try.

CKAN rolls a whole transaction back when it refuses one dataset. So the batch is written again without it. Where a fault of our own
ends a batch, it is halved until the record it is about stands alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from ckan import model
from sqlalchemy.exc import OperationalError

from ckanext.luzern.catalog import batch, withdrawal
from ckanext.luzern.catalog.batch import Written
from ckanext.luzern.catalog.differences import Change
from ckanext.luzern.catalog.draft import Item
from ckanext.luzern.errors import DatabaseUnavailable, Refused
from ckanext.luzern.feeds import store
from ckanext.luzern.harvest import journal
from ckanext.luzern.harvest.journal import Kept, Stamp
from ckanext.luzern.harvest.outcome import Outcome, Result
from ckanext.luzern.harvest.refusal import findings_of
from ckanext.luzern.search import outbox
from luzern_harvesters.errors import RecordError
from luzern_harvesters.finding import Finding
from luzern_harvesters.reader import Reader
from luzern_harvesters.record import DatasetRecord
from luzern_harvesters.run import Reading, isolated
from luzern_harvesters.source import Source


@dataclass(frozen=True)
class Pending:
    """A record that has to be written: created, updated or restored."""

    reading: Reading
    record: DatasetRecord
    title: str
    stamp: Stamp
    content: str
    result: Result

    @property
    def remote_id(self) -> str:
        """Give the record's id in its source."""
        return self.reading.ref.remote_id

    def with_finding(self, finding: Finding) -> Pending:
        """Give the same with one finding more."""
        return replace(self, reading=replace(self.reading, findings=(*self.reading.findings, finding)))


@dataclass(frozen=True)
class Writer:
    """Writes the batches of one run. ``number`` is the run's; None for a trial, which writes nothing."""

    source: Source
    owner: str
    reader: Reader
    number: int | None

    def write(self, pending: Sequence[Pending]) -> Iterator[Outcome]:
        """Write and commit; give each record's outcome, in their order.

        Raises:
            SourceError: the source went away while a file was copied.
            DatabaseUnavailable: PostgreSQL went away.
        """
        if not pending:
            return
        if self.number is None:
            compared = batch.compare(self._items(pending), self.source, self.owner)
            yield from (_outcome(one, changes=changes) for one, changes in zip(pending, compared, strict=True))
            return
        written = isolated(self.source.id, pending[0].reading.ref, partial(self._together, pending), _Broken, DatabaseUnavailable)
        if isinstance(written, Refused):
            yield from self._without(pending, written)
        elif isinstance(written, _Broken):
            yield from self._halved(pending, written)
        else:
            yield from written

    def _without(self, pending: Sequence[Pending], refused: Refused) -> Iterator[Outcome]:
        """Write the others; tell of the refused ones."""
        yield from self.write([one for position, one in enumerate(pending) if position not in refused.causes])
        for position, cause in refused.causes.items():
            yield _failed(pending[position], *((cause.finding,) if isinstance(cause, RecordError) else findings_of(cause.messages)))

    def _halved(self, pending: Sequence[Pending], broken: _Broken) -> Iterator[Outcome]:
        """Find the record that our own fault is about: nobody says which it is."""
        model.Session.rollback()
        if len(pending) == 1:
            yield _failed(pending[0], broken.finding)
            return
        yield from self.write(pending[: len(pending) // 2])
        yield from self.write(pending[len(pending) // 2 :])

    def _together(self, pending: Sequence[Pending]) -> list[Outcome] | Refused:
        """Write all in one transaction and commit."""
        try:
            with outbox.draining():  # of the batch before this one: so each batch is one commit and one request; where Solr is away, the run says so at its end
                outcomes = self._outcomes(pending)
            model.Session.commit()
        except Refused as refused:
            return refused
        except OperationalError as err:
            raise DatabaseUnavailable(str(err)) from err
        return outcomes

    def _outcomes(self, pending: Sequence[Pending]) -> list[Outcome]:
        """Write all, and what is known of them from now on."""
        items = self._items(pending)
        with store.together():
            for one, item in zip(pending, items, strict=True):
                if one.result is Result.RESTORED and item.before:
                    withdrawal.restore(item.before.package_id)
            written = batch.write_all(items, self.source, self.owner)
        journal.keep(self.source.id, [_kept(one, result) for one, result in zip(pending, written, strict=True)])
        outbox.put([result.delivered.package_id for result in written])
        outcomes = [_outcome(one, result.findings, result.changes) for one, result in zip(pending, written, strict=True)]
        journal.note(self.number or 0, outcomes)
        return outcomes

    def _items(self, pending: Sequence[Pending]) -> list[Item]:
        before = journal.delivered(self.source.id, [one.remote_id for one in pending if one.result is not Result.CREATED])
        return [Item(one.record, before.get(one.remote_id), partial(self.reader.open, one.reading.ref)) for one in pending]


@dataclass(frozen=True)
class _Broken:
    """A fault of ours, somewhere in the batch."""

    finding: Finding


def _outcome(one: Pending, findings: Iterable[Finding] = (), changes: tuple[Change, ...] = ()) -> Outcome:
    return Outcome(one.remote_id, one.title, one.result, (*one.reading.findings, *findings), changes)


def _failed(one: Pending, *findings: Finding) -> Outcome:
    return replace(_outcome(one, findings), result=Result.FAILED)


def _kept(one: Pending, written: Written) -> Kept:
    findings = (*one.reading.findings, *written.findings)
    return Kept(one.remote_id, one.title, one.stamp, one.content, one.record.identifier, findings, written.delivered)
