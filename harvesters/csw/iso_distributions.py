"""Online resources of an ISO record as distributions, landing page, documentation and relations.

What they are is said by the protocol, by the function where there is none, at last by the address (``codes.link_of``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import unquote_plus

from luzern_harvesters import redaction, translate
from luzern_harvesters.finding import Finding, Notes
from luzern_harvesters.record import Distribution, Relation, Text
from luzern_harvesters.translate import Licence
from luzern_harvesters.xml import Element
from luzern_schemas.vocabulary import load

from .codes import IGNORED, Link, link_of
from .iso_text import LANGUAGES, Tongues, code, links, types, value

ADDRESS = re.compile(r"^(?:https?|ftps?)://[^\s/]+\S*$", re.IGNORECASE)
ENDING = re.compile(r"\(\W*([A-Za-z0-9]{2,8})\b[^)]*\)")
OUTPUT = re.compile(r"[?&](?:outputformat|format|f)=([^&]+)", re.IGNORECASE)
PACKED = ("ZIP", "GZIP", "7Z", "TAR", "TAR_GZ")
"""Formats that say how data is packed, and not what it is."""
TO_EU = {iso: eu for eu, iso in LANGUAGES.items()}


@dataclass
class Offers:
    """What a record offers."""

    distributions: list[Distribution] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    documentation: list[str] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)


def offers_of(record: Element, tongues: Tongues, licence: Licence, notes: Notes) -> Offers:
    """Map the record's online resources; all distributions have the record's licence, for ISO states it nowhere else."""
    offers = Offers()
    formats = tuple(dict.fromkeys(_formats(record)))
    for resource in _resources(record):
        _offer(offers, resource, tongues, formats, notes)
    for resource in _operations(record, {one.access_url.partition("?")[0] for one in offers.distributions}):
        _offer(offers, resource, tongues, formats, notes, _kind_of_service(record))
    offers.distributions = [replace(one, licence=licence.term, rights=licence.rights) for one in offers.distributions]
    return offers


def _resources(record: Element) -> Iterator[Element]:
    options = ("transferoptions", "distributortransferoptions")
    for distribution in types(record, "distributioninfo"):
        yield from types(distribution, options, "online")
        yield from types(distribution, "distributor", options, "online")


def _operations(record: Element, known: set[str]) -> Iterator[Element]:
    """Give where a service (``srv:``) is asked what it can do, or where it is asked at all."""
    operations = [one for info in types(record, "identificationinfo") for one in types(info, "containsoperations")]
    first = [one for one in operations if "capabilities" in value(one, "operationname").lower()] or operations[:1]
    for operation in first:
        for resource in types(operation, "connectpoint"):
            address = next((words for one in resource.all("linkage") if (words := Tongues("").address(one))), "")
            if address.partition("?")[0] not in known:
                yield resource


def _kind_of_service(record: Element) -> Link:
    words = next((value(info, "servicetype") for info in types(record, "identificationinfo") if value(info, "servicetype")), "")
    names = {"view": "OGC:WMS", "download": "OGC:WFS", "discovery": "OGC:CSW"}
    found = link_of(names.get(words.lower(), words), "", "")
    return found if found and found.kind == "service" else Link("service")


def _offer(offers: Offers, resource: Element, tongues: Tongues, formats: tuple[str, ...], notes: Notes, otherwise: Link | None = None) -> None:
    """Put one online resource where it belongs; ``otherwise`` is what it is where nothing says it."""
    address = tongues.address(next(resource.all("linkage"), None))
    protocol = value(resource, "protocol") or next((link for one in resource.all("protocol") for link in links(one)), "")
    function = code(next(resource.all("function"), None)).lower()
    link = link_of(protocol, function, address) or link_of(value(resource, "applicationprofile"), function, address) or otherwise
    if not address or link == IGNORED:
        return
    if not ADDRESS.match(address):
        remedy = "Erwartet wird eine vollständige Adresse (https://…)."
        notes.append(Finding.warning("address-invalid", "distributions", f"«{address[:80]}» ist keine Adresse im Netz und wird weggelassen.", remedy))
    elif redaction.holds_secret(address):
        message = f"In «{redaction.address(address)[:120]}» steht ein Passwort oder ein Schlüssel; die Adresse wird nicht veröffentlicht."
        notes.append(Finding.warning("address-secret", "distributions", message, "Bitte im Katalog durch eine öffentliche Adresse ersetzen."))
    elif link and link.kind == "page":
        offers.pages.append(address)
    elif link and link.kind == "documentation":
        offers.documentation.append(address)
    elif link and link.kind in ("download", "service"):
        file_format = link.format or _stated(protocol) or _fitting(address, formats)
        distribution, findings = _distribution(resource, tongues, replace(link, format=file_format), f"distributions[{len(offers.distributions)}]")
        offers.distributions.append(distribution)
        notes.extend(findings)
    else:
        if protocol and not link:
            message = f"Was sich hinter «{protocol[:60]}» verbirgt, ist nicht bekannt; die Adresse wird als Verweis geführt."
            notes.append(Finding.info("protocol-unknown", "relations", message))
        offers.relations.append(Relation(address, _texts(resource, "description", tongues) or _texts(resource, "name", tongues)))


def _distribution(resource: Element, tongues: Tongues, link: Link, path: str) -> tuple[Distribution, tuple[Finding, ...]]:
    """Map a file or a service; layers of one service are told apart by their names."""
    linkage = next(resource.all("linkage"), None)
    address, name = tongues.address(linkage), _texts(resource, "name", tongues)
    media = next((one.attributes.get("type", "") for prop in resource.all("name") for one in prop.all("mimefiletype")), "")
    file_format, media_type, findings = translate.format_of(link.format, media, address, path)
    languages = tuple(TO_EU[one] for one in tongues.addresses(linkage) if one in TO_EU)
    is_file = link.kind == "download"
    return Distribution(
        key=address if is_file or not name else f"{address}#{next(iter(name.values()))}",
        url=address if is_file else "",
        access_url=address,
        title=name,
        description=_texts(resource, "description", tongues),
        format=file_format,
        media_type=media_type,
        languages=languages if len(languages) > 1 else (),
    ), findings


def _texts(resource: Element, name: str, tongues: Tongues) -> Text:
    return tongues.texts(next(resource.all(name), None))


def _formats(record: Element) -> Iterator[str]:
    for distribution in types(record, "distributioninfo"):
        described = (*types(distribution, "distributionformat"), *types(distribution, "distributor", "distributorformat"))
        for one in described:
            name = value(one, "name") or value(one, "formatspecificationcitation", "title")
            if name:
                yield _format_name(name)
    for info in types(record, "identificationinfo"):
        yield from (_format_name(name) for one in types(info, "resourceformat") if (name := value(one, "name")))


def _format_name(words: str) -> str:
    """Give the EU code of a name as people write it («Text (.csv), semicolon separated»), else the name."""
    vocabulary = load("file-type")
    ending = ENDING.search(words)
    candidates = (words, ending[1] if ending else "", re.sub(r"\s*[(,].*$", "", words), re.sub(r"[ _/-]?v?\d[\d.]*$", "", words))
    return next((term.code for one in candidates if one and (term := vocabulary.find(one))), words)


def _stated(protocol: str) -> str:
    """Give the format that geocat.ch writes behind the protocol (``WWW:DOWNLOAD:INTERLIS``)."""
    match = re.match(r"(?i)^(?:WWW:DOWNLOAD|LINKED:DATA):(.+)$", protocol)
    return _format_name(match[1].replace("_", " ").strip()) if match else ""


def _fitting(address: str, formats: tuple[str, ...]) -> str:
    """Give the format of an address: what it asks for or ends with, else the record's format if it has one only."""
    asked = OUTPUT.search(address)
    words = unquote_plus(asked[1]).replace("shape-zip", "shp") if asked else translate.extension(address)
    term = (load("file-type").find(words) or load("file-type").find(words.rpartition("=")[2])) if words else None
    ending = term.code if term else ""
    return ending if ending and ending not in PACKED else formats[0] if len(formats) == 1 else ending
