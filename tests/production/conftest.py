"""One nginx and one stand-in portal for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from production.front import Front, StandIn, nginx_before, stand_in_portal


@pytest.fixture(scope="module")
def portal() -> Iterator[StandIn]:
    with stand_in_portal() as running:
        yield running


@pytest.fixture(scope="module")
def front(portal: StandIn, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    with nginx_before(f"127.0.0.1:{portal.port}", tmp_path_factory.mktemp("nginx")) as running:
        yield running
