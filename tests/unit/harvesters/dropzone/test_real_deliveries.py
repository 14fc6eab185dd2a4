"""The example city's deliveries and recorded ones: good ones without a word, and each fault named."""

from __future__ import annotations

from pathlib import Path

import pytest

from luzern_harvesters.dropzone import DropzoneHarvester
from luzern_harvesters.finding import Level
from luzern_harvesters.run import Outcome, Reading, read
from luzern_harvesters.source import read_sources
from unit.harvesters.dropzone.folders import source_at

HOME = Path(__file__).parents[4]
CITY = HOME / "config" / "example-city"
RECORDED = HOME.parent / "shared" / "sources"
USUAL = {"contact-from-source"}
FAULTS = {
    "Baustellen und Umleitungen": (Outcome.WAITING, ["file-unfinished"]),
    "GEO/Winterdienst": (Outcome.WAITING, ["marker-missing"]),
    "Spielplätze": (Outcome.FAILED, ["licence-missing"]),
    "Einbürgerungen": (Outcome.FAILED, ["xml-not-well-formed"]),
    "Beiträge an Dritte": (Outcome.READ, ["frequency-unknown", "date-unknown"]),
    "Luftqualität Moosstrasse": (Outcome.FAILED, ["file-is-html"]),
    "Hängige Gesuche NEU": (Outcome.FAILED, ["metadata-missing"]),
    "Archivbestände": (Outcome.FAILED, ["file-missing"]),
}

recorded = [pytest.mark.shared, pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded documents are not beside the repository")]


def run(source_folder: Path) -> list[Reading]:
    with DropzoneHarvester(source_at(source_folder, licence="terms_open")) as harvester:
        return list(read(harvester, harvester.list().refs))


@pytest.fixture(scope="module")
def city() -> dict[str, Reading]:
    found: dict[str, Reading] = {}
    for source in read_sources(CITY / "harvest", {"LUZERN_HOME": str(HOME), "LUZERN_EXAMPLE_PARTNER_URL": "http://127.0.0.1:1"}):
        if source.type == "dropzone":
            settled = source.model_copy(update={"options": {**source.options, "settle_seconds": 0}})
            with DropzoneHarvester(settled) as harvester:
                found |= {reading.ref.remote_id: reading for reading in read(harvester, harvester.list().refs)}
    return found


def test_what_is_meant_to_be_good_is_read_without_a_word(city: dict[str, Reading]) -> None:
    good = {name: reading for name, reading in city.items() if name not in FAULTS}

    assert len(good) > 25
    assert {name: (reading.outcome, {finding.code for finding in reading.findings} - USUAL) for name, reading in good.items()} == {
        name: (Outcome.READ, set()) for name in good
    }


@pytest.mark.parametrize("name", FAULTS)
def test_what_is_meant_to_be_wrong_is_named(city: dict[str, Reading], name: str) -> None:
    reading = city[name]

    assert (reading.outcome, [finding.code for finding in reading.findings if finding.code not in USUAL]) == FAULTS[name]


def test_no_message_has_a_sharp_s_or_a_path_of_this_machine(city: dict[str, Reading]) -> None:
    texts = [f"{finding.message} {finding.remedy} {finding.path}" for reading in city.values() for finding in reading.findings]

    assert [text for text in texts if "ß" in text or str(HOME) in text] == []


class TestRecorded:
    pytestmark = recorded

    @pytest.mark.parametrize(("folder", "count"), [("", 4), ("DWH", 1), ("GEO", 1), ("GEO2", 2), ("GEO/alterswohnung", 1), ("GEO/alterswohnung/DEFAULT", 1)])
    def test_the_drop_zone_of_zurich_can_be_published_once_its_terms_are_stated(self, folder: str, count: int) -> None:
        found = run(RECORDED / "dropzone-zurich" / folder)

        assert [reading.outcome for reading in found] == [Outcome.READ] * count
        assert all(finding.level is not Level.ERROR for reading in found for finding in reading.findings)

    def test_the_sheets_of_zurich_are_found_by_their_content(self) -> None:
        found = {reading.ref.remote_id: reading.record for reading in run(RECORDED / "dropzone-excel")}

        assert set(found) == {"schulferien", "stadtratsbeschluesse"}
        assert all(record and record.title and record.columns and record.frequency and record.themes for record in found.values())
