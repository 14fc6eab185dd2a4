"""The process that opens one file for its preview: it opens what others wrote, so it has limits, and dies alone.

Started by ``jobs``. In comes what is asked for as JSON, out goes the preview as JSON; a file that breaks a limit ends the process.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any

from ckanext.luzern.errors import NotPreviewable
from luzern_harvesters.limits import limit

from . import geojson, table, tabular
from .content import Chart, Preview, as_values

MEMORY_MB = 1_500
CPU_SECONDS = 60
LONGEST_FIELD = 10_000_000  # characters: an outline in a cell of a CSV file is long


def preview_of(path: Path, kind: str, chart: Chart) -> Preview:
    """Give the preview of a file of one of the ``FORMATS``, or the reason why there is none."""
    try:
        if kind == "GEOJSON":
            return geojson.preview(path)
        if kind == "XLSX":
            from .sheets import workbook_rows  # noqa: PLC0415  loading it takes longer than reading most files

            return tabular.preview(workbook_rows(path), chart)
        return tabular.preview(table.csv_rows(path), chart)
    except NotPreviewable as err:
        return Preview(reason=err.reason)
    except MemoryError:
        return Preview(reason="too-large")


def main() -> None:
    """Serve one request."""
    asked: dict[str, Any] = json.load(sys.stdin)
    limit(MEMORY_MB, CPU_SECONDS)
    csv.field_size_limit(LONGEST_FIELD)
    found = preview_of(Path(asked["path"]), asked["kind"], Chart(**asked["chart"]))
    json.dump(as_values(found), sys.stdout)


if __name__ == "__main__":
    main()
