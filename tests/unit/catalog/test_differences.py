"""What a person is told of a change."""

from __future__ import annotations

from ckanext.luzern.catalog.differences import Change, differences

BEFORE = {"title_translated": {"de": "Bäume"}, "notes_translated": {"de": "Alle Bäume."}, "metadata_created": "2026-01-01", "resources": []}


def test_a_field_is_told_with_what_it_was_and_is() -> None:
    wanted = {**BEFORE, "title_translated": {"de": "Baumkataster"}, "metadata_created": "2026-01-02"}

    assert differences(BEFORE, wanted) == (Change("title_translated", "Bäume", "Baumkataster"),)


def test_a_field_that_goes_is_told() -> None:
    assert differences(BEFORE, {"title_translated": {"de": "Bäume"}}) == (Change("notes_translated", "Alle Bäume.", ""),)


def test_resources_are_known_by_their_id() -> None:
    existing = {"resources": [{"id": "a", "url": "https://x.example/a"}, {"id": "b", "name_translated": {"de": "Alt"}}]}
    delivered = {"resources": [{"id": "a", "url": "https://x.example/neu"}, {"id": "c", "name_translated": {"de": "Neu"}}]}

    assert differences(existing, delivered) == (
        Change("resources[0].url", "https://x.example/a", "https://x.example/neu"),
        Change("resources[1]", "", "Neu"),
        Change("resources", "Alt", ""),
    )


def test_a_long_value_is_cut() -> None:
    (change,) = differences({}, {"notes_translated": {"de": "x" * 1000}})

    assert len(change.after) == 200
    assert change.after.endswith("…")
