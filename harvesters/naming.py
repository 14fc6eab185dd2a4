"""Titles from the names of tables and layers."""

from __future__ import annotations

import re

from .finding import Finding

PREFIX = re.compile(r"^[\w.-]+:(?=\S)")  # esri:Baum
WORD = re.compile(r"^(?:[A-ZÄÖÜ][a-zäöüéèàç-]{2,}|[a-zäöüéèàç-]{3,}|\d{4}|und|mit|im|am|an|der|die|das|zu|nach|pro|[A-ZÄÖÜ])$")
MEANINGLESS = re.compile(r"^(?:layer|ebene|neue? ?ebene|tabelle|table|sheet|untitled)?\s*\d*$|^[0-9a-f-]{24,}$", re.IGNORECASE)


def title_of(name: str, path: str) -> tuple[str, Finding | None]:
    """Give a title for people: ``Öffentlicher_Parkplatz`` as «Öffentlicher Parkplatz». A technical name stays as it is, with a warning."""
    text = " ".join(name.split())
    bare = PREFIX.sub("", text) if " " not in text else text
    if " " in bare and not MEANINGLESS.match(bare):
        return bare, None
    words = bare.split("_")
    if not MEANINGLESS.match(bare) and "." not in bare and ((len(words) == 1 and not re.search(r"\d", bare)) or all(map(WORD.match, words))):
        return " ".join(words), None
    if not bare:
        return "", None
    message = f"Der Titel «{bare[:80]}» ist ein technischer Name."
    return bare, Finding.warning("title-technical", path, message, "Bitte bei der Quelle einen Titel angeben, den Leute verstehen.")
