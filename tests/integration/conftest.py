"""Clients of the running portal."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg2
import pytest

from integration.api import Api, Editor
from portal import Portal


@pytest.fixture(scope="session")
def api(portal: Portal) -> Api:
    return Api(portal)


@pytest.fixture(scope="session")
def editor(portal: Portal) -> Editor:
    return Editor(portal)


@pytest.fixture
def database(portal: Portal) -> Iterator[psycopg2.extensions.cursor]:
    """Give a cursor on CKAN's database that sees what is committed."""
    connection = psycopg2.connect(portal.dsn)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()
