"""Asks a CKAN for pages and actions, in its own process, as a visitor without a name. Runs in both virtual environments."""

from __future__ import annotations

from contextvars import Context

from flask import current_app

from bench import feed_requests
from bench.host import Values


def ask(paths: list[str], rounds: int, warm_up: str) -> Values:
    """Time requests, each a new one for CKAN."""
    client = current_app.test_client()
    return feed_requests.ask(lambda path: _get(client, path), paths, rounds, warm_up)


def read(paths: list[str]) -> Values:
    """Give what stands at each path."""
    client = current_app.test_client()
    return {"texts": [_get(client, path).decode() for path in paths]}


def _get(client: object, path: str) -> bytes:
    response = Context().run(client.get, path)  # type: ignore[attr-defined]  Flask's; in an empty context it shares nothing with the task's
    assert response.status_code == 200, response.get_data(as_text=True)[:300]
    return response.get_data()
