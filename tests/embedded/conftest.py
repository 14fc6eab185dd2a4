"""The portal, for tests that stop and kill it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from embedded.watch import count_datasets, wait_until
from portal import Portal, Stack


@pytest.fixture
def running(portal: Portal, stack: Stack) -> Iterator[Stack]:
    """Give the running stack; whatever the test did to it, it runs again afterwards, with its data."""
    before = count_datasets(portal.url)
    yield stack
    stack.start()
    wait_until(lambda: count_datasets(portal.url) == before, 60)
