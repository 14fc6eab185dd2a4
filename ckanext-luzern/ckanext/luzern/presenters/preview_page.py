"""The preview of a file as its page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ckanext.luzern.presenters import locale
from ckanext.luzern.presenters.chart import Figure, figure
from ckanext.luzern.presenters.dataset_page import Column
from ckanext.luzern.presenters.file_line import FileLine
from ckanext.luzern.presenters.locale import Text
from ckanext.luzern.preview.content import FORMATS, Preview, number


@dataclass(frozen=True)
class Heading:
    """A column: its name in the file, and what the data dictionary calls it, where that is something else."""

    name: str
    label: Text
    is_number: bool


@dataclass(frozen=True)
class PreviewPage:
    """What the template prints. ``row_count`` is written out, empty where unknown; ``undrawn`` are the rows the chart leaves out because they have no number, empty where it shows all; ``no_chart`` says why the chart of ``chart_columns`` is missing, ``reason`` why there is nothing to show."""

    headings: tuple[Heading, ...]
    rows: tuple[tuple[str, ...], ...]
    row_count: str
    is_whole: bool
    column_count: str
    hides_columns: bool
    place_count: str
    feature_count: str
    hides_places: bool
    figure: Figure | None
    undrawn: str
    no_chart: str
    chart_columns: tuple[str, ...]
    reason: str

    @property
    def labels(self) -> dict[str, str]:
        """Give what columns are called, by their names in the file, where that is something else."""
        return {heading.name: str(heading.label) for heading in self.headings if str(heading.label)}

    @property
    def has_places(self) -> bool:
        """Tell whether there is something for a map."""
        return bool(self.place_count)


def preview_page(preview: Preview, dictionary: Sequence[Column], rows: int) -> PreviewPage:
    """Give the view model of a preview with so many rows at most; ``dictionary`` says what columns mean."""
    columns = {column.name.casefold(): column for column in dictionary}
    shown = preview.rows[:rows]
    headings = tuple(_heading(name, place, preview, columns.get(name.casefold())) for place, name in enumerate(preview.columns))
    titles = {heading.name: _title(heading, columns.get(heading.name.casefold())) for heading in headings}
    undrawn = (preview.row_count or 0) - sum(len(line.points) for line in preview.lines)
    return PreviewPage(
        headings=headings,
        rows=shown,
        row_count=locale.number(preview.row_count) if preview.row_count is not None else "",
        is_whole=preview.row_count == len(shown),
        column_count=locale.number(preview.column_count),
        hides_columns=preview.column_count > len(preview.columns),
        place_count=locale.number(preview.place_count) if preview.place_count else "",
        feature_count=locale.number(preview.feature_count),
        hides_places=preview.place_count < preview.feature_count,
        figure=figure(preview.lines, (titles.get(preview.chart.x, preview.chart.x), titles.get(preview.chart.y, preview.chart.y))) if preview.lines else None,
        undrawn=locale.number(undrawn) if preview.lines and undrawn else "",
        no_chart=preview.no_chart,
        chart_columns=tuple(name for name in (preview.chart.x, preview.chart.y, preview.chart.by) if name),
        reason=preview.reason,
    )


def no_preview(file: FileLine) -> PreviewPage:
    """Give what is said of a file that has no preview: that there is none of services, of files that lie elsewhere, of a format, or not yet."""
    reason = "service" if file.is_service else "elsewhere" if not file.is_ours else "format" if file.code not in FORMATS else "soon"
    return preview_page(Preview(reason=reason), (), rows=0)


def _title(heading: Heading, described: Column | None) -> str:
    """Say what an axis shows, in what unit."""
    unit = described.unit if described else ""
    return f"{heading.label or heading.name}{f' ({unit})' if unit else ''}"


def _heading(name: str, place: int, preview: Preview, described: Column | None) -> Heading:
    filled = [row[place] for row in preview.rows if row[place]]
    is_number = described.kind in {"integer", "decimal"} if described and described.kind else bool(filled)
    label = described.label if described and str(described.label) != name else Text("")
    return Heading(name, label, is_number and all(number(text) is not None for text in filled))
