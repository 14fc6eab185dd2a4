"""The bench itself: what it serves, what it makes of its figures, and that its own side of the comparison runs."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bench import catalogue, table
from bench.measure import WORKS, Rounds, Workers
from bench.side import Figures, Side
from faults.engine import engine_of
from portal import ROOT, Portal

URL = "http://partner.example/catalog.rdf"


def some_figures(seconds: float) -> Figures:
    return Figures(seconds, seconds, 100, {"sql": 3}, {"created": 1})


def test_a_revision_changes_one_dataset_in_a_hundred() -> None:
    before, after = (catalogue.page(URL, "reihe", 250, 1, revision).decode() for revision in (0, 1))
    assert [line for line in after.splitlines() if line not in before.splitlines()] == [
        line for line in after.splitlines() if "Reihe 0 von reihe, Stand 1" in line
    ]


def test_every_dataset_stands_on_one_page() -> None:
    pages = [catalogue.page(URL, "reihe", 250, number, 0).decode() for number in (1, 2, 3)]
    assert [page.count("<dcat:Dataset ") for page in pages] == [100, 100, 50]
    assert ["nextPage" in page for page in pages] == [True, True, False]


def test_the_ratio_is_of_the_medians_and_the_lowest_of_one_round() -> None:
    measured = Rounds(10)
    for work in WORKS:
        measured.figures["ours", work] = [some_figures(one) for one in (1, 2, 3)]
        measured.figures["vanilla", work] = [some_figures(one) for one in (10, 10, 12)]
    first, *_ = table.against_vanilla(measured)
    assert (first.ours_ms, first.vanilla_ms, first.ratio, first.lowest_ratio) == (200, 1000, 5, 4)


def test_the_row_of_the_workers_says_how_many_processors_they_kept_busy() -> None:
    row = table.of_workers(Workers(is_pinned=True, seconds=([30, 20], [10, 20]), busy=([1.2, 1.4], [1.9, 1.9])))
    assert (row.name, row.ratio, row.lowest_ratio) == ("eight sources: one worker / two workers, each worker on a core of its own", 25 / 15, 1)
    assert row.counts["processors busy"] == {"one worker": 1.3, "two workers": 1.9}


@pytest.mark.services
def test_our_side_harvests_and_counts(portal: Portal, tmp_path: Path) -> None:
    ini = tmp_path / "ckan.ini"
    ini.write_text((portal.state / "ckan.ini").read_text(encoding="utf-8").partition("[loggers]")[0], encoding="utf-8")
    ours = Side("ours", sys.executable, ini, {**portal.environment, "PYTHONPATH": str(ROOT / "tests")}, portal.dsn, portal.solr_url)
    before = len(ours.datasets())
    with catalogue.serve() as site, ours.running():
        first, again = (ours.harvest("bench-probe", site.catalogue("probe", 3)) for _ in range(2))
        found = len(ours.datasets())
    with engine_of(portal, tmp_path) as engine:
        engine.do("forget", source="bench-probe")
    assert (first.said["created"], again.said["unchanged"], found) == (3, 3, before + 3)
    assert first.counts["solr_updates"] == 1
    assert again.counts["solr_updates"] == 0
    assert again.counts["sql"] < 20
    assert first.peak_mb > 50
