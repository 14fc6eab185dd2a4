"""Bytes put aside in a file without a name: it is gone with the process, and a catalogue of any size takes no memory."""

from __future__ import annotations

import tempfile
from array import array

from luzern_harvesters.errors import SourceError, SourceMalformed
from luzern_harvesters.finding import Finding

MAX_BYTES = 2_000_000_000  # ten kilobytes each of 200,000 datasets; what a hostile page could multiply itself to has no end


class Spool:
    """Keeps what is put into it until it is closed."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  it lives as long as the spool
        self._ends = array("Q", [0])  # where each piece ends and the next begins: eight bytes a piece, however many there are

    def put(self, body: bytes) -> int:
        """Keep some bytes; give the number by which to ask for them.

        Raises:
            SourceMalformed: it is too much altogether.
            SourceError: the disk is full or broken.
        """
        end = self._ends[-1] + len(body)
        if end > MAX_BYTES:
            message = f"Der Katalog beschreibt seine Datensätze mit mehr als {MAX_BYTES // 1_000_000_000} GB Text."
            raise SourceMalformed(Finding.error("catalogue-too-large", "", message, "Meist wiederholt sich etwas: Viele Datensätze verweisen auf dasselbe."))
        try:
            self._file.seek(self._ends[-1])
            self._file.write(body)
            self._file.flush()
        except OSError as err:
            raise SourceError(
                Finding.error("disk-full", "", f"Das Portal kann den Katalog nicht ablegen: {err.strerror}.", "Bitte dem Betrieb melden.")
            ) from err
        self._ends.append(end)
        return len(self._ends) - 2

    def get(self, number: int) -> bytes:
        """Give them back."""
        start, end = self._ends[number : number + 2]
        self._file.seek(start)
        return self._file.read(end - start)

    def close(self) -> None:
        """Forget everything."""
        self._file.close()
