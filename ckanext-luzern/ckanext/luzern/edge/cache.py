"""Whole answers in memory, and the word by which one knows that they still hold. Knows neither CKAN nor requests.

An answer holds as long as database and index are in the state they were in before it was made. Each process asks for that state once a
second at most, so no answer is older than that; what no commit tells of (files of the configuration, the time of day) is a minute old at most.
"""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock

from cachetools import LRUCache

LONGEST = 60.0  # seconds an answer is kept
BELIEVED = 1.0  # seconds a state is
GZIP_LEVEL = 6
OVERHEAD = 2_000  # bytes of key and headers, roughly

Clock = Callable[[], float]
Kept = tuple["Answer", str, float]


@dataclass(frozen=True)
class Answer:
    """What everybody gets at an address: headers, bytes, the same bytes packed; ``tag`` changes when any byte does."""

    headers: tuple[tuple[str, str], ...]
    body: bytes
    packed: bytes
    tag: str

    @classmethod
    def of(cls, headers: tuple[tuple[str, str], ...], body: bytes) -> Answer:
        """Pack a body and mark it."""
        return cls(headers, body, gzip.compress(body, GZIP_LEVEL, mtime=0), sha256(body).hexdigest()[:32])

    @property
    def size(self) -> int:
        """Give the memory it takes, in bytes."""
        return len(self.body) + len(self.packed) + OVERHEAD


class Freshness:
    """Tells the state of what pages are made of, which it asks for once a second at most, however many threads want to know.

    ``read`` gives a word that every change of it changes; None where there is no knowing.
    """

    def __init__(self, read: Callable[[], str | None], clock: Clock = time.monotonic) -> None:
        self._read, self._clock, self._lock = read, clock, Lock()
        self._state: str | None = None
        self._until = float("-inf")

    def state(self) -> str | None:
        """Give the state of at most a second ago; None where nothing may be kept or given from memory."""
        with self._lock:
            now = self._clock()  # of before the question
            if now >= self._until:
                self._state, self._until = self._read(), now + BELIEVED
            return self._state


class Cache:
    """The answers used last, of ``limit`` bytes together; for many threads. Each is kept for ``longest`` seconds at most."""

    def __init__(self, limit: int, longest: float = LONGEST, clock: Clock = time.monotonic) -> None:
        self._longest, self._clock, self._lock = longest, clock, Lock()
        self._kept: LRUCache[Hashable, Kept] = LRUCache(limit, getsizeof=lambda kept: kept[0].size)

    def get(self, key: Hashable, state: str) -> Answer | None:
        """Give the answer kept under a key, if it was made in this state, and not long ago."""
        with self._lock:
            kept = self._kept.get(key)
        if kept is None:
            return None
        answer, made_in, until = kept
        return answer if made_in == state and self._clock() < until else None

    def put(self, key: Hashable, state: str, answer: Answer) -> None:
        """Keep an answer, unless it is larger than the limit; ``state`` is that from before it was made."""
        with self._lock:
            if answer.size <= self._kept.maxsize:
                self._kept[key] = (answer, state, self._clock() + self._longest)
