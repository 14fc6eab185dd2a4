"""The loop over one source: list, fetch, map, check. One record's failure is that record's alone.

The preview prints what comes out of it; the portal compares it with what it knows and writes. The loop itself knows neither.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

from .canonical import fingerprint
from .check import check
from .contract import Harvester, SourceRef, Waiting
from .errors import RecordError, SourceError
from .finding import Finding
from .record import DatasetRecord

log = logging.getLogger(__name__)


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
    try:
        raw = harvester.fetch(ref)
        if isinstance(raw, Waiting):
            return Reading(ref, Outcome.WAITING, None, (raw.finding,))
        record = harvester.map(raw)
        record = replace(record, findings=(*record.findings, *check(record)))
        digest = fingerprint(record, f"{harvester.type} {harvester.mapping_version}", _settings(harvester))
    except SourceError:
        raise
    except RecordError as err:
        return Reading(ref, Outcome.FAILED, None, (err.finding,))
    except Exception:  # the only broad one: a fault of ours in one record must not cost the department the others
        log.exception("source=%s record=%s outcome=failed", harvester.source.id, ref.remote_id)
        message = "Beim Lesen dieses Datensatzes ist im Portal ein Fehler aufgetreten; die anderen sind nicht betroffen."
        return Reading(ref, Outcome.FAILED, None, (Finding.error("internal-error", ref.location, message, "Der Betrieb ist informiert und meldet sich."),))
    outcome = Outcome.READ if record.is_publishable else Outcome.FAILED
    return Reading(ref, outcome, record, record.findings, digest)


def _settings(harvester: Harvester) -> dict[str, object]:
    """What of a source's settings shapes its records."""
    source = harvester.source
    return {"organization": source.organization, "contact": source.contact.model_dump(), "options": harvester.options.model_dump(mode="json")}
