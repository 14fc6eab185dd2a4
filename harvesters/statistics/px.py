"""PX files (PC-Axis, PX file format specification 2013): the keywords before ``DATA``, in every language of the file.

The numbers are never read: a file of gigabytes is read as far as ``DATA=``.
"""

from __future__ import annotations

import re

from luzern_harvesters.errors import SourceMalformed
from luzern_harvesters.finding import Finding
from luzern_harvesters.record import Agent, Period, Text

from . import times
from .cube import SHOWN_VALUES, Catalogue, Component, Cube, Document, Entry, File, Role, foreign, texts
from .px_file import BREAK, HEADER_BYTES, Header, decoded, header_end, header_of

TLIST = re.compile(r'^\s*TLIST\s*\(\s*([A-Z]\d?)\s*(?:,\s*"([^"]*)"\s*-\s*"([^"]*)")?\s*\)', re.IGNORECASE)
NO_NAME = re.compile(r"^(?:\+?[\d\s/().-]{7,}|e-?mail|tel\.?|telefon|fax)\W*$", re.IGNORECASE)
NUMBER = re.compile(r"^\d+\s*-\s*")  # «06 - Industrie, Dienstleistungen»
RIGHTS = re.compile(r"\s*-?\s*©.*$", re.DOTALL)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
UPDATES = re.compile(r"^(\d{4})(\d\d)(\d\d)(?:\s+(\d\d:\d\d))?")


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
    text, findings = decoded(document.body[: end + 1], document.name)
    header = header_of(text)
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
    notes, _ = header.text("NOTEX", "NOTE", line="\n")
    components, time, scale = _components(header)
    subject, _ = header.text("SUBJECT-AREA")
    source, _ = header.text("SOURCE")
    updated = max((values[0] for (key, _, _), values in header.values.items() if key == "LAST-UPDATED" and values), default="")
    created = header.one("CREATION-DATE")
    published = header.any("FIRST-PUBLISHED")
    name = header.one("TABLEID") or header.one("MATRIX") or document.name.rsplit(".", 1)[0]
    if header.any("COPYRIGHT").upper() == "YES":
        message = "Die PX-Datei erklärt sich für urheberrechtlich geschützt (COPYRIGHT=YES)."
        findings.append(Finding.info("copyright", "COPYRIGHT", message, "Bitte klären, unter welcher Nutzungsbedingung sie veröffentlicht wird."))
    return Cube(
        id=name,
        title=title,
        description=contents if contents != title else {},
        remarks=notes,
        components=components,
        period=times.span(time, scale) if time else Period(),
        resolution=times.resolution(time, scale) if time else "",
        publisher=Agent({language: RIGHTS.sub("", words) for language, words in source.items()}) if source else None,
        contacts=contacts(header.any("CONTACT")),
        keywords={language: (NUMBER.sub("", words),) for language, words in subject.items()},
        languages=tuple(filter(None, header.languages)) if header.one("LANGUAGE") else (),
        modified=_moment(updated or created),
        issued=_moment(published or (created if updated else "")),
        frequency=header.any("UPDATE-FREQUENCY"),
        files=(File("px", "Tabelle als PX-Datei (PC-Axis)", "TXT", document.url, "" if document.url else document.name, "text/plain"),),
        findings=tuple(findings),
    )


def contacts(words: str) -> tuple[Agent, ...]:
    """Give the people and offices of ``CONTACT``: ``Name, Amt#Telefon#E-Mail##…``."""
    found: dict[str, Agent] = {}
    for person in re.split(r"##+", words):
        email = EMAIL.search(person)
        parts = (" ".join(part.split()) for part in EMAIL.sub(" ", person).split("#")[0].split(","))
        name = ", ".join(part for part in parts if part and not NO_NAME.match(part)).strip(" ;:")
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
            code, said = header.one("VARIABLECODE", name) or name.strip(), _notes(header, index)
            dimensions.append(Component(code, label, role, size=len(values), values=shown, notes=said))
    return (*dimensions, *_measures(header, contents)), time, scale


def _variable(header: Header, index: int) -> Text:
    return texts(_names(header, index))[0]


def _notes(header: Header, index: int) -> Text:
    """Give what is noted about a variable, which each language calls by its own name."""
    pairs = (
        (language, header.one("NOTEX", name, language=language) or header.one("NOTE", name, language=language)) for language, name in _names(header, index)
    )
    return texts([(language, BREAK.sub("\n", words)) for language, words in pairs], keep_lines=True)[0]


def _names(header: Header, index: int) -> list[tuple[str, str]]:
    """Give a variable's name in each language of the file that has one."""
    every = ((language, [*header.all("STUB", language=language), *header.all("HEADING", language=language)]) for language in header.languages)
    return [(language, names[index]) for language, names in every if index < len(names)]


def _time(header: Header, name: str, codes: list[str], values: list[str]) -> tuple[bool, str, list[str]]:
    """Tell whether a variable is time, its scale and its values: by ``TIMEVAL``, by ``VARIABLE-TYPE``, else by how it looks."""
    stated = header.raw.get(("TIMEVAL", "", (name,)), "")
    match = TLIST.match(stated)
    if match:
        each = [value for value in header.all("TIMEVAL", name) if not value.upper().startswith("TLIST") and value != match[1]]
        return True, match[1], ([match[2], match[3]] if match[2] else each) or codes or values
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
            Component(code.strip(), texts([(header.main, name)])[0], "measure", header.one("UNITS", name) or unit, decimals=decimals) for name, code in pairs
        )
    label, _ = header.text("CONTENTS")
    return (Component(header.one("CONTENTS") or "Wert", label, "measure", unit, decimals=decimals),)


def _moment(words: str) -> str:
    """Give PX's ``CCYYMMDD hh:mm`` in a form that dates are written in; other forms stay as they are."""
    match = UPDATES.match(words.strip())
    if not match:
        return words.strip()
    return f"{match[1]}-{match[2]}-{match[3]}" + (f"T{match[4]}:00" if match[4] else "")
