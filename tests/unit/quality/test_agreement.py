"""We judge as opendata.swiss' own rules and shapes do, where they are at hand."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from ckanext.luzern.errors import FeedUnreadable
from ckanext.luzern.quality import document
from ckanext.luzern.quality.check import FeedReport, check_feed
from feeds.packages import maximal, minimal, resource
from unit.quality.feeds import SUFFIX, complete, feed, rules_of

DOCUMENTS = Path(__file__).resolve().parents[4] / "shared" / "dcat-ap-ch"
RULE = {  # file: what the rule it breaks is called here; those that are not here break one of the same name
    "distribution-without-issued": "distribution-issued",
    "publisher-organization": "publisher",
    "title-untagged": "title",
    "contact-missing": "contact",
    "theme-text": "theme",
    "spatial-text": "spatial",
    "conforms-to-text": "conforms-to",
    "empty-catalogue": "empty",
    "identifier-none": "identifier-count",
    "identifier-two": "identifier-count",
    "identifier-iri": "identifier-literal",
    "identifier-wrong-suffix": "identifier-pattern",
    "identifiers-collide": "identifier-unique",
    "inlined-service": "one-resource",
    "inlined-series": "one-resource",
    "licence-cc": "licence-value",
    "licence-slash": "licence-value",
    "licence-https": "licence-value",
    "total-items-wrong": "total-items",
    "total-items-missing": "total-items",
}
HARMLESS = {"shacl-warning", "note", "link"}

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not DOCUMENTS.exists(), reason="the feeds that opendata.swiss refuses are not beside the repository (../shared)"),
]


def broken() -> list[Path]:
    return sorted((DOCUMENTS / "broken").glob("*.xml"))


@pytest.mark.parametrize("path", [path for path in broken() if path.stem not in {"not-well-formed", "mqa-low"}], ids=lambda path: path.stem)
def test_a_broken_feed_is_found_by_its_rule(path: Path) -> None:
    assert RULE.get(path.stem, path.stem) in {rule for _, rule in rules_of(judged(path))}


def test_a_feed_that_is_not_well_formed_is_not_readable() -> None:
    with pytest.raises(FeedUnreadable):
        document.from_file(DOCUMENTS / "broken" / "not-well-formed.xml")


def test_the_clean_feed_is_clean() -> None:
    report = judged(DOCUMENTS / "clean.xml")
    assert rules_of(report) == set()
    assert report.total == 405


@pytest.mark.parametrize("path", [path for path in (DOCUMENTS / "clean.xml", *broken()) if path.stem != "not-well-formed"], ids=lambda path: path.stem)
def test_points_and_verdict_are_those_of_the_federal_rules(path: Path, federal_rules: ModuleType) -> None:
    same_judgement(path, federal_rules)


def test_points_of_our_own_feed_are_those_of_the_federal_rules(tmp_path: Path, federal_rules: ModuleType) -> None:
    path = tmp_path / "feed.xml"
    partly = minimal(4, resources=[resource(1, format="XLSX"), resource(2, download_url="https://example-luzern.ch/x.gpkg", format="GPKG", size=1)])
    path.write_text(feed(minimal(2), maximal(), complete() | {"id": minimal(3)["id"], "identifier": "voll"}, partly), encoding="utf-8")
    same_judgement(path, federal_rules)


def same_judgement(path: Path, tool: ModuleType) -> None:
    graph, _, findings = tool.read(str(path))
    more, facts = tool.judge(graph, SUFFIX, True, False)
    ours = judged(path)
    assert sorted(each.total for each in ours.datasets) == pytest.approx(sorted(facts["mqa_per_dataset"].values()), abs=0.1)
    assert ours.is_sound == all(finding.judgement in HARMLESS for finding in [*findings, *more])


def judged(path: Path) -> FeedReport:
    return check_feed(document.from_file(path), suffix=SUFFIX)
