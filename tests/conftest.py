"""What every test may ask for. Nothing here imports CKAN before a test asks: the unit tests run without it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from portal import Portal, new_stack


@pytest.fixture(scope="session")
def portal() -> Iterator[Portal]:
    """One running portal for the whole session, with the example city in it; leave it as you found it."""
    with new_stack() as stack:
        yield stack.start()
