"""Reads one source in a process of its own (``worker``): what its documents do to a parser, they do there.

    with Reader(source) as reader:
        listing = reader.list()
        for reading in reader.read(refs): …
        reader.open(ref, file)

A record whose reading ends the process (out of memory, out of time) is a failed reading like any other: the process is started
again for the rest. A source that does so more than ``RESTARTS`` times is given up.
"""

from __future__ import annotations

import os
import select
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from typing_extensions import Self

from .contract import Listing, SourceRef
from .errors import RecordError, SourceMalformed, SourceUnreachable
from .finding import Finding
from .pipe import Copied, Copy, Failed, Leave, Listed, Read, portions, receive, send
from .run import Outcome, Reading
from .source import Source

RESTARTS = 3
LONGEST_RECORD = 600  # seconds; the HTTP client gives up after 300
FAULT_OF_OURS = 1  # the exit code of a process that ended with an exception; a limit kills it
WITHOUT_PLUGINS = {"PYDANTIC_DISABLE_PLUGINS": "__all__"}  # pydantic looks for some in every installed package, which a short run feels
AHEAD = 400  # records that are read before the first of them is asked for: what two batches of the portal hold
TAKE = 50  # readings between two words to the worker that it may read on


class Reader:
    """One source, read in a process of its own."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._ends_at = time.monotonic() + source.limits.minutes * 60
        self._process: subprocess.Popen[bytes] | None = None
        self._is_fresh = False  # the process was asked for nothing yet
        self._early: deque[Any] = deque()  # readings that came while a copy was waited for

    def __enter__(self) -> Self:
        """Start the process: it lists while the caller looks what is known."""
        self._start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End the process."""
        self._stop()

    def list(self) -> Listing:
        """List the source's records.

        Raises:
            SettingsError: the source's settings are wrong.
            SourceError: the source as a whole can't be read, or not within its limits.
        """
        if not self._is_fresh:
            self._start()
        self._is_fresh = False
        refs = list[SourceRef]()
        try:
            while isinstance(answer := self._answer(self._seconds_left()), Listed):
                refs += answer.refs
            return replace(answer, refs=tuple(refs))
        except EOFError:
            raise SourceMalformed(self._ended("", "Das Verzeichnis der Quelle")) from None

    def read(self, refs: Sequence[SourceRef]) -> Iterator[Reading]:
        """Read the given records of the listing, in their order, some ahead of the caller.

        Raises:
            SourceError: the source went away, or takes longer than it may; what was read before stands.
        """
        done, restarts = 0, 0
        self._want(refs)
        while done < len(refs):
            try:
                reading = self._early.popleft() if self._early else self._answer(min(LONGEST_RECORD, self._seconds_left()))
            except EOFError:
                restarts += 1
                if restarts > RESTARTS:
                    raise SourceMalformed(self._ended("", "Immer wieder: das Lesen der Quelle")) from None
                title = f"Der Datensatz «{refs[done].remote_id}»"
                reading = Reading(refs[done], Outcome.FAILED, None, (self._ended(refs[done].location, title),))
                self.list()
                self._want(refs[done + 1 :])
            done += 1
            yield reading
            if done % TAKE == 0:
                self._send(Leave(TAKE))

    def open(self, ref: SourceRef, file: str) -> IO[bytes]:
        """Open a distribution's file; the source is read to its end first.

        Raises:
            RecordError: the file can't be read.
            SourceError: the source went away.
        """
        handle, name = tempfile.mkstemp(prefix="luzern-")
        target = Path(name)
        os.close(handle)
        try:
            self._send(Copy(ref, file, target))
            while not isinstance(answer := self._answer(self._seconds_left()), Copied):
                self._early.append(answer)
            return target.open("rb")
        except EOFError:
            message = f"Die Datei «{file}» lässt sich nicht lesen, ohne dass die Grenzen der Quelle überschritten werden."
            raise RecordError(Finding.error("file-too-heavy", file, message)) from None
        finally:
            target.unlink()  # the open file stays readable until it is closed

    def _start(self) -> None:
        self._stop()
        command = [sys.executable, "-m", "luzern_harvesters.worker"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, env={**os.environ, **WITHOUT_PLUGINS})  # noqa: S603  our own module
        self._is_fresh = True
        self._early.clear()
        self._send(self._source)

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process:
            process.kill()
            process.communicate()

    def _want(self, refs: Sequence[SourceRef]) -> None:
        """Ask for records; no answer comes before the leave, so neither process waits for the other to take what it says."""
        for portion in portions(refs):
            self._send(Read(portion))
        self._send(Leave(AHEAD))

    def _send(self, message: object) -> None:
        assert self._process
        assert self._process.stdin
        try:
            send(self._process.stdin, message)
        except BrokenPipeError:
            return  # its end is seen where an answer is waited for

    def _answer(self, seconds: float) -> Any:  # Any: Listed, a Listing, a Reading or Copied
        """Wait for the next message.

        Raises:
            EOFError: the process ended, or was ended because it took longer than ``seconds``.
        """
        assert self._process
        assert self._process.stdout
        if not select.select([self._process.stdout], [], [], max(seconds, 0))[0]:
            self._process.kill()
            if self._seconds_left() <= 0:
                minutes = self._source.limits.minutes
                raise SourceUnreachable(Finding.error("run-too-long", "", f"Die Quelle braucht länger als {minutes} Minuten; der Rest folgt später."))
        answer = receive(self._process.stdout)
        if isinstance(answer, Failed):
            raise answer.kind(answer.finding)
        return answer

    def _seconds_left(self) -> float:
        return self._ends_at - time.monotonic()

    def _ended(self, path: str, what: str) -> Finding:
        """Say why the process ended: a limit stopped it, or a fault of ours (then it has logged which)."""
        limits = self._source.limits
        if self._process and self._process.wait() == FAULT_OF_OURS:
            return Finding.error("internal-error", path, "Beim Lesen ist im Portal ein Fehler aufgetreten.", "Der Betrieb ist informiert und meldet sich.")
        message = f"{what} überschreitet die Grenzen von {limits.memory_mb} MB Arbeitsspeicher oder {limits.cpu_minutes} Minuten Rechenzeit."
        return Finding.error("too-heavy", path, message, "Meist ist ein Dokument beschädigt oder absichtlich aufgebläht.")
