"""The syntax of PX files: keywords with languages and sub-keys, wrapped strings, and the encodings they really come in.

KEYWORD[language]("sub-key","sub-key")="value","value";
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from luzern_harvesters.finding import Finding
from luzern_harvesters.record import Text

from .cube import texts

START = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:AXIS-VERSION|CHARSET|CODEPAGE|LANGUAGE|LANGUAGES|CREATION-DATE|MATRIX|TITLE|SUBJECT-AREA|DECIMALS)\s*(?:\[\w+\])?\s*=",
    re.IGNORECASE,
)
DATA = re.compile(rb"(?:^|;)\s*DATA\s*=", re.IGNORECASE)
CODEPAGE = re.compile(rb'CODEPAGE\s*=\s*"([^"]{1,40})"', re.IGNORECASE)
CHARSET = re.compile(rb'CHARSET\s*=\s*"([^"]{1,40})"', re.IGNORECASE)
PIECE = re.compile(r'"[^"]*"|;|[^";]+')
KEY = re.compile(r'^\s*([A-Z][A-Z0-9_-]*)\s*(?:\[\s*"?([A-Za-z]{2,3})(?:[-_]\w+)?"?\s*\])?\s*(?:\((.*?)\))?\s*=(.*)$', re.DOTALL | re.IGNORECASE)
LIST = re.compile(r'(?:"[^"]*"\s*)+|[^",\s][^",]*')
OEM_UMLAUTS = frozenset(b"\x81\x84\x8e\x94\x99\x9a\x82")  # ü ä Ä ö Ö Ü é on code page 850
HEADER_BYTES = 20_000_000
BREAK = re.compile(r"#+")  # a new line within a text


@dataclass
class Header:
    """The keywords of a file: values by keyword, language (empty: the main one) and sub-keys."""

    values: dict[tuple[str, str, tuple[str, ...]], list[str]] = field(default_factory=dict)
    raw: dict[tuple[str, str, tuple[str, ...]], str] = field(default_factory=dict)
    main: str = ""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the file, the main one first."""
        return tuple(dict.fromkeys((self.main, *(language.lower() for language in self.all("LANGUAGES")))))

    def all(self, keyword: str, *keys: str, language: str = "") -> list[str]:
        """Give the values of a keyword."""
        return self.values.get((keyword, "" if language == self.main else language, keys), [])

    def one(self, keyword: str, *keys: str, language: str = "") -> str:
        """Give the first value of a keyword, empty if it has none."""
        return next((value.strip() for value in self.all(keyword, *keys, language=language)), "")

    def any(self, keyword: str) -> str:
        """Give the first value of a keyword, whatever it is about: some stand only beside the values of a variable."""
        return next((values[0].strip() for (name, language, _), values in self.values.items() if name == keyword and not language and values), "")

    def text(self, *keywords: str, line: str = " ") -> tuple[Text, str]:
        """Give the first keyword that is filled, by language; ``line`` is put where a new line begins."""
        for keyword in keywords:
            pairs = [(language, BREAK.sub(line, self.one(keyword, language=language))) for language in self.languages]
            if any(words for _, words in pairs):
                return texts(pairs, keep_lines="\n" in line)
        return {}, ""


def is_px(body: bytes) -> bool:
    """Tell whether a document starts as PX files do."""
    return bool(START.match(body[:4096]))


def header_end(body: bytes) -> int:
    """Give where ``DATA=`` starts; -1 if it is not there."""
    match = DATA.search(body)
    return match.start() if match else -1


def header_of(text: str) -> Header:
    """Read the keywords of a header."""
    header = Header()
    for statement in _statements(text):
        match = KEY.match(statement)
        if match:
            keys = tuple(_strings(match[3] or ""))
            where = (match[1].upper(), (match[2] or "").lower(), keys)
            header.raw.setdefault(where, match[4])
            header.values.setdefault(where, _strings(match[4]))
    return header


def _statements(text: str) -> Iterator[str]:
    """Split at the semicolons that are not inside of quotes."""
    pieces: list[str] = []
    for match in PIECE.finditer(text):
        if match[0] == ";":
            yield "".join(pieces)
            pieces = []
        else:
            pieces.append(match[0])


def _strings(text: str) -> list[str]:
    """Give the values of a list; a string may go on in quotes on the next line."""
    values = []
    for match in LIST.finditer(text):
        word = match[0].strip()
        values.append("".join(part.replace("\r", "").replace("\n", " ") for part in re.findall(r'"([^"]*)"', word)) if word.startswith('"') else word)
    return values


def decoded(body: bytes, name: str) -> tuple[str, list[Finding]]:
    """Give the text of a header, whatever encoding it is in."""
    stated = CODEPAGE.search(body)
    page = stated[1].decode("ascii", "replace") if stated else ""
    if body.startswith(codecs.BOM_UTF8):
        return body.decode("utf-8-sig", "replace"), []
    codec = _codec(page)
    if body.isascii() or codec == "utf-8":
        return body.decode("utf-8", "replace"), []
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode(codec or _guessed(body), "replace"), []
    if not codec:
        return text, []
    message = f"«{name}» nennt die Zeichencodierung {page}, ist aber in UTF-8 geschrieben; so wurde sie gelesen."
    return text, [Finding.info("encoding-wrong", "CODEPAGE", message, "Bitte CODEPAGE richtig angeben.")]


def _codec(page: str) -> str:
    try:
        return codecs.lookup(page).name if page else ""
    except LookupError:
        return ""


def _guessed(body: bytes) -> str:
    """ANSI is Windows; without ``CHARSET`` a file is from DOS by the specification, and often enough from Windows all the same."""
    charset = CHARSET.search(body)
    if charset and charset[1].upper() == b"ANSI":
        return "cp1252"
    high = [byte for byte in body if byte >= 0x80]
    return "cp850" if high and sum(byte in OEM_UMLAUTS for byte in high) * 2 > len(high) else "cp1252"
