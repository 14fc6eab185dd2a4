"""The real answer to an example, shortened for the page: what everybody gets, asked for when the page is made."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError, SolrConnectionError

from ckanext.luzern.api.description import Operation, Values

MOST_ENTRIES = (30, 12, 4)  # of an object, by how deep it is
MOST_ITEMS = 2  # of a list
MOST_LETTERS = 90
EMPTY = (None, "", [], {})

Json = Any  # what JSON can hold


def answer(operation: Operation, values: Values) -> str:
    """Give what a visitor gets who asks with ``values``, as JSON that leaves out what is empty, long or many; empty where there is no answer now."""
    try:
        result = tk.get_action(operation.name)({"user": "", "auth_user_obj": None}, dict(values))
    except (tk.ObjectNotFound, tk.NotAuthorized, tk.ValidationError, SearchError, SolrConnectionError):
        return ""
    return json.dumps(shortened({"success": True, "result": json.loads(json.dumps(result, default=str))}, -1), ensure_ascii=False, indent=2)


def shortened(value: Json, depth: int = 0) -> Json:
    """Cut what JSON holds to what shows its form; «…» stands for the rest."""
    if isinstance(value, Mapping):
        return dict(_entries(value, depth))
    if isinstance(value, list):
        rest = len(value) - MOST_ITEMS
        return [shortened(item, depth + 1) for item in value[:MOST_ITEMS]] + ([f"… {rest} more"] if rest > 0 else [])
    return f"{value[:MOST_LETTERS]}…" if isinstance(value, str) and len(value) > MOST_LETTERS else value


def _entries(value: Mapping[str, Json], depth: int) -> Iterator[tuple[str, Json]]:
    filled = {key: one for key, one in value.items() if one not in EMPTY} or dict(value)
    most = MOST_ENTRIES[min(max(depth, 0), len(MOST_ENTRIES) - 1)]
    yield from ((key, shortened(one, depth + 1)) for key, one in islice(filled.items(), most))
    if len(filled) > most:
        yield "…", f"{len(filled) - most} more"
