"""PX files (PC-Axis, PX file format specification 2013): the keywords before ``DATA``, in every language of the file.

The numbers are never read: a file of gigabytes is read as far as ``DATA=``. Encodings are as files have them, not only as they say.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from luzern_harvesters.errors import SourceMalformed
from luzern_harvesters.finding import Finding
from luzern_harvesters.record import Agent, Period, Text

from . import times
from .cube import SHOWN_VALUES, Catalogue, Component, Cube, Document, Entry, File, Role, foreign, texts

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
TLIST = re.compile(r'^\s*TLIST\s*\(\s*([A-Z]\d?)\s*(?:,\s*"([^"]*)"\s*-\s*"([^"]*)")?\s*\)', re.IGNORECASE)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
BREAK = re.compile(r"#+")
OEM_UMLAUTS = frozenset(b"\x81\x84\x8e\x94\x99\x9a\x82")  # ü ä Ä ö Ö Ü é on code page 850
HEADER_BYTES = 20_000_000
UPDATES = re.compile(r"^(\d{4})(\d\d)(\d\d)(?:\s+(\d\d:\d\d))?")


@dataclass
class Header:
    """The keywords of a file: values by keyword, language (empty: the main one) and sub-keys."""

    values: dict[tuple[str, str, tuple[str, ...]], list[str]] = field(default_factory=dict)
    raw: dict[tuple[str, str, tuple[str, ...]], str] = field(default_factory=dict)
    main: str = ""
    has_data: bool = False

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

    def text(self, *keywords: str) -> tuple[Text, str]:
        """Give the first keyword that is filled, by language."""
        for keyword in keywords:
            pairs = [(language, BREAK.sub(" ", self.one(keyword, language=language))) for language in self.languages]
            if any(words for _, words in pairs):
                return texts(pairs)
        return {}, ""


def is_px(body: bytes) -> bool:
    """Tell whether a document starts as PX files do."""
    return bool(START.match(body[:4096]))


def header_end(body: bytes) -> int:
    """Give where ``DATA=`` starts; -1 if it is not there."""
    match = DATA.search(body)
    return match.start() if match else -1


def read(document: Document) -> Catalogue:
    """Read a file's header as the catalogue of its one cube.

    Raises:
        SourceMalformed: the file breaks off before its data, or its header is too large.
    """
    end = header_end(document.body)
    if end < 0:
        message = f"Die PX-Datei «{document.name}» bricht vor den Daten ab (kein DATA=)."
        raise SourceMalformed(Finding.error("px-broken", document.name, message, "Bitte die Datei vollständig liefern."))
    if end > HEADER_BYTES:
        raise SourceMalformed(Finding.error("px-too-large", document.name, f"Der Kopf der PX-Datei «{document.name}» ist grösser als 20 MB."))
    text, findings = _decoded(document.body[: end + 1], document.name)
    header = _header(text)
    header.main = (header.one("LANGUAGE") or document.language).lower()
    if not header.one("LANGUAGE"):
        message = f"Die PX-Datei nennt keine Sprache (LANGUAGE); sie gilt als «{header.main}»."
        findings.append(Finding.info("language-missing", "LANGUAGE", message, "Bitte LANGUAGE angeben."))
    return Catalogue((Entry(_cube(header, document, findings)),))


def _cube(header: Header, document: Document, findings: list[Finding]) -> Cube:
    title, other = header.text("TITLE", "DESCRIPTION", "CONTENTS")
    if not header.one("TITLE"):
        title, other = _composed(header) or (title, other)
    findings.extend([foreign(other, "title")] if other else [])
    contents, _ = header.text("DESCRIPTION")
    notes, _ = header.text("NOTEX", "NOTE")
    components, time, scale = _components(header)
    subject, _ = header.text("SUBJECT-AREA")
    source, _ = header.text("SOURCE")
    name = header.one("TABLEID") or header.one("MATRIX") or document.name.rsplit(".", 1)[0]
    if header.any("COPYRIGHT").upper() == "YES":
        findings.append(
            Finding.info(
                "copyright",
                "COPYRIGHT",
                "Die PX-Datei erklärt sich für urheberrechtlich geschützt (COPYRIGHT=YES).",
                "Bitte klären, unter welcher Nutzungsbedingung sie veröffentlicht wird.",
            )
        )
    return Cube(
        id=name,
        title=title,
        description=contents if contents != title else {},
        remarks=notes,
        components=components,
        period=times.span(time, scale) if time else Period(),
        resolution=times.resolution(time, scale) if time else "",
        publisher=Agent(source) if source else None,
        contacts=contacts(header.any("CONTACT")),
        keywords={language: (words,) for language, words in subject.items()},
        languages=tuple(filter(None, header.languages)) if header.one("LANGUAGE") else (),
        modified=_moment(max((values[0] for (key, _, _), values in header.values.items() if key == "LAST-UPDATED" and values), default="")),
        issued=_moment(header.one("CREATION-DATE")),
        frequency=header.any("UPDATE-FREQUENCY"),
        files=(File("px", "Tabelle als PX-Datei (PC-Axis)", "TXT", document.url, "" if document.url else document.name, "text/plain"),),
        findings=tuple(findings),
    )


def contacts(words: str) -> tuple[Agent, ...]:
    """Give the people and offices of ``CONTACT``: ``Name, Amt#Telefon#E-Mail##…``."""
    found: dict[str, Agent] = {}
    for person in re.split(r"##+", words):
        email = EMAIL.search(person)
        name = " ".join(EMAIL.sub(" ", person).split("#")[0].split()).strip(" ,;:")
        if name or email:
            key = email[0] if email else name
            found.setdefault(key, Agent({"de": name or key}, email[0] if email else ""))
    return tuple(found.values())


def _composed(header: Header) -> tuple[Text, str] | None:
    """Compose a title as PX programs do when there is none: contents, by variable and variable."""
    pairs = []
    for language in header.languages:
        variables = [*header.all("STUB", language=language), *header.all("HEADING", language=language)]
        contents = header.one("CONTENTS", language=language)
        if contents and variables:
            pairs.append((language, f"{contents} ({', '.join(one.strip() for one in variables)})"))
    return texts(pairs) if pairs else None


def _components(header: Header) -> tuple[tuple[Component, ...], list[str], str]:
    """Give the variables, then the measures with their units; and the time's values with their scale."""
    dimensions: list[Component] = []
    time: list[str] = []
    scale = ""
    contents = header.one("CONTVARIABLE")
    names = [*header.all("STUB"), *header.all("HEADING")]
    for index, name in enumerate(names):
        values, codes = header.all("VALUES", name), header.all("CODES", name)
        is_time, its_scale, stated = _time(header, name, codes, values)
        if is_time and not time:
            time, scale = stated, its_scale
        if name != contents:
            role: Role = "time" if is_time else "dimension"
            label = _variable(header, index)
            shown = tuple(value.strip() for value in values[:SHOWN_VALUES])
            dimensions.append(Component(header.one("VARIABLECODE", name) or name.strip(), label, role, size=len(values), values=shown))
    return (*dimensions, *_measures(header, contents)), time, scale


def _variable(header: Header, index: int) -> Text:
    pairs = []
    for language in header.languages:
        names = [*header.all("STUB", language=language), *header.all("HEADING", language=language)]
        if index < len(names):
            pairs.append((language, names[index]))
    return texts(pairs)[0]


def _time(header: Header, name: str, codes: list[str], values: list[str]) -> tuple[bool, str, list[str]]:
    """Tell whether a variable is time, its scale and its values: by ``TIMEVAL``, by ``VARIABLE-TYPE``, else by how it looks."""
    stated = header.raw.get(("TIMEVAL", "", (name,)), "")
    match = TLIST.match(stated)
    if match:
        listed = (
            [match[2], match[3]]
            if match[2]
            else [value for value in header.all("TIMEVAL", name) if not value.upper().startswith("TLIST") and value != match[1]]
        )
        return True, match[1], listed or codes or values
    for known in (codes, values):
        if times.looks_like_time(name, known) or (header.one("VARIABLE-TYPE", name).lower() in {"t", "time"} and times.span(known) != Period()):
            return True, "", known
    return False, "", []


def _measures(header: Header, contents: str) -> tuple[Component, ...]:
    digits = header.one("SHOWDECIMALS") or header.one("DECIMALS")
    decimals = int(digits) if digits.isdecimal() else -1
    unit = header.one("UNITS")
    if contents and (named := header.all("VALUES", contents)):
        codes = header.all("CODES", contents)
        pairs = zip(named, codes if len(codes) == len(named) else named, strict=True)
        return tuple(
            Component(code.strip(), {_known(header.main): name.strip()}, "measure", header.one("UNITS", name) or unit, decimals=decimals)
            for name, code in pairs
        )
    label, _ = header.text("CONTENTS")
    return (Component(header.one("CONTENTS") or "Wert", label, "measure", unit, decimals=decimals),)


def _known(language: str) -> str:
    return language if language in {"de", "fr", "it", "en"} else "de"


def _moment(words: str) -> str:
    """Give PX's ``CCYYMMDD hh:mm`` in a form that dates are written in; other forms stay as they are."""
    match = UPDATES.match(words.strip())
    if not match:
        return words.strip()
    return f"{match[1]}-{match[2]}-{match[3]}" + (f"T{match[4]}:00" if match[4] else "")


def _header(text: str) -> Header:
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


def _decoded(body: bytes, name: str) -> tuple[str, list[Finding]]:
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
