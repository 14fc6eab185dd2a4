"""The measurements behind the table: what is harvested, how often, and what must be equal afterwards."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from queue import Empty, SimpleQueue

from bench.catalogue import CHANGED, Site
from bench.ground import Ground
from bench.side import Figures, Side

WORKS = ("first harvest", "again, nothing changed", "1 % changed")
SOURCES = 8


class ResultsDiffer(Exception):
    """The two catalogues are not the same, or a harvest did not do what it should: its time says nothing."""


@dataclass
class Rounds:
    """What each work took on each side, round by round; sizes are numbers of records."""

    size: int
    figures: dict[tuple[str, str], list[Figures]] = field(default_factory=dict)

    def add(self, side: Side, work: str, figures: Figures) -> None:
        """Keep one measurement, and say it."""
        self.figures.setdefault((side.name, work), []).append(figures)
        print(f"  {side.name:8} {work:24} {per_record(figures, self.size):8.2f} ms  {figures.counts}  {figures.said}", flush=True)


@dataclass(frozen=True)
class Growth:
    """The same work with few and with many datasets known, in milliseconds per record, and the peaks of memory in MB."""

    size: int
    big: int
    again: tuple[list[float], list[float]]
    added: tuple[list[float], list[float]]
    first_peak: tuple[float, float]
    again_peak: tuple[float, float]


@dataclass(frozen=True)
class Workers:
    """Seconds for the same sources with one worker and with two, round by round, and how many processors' time that took.

    ``is_pinned``: each worker and its reading process had one core.
    """

    is_pinned: bool
    seconds: tuple[list[float], list[float]]
    busy: tuple[list[float], list[float]]


def per_record(figures: Figures, size: int) -> float:
    """Give milliseconds per record."""
    return figures.seconds / size * 1000


def against_vanilla(ground: Ground, site: Site, sides: Iterable[Side], size: int, rounds: int) -> Rounds:
    """Harvest, harvest again, and again after every hundredth dataset changed; the sides take turns at beginning.

    Raises:
        ResultsDiffer: the catalogues differ at any of these moments.
    """
    measured = Rounds(size)
    order = list(sides)
    for number in range(1, rounds + 1):
        print(f"round {number} of {rounds}", flush=True)
        seen = [_one_round(ground, site, side, measured) for side in order]
        if any(one != seen[0] for one in seen):
            raise ResultsDiffer(_difference(*seen[:2]))
        order.reverse()
    return measured


def _one_round(ground: Ground, site: Site, side: Side, measured: Rounds) -> list[list[tuple[str, str, list[str]]]]:
    """Give the catalogue as it is after each work."""
    size, seen = measured.size, []
    ground.reset(side)
    with side.running():
        for work in WORKS:
            site.revision = int(work == WORKS[-1])
            figures = side.harvest("catalogue", site.catalogue("reihe", size))
            measured.add(side, work, figures)
            seen.append(side.datasets())
            if len(seen[-1]) != size or side.count_indexed() != size:
                raise ResultsDiffer(f"{side.name} has {len(seen[-1])} datasets and {side.count_indexed()} in its index, not {size}, after: {work}")
            if side.name == "ours":
                _require_recognised(work, size, figures)
    return seen


def _require_recognised(work: str, size: int, figures: Figures) -> None:
    """Make sure that the portal knew every record that had not changed."""
    changed = {WORKS[0]: size, WORKS[1]: 0, WORKS[2]: -(-size // CHANGED)}[work]
    if figures.said.get("unchanged", 0) != size - changed:
        raise ResultsDiffer(f"ours should have found {size - changed} unchanged records, after: {work}; it says {figures.said}")


def _difference(one: list[list[tuple[str, str, list[str]]]], other: list[list[tuple[str, str, list[str]]]]) -> str:
    for work, here, there in zip(WORKS, one, other, strict=True):
        if pair := next(((a, b) for a, b in zip(here, there, strict=True) if a != b), None):
            return f"after «{work}»:\n  {pair[0]}\n  {pair[1]}"
    return ""


def growth(ground: Ground, site: Site, side: Side, size: int, big: int, rounds: int) -> Growth:
    """Compare the cost of a record, and the memory of a run, with ``size`` and with ``big`` datasets known."""
    again: tuple[list[float], list[float]] = ([], [])
    added: tuple[list[float], list[float]] = ([], [])
    first_peaks, again_peaks = [], []
    further = (f"weitere{number}" for number in range(1, 100))
    ground.reset(side)
    site.revision = 0
    with side.running():
        for known, name, costs, further_costs in ((size, "klein", again[0], added[0]), (big, "gross", again[1], added[1])):
            first_peaks.append(side.harvest(name, site.catalogue(name, known)).peak_mb)
            runs = [side.harvest(name, site.catalogue(name, known)) for _ in range(rounds)]
            again_peaks.append(max(run.peak_mb for run in runs))
            costs.extend(per_record(run, known) for run in runs)
            for one in islice(further, rounds):
                further_costs.append(per_record(side.harvest(one, site.catalogue(one, size)), size))
            print(f"  {known} known: again {costs} ms, {size} more {further_costs} ms, peaks {first_peaks} {again_peaks} MB", flush=True)
    return Growth(size, big, again, added, (first_peaks[0], first_peaks[1]), (again_peaks[0], again_peaks[1]))


def workers(ground: Ground, site: Site, size: int, rounds: int, *, is_pinned: bool) -> Workers:
    """Harvest eight sources with one worker, then with two, each a process that takes the next source when it is free."""
    measured = Workers(is_pinned, ([], []), ([], []))
    site.revision = 0
    for number in range(rounds):
        for count in (1, 2) if number % 2 == 0 else (2, 1):
            ground.reset(ground.ours)
            seconds, cpu_seconds = _with_workers(ground, site, count, size // SOURCES, is_pinned=is_pinned)
            measured.seconds[count - 1].append(seconds)
            measured.busy[count - 1].append(cpu_seconds / seconds)
            held = ", each on its own core" if is_pinned else ""
            print(f"  {count} worker{'s' if count > 1 else ''}{held}: {seconds:.1f} s, {cpu_seconds / seconds:.2f} processors busy", flush=True)
    return measured


def _with_workers(ground: Ground, site: Site, count: int, size: int, *, is_pinned: bool) -> tuple[float, float]:
    """Give the seconds it took, and the computing time: of the workers, of PostgreSQL and of Solr."""
    waiting: SimpleQueue[str] = SimpleQueue()
    for number in range(SOURCES):
        waiting.put(f"quelle{number}")

    def work(side: Side) -> float:
        spent = 0.0
        while True:
            try:
                name = waiting.get_nowait()
            except Empty:
                return spent
            spent += side.harvest(name, site.catalogue(name, size)).cpu_seconds

    cores = sorted(os.sched_getaffinity(0))
    with ExitStack() as stack:
        sides = [stack.enter_context(ground.ours.running(cores[number % len(cores)] if is_pinned else None)) for number in range(count)]
        for side in sides:
            side.harvest("bereit", site.catalogue("bereit", 1))  # CKAN is loaded before the clock starts
        pool = stack.enter_context(ThreadPoolExecutor(count))
        before, began = ground.cpu_seconds(), time.perf_counter()
        spent = sum(pool.map(work, sides))
        seconds = time.perf_counter() - began
        spent += ground.cpu_seconds() - before
        found = len(sides[0].datasets())
    if found != SOURCES * size + 1:
        raise ResultsDiffer(f"{count} workers brought {found - 1} datasets instead of {SOURCES * size}")
    return seconds, spent
