"""A circuit breaker before Solr: once it has let somebody wait for nothing, others are told at once instead of waiting as long."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from threading import Lock

from ckanext.luzern.errors import IndexUnavailable

PAUSE = 5.0  # seconds between two who try


class Breaker:
    """Lets everybody ask; after an answer that did not come in time, one in ``pause`` seconds, until one does come. For many threads."""

    def __init__(self, pause: float = PAUSE, clock: Callable[[], float] = time.monotonic) -> None:
        self._pause, self._clock, self._lock = pause, clock, Lock()
        self._next: float | None = None  # when somebody may try; None while all is well

    @contextmanager
    def asking(self, is_late: Callable[[BaseException], bool]) -> Iterator[None]:
        """Ask inside; ``is_late`` tells an answer that did not come in time from all other errors, which are answers.

        Raises:
            IndexUnavailable: nobody may ask now.
        """
        if not self._may_ask():
            raise IndexUnavailable("Solr has not answered in time a moment ago")
        with ExitStack() as answered:
            answered.push(lambda kind, err, trace: self._learn(err is not None and is_late(err)))
            yield

    def _may_ask(self) -> bool:
        with self._lock:
            if self._next is None:
                return True
            now = self._clock()
            if now < self._next:
                return False
            self._next = now + self._pause  # this one tries, the others need not wait for it
            return True

    def _learn(self, is_late: bool) -> None:
        with self._lock:
            self._next = self._clock() + self._pause if is_late else None


solr = Breaker()
"""Of this process."""
