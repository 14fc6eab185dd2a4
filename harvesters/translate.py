"""From the words of a source to the portal's terms. Every harvester translates here, so that the same word means the same everywhere.

Each function takes a text and the path it stands at, and returns the value and, where there is something to say, a finding.
An empty text gives an empty value and no finding; an unknown word gives an empty value and a warning, never a guess.
Dates and periods are in ``dates``, HTML to Markdown in ``text``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from luzern_schemas.vocabulary import Term, load

from . import geo_codes
from .finding import Finding
from .record import Agent, Place
from .source import SourceContact

REGION = re.compile(r"^([A-Za-z]{2,3})(?:[-_]|\s*;\s*)[A-Za-z0-9]+$")  # de-CH, and «eng; CAN» of the North American profile
LANGUAGE_IRI = re.compile(r"^https?://\S+/([A-Za-z]{2,3})$")  # lexvo.org/id/iso639-3/deu
TONGUES = {"DEU": "de", "FRA": "fr", "ITA": "it", "ENG": "en"}
"""The languages that the portal's texts have: EU code to ISO 639-1."""
AUTHORITY = re.compile(r"^https?://publications\.europa\.eu/(?:resource|mdr)/authority/[\w-]+/(\w+)$")
"""An entry of an EU table, which not every catalogue finds in the right one (``language/FRE``, ``file-type/WFS``)."""
MEDIA_TYPE_IRI = re.compile(r"^https?://\S+/media-?types/(?=\w+/)", re.IGNORECASE)
OLD_THEME = re.compile(r"^https?://opendata\.swiss/themes/")
CREATIVE_COMMONS = re.compile(
    r"^https?://(?:www\.)?creativecommons\.org/((?:licenses|publicdomain)/[a-z-]+/\d\.\d)(?:/(?:deed|legalcode)(?:\.[\w-]+)?)?/?$", re.IGNORECASE
)
ASKED = re.compile(r"[?&]service=(wms|wfs|wmts|wcs)\b", re.IGNORECASE)
DURATION = re.compile(r"P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?", re.ASCII)
WEEKS = re.compile(r"P(\d{1,6})W", re.ASCII)
PACKED = (".gz", ".zip", ".bz2")


@dataclass(frozen=True)
class Licence:
    """What a reader may do: ``term`` is the DCAT-AP CH term, ``rights`` the Creative Commons licence it was stated by."""

    term: str = ""
    rights: str = ""


def theme(text: str, path: str) -> tuple[str, Finding | None]:
    """Give the EU data-theme's code; opendata.swiss's own themes, ISO's topic categories and INSPIRE's themes are understood too."""
    known = geo_codes.theme_of(OLD_THEME.sub("", text.strip()))
    return _code(
        "theme",
        known if load("theme").find(known) else text,
        path,
        "Das Thema",
        "Möglich sind die Themen von opendata.swiss und die EU-Codes wie ENVI oder TRAN.",
    )


def frequency(text: str, path: str) -> tuple[str, Finding | None]:
    """Give the EU frequency's code."""
    return _code(
        "frequency",
        geo_codes.code_of(text),
        path,
        "Die Angabe zur Aktualisierung",
        "Möglich sind zum Beispiel täglich, monatlich, jährlich oder unregelmässig.",
    )


def language(text: str, path: str) -> tuple[str, Finding | None]:
    """Give the EU language's code; a region is left out (de-CH is German)."""
    match = REGION.match(text.strip()) or LANGUAGE_IRI.match(text.strip())
    return _code("language", match[1] if match else text, path, "Die Sprache", "Möglich sind de, fr, it, en und die EU-Codes wie DEU.")


def access_right(text: str, path: str) -> tuple[str, Finding | None]:
    """Give the EU access-right's code; INSPIRE's word for «no limitations» is one too."""
    if geo_codes.code_of(text).lower() == "nolimitations":
        return "PUBLIC", None
    return _code("access-right", text, path, "Die Zugänglichkeit", possible("access-right"))


def duration(text: str, path: str) -> tuple[str, Finding | None]:
    """Give a duration (``xsd:duration``); weeks, which ISO 8601 knows and XML Schema does not, as days."""
    text = text.strip()
    if weeks := WEEKS.fullmatch(text):
        return f"P{int(weeks[1]) * 7}D", None
    if not text or DURATION.fullmatch(text):
        return text, None
    remedy = "Erwartet wird eine Dauer wie P1Y (ein Jahr), P1M (ein Monat), P1D (ein Tag) oder PT15M (15 Minuten)."
    return "", Finding.warning("duration-unknown", path, f"Die Dauer «{_short(text)}» ist nicht lesbar.", remedy)


def availability(text: str, path: str) -> tuple[str, Finding | None]:
    """Give the EU planned-availability's code."""
    return _code("availability", text, path, "Die Verfügbarkeit", possible("availability"))


def licence(text: str, path: str) -> tuple[Licence, Finding | None]:
    """Give the term of use; a Creative Commons licence gives the term that asks the same of a reader, where one does."""
    text = text.strip()
    if not text:
        return Licence(), None
    if term := load("licence").find(text):
        return Licence(term.code), _spelling(text, term, path)
    if term := load("rights").find(CREATIVE_COMMONS.sub(r"https://creativecommons.org/\1/", text)):
        equal = term.related.get("licence", "")
        if equal:
            message = f"Als Nutzungsbedingung ist {term.label['de']} angegeben; auf opendata.swiss entspricht dem {equal}."
            return Licence(equal, term.code), Finding.info("licence-creative-commons", path, message)
        message = f"Als Nutzungsbedingung ist {term.label['de']} angegeben; keine der vier Nutzungsbedingungen von opendata.swiss sagt dasselbe."
        return Licence("", term.code), Finding.warning("licence-creative-commons", path, message, "Bitte eine der vier zusätzlich angeben.")
    return Licence(), Finding.warning("licence-unknown", path, f"Die Nutzungsbedingung «{_short(text)}» ist nicht bekannt.", possible("licence"))


def media_type(text: str, path: str) -> tuple[str, Finding | None]:
    """Give the IANA media type (``text/csv``); parameters such as ``charset`` are left out."""
    plain = MEDIA_TYPE_IRI.sub("", text.split(";", 1)[0].strip())
    return _code("media-type", plain, path, "Der Medientyp", "Erwartet wird ein Medientyp wie text/csv.")


def file_format(text: str, path: str) -> tuple[str, Finding | None]:
    """Give the EU file-type's code for a code, IRI, name, file extension or media type."""
    text = MEDIA_TYPE_IRI.sub("", text.strip())
    if "/" in text and (term := _by_media_type(text)):
        return term.code, None
    return _code("file-type", text.removeprefix("."), path, "Das Format", "Möglich sind die EU-Codes wie CSV, XLSX oder GEOJSON.")


def format_of(stated: str, media: str, address: str, path: str) -> tuple[str, str, tuple[Finding, ...]]:
    """Give file format and media type of a distribution from what is stated, else from the other, else from the address.

    ``path`` is the distribution's (``distributions[0]``). What an address asks for (``service=WMS``) or ends with is used only where neither is stated.
    """
    media_code, media_finding = media_type(media, f"{path}.media_type")
    if media_finding and (term := load("file-type").find(media)):  # «CSV» as a media type: a format in the wrong place
        media_code, media_finding, stated = "", None, stated or term.code
    code, finding = file_format(stated, f"{path}.format")
    if not code and media_code and (term := _by_media_type(media_code)):
        code, finding = term.code, None
    if not code and not stated and not media:
        asked = ASKED.search(address)
        term = load("file-type").find(f"{asked[1]}_SRVC" if asked else extension(address))
        code = term.code if term else ""
    if code and not media_code:
        media_code = load("file-type")[code].related.get("media_type", "")
    return code, media_code, tuple(found for found in (finding, media_finding) if found)


def extension(address: str) -> str:
    """Give the ending of an address's or file's name in lower case, without the dot; ``csv`` for ``data.csv.gz``; empty if none."""
    suffixes = [suffix.lower() for suffix in PurePosixPath(unquote(urlsplit(address).path)).suffixes]
    if len(suffixes) > 1 and suffixes[-1] in PACKED and load("file-type").find(suffixes[-2][1:]):
        return suffixes[-2][1:]
    return suffixes[-1][1:] if suffixes else ""


def place(text: str, path: str) -> tuple[Place | None, Finding | None]:
    """Give a place: with its IRI where the words or the IRI are known, else as the source says it."""
    text = text.strip()
    if not text:
        return None, None
    if term := load("place").find(text):
        return Place(term.iri, term.label.get("de", "")), None
    if re.match(r"^https?://\S+$", text):
        return Place(iri=text), None
    return Place(label=text), Finding.info("place-unknown", path, f"Der Ort «{_short(text)}» ist kein bekannter Ort; er wird als Text veröffentlicht.")


def contacts_or(contacts: tuple[Agent, ...], source: SourceContact) -> tuple[tuple[Agent, ...], Finding | None]:
    """Give the record's contacts, or the source's where none of them has an e-mail address."""
    if any(contact.email for contact in contacts) or not source.email:
        return contacts, None
    name = source.name or source.email
    finding = Finding.info("contact-from-source", "contact", f"Der Datensatz nennt keine Kontaktstelle; es gilt jene der Quelle («{name}»).")
    return (Agent({"de": name}, source.email),), finding


def _code(name: str, text: str, path: str, what: str, remedy: str) -> tuple[str, Finding | None]:
    text = text.strip()
    if not text:
        return "", None
    entry = AUTHORITY.match(text)
    if term := load(name).find(text) or (load(name).find(entry[1]) if entry else None):
        return term.code, None
    return "", Finding.warning(f"{name}-unknown", path, f"{what} «{_short(text)}» ist nicht bekannt.", remedy)


def possible(name: str) -> str:
    """List a short vocabulary as people and machines may write it."""
    return "Möglich sind " + ", ".join(f"«{term.label['de']}» ({term.code})" for term in load(name)) + "."


def _by_media_type(text: str) -> Term | None:
    """Find the first file type with this media type: the vocabulary lists the general one before its special cases."""
    if direct := load("file-type").find(text):
        return direct
    media = load("media-type").find(text.split(";", 1)[0])
    return next((term for term in load("file-type") if media and term.related.get("media_type") == media.code), None)


def _spelling(text: str, term: Term, path: str) -> Finding | None:
    """opendata.swiss compares licences letter by letter; whoever sends them should know where theirs differ."""
    if "dcat-ap.ch" not in text or text == term.iri:
        return None
    return Finding.info("licence-spelling", path, f"Die Nutzungsbedingung ist als «{_short(text)}» geschrieben; richtig wäre «{term.iri}».")


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79]}…"
