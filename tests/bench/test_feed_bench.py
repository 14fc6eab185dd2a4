"""The feeds' part of the bench: what it asks, and what it makes of the figures."""

from __future__ import annotations

from bench.feed import Download, _against_vanilla, _of_download
from bench.feed_requests import ask


def test_every_path_is_asked_in_every_round_after_one_request_that_does_not_count() -> None:
    asked: list[str] = []

    def get(path: str) -> bytes:
        asked.append(path)
        return b"12345"

    found = ask(get, ["/a", "/b"], 3, "/warm")

    assert asked == ["/warm", *["/a", "/b"] * 3]
    assert {path: len(times) for path, times in found["ms"].items()} == {"/a": 3, "/b": 3}
    assert found["bytes"] == {"/a": 5, "/b": 5}


def test_the_ratio_is_of_the_medians_and_the_worst_of_vanillas_best_and_our_worst() -> None:
    row = _against_vanilla("page", {("ours", "page"): [1, 2, 3], ("vanilla", "page"): [100, 120, 400]}, {("ours", "page"): {"SQL": 2}})

    assert (row.ours_ms, row.vanilla_ms, row.ratio) == (2, 120, 60)
    assert round(row.lowest_ratio) == 33


def test_a_download_is_told_per_dataset_with_its_first_byte_and_memory() -> None:
    row = _of_download(Download(datasets=1000, first_byte=0.02, seconds=0.5, megabytes=4, growth_mb=3), vanilla_ms=6)

    assert (row.ours_ms, row.ratio) == (0.5, 12)
    assert row.counts == {"seconds": 0.5, "first byte ms": 20.0, "MB": 4, "memory MB more": 3}
