"""Reading a source in a process of its own: the same readings, and what a hostile document costs."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from contract.web import Answer, Site, serve
from luzern_harvesters.errors import RecordError, SourceError, SourceUnreachable
from luzern_harvesters.reader import Reader
from luzern_harvesters.registry import harvester_for
from luzern_harvesters.run import Outcome, read
from luzern_harvesters.source import Limits, Source


def deliver(root: Path, name: str) -> None:
    (root / name).mkdir()
    (root / name / "daten.csv").write_text(f"a;b\n1;{name}\n", encoding="utf-8")
    values = {"titel": name, "beschreibung": "Für Tests.", "nutzungsbedingungen": "terms_by"}
    (root / name / "metadaten.yaml").write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")


@pytest.fixture
def source(tmp_path: Path) -> Source:
    for number in range(3):
        deliver(tmp_path, f"brücken-{number}")
    return a_source(tmp_path.as_uri())


def a_source(url: str, **settings: object) -> Source:
    values = {"id": "probe", "type": "dropzone", "url": url, "organization": "tiefbauamt", "title": "Probe", "options": {"settle_seconds": 0}}
    return Source.model_validate({**values, "contact": {"name": "Stelle", "email": "stelle@example.org"}, "private_addresses": True, **settings})


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


def test_it_gives_what_the_harvester_gives(source: Source) -> None:
    with harvester_for(source) as harvester:
        expected = list(read(harvester, harvester.list().refs))

    with Reader(source) as reader:
        assert list(reader.read(reader.list().refs)) == expected


def test_a_file_can_be_had_while_records_are_read(source: Source) -> None:
    with Reader(source) as reader:
        refs = reader.list().refs
        got = {}
        for reading in reader.read(refs):
            assert reading.record
            with reader.open(reading.ref, reading.record.distributions[0].file) as file:
                got[reading.ref.remote_id] = file.read()

    assert got == {f"brücken-{number}": f"a;b\n1;brücken-{number}\n".encode() for number in range(3)}


def test_a_file_that_is_gone_is_that_records_fault(source: Source) -> None:
    with Reader(source) as reader:
        (ref, *_) = reader.list().refs
        with pytest.raises(RecordError, match="nicht mehr lesen"):
            reader.open(ref, "gibt-es-nicht.csv")

        assert [reading.outcome for reading in reader.read([ref])] == [Outcome.READ]


def test_a_source_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    with Reader(a_source((tmp_path / "fehlt").as_uri())) as reader, pytest.raises(SourceError) as caught:
        reader.list()

    assert caught.value.finding.message.endswith(".")


def test_a_source_that_takes_longer_than_it_may_is_left(site: Site) -> None:
    site.answers["/katalog"] = Answer(send=lambda _: time.sleep(5))
    source = a_source(f"{site.url}/katalog", type="dcat", options={})
    with Reader(source) as reader:
        reader._ends_at = time.monotonic() + 1  # a minute is the least a source file can say
        with pytest.raises(SourceUnreachable, match="länger als"):
            reader.list()


def test_a_listing_beyond_the_memory_it_may_take_is_refused(site: Site) -> None:
    lines = b"".join(b'<https://a.example/%d> <http://purl.org/dc/terms/title> "%s"@de .\n' % (number, b"x" * 2000) for number in range(40_000))
    site.put("/katalog.nt", lines, Content_Type="application/n-triples")
    source = a_source(
        f"{site.url}/katalog.nt", type="dcat", options={"max_bytes": 200_000_000, "max_statements": 1_000_000}, limits=Limits(memory_mb=128).model_dump()
    )
    with Reader(source) as reader, pytest.raises(SourceError, match=r"128 MB|Arbeitsspeicher"):
        reader.list()


def test_a_fault_of_ours_is_not_laid_at_the_sources_door(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")  # ends as an exception would

    with Reader(source) as reader, pytest.raises(SourceError, match="im Portal ein Fehler"):
        reader.list()
