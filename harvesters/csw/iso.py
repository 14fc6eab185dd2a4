"""An ISO record as the dataset record (ISO 19139, iso19139.che, ISO 19115-3; mapping after GeoDCAT-AP 3.0 and geocat.ch's own DCAT), pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from luzern_harvesters import dates, extent, translate
from luzern_harvesters.finding import Finding, Notes
from luzern_harvesters.geo_codes import TOPICS, inspire_theme
from luzern_harvesters.record import Column, DatasetRecord, Period, Place, Text
from luzern_harvesters.xml import Element
from luzern_schemas.vocabulary import load

from .iso_constraints import constraints_of
from .iso_distributions import offers_of
from .iso_parties import contacts_of, creators_of, publisher_of, with_roles
from .iso_text import LANGUAGES, Tongues, code, joined, language, links, plain, properties, types, value, within

ISSUED = ("publication", "released", "creation", "adopted")
MODIFIED = ("revision", "lastrevision", "lastupdate")
BOX = ("westboundlongitude", "southboundlatitude", "eastboundlongitude", "northboundlatitude")
NOTHING = re.compile(r"(?<![\d.])0+[YMWDHS]")  # in P0Y1M0DT0H0M0S
NAMED = re.compile(r"^\S{8,}$")  # an identifier, where people also write what something is


def identifier_of(record: Element) -> str:
    """Give the record's identifier in its catalogue."""
    return value(record, "fileidentifier") or value(record, "metadataidentifier", "code")


def title_of(record: Element, tongues: Tongues) -> Text:
    """Give the title of what the record describes."""
    return tongues.texts(next(properties(record, "identificationinfo", "citation", "title"), None))


def record_of(node: Element, blank: DatasetRecord) -> DatasetRecord:
    """Map one record; ``blank`` holds its identity and where it comes from."""
    notes, tongues = Notes(blank.findings), Tongues.of(node)
    infos = list(types(node, "identificationinfo"))
    info = infos[0] if infos else Element("", 0)
    if tongues.stated and not tongues.main:
        message = f"Der Datensatz ist in einer Sprache geschrieben, die das Portal nicht führt («{tongues.stated[:40]}»); seine Texte gelten als Deutsch."
        notes.append(Finding.info("language-foreign", "languages", message))
    record = replace(blank, identifier=identifier_of(node))
    record = _with_texts(record, node, info, tongues)
    record = _with_terms(record, info, tongues, notes)
    record = _with_dates(record, info, notes)
    record = _with_coverage(record, info, tongues, notes)
    constraints = constraints_of(info, tongues, notes)
    offers = offers_of(node, tongues, constraints.licence, notes)
    landing, *pages = dict.fromkeys(offers.pages) or ("",)
    parties = [*with_roles(info, "pointofcontact"), *with_roles(info, "citation", "citedresponsibleparty")]
    others = [*with_roles(node, "distributioninfo", "distributor", "distributorcontact"), *with_roles(node, "contact")]
    return replace(
        record,
        publisher=publisher_of(parties, tongues),
        creators=creators_of(parties, tongues),
        contacts=contacts_of(tongues, parties, others),
        access_rights=constraints.access,
        remarks=joined([record.remarks, *constraints.others]),
        landing_page=landing,
        documentation=tuple(dict.fromkeys((*pages, *offers.documentation))),
        relations=tuple(offers.relations),
        distributions=tuple(offers.distributions),
        findings=tuple(notes),
    )


def _with_texts(record: DatasetRecord, node: Element, info: Element, tongues: Tongues) -> DatasetRecord:
    citation = next(types(info, "citation"), Element("", 0))
    quality = [tongues.texts(prop) for prop in properties(node, "dataqualityinfo", "lineage", "statement")]
    quality += [tongues.texts(prop) for prop in properties(node, "resourcelineage", "statement")]
    graphics = (value(graphic, "filename") for graphic in types(info, "graphicoverview"))
    laws = [law for prop in node.all("legislationinformation") for law in prop.children]
    return replace(
        record,
        title=title_of(node, tongues),
        description=tongues.texts(next(info.all("abstract"), None), is_markdown=True),
        version=value(citation, "edition"),
        data_quality=next(filter(None, quality), {}),
        remarks=tongues.texts(next(info.all("supplementalinformation"), None), is_markdown=True),
        legal_basis=joined([_law(law, tongues) for law in laws], "; "),
        related=tuple(dict.fromkeys(filter(NAMED.match, _related(node, info)))),
        columns=tuple(_columns(node, tongues)),
        conforms_to=tuple(dict.fromkeys(_data_models(node, tongues))),
        image=next((graphic for graphic in graphics if graphic.startswith(("http://", "https://"))), ""),
    )


def _law(law: Element, tongues: Tongues) -> Text:
    """Give a law's title with its number in the collection (``che:CHE_MD_Legislation``)."""
    number = value(law, "internalreference")
    titles = (tongues.texts(prop) for prop in properties(law, "title", "title"))
    return {one: f"{words} ({number})" if number else words for one, words in next(filter(None, titles), {}).items()}


def _related(node: Element, info: Element) -> Iterator[str]:
    """Give the identifiers of the parent record and of what the record belongs to, and the datasets a service is for."""
    yield value(node, "parentidentifier")
    yield value(node, "parentmetadata", "identifier", "code")
    for found in (*types(info, "aggregationinfo"), *types(info, "associatedresource")):
        yield value(found, "aggregatedatasetidentifier", "code") or value(found, "metadatareference", "identifier", "code")
    for prop in info.all("operateson"):
        yield prop.attributes.get("uuidref", "")


def _columns(node: Element, tongues: Tongues) -> Iterator[Column]:
    """Give the attributes of the classes that the record describes (``che:CHE_MD_Class``, ``gfc:FC_FeatureType``)."""
    seen: set[str] = set()
    for content in node.all("contentinfo"):
        for one in within(content, "attribute", "fc_featureattribute"):
            name = plain(next(one.all("name", "membername"), None))
            if name and name not in seen:
                seen.add(name)
                yield Column(name, description=tongues.texts(next(one.all("description", "definition"), None)))


def _data_models(node: Element, tongues: Tongues) -> Iterator[str]:
    for prop in within(node, "datamodel"):
        address = tongues.address(prop)
        if address.startswith(("http://", "https://")):
            yield address


def _with_terms(record: DatasetRecord, info: Element, tongues: Tongues, notes: Notes) -> DatasetRecord:
    keywords: dict[str, dict[str, None]] = {}
    themes = [theme for topic in info.all("topiccategory") if (theme := _topic(code(topic), notes))]
    for block in types(info, "descriptivekeywords"):
        is_inspire = any("inspire" in plain(prop).lower() for prop in properties(block, "thesaurusname", "title"))
        for prop in block.all("keyword"):
            words = tongues.texts(prop)
            for one, word in words.items():
                keywords.setdefault(one, {})[word] = None
            if is_inspire:
                themes += filter(None, map(inspire_theme, (*words.values(), *links(prop))))
    if not themes:  # services have no topic category
        themes += (term.code for word in keywords.get("de", ()) if (term := load("theme").find(word)))
    languages = (
        language(code(prop)) for prop in (*info.all("language"), *properties(info, "defaultlocale", "language"), *properties(info, "otherlocale", "language"))
    )
    codes = {iso: eu for eu, iso in LANGUAGES.items()}
    return replace(
        record,
        keywords={one: tuple(keywords[one]) for one in LANGUAGES.values() if one in keywords},
        themes=tuple(dict.fromkeys(themes)),
        languages=tuple(dict.fromkeys(codes[one] for one in languages if one)),
        frequency=_frequency(info, notes),
    )


def _topic(stated: str, notes: Notes) -> str:
    """Give the theme of a topic category, or of what geocat.ch divided it from (``environment_NatureProtection``)."""
    word = stated.rpartition("/")[2]
    for name in (word, word.partition("_")[0]):
        term = load("theme").find(name) if name else None
        if theme := TOPICS.get(name.lower(), term.code if term else ""):
            return theme
    return notes.keep(translate.theme(word, "themes"))


def _frequency(info: Element, notes: Notes) -> str:
    for maintenance in types(info, "resourcemaintenance"):
        stated = code(next(maintenance.all("maintenanceandupdatefrequency"), None))
        period = NOTHING.sub("", value(maintenance, "userdefinedmaintenancefrequency")).rstrip("T")
        if stated or period:
            return notes.keep(translate.frequency(period if not stated or (stated.lower() == "unknown" and period) else stated, "frequency"))
    return ""


def _with_dates(record: DatasetRecord, info: Element, notes: Notes) -> DatasetRecord:
    found: dict[str, list[str]] = {}
    for date in types(info, "citation", "date"):
        kind = code(next(date.all("datetype"), None)).lower()
        if words := value(date, "date"):
            found.setdefault(kind, []).append(words)
    issued = next((min(found[kind]) for kind in ISSUED if kind in found), "")
    modified = max((words for kind in MODIFIED for words in found.get(kind, ())), default="")
    return replace(record, issued=notes.keep(dates.day(issued, "issued")), modified=notes.keep(dates.day(modified, "modified")))


def _with_coverage(record: DatasetRecord, info: Element, tongues: Tongues, notes: Notes) -> DatasetRecord:
    places: list[Place] = []
    periods: list[Period] = []
    for found in types(info, "extent"):
        places += _places(found, tongues, notes)
        for temporal in properties(found, "temporalelement", "extent"):
            periods += filter(None, (_period(one, notes) for one in temporal.children))
    return replace(record, spatial=tuple(dict.fromkeys(places)), temporal=tuple(dict.fromkeys(periods)))


def _places(found: Element, tongues: Tongues, notes: Notes) -> Iterator[Place]:
    """Give one place for an extent: its name and its box; further boxes are places without a name."""
    is_place = any(found.all("geographicelement")) or not any(found.all("temporalelement", "verticalelement"))
    texts = (*(found.all("description") if is_place else ()), *properties(found, "geographicelement", "geographicidentifier", "code"))
    name = next((words for prop in texts for words in tongues.texts(prop).values()), "")
    named = notes.keep(translate.place(name, "spatial"))
    boxes = [box for box in types(found, "geographicelement") if box.tag == "ex_geographicboundingbox"]
    drawn = [place for box in boxes if (place := notes.keep(extent.place_of([value(box, side).replace(",", ".") for side in BOX], "", "spatial")))]
    if named:
        yield replace(named, geometry=drawn[0].geometry) if drawn else named
    yield from drawn[1:] if named else drawn


def _period(element: Element, notes: Notes) -> Period | None:
    """Map a ``gml:TimePeriod`` or ``gml:TimeInstant``, of GML 3.1 or 3.2, with positions or instants as ends."""
    if element.tag == "timeinstant":
        moment = notes.keep(dates.day(element.first("timeposition"), "temporal"))
        return Period(moment, moment) if moment else None
    ends = []
    for names in (("beginposition", "begin"), ("endposition", "end")):
        words = next((text for one in element.all(*names) for text in (one.text, *(inner.text for inner in within(one, "timeposition"))) if text), "")
        ends.append("" if words.lower() in ("now", "unknown") else notes.keep(dates.day(words, "temporal")))
    return notes.keep(dates.in_order(Period(*ends), "temporal"))
