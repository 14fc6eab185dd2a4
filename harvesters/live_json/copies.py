"""The picked values as files that the portal offers itself."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping

from .options import Format
from .table import Table


def copy_of(table: Table, kind: Format) -> bytes:
    """Give the table as CSV (RFC 4180, UTF-8) or as a JSON array of objects."""
    return WRITERS[kind](table)


def _csv(table: Table) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([column.name for column in table.columns])
    for values in zip(*(column.values for column in table.columns), strict=True):
        writer.writerow([{True: "true", False: "false"}[value] if isinstance(value, bool) else value for value in values])
    return text.getvalue().encode()


def _json(table: Table) -> bytes:
    names = [column.name for column in table.columns]
    rows = [dict(zip(names, values, strict=True)) for values in zip(*(column.values for column in table.columns), strict=True)]
    return json.dumps(rows, ensure_ascii=False, indent=1).encode()


WRITERS: Mapping[Format, Callable[[Table], bytes]] = {"CSV": _csv, "JSON": _json}
