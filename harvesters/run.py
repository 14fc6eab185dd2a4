"""The loop over one source: list, fetch, map, check. One record's failure is that record's alone.

The preview prints what comes out of it; the portal compares it with what it knows and writes. The loop itself knows neither.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeVar

from .canonical import digest_of, fingerprint
from .check import check
from .contract import Harvester, SourceRef, Waiting
from .errors import HarvestError, RecordError
from .finding import Finding
from .record import DatasetRecord

log = logging.getLogger(__name__)

T = TypeVar("T")


class Outcome(str, Enum):
    """What reading one record came to."""

    READ = "read"  # a record that can be published, perhaps with warnings
    WAITING = "waiting"  # the delivery is not finished
    FAILED = "failed"  # no record, or one that can't be published


@dataclass(frozen=True)
class Reading:
    """One record of a source, read. ``hash`` is empty where there is no record."""

    ref: SourceRef
    outcome: Outcome
    record: DatasetRecord | None
    findings: tuple[Finding, ...]
    hash: str = ""


def read(harvester: Harvester, refs: tuple[SourceRef, ...]) -> Iterator[Reading]:
    """Read the given records one after the other.

    Raises:
        SourceError: the source went away; what was read before stands.
    """
    for ref in refs:
        reading = read_one(harvester, ref)
        log.info("source=%s record=%s outcome=%s findings=%d", harvester.source.id, ref.remote_id, reading.outcome.value, len(reading.findings))
        yield reading


def read_one(harvester: Harvester, ref: SourceRef) -> Reading:
    """Read one record; whatever goes wrong with it is a reading too.

    Raises:
        SourceError: the source went away.
    """
    return isolated(harvester.source.id, ref, lambda: _read(harvester, ref), lambda finding: Reading(ref, Outcome.FAILED, None, (finding,)))


def isolated(source_id: str, ref: SourceRef, work: Callable[[], T], failed: Callable[[Finding], T], *passing: type[Exception]) -> T:
    """Do one record's work. A fault of ours in it must not cost the department the others: it is logged, and ``failed`` says what comes of it.

    Raises:
        HarvestError: the work says itself what is wrong; so do the kinds in ``passing``.
    """
    try:
        return work()
    except (HarvestError, *passing):
        raise
    except Exception:  # the only broad one
        log.exception("source=%s record=%s outcome=failed", source_id, ref.remote_id)
        message = "Bei der Arbeit an diesem Datensatz ist im Portal ein Fehler aufgetreten; die anderen sind nicht betroffen."
        return failed(Finding.error("internal-error", ref.location, message, "Der Betrieb ist informiert und meldet sich."))


def _read(harvester: Harvester, ref: SourceRef) -> Reading:
    try:
        raw = harvester.fetch(ref)
        if isinstance(raw, Waiting):
            return Reading(ref, Outcome.WAITING, None, (raw.finding,))
        record = harvester.map(raw)
        record = replace(record, findings=check(record))
        digest = fingerprint(record, _mapping(harvester), _settings(harvester))
    except RecordError as err:
        return Reading(ref, Outcome.FAILED, None, (err.finding,))
    outcome = Outcome.READ if record.is_publishable else Outcome.FAILED
    return Reading(ref, outcome, record, record.findings, digest)


def shaping(harvester: Harvester) -> str:
    """Hash what shapes a source's records beside its documents: the mapping's version and the settings.

    Where it has changed, a change mark says nothing: the same document gives another record.
    """
    return digest_of({"mapping": _mapping(harvester), "options": _settings(harvester)})


def _mapping(harvester: Harvester) -> str:
    return f"{harvester.type} {harvester.mapping_version}"


def _settings(harvester: Harvester) -> dict[str, object]:
    """What of a source's settings shapes its records."""
    source = harvester.source
    return {
        "organization": source.organization,
        "contact": source.contact.model_dump(),
        "example": source.example,
        "options": harvester.options.model_dump(mode="json"),
    }
