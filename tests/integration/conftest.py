"""Clients of the running portal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

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


@pytest.fixture
def open_feed(database: psycopg2.extensions.cursor) -> None:
    """Give the word that whatever other tests took away may leave the feed for opendata.swiss: of more than twenty a day it waits for one."""
    database.execute("UPDATE luzern_feed_member SET approved_at = now(), approved_by = 'Tests' WHERE left_at IS NOT NULL AND approved_at IS NULL")
    database.execute("DELETE FROM luzern_feed_member WHERE package_id NOT IN (SELECT id FROM package)")


@pytest.fixture(scope="session")
def application(portal: Portal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """CKAN in this process, with the running portal's configuration but for its log, which is pytest's here."""
    from ckan.cli import load_config  # noqa: PLC0415  only a configured portal has a CKAN to import
    from ckan.config.middleware import make_app  # noqa: PLC0415  only a configured portal has a CKAN to import

    file = tmp_path_factory.mktemp("ckan") / "ckan.ini"
    file.write_text((portal.state / "ckan.ini").read_text(encoding="utf-8").partition("[loggers]")[0], encoding="utf-8")
    with pytest.MonkeyPatch.context() as environment:
        for name, value in portal.environment.items():
            environment.setenv(name, value)
        yield make_app(load_config(str(file)))


@pytest.fixture
def ckan(application: Any) -> Iterator[Any]:
    """Give the session of CKAN's database in this process; what a test does not commit is undone."""
    from ckan import model  # noqa: PLC0415  only a configured portal has a CKAN to import

    with application._wsgi_app.test_request_context():
        yield model.Session
        model.Session.rollback()
        model.Session.remove()


@pytest.fixture
def statements(ckan: Any) -> Iterator[list[str]]:
    """Give the SQL statements sent, as they are sent."""
    from sqlalchemy import event  # noqa: PLC0415  only a configured portal has a CKAN to import

    sent: list[str] = []
    engine = ckan.get_bind()

    def note(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)
