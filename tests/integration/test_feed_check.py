"""``ckan luzern feed check`` judges files and addresses, and says so by its exit code."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType

import pytest

from feeds.conftest import check_feed as federal_rules
from portal import Portal
from unit.quality.feeds import complete, feed

__all__ = ["federal_rules"]

pytestmark = [pytest.mark.services, pytest.mark.usefixtures("open_feed")]

FEED = feed(complete())


@pytest.mark.parametrize(
    ("content", "options", "code", "said"),
    [
        (FEED, (), 0, "zusammen 405 von 405"),
        (FEED.replace("licenses/terms_by", "licenses/terms_by/"), (), 1, "licence-value"),
        (FEED.replace("</dct:title>", ""), (), 2, "Nicht lesbar"),
        (FEED.replace("dcat:keyword", "dcat:word"), ("--min-mqa", "390"), 1, "Zu wenige Punkte: 375"),
        (FEED, ("--suffix", "@stadt-zug"), 1, "identifier-pattern"),
    ],
    ids=["clean", "a slash too many", "not well-formed", "too few points", "another city"],
)
def test_a_file_is_judged(portal: Portal, tmp_path: Path, content: str, options: tuple[str, ...], code: int, said: str) -> None:
    file = tmp_path / "feed.xml"
    file.write_text(content, encoding="utf-8")
    done = portal.ckan("luzern", "feed", "check", "--file", str(file), *options, check=False)
    assert done.returncode == code, done.stderr
    assert said in done.stdout + done.stderr


def test_a_feed_that_is_not_there_is_not_readable(portal: Portal) -> None:
    assert portal.ckan("luzern", "feed", "check", "--url", f"{portal.url}/feeds/none.xml", check=False).returncode == 2


def test_the_feed_of_the_example_city_is_sound_and_gets_the_points_the_federal_rules_give(portal: Portal, federal_rules: ModuleType) -> None:
    ours = json.loads(portal.ckan("luzern", "feed", "check", "--json").stdout)
    graph, _, _ = federal_rules.read(f"{portal.url}/feeds/opendata-swiss.xml")
    findings, facts = federal_rules.judge(graph, "@stadt-luzern", False, False)
    assert ours["is_sound"]
    assert {finding.judgement for finding in findings} <= {"note"}
    assert ours["points"]["total"] == pytest.approx(facts["mqa"]["total"], abs=0.2)
    assert ours["points_per_dataset"] == pytest.approx(facts["mqa_per_dataset"], abs=0.1)


@pytest.mark.parametrize("syntax", ["ttl", "jsonld"])
def test_the_full_catalogue_is_sound_with_its_services_and_series(portal: Portal, syntax: str) -> None:
    done = portal.ckan("luzern", "feed", "check", "--url", f"{portal.url}/catalog.{syntax}", "--json", check=False)
    assert [(fault["rule"], fault["text"]) for fault in json.loads(done.stdout)["faults"] if fault["severity"] not in {"advice", "warning"}] == []
