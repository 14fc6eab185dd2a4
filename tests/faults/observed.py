"""Reads a source, and says what a run over it would be told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from luzern_harvesters.contract import Listing, SourceRef
from luzern_harvesters.errors import SourceError
from luzern_harvesters.finding import Finding
from luzern_harvesters.reader import Reader
from luzern_harvesters.registry import harvester_for
from luzern_harvesters.run import Outcome, Reading, read
from luzern_harvesters.source import Source

NOTHING = Listing((), complete=False)


@dataclass(frozen=True)
class Observed:
    """Why the source as a whole can't be read, or its listing and what came of its records."""

    error: SourceError | None = None
    listing: Listing = NOTHING
    readings: tuple[Reading, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything the department is told."""
        told = (self.error.finding,) if self.error else ()
        return (*told, *self.listing.findings, *(finding for reading in self.readings for finding in reading.findings))

    @property
    def codes(self) -> set[str]:
        return {finding.code for finding in self.findings}

    @property
    def is_complete(self) -> bool:
        """Say whether a run may conclude that a record which isn't listed is gone."""
        return self.error is None and self.listing.complete

    @property
    def titles(self) -> list[str]:
        """The German titles of what can be published."""
        return [reading.record.title["de"] for reading in self.readings if reading.record and reading.outcome is Outcome.READ]

    @property
    def outcomes(self) -> dict[str, Outcome]:
        return {reading.ref.remote_id: reading.outcome for reading in self.readings}

    def failed_as(self, kind: type[SourceError]) -> bool:
        """Say whether the source failed so, in a sentence that a person can read."""
        return self.error is not None and type(self.error) is kind and self.error.finding.message.endswith(".")


def observe(source: Source) -> Observed:
    """List a source and read all its records, in this process."""
    with harvester_for(source) as harvester:
        return _observed(harvester.list, partial(read, harvester))


def observe_apart(source: Source) -> Observed:
    """List and read as a run of the portal does: in a process of its own, with the source's limits on memory and computing time."""
    with Reader(source) as reader:
        return _observed(reader.list, reader.read)


def _observed(listed: Callable[[], Listing], readings_of: Callable[[tuple[SourceRef, ...]], Iterator[Reading]]) -> Observed:
    listing, readings = NOTHING, list[Reading]()
    try:
        listing = listed()
        readings.extend(readings_of(listing.refs))
    except SourceError as err:
        return Observed(err, listing, tuple(readings))
    return Observed(None, listing, tuple(readings))


def a_source(kind: str, url: str, *, memory_mb: int = 1024, **options: object) -> Source:
    """Give a source of a kind; what it lacks, no fault is about."""
    return Source.model_validate(
        {
            "id": "probe",
            "type": kind,
            "url": url,
            "organization": "tiefbauamt",
            "title": "Probe",
            "contact": {"name": "Stelle", "email": "stelle@example.org"},
            "private_addresses": True,
            "limits": {"memory_mb": memory_mb},
            "options": options,
        }
    )


def a_folder(root: Path, **options: object) -> Source:
    """Give a drop zone; files count as settled at once unless the test says otherwise."""
    return a_source("dropzone", root.as_uri(), **{"settle_seconds": 0, **options})
