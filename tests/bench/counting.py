"""Counts what a CKAN asks of its database and its index. Runs in both virtual environments."""

from __future__ import annotations

from collections import Counter
from typing import Any

import requests.adapters
from sqlalchemy import event


def watch(engine: Any, solr_url: str) -> Counter[str]:  # Any: SQLAlchemy's engine
    """Give a counter of SQL statements, commits, Solr's updates and its other requests, counting from now on."""
    counts = Counter({"sql": 0, "commits": 0, "solr_updates": 0, "solr_queries": 0})
    event.listen(engine, "before_cursor_execute", lambda *_: counts.update(["sql"]))
    event.listen(engine, "commit", lambda *_: counts.update(["commits"]))
    send = requests.adapters.HTTPAdapter.send

    def counted(adapter: requests.adapters.HTTPAdapter, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        url = request.url or ""
        if url.startswith(solr_url):
            counts["solr_updates" if url[len(solr_url) :].startswith("/update") else "solr_queries"] += 1
        return send(adapter, request, *args, **options)

    vars(requests.adapters)["HTTPAdapter"].send = counted  # both sides speak to Solr through requests: pysolr, and the portal's own updates
    return counts
