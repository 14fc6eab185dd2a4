"""The rows and columns that the source file picks from a document by JMESPath."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jmespath.exceptions import JMESPathError

from luzern_harvesters import dates
from luzern_harvesters.errors import RecordError
from luzern_harvesters.finding import Finding, Notes

from .expression import value_of
from .options import ColumnOptions, DatasetOptions

Value = str | int | float | bool | None
Row = Mapping[str, Any]  # Any: the recursive JSON value
Leaf = tuple[tuple[str, ...], str, Any]  # its path, its JMESPath, its value

MAX_COLUMNS = 200
MAX_LEVELS = 6
LONGEST_NUMBER = 40
NUMBER = re.compile(r"^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$")
GROUPING = re.compile(r"(?<=\d)['’‘`\u00a0\u202f ](?=\d{3})")
PLAIN = re.compile(r"\W+")
WORDS = {"true": True, "false": False, "ja": True, "nein": False, "1": True, "0": False}


@dataclass(frozen=True)
class Picked:
    """One column and its values, one a row. ``data_type`` is the portal's word for it."""

    name: str
    options: ColumnOptions
    data_type: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Table:
    """What was picked: ``rows`` are the source's, ``columns`` the values out of them."""

    rows: tuple[Row, ...]
    columns: tuple[Picked, ...]
    findings: tuple[Finding, ...]

    def name_of(self, index: int) -> str:
        """Say which row it is: by its key, else by its first text, else by its number."""
        texts = (str(column.values[index]) for column in self.columns if column.data_type == "text" and column.values[index])
        return str(self.rows[index].get("_key") or next(texts, f"Zeile {index + 1}"))


def pick(document: Any, options: DatasetOptions, max_rows: int) -> Table:
    """Pick a dataset's rows and columns.

    Raises:
        RecordError: there are no rows.
    """
    notes = Notes()
    rows = _rows(document, options.rows, notes)
    if not rows:
        raise RecordError(Finding.error("rows-none", _place(options), "Die Antwort enthält keine Zeilen.", "Es gilt weiter, was das Portal schon kennt."))
    if len(rows) > max_rows:
        notes.append(Finding.warning("rows-many", _place(options), f"Von {len(rows)} Zeilen wurden die ersten {max_rows} gelesen."))
    rows = rows[:max_rows]
    stated = options.columns or _found_columns(rows, notes)
    columns = tuple(_picked(name, column, rows, notes) for name, column in stated.items())
    return Table(tuple(rows), columns, tuple(notes))


def _place(options: DatasetOptions) -> str:
    return options.rows or "rows"


def _rows(document: Any, expression: str, notes: Notes) -> list[Row]:
    if not expression:
        found, path = _largest(document)
        notes.append(Finding.info("rows-found", "rows", f"Wo die Zeilen stehen, ist nicht angegeben; gelesen wurde «{path}».", "Bitte als «rows» angeben."))
    else:
        try:
            found = value_of(expression, document)
        except JMESPathError as err:
            raise RecordError(Finding.error("rows-unreadable", expression, f"Der Ausdruck für die Zeilen passt nicht zur Antwort: {err}.")) from err
        if found is None:
            raise RecordError(
                Finding.error(
                    "rows-missing", expression, f"Der Ausdruck «{expression}» findet in der Antwort nichts.", "Vielleicht hat die Quelle ihre Form geändert."
                )
            )
    return list(_as_rows(found, document))


def _as_rows(found: Any, document: Any) -> Iterator[Row]:
    """An array, an object of objects, or one object alone."""
    if isinstance(found, list):
        for one in found:
            yield {**(one if isinstance(one, dict) else {"_value": one}), "_root": document}
    elif _is_keyed(found):
        for key, one in found.items():
            yield {"_key": key, **one, "_root": document}
    else:
        yield {**(found if isinstance(found, dict) else {"_value": found}), "_root": document}


def _is_keyed(found: Any) -> bool:
    return isinstance(found, dict) and bool(found) and all(isinstance(one, dict) for one in found.values())


def _largest(document: Any) -> tuple[Any, str]:
    """Find the table with the most rows; a document without one is a row itself."""
    best, size, path = document, 0, "@"
    waiting = [(document, "@", 0)]
    while waiting:
        found, name, level = waiting.pop(0)
        is_table = any(isinstance(one, dict) for one in found) if isinstance(found, list) else _is_keyed(found) and _are_alike(found)
        if is_table and len(found) > size:
            best, size, path = found, len(found), name
        if isinstance(found, dict) and level < MAX_LEVELS and not is_table:
            waiting += [(one, key if name == "@" else f"{name}.{key}", level + 1) for key, one in found.items()]
    return best, path


def _are_alike(found: Mapping[str, Row]) -> bool:
    """An object keyed by code, and not an envelope: its members share their names."""
    names = [set(one) for one in found.values()]
    return len(names) > 1 and bool(set.intersection(*names)) and all(len(set.intersection(*names)) * 2 >= len(one) for one in names)


def _found_columns(rows: list[Row], notes: Notes) -> dict[str, ColumnOptions]:
    """Every simple value of the rows, two levels deep, and the place of a point is a column; lists and what lies deeper is named."""
    found: dict[str, ColumnOptions] = {}
    objects = {key for row in rows for key, value in row.items() if isinstance(value, dict)}
    left: dict[str, None] = {}
    for row in rows:
        for path, expression, value in _leaves(row):
            if isinstance(value, dict | list):
                left.setdefault(".".join(path))
            elif value is not None or path[0] not in objects or len(path) > 1:  # an object that is null now and then is no column
                name = PLAIN.sub("_", "_".join(path[1:] if path[0] == "properties" and len(path) > 1 else path)).strip("_")
                found.setdefault(name, ColumnOptions(value=expression))
        if len(found) > MAX_COLUMNS:
            break
    names = ", ".join(list(found)[:8])
    notes.append(
        Finding.info("columns-found", "columns", f"Welche Spalten gelten, ist nicht angegeben; gelesen wurden alle ({names}{' …' if len(found) > 8 else ''}).")
    )
    if left:
        shown = ", ".join(f"«{name}»" for name in list(left)[:8]) + (" …" if len(left) > 8 else "")
        message = f"Listen und tief verschachtelte Angaben sind keine Spalten: {shown}."
        notes.append(Finding.info("columns-left-out", "columns", message, "Was davon gebraucht wird, bitte als «columns» angeben."))
    return dict(list(found.items())[:MAX_COLUMNS])


def _leaves(row: Row) -> Iterator[Leaf]:
    """Give the values of a row, two levels deep; of a GeoJSON point its coordinates, as ``x`` and ``y``."""
    for key, value in row.items():
        if key == "_root":
            continue
        if not isinstance(value, dict):
            yield (key,), _quoted(key), value
            continue
        yield from _point((key,), value)
        for inner, one in value.items():
            yield from _point((key, str(inner)), one)
            if not _is_point(one) and not (inner == "coordinates" and _is_point(value)):
                yield (key, str(inner)), _quoted(key, str(inner)), one


def _point(path: tuple[str, ...], value: Any) -> Iterator[Leaf]:
    for index, axis in enumerate("xy" if _is_point(value) else ""):
        yield (*path, axis), f"{_quoted(*path)}.coordinates[{index}]", value["coordinates"][index]


def _is_point(value: Any) -> bool:
    """Tell a GeoJSON point, in whatever system its coordinates are (RFC 7946 §3.1.2)."""
    place = value.get("coordinates") if isinstance(value, dict) and value.get("type") == "Point" else None
    return isinstance(place, list) and len(place) in (2, 3) and all(isinstance(one, int | float) for one in place)


def _quoted(*path: str) -> str:
    """Give the JMESPath of a path."""
    return ".".join(json.dumps(part) for part in path)


def _picked(name: str, column: ColumnOptions, rows: list[Row], notes: Notes) -> Picked:
    try:
        found = [_simple(value_of(column.value, row)) for row in rows]
    except JMESPathError as err:
        notes.append(Finding.warning("column-unreadable", f"Spalte «{name}»", f"Der Ausdruck der Spalte «{name}» passt nicht zu den Werten: {err}."))
        found = [None] * len(rows)
    if not column.data_type:
        return Picked(name, column, _type_of(found), tuple(found))
    values = [_converted(value, column.data_type) for value in found]
    wrong = [str(before) for before, after in zip(found, values, strict=True) if after is None and before not in (None, "")]
    if wrong:
        message = f"Nicht lesbare Werte in der Spalte «{name}»: {len(wrong)}, zum Beispiel «{wrong[0][:40]}»; sie bleiben leer."
        notes.append(Finding.warning("value-unreadable", f"Spalte «{name}»", message, f"Erwartet wird der Datentyp {column.data_type}."))
    return Picked(name, column, column.data_type, tuple(values))


def _simple(value: Any) -> Value:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def _type_of(values: Sequence[Value]) -> str:
    known = [value for value in values if value is not None]
    kinds = {type(value) for value in known}
    if kinds in ({bool}, {int}):
        return "boolean" if bool in kinds else "integer"
    if kinds and kinds <= {int, float}:
        return "decimal"
    if kinds == {str} and all(len(text) >= 10 and text[4:5] == "-" and dates.day(text, "")[0] for text in map(str, known)):
        return "date" if all(len(str(value)) == 10 for value in known) else "datetime"
    return "text" if kinds else ""


def _converted(value: Value, data_type: str) -> Value:
    """Give the value as its column's type; ``None`` where it is none."""
    if value is None or value == "":
        return None
    if data_type in {"integer", "decimal"}:
        return _number(value, whole=data_type == "integer")
    if data_type == "boolean":
        return WORDS.get(str(value).strip().lower())
    if data_type in {"date", "datetime"}:
        return dates.day(value, "")[0] or None if isinstance(value, str) else value
    return str(value)


def _number(value: Value, *, whole: bool) -> Value:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str):
        text = GROUPING.sub("", value.strip())
        if not NUMBER.match(text) or len(text) > LONGEST_NUMBER:
            return None
        value = float(text) if any(sign in text for sign in ".eE") else int(text)
    if not whole or isinstance(value, int):
        return value
    return int(value) if value.is_integer() else None
