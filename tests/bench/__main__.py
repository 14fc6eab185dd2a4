"""``make bench``: the portal's harvest, feeds and pages against vanilla CKAN's, on the same PostgreSQL, Solr and data. See docs/performance.md.

PYTHONPATH=tests python -m bench --size 100 --rounds 1      a quick look
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from bench import catalogue, feed, measure, pages, table
from bench.ground import ground

ROOT = Path(__file__).resolve().parents[2]


@click.command()
@click.option("--size", default=1000, show_default=True, help="Datasets of a catalogue.")
@click.option("--rounds", default=5, show_default=True, help="How often each is measured.")
@click.option("--big", default=5000, show_default=True, help="How many datasets are many.")
@click.option("--full", is_flag=True, help="Many are 50,000.")
@click.option("--ours-alone", is_flag=True, help="Leave vanilla out.")
@click.option("--only", type=click.Choice(["vanilla", "growth", "workers", "feed", "pages"]), help="One part alone.")
def main(size: int, rounds: int, big: int, full: bool, ours_alone: bool, only: str | None) -> None:
    """Measure, print the table, write var/bench.json."""
    rows = list[table.Row]()
    with ground(ROOT / "var" / "bench", with_vanilla=not ours_alone) as there, catalogue.serve() as site:
        try:
            if only in {None, "vanilla"}:
                sides = [there.ours] if ours_alone else [there.ours, there.vanilla]
                measured = measure.against_vanilla(there, site, sides, size, rounds)
                rows += [*table.against_vanilla(measured), table.of_changes(measured)]
            if only in {None, "growth"}:
                rows += table.of_growth(measure.growth(there, site, there.ours, size, 50_000 if full else big, rounds))
            if only in {None, "workers"}:
                rows += [table.of_workers(measure.workers(there, site, size, rounds, is_pinned=is_pinned)) for is_pinned in (False, True)]
            if only in {None, "feed"}:
                rows += feed.rows(there, site, min(size, 200), rounds, 10_000 if full else 2_000, with_vanilla=not ours_alone)
            if only in {None, "pages"}:
                rows += pages.rows(there, site, min(size, 200), rounds, with_vanilla=not ours_alone)
        except measure.ResultsDiffer as err:
            sys.exit(f"The results differ: {err}")
    table.write(rows, ROOT / "var" / "bench.json")
    print(table.text(rows))


if __name__ == "__main__":
    main(prog_name="bench")
