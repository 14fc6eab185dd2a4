"""What the index keeps of a dataset."""

from __future__ import annotations

import pytest

from ckanext.luzern.search import fields
from ckanext.luzern.search.language.german import german
from portal import ROOT


@pytest.mark.parametrize(
    ("stated", "kept"),
    [
        ({"modified": "2024", "issued": "2025-01-01"}, "2024-01-01T00:00:00Z"),
        ({"modified": "2024-05"}, "2024-05-01T00:00:00Z"),
        ({"issued": "2024-05-09"}, "2024-05-09T00:00:00Z"),
        ({"modified": "", "issued": "2024-05-09T00:30:00+02:00"}, "2024-05-09T00:00:00Z"),
        ({"modified": "demnächst"}, None),
        ({}, None),
    ],
)
def test_a_dataset_is_sorted_by_the_day_that_its_row_shows(stated: dict[str, str], kept: str | None) -> None:
    assert fields.of({"title": "Bäume", **stated}, german(ROOT / "config/search")).get("data_date") == kept
