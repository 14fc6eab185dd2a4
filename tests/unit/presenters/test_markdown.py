"""The beginning of a description in a list."""

from __future__ import annotations

import pytest

pytest.importorskip("ckan", reason="CKAN, which shortens, is not installed")

from ckanext.luzern.presenters.markdown import markdown_extract


@pytest.mark.parametrize(
    ("cut", "shown"),
    [
        ("Betreiberin: Genossenschaft. Zeitzone:...", "Betreiberin: Genossenschaft. Zeitzone …"),
        ("in der Zone Europe/Zurich....", "in der Zone Europe/Zurich …"),
        ("Luft, Wasser,...", "Luft, Wasser …"),
        ("Ein ganzer Satz.", "Ein ganzer Satz."),
        ("", ""),
    ],
)
def test_what_is_cut_ends_after_a_word(cut: str, shown: str) -> None:
    assert markdown_extract(lambda text, length: cut, cut, 100) == shown
