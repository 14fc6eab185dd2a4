"""What every test may ask for. Nothing here imports CKAN before a test asks: the unit tests run without it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from portal import Portal, Stack, new_stack


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what the nightly run asks for."""
    parser.addoption("--kills", type=int, default=20, help="how often a harvest is killed (tests/faults/test_kills.py)")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run what needs no portal first, both parts in random order: a test that configures CKAN in this process leaves it configured for all after it."""
    items.sort(key=lambda item: item.get_closest_marker("services") is not None)


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """Give the session's state directory and port, not started yet."""
    with new_stack() as stack:
        yield stack


@pytest.fixture(scope="session")
def portal(stack: Stack) -> Portal:
    """One running portal for the whole session, with the example city in it; leave it as you found it."""
    return stack.start()
