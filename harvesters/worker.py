"""The process that reads one source: it opens foreign documents, so it has limits, and dies alone.

Started by ``reader``. In come (``pipe``) the source, ``Read``, ``Leave`` and ``Copy``; out go ``Listed`` and a ``Listing``, one ``Reading`` per record,
``Copied``, and ``Failed`` where something is wrong. Between two records it looks whether a copy is asked for: a file is wanted while
the records behind it are being read.
"""

from __future__ import annotations

import logging
import os
import select
import shutil
import sys
from collections import deque
from dataclasses import replace
from typing import IO

from .contract import Harvester, Listing, SourceRef
from .errors import HarvestError, RecordError, SourceMalformed
from .finding import Finding
from .limits import limit
from .pipe import Copied, Copy, Failed, Leave, Listed, Read, portions, receive, send
from .registry import harvester_for
from .run import read_one
from .source import Source

log = logging.getLogger(__name__)


def main() -> None:
    """Serve one reader until it closes the pipe."""
    inward, outward = open(sys.stdin.fileno(), "rb", buffering=0), open(os.dup(sys.stdout.fileno()), "wb", buffering=0)  # noqa: SIM115, PTH123  for the length of the process
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever prints must not spoil the messages
    source: Source = receive(inward)
    limit(source.limits.memory_mb, source.limits.cpu_minutes * 60)
    try:
        with harvester_for(source) as harvester:
            _tell(harvester.list(), outward)
            _serve(harvester, inward, outward)
    except HarvestError as err:
        send(outward, Failed(type(err), err.finding))
    except MemoryError:
        most = source.limits.memory_mb
        finding = Finding.error("source-too-heavy", "", f"Das Verzeichnis der Quelle braucht mehr als {most} MB Arbeitsspeicher.")
        send(outward, Failed(SourceMalformed, finding))
    except EOFError:  # the run is over
        return


def _tell(listing: Listing, outward: IO[bytes]) -> None:
    for refs in portions(listing.refs):
        send(outward, Listed(refs))
    send(outward, replace(listing, refs=()))


def _serve(harvester: Harvester, inward: IO[bytes], outward: IO[bytes]) -> None:
    """Read what is wanted, and copy in between."""
    waiting: deque[SourceRef] = deque()
    leave = 0
    while True:
        while not (waiting and leave) or select.select([inward], [], [], 0)[0]:
            message = receive(inward)
            if isinstance(message, Read):
                waiting.extend(message.refs)
            elif isinstance(message, Leave):
                leave += message.count
            else:
                send(outward, _copy(harvester, message))
        send(outward, read_one(harvester, waiting.popleft()))
        leave -= 1


def _copy(harvester: Harvester, wanted: Copy) -> Copied | Failed:
    try:
        with harvester.open(wanted.ref, wanted.file) as file, wanted.target.open("wb") as target:
            shutil.copyfileobj(file, target, 1 << 20)
    except HarvestError as err:
        return Failed(type(err), err.finding)
    except OSError:  # no room for the copy
        log.exception("file=%s outcome=failed", wanted.file)
        message = f"Im Portal ist kein Platz für die Datei «{wanted.file}»; veröffentlicht bleibt, was war."
        return Failed(RecordError, Finding.error("file-no-room", wanted.file, message, "Der Betrieb ist informiert; die nächste Ernte holt sie nach."))
    return Copied()


if __name__ == "__main__":
    main()
