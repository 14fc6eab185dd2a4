"""The portal as `make start` gives it."""

from __future__ import annotations

import httpx
import pytest

from portal import Portal

pytestmark = pytest.mark.services


def test_the_example_city_is_there_after_the_first_start(portal: Portal) -> None:
    answer = httpx.get(f"{portal.url}/api/3/action/package_search?rows=0", timeout=30).json()
    assert answer["result"]["count"] >= 25


def test_the_sysadmin_has_a_token(portal: Portal) -> None:
    answer = httpx.get(f"{portal.url}/api/3/action/user_show?id=admin", headers={"Authorization": portal.token}, timeout=30).json()
    assert answer["result"]["sysadmin"]
