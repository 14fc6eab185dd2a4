"""Bytes put aside in a file without a name: it is gone with the process, and a catalogue of any size takes no memory."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass

from luzern_harvesters.errors import SourceError, SourceMalformed
from luzern_harvesters.finding import Finding

MAX_BYTES = 2_000_000_000  # ten kilobytes each of 200,000 datasets; what a hostile page could multiply itself to has no end


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
        """Keep some bytes.

        Raises:
            SourceMalformed: it is too much altogether.
            SourceError: the disk is full or broken.
        """
        try:
            place = Place(self._file.seek(0, 2), len(body))
            if place.offset + place.length > MAX_BYTES:
                message = f"Der Katalog beschreibt seine Datensätze mit mehr als {MAX_BYTES // 1_000_000_000} GB Text."
                raise SourceMalformed(
                    Finding.error("catalogue-too-large", "", message, "Meist wiederholt sich etwas: Viele Datensätze verweisen auf dasselbe.")
                )
            self._file.write(body)
            self._file.flush()
        except OSError as err:
            raise SourceError(
                Finding.error("disk-full", "", f"Das Portal kann den Katalog nicht ablegen: {err.strerror}.", "Bitte dem Betrieb melden.")
            ) from err
        return place

    def get(self, place: Place) -> bytes:
        """Give them back."""
        self._file.seek(place.offset)
        return self._file.read(place.length)

    def close(self) -> None:
        """Forget everything."""
        self._file.close()
