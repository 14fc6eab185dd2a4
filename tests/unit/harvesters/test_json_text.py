from __future__ import annotations

import pytest

from luzern_harvesters import json_text
from luzern_harvesters.errors import SourceMalformed


@pytest.mark.parametrize(
    "body", [b'\xef\xbb\xbf{"a": "\xc3\xbc"}', '{"a": "ü"}'.encode("utf-16"), '{"a": "ü"}'.encode("utf-16-le"), b'{"a": 1, "a": "\xc3\xbc"}']
)
def test_a_document_is_read_in_the_encoding_it_is_in(body: bytes) -> None:
    assert json_text.parse(body, "Zähler") == {"a": "ü"}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "answer-empty"),
        (b" \n", "answer-empty"),
        (b"\n<!DOCTYPE html><html>", "answer-web-page"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><rss/>", "answer-xml"),
        (b"<rss/>", "answer-xml"),
        (b'{"a": [1, 2', "json-broken"),
        (b'{"a": NaN}', "json-number"),
        (b'{"a": -Infinity}', "json-number"),
        (b'{"a": 1e999}', "json-number"),
        (b'{"a": ' + b"9" * 5000 + b"}", "json-number"),
        ('{"a": "ü"}'.encode("cp1252"), "json-encoding"),
        (b"[" * 100_000 + b"]" * 100_000, "json-too-deep"),
    ],
)
def test_what_is_no_json_is_named(body: bytes, code: str) -> None:
    with pytest.raises(SourceMalformed) as caught:
        json_text.parse(body, "Zähler")

    assert caught.value.finding.code == code


def test_brackets_in_a_text_are_no_levels() -> None:
    assert json_text.parse(b'{"a": "' + b'[\\"{' * 300 + b'"}', "Zähler")["a"].startswith('["{')


def test_half_a_character_and_nul_do_not_reach_the_record() -> None:
    assert json_text.parse(rb'{"a\u0000b": ["x\ud800y", "\ud83d\ude00", 1]}', "x") == {"ab": ["x\ufffdy", "\U0001f600", 1]}
