"""JSON as sources send it, read with limits: the one way in, whatever the protocol.

What the specification allows and a program can't hold (numbers of a thousand digits, a hundred thousand levels) is refused; so is
what it does not allow and servers send all the same (NaN). Of a key that is given twice, the last one counts (RFC 8259 §4).
"""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from .errors import SourceMalformed
from .finding import Finding

MAX_DEPTH = 200
LONGEST_NUMBER = 400  # digits; the largest number of a double has 309
WEB_PAGE = re.compile(rb"\s*(?:<!doctype\s+html|<html|<head|<body)", re.IGNORECASE)
XML = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:\?xml|[A-Za-z])")
UNSTORABLE = re.compile(r"\\u(?:[dD][89a-fA-F]|0000)")
BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)


def parse(body: bytes, name: str) -> Any:  # Any: the recursive JSON value
    """Read a document; ``name`` is what a person knows it by.

    Raises:
        SourceMalformed: it is a web page, empty, cut off, no JSON, nested too deep, or not in Unicode.
    """
    if WEB_PAGE.match(body):
        message = f"Statt der Daten kommt von «{name}» eine Webseite."
        raise SourceMalformed(Finding.error("answer-web-page", name, message, "Oft verlangt die Quelle eine Anmeldung oder sperrt Programme aus."))
    if XML.match(body):
        message = f"Statt JSON kommt von «{name}» XML."
        raise SourceMalformed(Finding.error("answer-xml", name, message, "Bitte die Adresse der JSON-Fassung angeben, oder die Art der Quelle prüfen."))
    if not body.strip():
        raise SourceMalformed(Finding.error("answer-empty", name, f"Die Antwort von «{name}» ist leer."))
    try:
        text = body.decode(_encoding(body))
    except UnicodeDecodeError as err:
        message = f"Die Antwort von «{name}» ist nicht in UTF-8 geschrieben (Byte {err.start})."
        raise SourceMalformed(Finding.error("json-encoding", name, message, "JSON muss in UTF-8 geschrieben sein.")) from err
    _check_depth(text, name)
    try:
        found = json.loads(text, parse_constant=_no_number, parse_int=_whole, parse_float=_decimal)
        return _storable(found) if UNSTORABLE.search(text) else found
    except json.JSONDecodeError as err:
        message = f"Die Antwort von «{name}» ist kein gültiges JSON: Fehler in Zeile {err.lineno}, Zeichen {err.colno}."
        raise SourceMalformed(Finding.error("json-broken", name, message, "Vielleicht ist sie abgeschnitten.")) from err
    except ValueError as err:
        message = f"Die Antwort von «{name}» enthält eine Zahl, die keine ist ({err})."
        raise SourceMalformed(Finding.error("json-number", name, message, "NaN und Infinity gibt es in JSON nicht; ein fehlender Wert ist null.")) from err


def _storable(value: Any) -> Any:
    """Take out of texts what JSON can escape and no database or file can hold: half a character, and NUL."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {_storable(key): _storable(item) for key, item in value.items()}
    return [_storable(item) for item in value] if isinstance(value, list) else value


def _encoding(body: bytes) -> str:
    """UTF-8 with or without byte order mark; UTF-16 and UTF-32, as Windows programs write them."""
    return "utf-8-sig" if body.startswith(b"\xef\xbb\xbf") else json.detect_encoding(body)


def _check_depth(text: str, name: str) -> None:
    """Count before parsing: Python's parser would end the process' stack with it."""
    depth = 0
    for match in BRACKETS.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(match[0], 0)
        if depth > MAX_DEPTH:
            raise SourceMalformed(Finding.error("json-too-deep", name, f"Die Antwort von «{name}» ist tiefer als {MAX_DEPTH} Ebenen verschachtelt."))


def _no_number(word: str) -> NoReturn:
    raise ValueError(word)


def _whole(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise ValueError(f"{digits[:20]}…")
    return int(digits)


def _decimal(digits: str) -> float:
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise ValueError(f"{digits[:20]}")
    return value
