"""What is wrong with picked values: nothing in them, impossible ones, totals that don't fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from jmespath.exceptions import JMESPathError

from luzern_harvesters.errors import RecordError
from luzern_harvesters.finding import Finding

from .expression import value_of
from .options import DatasetOptions
from .table import NUMBER, Picked, Table


def findings_of(table: Table, document: Any, options: DatasetOptions) -> Iterator[Finding]:
    """Say what is wrong.

    Raises:
        RecordError: no row has a value.
    """
    if options.columns:
        yield from _empty_columns(table.columns)
    yield from _numbers_as_text(table.columns)
    yield from _empty_rows(table, options.rows or "rows")
    yield from _implausible(table)
    yield from _checks(document, options)


def _empty_columns(columns: Iterable[Picked]) -> Iterator[Finding]:
    for column in columns:
        if all(value is None for value in column.values):
            yield Finding.warning("column-empty", f"Spalte «{column.name}»", f"Die Spalte «{column.name}» ist leer: «{column.options.value}» findet nichts.")


def _numbers_as_text(columns: Iterable[Picked]) -> Iterator[Finding]:
    names = [
        column.name
        for column in columns
        if column.data_type == "text" and not column.options.data_type and all(value in (None, "") or NUMBER.match(str(value)) for value in column.values)
    ]
    if names:
        told = ", ".join(f"«{name}»" for name in names[:5])
        yield Finding.info("number-as-text", "columns", f"Diese Spalten enthalten Zahlen als Text: {told}.", "Als Zahlen gelten sie mit «data_type».")


def _empty_rows(table: Table, path: str) -> Iterator[Finding]:
    """A row with words but without a single value is a notice of the source, not data.

    Raises:
        RecordError: all rows are like that.
    """
    measured = [column for column in table.columns if column.data_type in {"integer", "decimal", "boolean"}]
    unfilled = [column for column in table.columns if not column.data_type]
    empty = [index for index in range(len(table.rows)) if all(column.values[index] is None for column in (*measured, *unfilled))]
    if not (measured or unfilled) or not empty:
        return
    name = table.name_of(empty[0])[:120]
    if len(empty) == len(table.rows):
        message = f"Keine Zeile enthält Werte; die Quelle meldet «{name}»."
        raise RecordError(Finding.error("values-missing", path, message, "Es gilt weiter, was das Portal schon kennt."))
    message = f"Ohne Werte: {len(empty)} von {len(table.rows)} Zeilen, zum Beispiel «{name}»."
    yield Finding.warning("row-without-values", path, message)


def _implausible(table: Table) -> Iterator[Finding]:
    by_name = {column.name: column for column in table.columns}
    for column in table.columns:
        least, most = column.options.at_least, column.options.at_most
        other = by_name.get(most) if isinstance(most, str) else None
        if isinstance(most, str) and not other:
            yield Finding.warning("column-unknown", f"Spalte «{column.name}»", f"Die Spalte «{most}», die «{column.name}» begrenzt, gibt es nicht.")
        tops = other.values if other else (most if isinstance(most, float | int) else None,) * len(table.rows)
        wrong = [
            f"{table.name_of(index)}: {value}" + (f" von {top}" if _above(value, top) else "")
            for index, (value, top) in enumerate(zip(column.values, tops, strict=True))
            if _above(value, top) or _above(least, value)
        ]
        if wrong:
            message = f"Unmögliche Werte in der Spalte «{column.name}»: {len(wrong)} ({'; '.join(wrong[:3])}{' …' if len(wrong) > 3 else ''})."
            yield Finding.warning("value-implausible", f"Spalte «{column.name}»", message, "Bitte bei der Quelle prüfen lassen.")


def _above(one: object, other: object) -> bool:
    return all(isinstance(value, int | float) and not isinstance(value, bool) for value in (one, other)) and one > other  # pyright: ignore[reportOperatorIssue]  numbers


def _checks(document: Any, options: DatasetOptions) -> Iterator[Finding]:
    for index, check in enumerate(options.checks, 1):
        path = f"Prüfung {index}"
        try:
            found = value_of(check.expression, document)
        except JMESPathError as err:
            yield Finding.warning("check-unreadable", path, f"Die Prüfung «{check.expression}» passt nicht zur Antwort: {err}.")
            continue
        if found is None:
            yield Finding.info("check-unclear", path, f"Die Prüfung «{check.expression}» findet die Werte nicht, die sie vergleicht.")
        elif found is not True:
            yield Finding.warning("check-failed", path, check.message)
