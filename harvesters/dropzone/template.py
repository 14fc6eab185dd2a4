"""The Excel metadata sheet that departments fill in, made from the schema: a field added there is in the next template.

Metadaten   one row a field: what it is called, what to write, help, an example; other languages to the right
Dateien     one row a file
Spalten     one row a column of the data
Listen      what the drop-downs offer
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import click
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from luzern_harvesters.dropzone.metadata_excel import COLUMNS, FILES
from luzern_schemas.fields import Field, dataset_fields, resource_fields, sections
from luzern_schemas.vocabulary import load

HEADINGS = ("Feld", "Bezeichnung", "Angabe", "Hilfe", "Beispiel", "Französisch", "Italienisch", "Englisch")
WIDTHS = (26, 30, 60, 70, 40, 30, 30, 30)
FILE_FIELDS = ("name_translated", "description_translated", "url", "format", "language", "modified", "temporal_resolution", "documentation")
NOT_FROM_DELIVERIES = {
    "owner_org", "name", "source_url", "is_example", "alternate_identifier", "hvd_category", "is_referenced_by", "status", "columns", "in_series",
    "has_part", "has_policy", "qualified_attribution", "provenance_activity",
}  # fmt: skip
"""Fields that the portal sets itself, or that a department has no use for; columns have a sheet of their own."""
NOT_IN_SHEET = {"spatial_coverage": {"geom", "bbox", "centroid"}, "qualified_relation": {"role"}}
TWICE = {"relations", "theme"}
DATA_TYPES = ("text", "integer", "decimal", "date", "datetime", "boolean", "geometry")
ENTRIES = 200
MAX_PROMPT = 250  # characters; Excel repairs a file with more

DARK = PatternFill("solid", fgColor="1F3864")
GREY = PatternFill("solid", fgColor="EDEDED")
INPUT = PatternFill("solid", fgColor="FFF9E5")


@dataclass(frozen=True)
class Row:
    """One row of the sheet «Metadaten». ``choices`` names the list of its drop-down."""

    key: str
    field: Field
    label: str
    choices: str = ""


@click.command("template")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def command(file: Path) -> None:
    """Schreibt die Vorlage des Excel-Metadatenblatts."""
    build().save(file)
    click.echo(f"Die Vorlage steht in {file}.")


def build() -> Workbook:
    """Make the workbook."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # a new workbook has one
    sheet.title = "Metadaten"
    files, columns, lists = book.create_sheet(FILES), book.create_sheet(COLUMNS), book.create_sheet("Listen")
    ranges = _fill_lists(lists)
    _fill_metadata(sheet, ranges)
    by_name = {field.name: field for field in resource_fields()}
    _fill_table(files, list(_file_columns(by_name)), ranges)
    subfields = next(field for field in dataset_fields() if field.name == "columns").repeating
    _fill_table(columns, [(field.label["de"], field) for field in subfields], ranges)
    return book


def rows() -> Iterator[tuple[str, list[Row]]]:
    """Give the rows of the sheet «Metadaten» by section."""
    licence = next(field for field in resource_fields() if field.name == "license")
    for section in sections():
        fields = [field for field in dataset_fields() if field.section == section.key and field.name not in NOT_FROM_DELIVERIES]
        fields += [licence] if section.key == licence.section else []
        if fields:
            yield section.label["de"], [row for field in fields for row in _rows(field)]


def _rows(field: Field) -> Iterator[Row]:
    for number in range(1, 3 if field.name in TWICE else 2):
        again = f" {number}" if field.name in TWICE else ""
        if not field.repeating:
            yield Row(field.name, field, f"{field.label['de']}{again}{' *' if field.required else ''}", _choices(field))
        for part in field.repeating:
            if part.name not in NOT_IN_SHEET.get(field.name, set()):
                required = " *" if field.required and part.required else ""
                yield Row(f"{field.name}.{part.name}", part, f"{field.label['de']}{again}: {part.label['de']}{required}", _choices(part))


def _choices(field: Field) -> str:
    if field.name == "data_type":
        return "data_type"
    return "boolean" if field.kind == "luzern_boolean" else field.vocabulary


def _fill_metadata(sheet: Worksheet, ranges: Mapping[str, str]) -> None:
    _head(sheet, HEADINGS, WIDTHS)
    number = 2
    for title, of_section in rows():
        sheet.cell(number, 2, title).font = Font(bold=True)
        for column in range(1, len(HEADINGS) + 1):
            sheet.cell(number, column).fill = GREY
        number += 1
        for row in of_section:
            _fill_row(sheet, number, row, ranges)
            number += 1
    sheet.freeze_panes = "C2"


def _fill_row(sheet: Worksheet, number: int, row: Row, ranges: Mapping[str, str]) -> None:
    for column, text in enumerate((row.key, row.label, None, row.field.help["de"], row.field.example), start=1):
        sheet.cell(number, column, text).alignment = Alignment(vertical="top", wrap_text=column > 1)
    sheet.cell(number, 1).font = Font(color="808080", size=8)
    for column in (3, *((6, 7, 8) if row.field.multilingual else ())):
        cell = sheet.cell(number, column)
        cell.fill, cell.number_format, cell.alignment = INPUT, "@", Alignment(vertical="top", wrap_text=True)
    _validate(sheet, f"C{number}", row.field, ranges.get(row.choices, ""))


def _file_columns(by_name: Mapping[str, Field]) -> Iterator[tuple[str, Field]]:
    """Give the headings of the sheet «Dateien»; texts have a column for each language."""
    yield "Dateiname", by_name["url"]
    for name in FILE_FIELDS:
        label = by_name[name].label["de"] if name != "url" else "Link"
        yield label, by_name[name]
        if name == "name_translated":
            yield from ((f"{label} ({language})", by_name[name]) for language in ("fr", "it", "en"))


def _fill_table(sheet: Worksheet, columns: list[tuple[str, Field]], ranges: Mapping[str, str]) -> None:
    _head(sheet, [heading for heading, _ in columns], [32] * len(columns))
    for number, (heading, field) in enumerate(columns, start=1):
        letter = get_column_letter(number)
        prompt = "Name der Datei im Ordner, genau wie dort; leer bei einem Link." if heading == "Dateiname" else ""
        _validate(sheet, f"{letter}2:{letter}{ENTRIES}", field, ranges.get(_choices(field), ""), prompt)
        for row in range(2, ENTRIES + 1):
            sheet.cell(row, number).number_format = "@"
    sheet.freeze_panes = "A2"


def _validate(sheet: Worksheet, cells: str, field: Field, choices: str, prompt: str = "") -> None:
    """Show the help at the cell, with a drop-down where there is a list; several values stay possible where the field is a list."""
    rule = DataValidation(type="list", formula1=choices, allow_blank=True) if choices else DataValidation(allow_blank=True)
    rule.showErrorMessage = bool(choices) and not field.multiple
    rule.error, rule.errorTitle = "Bitte einen Wert aus der Liste wählen.", "Nicht in der Liste"
    rule.showInputMessage, rule.promptTitle = True, field.label["de"][:32]
    rule.prompt = (prompt or f"{field.help['de']} Beispiel: {field.example}")[:MAX_PROMPT]
    sheet.add_data_validation(rule)
    rule.add(cells)


def _fill_lists(sheet: Worksheet) -> dict[str, str]:
    """Write the lists of the drop-downs; gives each one's range."""
    wanted = {row.choices: row.field.label["de"] for _, of_section in rows() for row in of_section if row.choices}
    wanted |= {"data_type": "Datentyp", "file-type": "Format"}
    ranges: dict[str, str] = {}
    for column, (name, label) in enumerate(sorted(wanted.items()), start=1):
        values = _values(name)
        for row, value in enumerate((label, *values), start=1):
            sheet.cell(row, column, value)
        letter = get_column_letter(column)
        ranges[name] = f"Listen!${letter}$2:${letter}${len(values) + 1}"
        sheet.cell(1, column).font = Font(bold=True)
        sheet.column_dimensions[letter].width = 40
    return ranges


def _values(name: str) -> tuple[str, ...]:
    if name == "boolean":
        return ("Ja", "Nein")
    if name == "data_type":
        return DATA_TYPES
    if name == "file-type":
        return tuple(term.code for term in load(name))
    return tuple(term.label["de"] for term in load(name))


def _head(sheet: Worksheet, headings: tuple[str, ...] | list[str], widths: tuple[int, ...] | list[int]) -> None:
    for column, (heading, width) in enumerate(zip(headings, widths, strict=True), start=1):
        cell = sheet.cell(1, column, heading)
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), DARK
        sheet.column_dimensions[get_column_letter(column)].width = width
