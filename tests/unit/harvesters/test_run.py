"""One record's failure is that record's alone, and settings shape what a document becomes."""

from __future__ import annotations

import hashlib
from typing import ClassVar

import pytest

from luzern_harvesters.contract import Harvester, Listing, Options, RawDocument, SourceRef
from luzern_harvesters.errors import RecordError, SourceRefused
from luzern_harvesters.finding import Finding
from luzern_harvesters.record import Agent, DatasetRecord, Distribution
from luzern_harvesters.run import Outcome, isolated, read, shaping
from luzern_harvesters.source import Source

FAULT = Finding.error("gone", "x", "Das gibt es nicht mehr.")


class LetterOptions(Options):
    """Something that shapes records."""

    licence: str = "terms_by"


class LetterHarvester(Harvester):
    """Each record is a letter; some can't be read."""

    type: ClassVar[str] = "letters"
    title: ClassVar[str] = "Buchstaben"
    mapping_version: ClassVar[str] = "1"
    options_model: ClassVar[type[Options]] = LetterOptions

    def list(self) -> Listing:
        return Listing(tuple(SourceRef(letter, letter) for letter in "abcd"))

    def fetch(self, ref: SourceRef) -> RawDocument:
        if ref.remote_id == "b":
            raise RecordError(FAULT)
        body = ref.remote_id.encode()
        return RawDocument(ref, body, "text/plain", "", hashlib.sha256(body).hexdigest(), "2026-11-23T00:00:00+00:00")

    def map(self, raw: RawDocument) -> DatasetRecord:
        letter = raw.body.decode()
        if letter == "c":
            raise ZeroDivisionError
        text = {"de": letter}
        distribution = Distribution(letter, url="https://example.org/a.csv", licence="terms_by", format="CSV")
        return DatasetRecord("s", letter, title=text, description=text, contacts=(Agent(text, "a@example.org"),), distributions=(distribution,))


def harvester(**settings: object) -> LetterHarvester:
    return LetterHarvester(Source.model_validate({"id": "s", "type": "letters", "url": "https://example.org", "organization": "o", "title": "S", **settings}))


def test_a_record_that_fails_costs_no_other() -> None:
    letters = harvester()

    readings = {reading.ref.remote_id: reading for reading in read(letters, letters.list().refs)}

    assert {name: reading.outcome for name, reading in readings.items()} == {
        "a": Outcome.READ,
        "b": Outcome.FAILED,
        "c": Outcome.FAILED,
        "d": Outcome.READ,
    }
    assert readings["b"].findings == (FAULT,)
    assert [finding.code for finding in readings["c"].findings] == ["internal-error"]


def test_a_source_that_goes_away_ends_the_run() -> None:
    def work() -> str:
        raise SourceRefused(FAULT)

    with pytest.raises(SourceRefused):
        isolated("s", SourceRef("a", "a"), work, lambda finding: finding.code)


@pytest.mark.parametrize("settings", [{"contact": {"name": "N"}}, {"options": {"licence": "terms_open"}}, {"organization": "p"}, {"example": True}])
def test_settings_that_shape_records_are_part_of_the_hash(settings: dict[str, object]) -> None:
    before, after = harvester(), harvester(**settings)
    (hashed, hashed_after) = (next(iter(read(one, one.list().refs))).hash for one in (before, after))

    assert shaping(before) != shaping(after)
    assert hashed != hashed_after


@pytest.mark.parametrize("settings", [{"schedule": "5 5 * * *"}, {"title": "Anders"}, {"enabled": False}])
def test_other_settings_leave_records_as_they_are(settings: dict[str, object]) -> None:
    assert shaping(harvester()) == shaping(harvester(**settings))
