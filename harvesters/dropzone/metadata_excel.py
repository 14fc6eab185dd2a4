"""The Excel metadata sheet: the portal's own (see ``template``), or the City of Zurich's. Known by what is in it, not by its name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from luzern_harvesters.dropzone import zurich
from luzern_harvesters.dropzone.names import LANGUAGES, dataset_names, resource_names, subfield_names
from luzern_harvesters.dropzone.words import Metadata, Node, Word, is_filled
from luzern_harvesters.dropzone.workbook import Sheet, empty_formulas, sheets
from luzern_harvesters.errors import RecordError
from luzern_harvesters.finding import Finding
from luzern_schemas.vocabulary import fold

KEY, VALUE = "feld", "angabe"
"""Headings of the portal's own sheet."""
TAG, CONTENT = "tagname", "inhaltbeschreibung"
"""Headings of Zurich's sheet."""
LANGUAGE_HEADINGS = {"franzoesisch": "fr", "italienisch": "it", "englisch": "en"}
REQUIRED = {"title_translated": ("title-missing", "Der Titel fehlt."), "notes_translated": ("description-missing", "Die Beschreibung fehlt.")}
FILES, COLUMNS = "Dateien", "Spalten"
IN_LANGUAGE = re.compile(r"^(.*\S)\s*\((de|fr|it|en)\)$")
HEADER_ROWS = range(1, 16)
URL = re.compile(r"^https?://\S+$")


def is_metadata(body: bytes, file: str) -> bool:
    """Say whether a workbook is a metadata sheet that somebody has filled in.

    Raises:
        RecordError: it can't be opened.
    """
    found, _ = sheets(body, file)
    return any(is_filled(node) for node in _values(found, [], file).values())


def read(body: bytes, file: str) -> Metadata:
    """Read a metadata sheet; ``file`` is its name for findings.

    Raises:
        RecordError: it can't be opened, or is no metadata sheet.
    """
    found, errors = sheets(body, file)
    told = {finding.path for finding in errors}
    findings = [*errors, *(finding for finding in empty_formulas(body, found) if finding.path not in told)]
    values = _values(found, findings, file)
    if not any(map(is_filled, values.values())) and _is_template(found):
        message = f"Das Metadatenblatt «{file}» ist noch leer."
        raise RecordError(Finding.error("sheet-empty", file, message, "Bitte die Spalte «Angabe» ausfüllen, mindestens die Pflichtangaben."))
    if not values:
        message = f"«{file}» ist kein Metadatenblatt: Die Spalten «Feld» und «Angabe» fehlen."
        raise RecordError(Finding.error("sheet-unknown", file, message, "Bitte die Vorlage des Portals verwenden."))
    return Metadata(values, tuple(findings))


def _is_template(found: tuple[Sheet, ...]) -> bool:
    return any(_head(sheet, KEY, VALUE) or _head(sheet, TAG, CONTENT) for sheet in found)


def _values(found: tuple[Sheet, ...], findings: list[Finding], file: str) -> dict[str, Node]:
    for sheet in found:
        if head := _head(sheet, KEY, VALUE):
            values = _fields(sheet, *head, findings)
            return values | {name: rows for name, rows in _tables(found, findings).items() if rows}
        if head := _head(sheet, TAG, CONTENT):
            return _tags(sheet, *head, findings, file)
    return {}


def _head(sheet: Sheet, *wanted: str) -> tuple[int, dict[str, int]] | None:
    """Find the row with the headings, and the column of each."""
    for row in HEADER_ROWS:
        headings = {fold(text): column for column, text in sheet.row(row).items()}
        if set(wanted) <= set(headings):
            return row, headings
    return None


def _fields(sheet: Sheet, head: int, headings: Mapping[str, int], findings: list[Finding]) -> dict[str, Node]:
    """Read the sheet «Metadaten»: a field a row; ``contact.email`` belongs to a contact, the next ``contact.email`` to the next one."""
    values: dict[str, Node] = {}
    groups: dict[str, list[dict[str, Node]]] = {}
    empty: dict[str, Finding] = {}
    for row in sheet.rows[head:]:
        key, node = sheet.text(row, headings[KEY]), _cell(sheet, row, headings)
        if key in REQUIRED and not is_filled(node):
            empty[key] = _empty(sheet, row, headings, key)
        if not key or not is_filled(node):
            continue
        field, _, part = key.partition(".")
        name = dataset_names().get(fold(field))
        inner = subfield_names(name or "").get(fold(part)) if part else name
        if not name or not inner:
            place = sheet.place(row, headings[KEY])
            findings.append(Finding.warning("field-unknown", place, f"Das Feld «{key[:80]}» gibt es nicht; seine Angabe wurde nicht gelesen."))
        elif not part:
            values[name] = (*_items(values.get(name)), node) if name in values else node
        else:
            group = groups.setdefault(name, [{}])
            if inner in group[-1]:
                group.append({})
            group[-1][inner] = node
    findings += (finding for name, finding in empty.items() if name not in values)
    return values | {name: tuple(group) for name, group in groups.items()}


def _empty(sheet: Sheet, row: int, headings: Mapping[str, int], key: str) -> Finding:
    """Say where a text that every dataset needs is missing; in merged cells it stands in the first of them, which is another column."""
    code, message = REQUIRED[key]
    return Finding.error(code, sheet.place(row, headings[VALUE]), message, "Bitte in diese Zelle schreiben; verbundene Zellen wieder trennen.")


def _cell(sheet: Sheet, row: int, headings: Mapping[str, int]) -> Node:
    """Give the value of a row: a text by language where another language is filled."""
    german = sheet.word(row, headings[VALUE])
    others = {language: sheet.word(row, headings[heading]) for heading, language in LANGUAGE_HEADINGS.items() if heading in headings}
    filled = {language: word for language, word in others.items() if word}
    return {"de": german, **filled} if filled else german


def _items(node: Node | None) -> tuple[Node, ...]:
    return node if isinstance(node, tuple) else () if node is None else (node,)


def _tables(found: tuple[Sheet, ...], findings: list[Finding]) -> dict[str, Node]:
    tables = {FILES: ("resources", resource_names()), COLUMNS: ("columns", subfield_names("columns"))}
    return {
        name: tuple(_table(sheet, names, findings))
        for sheet in found
        if (title := sheet.name.strip().capitalize()) in tables
        for name, names in [tables[title]]
    }


def _table(sheet: Sheet, names: Mapping[str, str], findings: list[Finding]) -> Iterator[Node]:
    """Read a sheet with headings in the first row and an entry in each other."""
    headings: dict[int, tuple[str, str]] = {}
    for column, heading in sheet.row(1).items():
        match = IN_LANGUAGE.match(heading)
        name = names.get(fold(match[1] if match else heading))
        if name:
            headings[column] = (name, match[2] if match else "")
        else:
            findings.append(Finding.warning("field-unknown", sheet.place(1, column), f"Die Spalte «{heading[:80]}» gibt es nicht; sie wurde nicht gelesen."))
    for row in sheet.rows[1:]:
        entry: dict[str, Node] = {}
        by_language: dict[str, dict[str, Node]] = {}
        for column, (name, language) in headings.items():
            if word := sheet.word(row, column):
                entry[name] = word
                by_language.setdefault(name, {})[language or LANGUAGES[0]] = word
        if entry:
            yield entry | {name: texts for name, texts in by_language.items() if set(texts) != {LANGUAGES[0]}}


def _tags(sheet: Sheet, head: int, headings: Mapping[str, int], findings: list[Finding], file: str) -> dict[str, Node]:
    """Read Zurich's sheet: a tag a row, its value in «InhaltBeschreibung»; remarks and attributes spread over the columns beside the tag."""
    tag_column, value_column = headings[TAG], headings[CONTENT]
    words: dict[str, Word] = {}
    remarks: list[zurich.Remark] = []
    relations: list[Node] = []
    columns: list[Node] = []
    for row in sheet.rows[head:]:
        tag = sheet.text(row, tag_column).casefold()
        beside = [sheet.word(row, tag_column + step) for step in (1, 2, 3)]
        if tag == "bemerkung":
            remarks.append(zurich.Remark(beside[0].text, beside[1].text, "", beside[2].text if URL.match(beside[2].text) else ""))
        elif tag in ("anwendung", "publikation") and (url := next((word for word in beside if URL.match(word.text)), None)):
            label = zurich.label_of(beside[0].text, "" if URL.match(beside[1].text) else beside[1].text)
            relations.append({"url": url, "label_translated": Word(label, beside[0].place)})
        elif tag == "attributelement" and (beside[0] or beside[1]):
            columns.append({"name": beside[0] or beside[1], "label_translated": beside[1], "description_translated": beside[2]})
        elif tag in zurich.FIELDS or tag in ("datentyp", "email"):
            words[tag] = words.get(tag) or sheet.word(row, value_column)
        elif tag and tag not in zurich.OTHER and sheet.text(row, value_column):
            place = sheet.place(row, tag_column)
            findings.append(Finding.info("element-unknown", place, f"Den Tag «{tag[:60]}» kennt das Portal nicht; seine Angabe wurde nicht gelesen."))
    findings += _untagged(sheet, head, tag_column)
    values = zurich.values_of(words, remarks, relations, columns, f"{file}, Blatt «{sheet.name}»")
    if resources := tuple(_resources(sheet, head, tag_column)):
        values["resources"] = resources
    return values | ({"contact": ({"email": words["email"]},)} if "email" in words and "contact" not in values else {})


def _untagged(sheet: Sheet, head: int, tag_column: int) -> Iterator[Finding]:
    """Name the rows that go on with a list and whose tag was forgotten; notes for those who fill in the sheet stand apart."""
    above = ""
    for row in sheet.rows[head:]:
        tag = sheet.text(row, tag_column).casefold()
        if word := next(filter(None, (sheet.word(row, tag_column + step) for step in (1, 2, 3))), None):
            if not tag and above in zurich.ITEMS:
                message = f"In Zeile {row} fehlt der Tag; die Angabe «{word.text[:80]}» wurde nicht gelesen."
                yield Finding.warning("tag-missing", sheet.place(row, tag_column), message, f"Gemeint ist vielleicht «{above}».")
            above = tag or above
        else:
            above = ""


def _resources(sheet: Sheet, head: int, tag_column: int) -> Iterator[Node]:
    """Give what is said of single files: rows ``ressource`` with the file's name and its description."""
    for row in sheet.rows[head:]:
        name, description = sheet.word(row, tag_column + 1), sheet.word(row, tag_column + 2)
        if sheet.text(row, tag_column).casefold() == "ressource" and name:
            yield {"file": name, "description_translated": description}
