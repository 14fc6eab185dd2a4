from __future__ import annotations

from dataclasses import replace

from luzern_harvesters.canonical import canonical, fingerprint
from luzern_harvesters.finding import Finding
from luzern_harvesters.record import DatasetRecord, Distribution

RECORD = DatasetRecord("s", "r", title={"de": "Bäume"}, distributions=(Distribution("a", byte_size=0),), source_url="https://x.example/1")


def test_what_is_empty_is_left_out_but_zero_is_not() -> None:
    assert canonical(RECORD) == {"source_id": "s", "remote_id": "r", "title": {"de": "Bäume"}, "distributions": [{"key": "a", "byte_size": 0}]}


def test_findings_and_the_pointer_to_the_source_are_no_content() -> None:
    told = replace(RECORD, findings=(Finding.info("x", "y", "z"),), source_url="https://x.example/2")

    assert fingerprint(told, "1", {}) == fingerprint(RECORD, "1", {})


def test_a_change_of_content_mapping_or_options_is_a_change() -> None:
    hashes = {
        fingerprint(RECORD, "1", {}),
        fingerprint(replace(RECORD, title={"de": "Baum"}), "1", {}),
        fingerprint(RECORD, "2", {}),
        fingerprint(RECORD, "1", {"licence": "terms_by"}),
    }

    assert len(hashes) == 4


def test_the_order_of_languages_does_not_matter() -> None:
    one, other = replace(RECORD, title={"de": "a", "fr": "b"}), replace(RECORD, title={"fr": "b", "de": "a"})

    assert fingerprint(one, "1", {}) == fingerprint(other, "1", {})


def test_a_share_that_moves_has_not_changed_but_a_link_that_moves_has() -> None:
    def of(url: str, file: str) -> str:
        return fingerprint(replace(RECORD, distributions=(Distribution("a", url=url, file=file),)), "1", {})

    assert of("file:///alt/a.csv", "a.csv") == of("sftp://neu/a.csv", "a.csv")
    assert of("https://alt.example/a.csv", "") != of("https://neu.example/a.csv", "")
