"""What a harvester is.

    list()      -> Listing         the records the source has, with cheap change marks; says whether it is complete
    fetch(ref)  -> RawDocument     the bytes of one record; Waiting when the delivery is not finished
    map(raw)    -> DatasetRecord   pure: no network, no clock, no disk

A harvester is made for one source (``Harvester(source)``), used as a context manager by one run, and found by its type
through the entry point group ``luzern.harvesters``. Every harvester inherits the contract suite (``tests/contract``).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Flag, auto
from types import TracebackType
from typing import IO, ClassVar

from pydantic import BaseModel, ConfigDict
from typing_extensions import Self

from .finding import Finding
from .record import DatasetRecord
from .source import Source


class Capability(Flag):
    """What a harvester can do beyond the contract; asked for, never found out by ``isinstance``."""

    NONE = 0
    INCREMENTAL = auto()  # change marks let an unchanged record go unfetched
    ATTACHMENTS = auto()  # distributions with ``file`` can be opened and copied


class Options(BaseModel):
    """The options of one harvester type; each field's description is its documentation."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True)  # a source may have many
class SourceRef:
    """One record of a source. ``mark`` changes when the record may have changed (ETag, size and time, modified date); empty: unknown."""

    remote_id: str
    location: str
    mark: str = ""


@dataclass(frozen=True)
class Listing:
    """The records of a source, in a stable order.

    ``complete`` is false when the source announced more than it gave: nobody may conclude then that a record is gone.
    ``findings`` are about the listing as a whole.
    """

    refs: tuple[SourceRef, ...]
    complete: bool = True
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class RawDocument:
    """The bytes of one record, as they came.

    ``parts`` holds further documents that belong to the record, by name (``link.xml``, ``files.json``); ``fetched_at`` is an
    aware ISO 8601 moment in UTC; ``sha256`` is over ``body``, hexadecimal.
    """

    ref: SourceRef
    body: bytes
    media_type: str
    url: str
    sha256: str
    fetched_at: str
    parts: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Waiting:
    """The delivery is not finished (files are still being copied): nothing is wrong, the next run looks again."""

    finding: Finding


class Harvester(ABC):
    """One source, read by one protocol."""

    type: ClassVar[str]
    title: ClassVar[str]  # for lists and help, German
    mapping_version: ClassVar[str]  # raised when ``map`` gives other records for the same documents
    capabilities: ClassVar[Capability] = Capability.NONE
    options_model: ClassVar[type[Options]] = Options

    def __init__(self, source: Source) -> None:
        self.source = source
        self.options = source.options_as(self.options_model)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close what the harvester opened; the default opens nothing."""

    @abstractmethod
    def list(self) -> Listing:
        """List the source's records.

        Raises:
            SourceError: the source as a whole can't be read.
        """

    @abstractmethod
    def fetch(self, ref: SourceRef) -> RawDocument | Waiting:
        """Read one record.

        Raises:
            RecordError: this record can't be read.
            SourceError: the source went away.
        """

    @abstractmethod
    def map(self, raw: RawDocument) -> DatasetRecord:
        """Translate a document into the record; pure.

        Raises:
            RecordError: the document can't be understood at all.
        """

    def open(self, ref: SourceRef, file: str) -> IO[bytes]:
        """Open a distribution's ``file`` for reading; only with ``Capability.ATTACHMENTS``.

        Raises:
            RecordError: the file can't be read any more.
        """
        raise NotImplementedError(f"{self.type} has no attachments")
