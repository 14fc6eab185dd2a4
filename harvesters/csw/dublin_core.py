"""The catalogue's own record (``csw:Record``, Dublin Core) as the dataset record: what remains where a catalogue gives nothing better.

It names no contact and seldom a file; what is missing is said by the check.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from luzern_harvesters import dates, extent, redaction, text, translate
from luzern_harvesters.defaults import licence_in
from luzern_harvesters.finding import Finding, Notes
from luzern_harvesters.geo_codes import TOPICS
from luzern_harvesters.record import Agent, DatasetRecord, Distribution, Place, Relation
from luzern_harvesters.translate import Licence
from luzern_harvesters.xml import Element

from .codes import link_of
from .iso_text import LANGUAGES

RESTRICTIONS = {"copyright", "patent", "patentpending", "trademark", "license", "licence", "intellectualpropertyrights", "restricted", "otherrestrictions"}
"""``MD_RestrictionCode``, which GeoNetwork writes as rights: it says that there are some, not which."""
LATITUDE_FIRST = re.compile(r"^(?:urn:|https?://).*4326$")  # the authority's axes, which the short name EPSG:4326 does not follow (OGC 09-048r5 §4.4)
WEB = re.compile(r"^https?://\S+$")
ENVELOPE = re.compile(r"(north|south|east|west)limit\s*=\s*(-?[\d.]+)", re.IGNORECASE)


def identifier_of(record: Element) -> str:
    """Give the record's first identifier: CSW demands one (OGC 07-006r1 §6.3.3)."""
    return record.first("identifier")


def record_of(node: Element, blank: DatasetRecord) -> DatasetRecord:
    """Map one record; ``blank`` holds its identity and where it comes from."""
    notes = Notes(blank.findings)
    if node.tag != "record":
        message = "Der Katalog gibt nur eine Zusammenfassung des Datensatzes; Kontakt, Dateien und Nutzungsbedingungen stehen nicht darin."
        notes.append(Finding.warning("record-summary", "dataset", message, "Bitte die Datensätze mit ElementSetName=full abfragen."))
    languages = tuple(filter(None, (notes.keep(translate.language(one.text, "languages")) for one in node.all("language"))))
    tongue = LANGUAGES.get(languages[0], "de") if len(set(languages)) == 1 else "de"
    creators = tuple(Agent({tongue: one.text}) for one in node.all("creator") if one.text)
    publisher = node.first("publisher")
    distributions, pages, relations = _links(node, _licence(node, notes), tongue, notes)
    landing, *documentation = dict.fromkeys(pages) or ("",)
    words = [" ".join(one.text.split()) for one in node.all("subject") if one.text]
    themes = [term for word in words if (term := _theme(word))]
    return replace(
        blank,
        identifier=identifier_of(node),
        title=_in(tongue, " ".join(node.first("title").split())),
        description=_in(tongue, text.markdown(node.first("abstract") or node.first("description"))),
        publisher=Agent({tongue: publisher}) if publisher else next(iter(creators), None),
        creators=creators,
        keywords={tongue: tuple(dict.fromkeys(words))} if words else {},
        themes=tuple(dict.fromkeys(themes)),
        issued=notes.keep(dates.day(node.first("issued") or node.first("created") or node.first("date"), "issued")),
        modified=notes.keep(dates.day(node.first("modified"), "modified")),
        languages=languages,
        temporal=tuple(filter(None, (notes.keep(dates.period(one.text, "temporal")) for one in node.all("temporal")))),
        spatial=tuple(_places(node, notes)),
        landing_page=landing,
        documentation=tuple(documentation),
        relations=tuple(relations),
        distributions=tuple(distributions),
        findings=tuple(notes),
    )


def _in(tongue: str, words: str) -> dict[str, str]:
    """Give a text by language: a plain record tells only its own, once for all."""
    return {tongue: words} if words else {}


def _theme(word: str) -> str:
    """Subjects are topic categories and keywords alike: what is no theme is no fault."""
    code, _ = translate.theme(word, "themes")
    return code or TOPICS.get(word.lower(), "")


def _licence(node: Element, notes: Notes) -> Licence:
    stated = [one.text for one in node.all("license", "rights", "accessrights") if one.text and one.text.lower() not in RESTRICTIONS]
    known = [pair for words in stated if (pair := licence_in(words, "licence"))[0].term or pair[0].rights]
    if not known and stated:
        notes.keep(translate.licence(stated[0], "licence"))
    if not known:
        return Licence()
    notes.extend(filter(None, [known[0][1]]))
    return known[0][0]


def _links(node: Element, licence: Licence, tongue: str, notes: Notes) -> tuple[list[Distribution], list[str], list[Relation]]:
    """Sort ``dct:references`` (with a scheme) and GeoNetwork's ``dc:URI`` (with a protocol)."""
    distributions: list[Distribution] = []
    pages: list[str] = []
    relations: list[Relation] = []
    formats = [one.text for one in node.all("format") if one.text]
    for one in node.all("uri", "references", "source", "relation"):
        address = "".join(one.text.split())
        if not WEB.match(address) or redaction.holds_secret(address):
            continue
        link = link_of(one.attributes.get("protocol", "") or one.attributes.get("scheme", "").rpartition("serviceType:")[2], "", address)
        title = _in(tongue, one.attributes.get("description", "") or one.attributes.get("name", ""))
        code, media_type, findings = translate.format_of(link.format if link else "", "", address, f"distributions[{len(distributions)}]")
        if (link and link.kind in ("download", "service")) or (not link and code not in ("", "HTML")):
            if link and link.kind == "download" and not code and len(formats) == 1:
                code, media_type, findings = translate.format_of(formats[0], "", address, f"distributions[{len(distributions)}]")
            notes.extend(findings)
            is_file = not link or link.kind == "download"
            distributions.append(
                Distribution(
                    key=address if is_file or not title else f"{address}#{title[tongue]}",
                    url=address if is_file else "",
                    access_url=address,
                    title=title,
                    format=code,
                    media_type=media_type,
                    licence=licence.term,
                    rights=licence.rights,
                )
            )
        elif link and link.kind in ("page", "documentation"):
            pages.append(address)
        elif not link or link.kind == "relation":
            relations.append(Relation(address, title))
    return distributions, pages, relations


def _places(node: Element, notes: Notes) -> Iterator[Place]:
    for one in node.all("boundingbox", "wgs84boundingbox"):
        corners = [*one.first("lowercorner").split(), *one.first("uppercorner").split()]
        crs = one.attributes.get("crs", "")
        if LATITUDE_FIRST.search(crs) and len(corners) == 4:
            corners = [corners[1], corners[0], corners[3], corners[2]]
        if place := notes.keep(extent.place_of(corners, crs, "spatial")):
            yield place
    for one in node.all("spatial", "coverage"):
        sides = {side.lower(): value for side, value in ENVELOPE.findall(one.text)}
        if len(sides) == 4:  # DCMI Box
            place = notes.keep(extent.place_of([sides[side] for side in ("west", "south", "east", "north")], "", "spatial"))
        else:
            place = notes.keep(translate.place(one.text, "spatial"))
        if place:
            yield place
