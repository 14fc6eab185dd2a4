"""Tables of scores that open in a spreadsheet and in a program alike."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from ckanext.luzern.presenters.harvest_download import harmless


def as_csv(columns: Iterable[str], rows: Iterable[Mapping[str, str | int | float | bool]]) -> str:
    """Give rows under the names of their columns (RFC 4180); true and false are ``true`` and ``false``."""
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, tuple(columns))
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return file.getvalue()


def _cell(value: str | int | float | bool) -> str | int | float:
    if isinstance(value, bool):
        return str(value).lower()
    return harmless(value) if isinstance(value, str) else value
