"""Bytes put aside in a file without a name: it is gone with the process, and a catalogue of any size takes no memory."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was put."""

    offset: int
    length: int


class Spool:
    """Keeps what is put into it until it is closed."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  it lives as long as the spool

    def put(self, body: bytes) -> Place:
        """Keep some bytes."""
        offset = self._file.seek(0, 2)
        return Place(offset, self._file.write(body))

    def get(self, place: Place) -> bytes:
        """Give them back."""
        self._file.seek(place.offset)
        return self._file.read(place.length)

    def close(self) -> None:
        """Forget everything."""
        self._file.close()
