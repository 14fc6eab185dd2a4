"""The figures as rows: a table for people, and ``var/bench.json``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from bench.measure import WORKS, Growth, Rounds, Workers, per_record
from bench.side import Figures


@dataclass(frozen=True)
class Row:
    """One line. ``ratio`` is vanilla's time over ours, of the medians, ``lowest_ratio`` that of the worst round.

    Where vanilla has no part in it, its time is None and the ratios (the worst one again in ``lowest_ratio``) are those that ``name`` speaks of.
    """

    name: str
    ours_ms: float
    vanilla_ms: float | None
    ratio: float
    lowest_ratio: float
    counts: dict[str, object]


def against_vanilla(measured: Rounds) -> Iterator[Row]:
    """Give the rows of the three works."""
    for work in WORKS:
        ours, vanilla = measured.figures["ours", work], measured.figures.get(("vanilla", work), [])
        own, other = _costs(ours, measured.size), _costs(vanilla, measured.size)
        pairs = [there / here for here, there in zip(own, other, strict=False)]
        counts: dict[str, object] = {"records": measured.size, "rounds": len(ours), "ours": _counts(ours), "vanilla": _counts(vanilla)}
        yield Row(work, median(own), median(other) if other else None, median(other) / median(own) if other else 0, min(pairs, default=0), counts)


def of_changes(measured: Rounds) -> Row:
    """Give what a harvest with 1 % changed costs against 1 % of a first one and an unchanged one."""
    first, again, changed = (_costs(measured.figures["ours", work], measured.size) for work in WORKS)
    due = [one / 100 + other for one, other in zip(first, again, strict=True)]
    ratios = [cost / expected for cost, expected in zip(changed, due, strict=True)]
    return Row("1 % changed / (1 % of a first harvest + an unchanged one)", median(changed), None, median(changed) / median(due), max(ratios), {})


def of_growth(found: Growth) -> Iterator[Row]:
    """Give what a record costs, and how much memory a run takes, with many datasets known against few."""
    for name, (few, many) in (("again", found.again), (f"{found.size} more", found.added)):
        ratios = [there / here for here, there in zip(few, many, strict=True)]
        counts: dict[str, object] = {f"ms at {found.size}": round(median(few), 3), f"ms at {found.big}": round(median(many), 3)}
        yield Row(f"{name}: {found.big} known / {found.size} known", median(many), None, median(many) / median(few), max(ratios), counts)
    for name, (few, many) in (("first harvest", found.first_peak), ("again", found.again_peak)):
        counts = {f"MB at {found.size}": round(few), f"MB at {found.big}": round(many), "MB more": round(many - few)}
        yield Row(f"memory, {name}: {found.big} / {found.size} records", 0, None, many / few, many / few, counts)


def of_workers(found: Workers) -> Row:
    """Give how much faster two workers are than one, over eight sources, and how many processors they keep busy with all that serves them."""
    one, two = found.seconds
    ratios = [alone / together for alone, together in zip(one, two, strict=True)]
    counts: dict[str, object] = {"seconds": _one_and_two(found.seconds), "processors busy": _one_and_two(found.busy)}
    how = ", each worker on a core of its own" if found.is_pinned else ""
    return Row(f"eight sources: one worker / two workers{how}", 0, None, median(one) / median(two), min(ratios), counts)


def _one_and_two(figures: tuple[list[float], list[float]]) -> dict[str, float]:
    return {name: round(median(one), 2) for name, one in zip(("one worker", "two workers"), figures, strict=True)}


def write(rows: Sequence[Row], path: Path) -> None:
    """Keep the rows as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(row) for row in rows], indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def text(rows: Sequence[Row]) -> str:
    """Write the table."""
    lines = [f"{'work':76} {'ours ms':>9} {'vanilla ms':>10} {'ratio':>7} {'worst':>7}"]
    for row in rows:
        own = f"{row.ours_ms:9.2f}" if row.ours_ms else f"{'–':>9}"
        other = f"{'–':>10}" if row.vanilla_ms is None else f"{row.vanilla_ms:10.2f}"
        lines.append(f"{row.name:76} {own} {other} {row.ratio:7.2f} {row.lowest_ratio:7.2f}")
        lines += [f"    {name}: {values}" for name, values in row.counts.items() if values]
    return "\n".join(lines)


def _costs(figures: Sequence[Figures], size: int) -> list[float]:
    return [per_record(one, size) for one in figures]


def _counts(figures: Sequence[Figures]) -> dict[str, object]:
    """Give the counts of one harvest, the medians over the rounds, with its computing time in ms per record left to the reader."""
    if not figures:
        return {}
    counts: dict[str, object] = {name: median(one.counts[name] for one in figures) for name in figures[0].counts}
    return {**counts, "cpu_seconds": round(median(one.cpu_seconds for one in figures), 2), "said": figures[-1].said}
