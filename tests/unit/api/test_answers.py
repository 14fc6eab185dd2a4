"""A long answer keeps its form when it is shortened."""

from __future__ import annotations

import json

import pytest

pytest.importorskip("ckan", reason="CKAN is not installed")

from ckanext.luzern.api.answers import shortened


def test_lists_say_how_many_more_there_are() -> None:
    assert shortened(["a", "b", "c", "d"]) == ["a", "b", "… 2 more"]
    assert shortened(["a", "b"]) == ["a", "b"]


def test_what_is_empty_is_left_out_unless_there_is_nothing_else() -> None:
    assert shortened({"name": "velo", "url": "", "tags": [], "size": 0}) == {"name": "velo", "size": 0}
    assert shortened({"proposal": None}) == {"proposal": None}


def test_long_texts_and_large_objects_are_cut() -> None:
    large = {"text": "x" * 500, "inner": {f"field{number}": number for number in range(40)}}

    found = shortened(large)

    assert found["text"].endswith("x…")
    assert len(found["text"]) < 100
    assert found["inner"]["…"] == "28 more"
    assert len(json.dumps(found)) < 600
