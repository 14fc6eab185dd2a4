"""Counts what a CKAN asks of its database and its index. Runs in both virtual environments."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import event
from urllib3 import BaseHTTPResponse, HTTPConnectionPool, connectionpool


def watch(engine: Any, solr_url: str) -> Counter[str]:  # Any: SQLAlchemy's engine
    """Give a counter of SQL statements, commits, Solr's updates and its other requests, counting from now on."""
    counts = Counter({"sql": 0, "commits": 0, "solr_updates": 0, "solr_queries": 0})
    event.listen(engine, "before_cursor_execute", lambda *_: counts.update(["sql"]))
    event.listen(engine, "commit", lambda *_: counts.update(["commits"]))
    ask = HTTPConnectionPool.urlopen

    def counted(pool: HTTPConnectionPool, method: str, url: str, *args: Any, **options: Any) -> BaseHTTPResponse:
        if f"{pool.scheme}://{pool.host}:{pool.port}{url}".startswith(solr_url):
            counts["solr_updates" if "/update" in url else "solr_queries"] += 1
        return ask(pool, method, url, *args, **options)

    vars(connectionpool)["HTTPConnectionPool"].urlopen = counted  # under requests, which CKAN asks with, and under the portal's own questions
    return counts
