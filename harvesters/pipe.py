"""What ``reader`` and ``worker`` say to each other: pickled messages, each behind its length.

References go in portions: to write or read a pickle takes several times its length in memory.
"""

from __future__ import annotations

import pickle
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from .contract import SourceRef
from .errors import HarvestError
from .finding import Finding

LENGTH = struct.Struct(">Q")
PORTION = 1_000  # references in one message


@dataclass(frozen=True)
class Listed:
    """Records of the listing; the listing itself follows, without them."""

    refs: tuple[SourceRef, ...]


@dataclass(frozen=True)
class Read:
    """Read these records too, in this order, as soon as there is leave."""

    refs: tuple[SourceRef, ...]


@dataclass(frozen=True)
class Leave:
    """So many more records may be read."""

    count: int


@dataclass(frozen=True)
class Copy:
    """Copy a distribution's file to a path of this machine."""

    ref: SourceRef
    file: str
    target: Path


@dataclass(frozen=True)
class Copied:
    """The file is there."""


@dataclass(frozen=True)
class Failed:
    """What was asked for failed."""

    kind: type[HarvestError]
    finding: Finding


def portions(refs: Sequence[SourceRef]) -> Iterator[tuple[SourceRef, ...]]:
    """Cut references into what one message takes."""
    for start in range(0, len(refs), PORTION):
        yield tuple(refs[start : start + PORTION])


def send(pipe: IO[bytes], message: object) -> None:
    """Write one message."""
    body = memoryview(LENGTH.pack(len(packed := pickle.dumps(message))) + packed)
    while body:  # the pipes have no buffer, so that ``select`` sees all there is
        body = body[pipe.write(body) :]


def receive(pipe: IO[bytes]) -> Any:  # Any: one of the messages above
    """Read one message.

    Raises:
        EOFError: the other side is gone.
    """
    size = LENGTH.unpack(_exactly(pipe, LENGTH.size))[0]
    return pickle.loads(_exactly(pipe, size))  # noqa: S301  both ends are ours; what is foreign in it is data


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        part = pipe.read(size - len(parts))
        if not part:
            raise EOFError
        parts += part
    return bytes(parts)
