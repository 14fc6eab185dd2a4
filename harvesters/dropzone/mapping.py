"""From what a metadata file says to the dataset record. Pure: words in, record out; every word is translated with the place it stands at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from luzern_harvesters import dates, translate
from luzern_harvesters.dropzone.names import LANGUAGES
from luzern_harvesters.dropzone.options import DropzoneOptions
from luzern_harvesters.dropzone.reader import Words
from luzern_harvesters.dropzone.words import Group, Node, Word, nodes_of, word_of, words_of
from luzern_harvesters.finding import Finding
from luzern_harvesters.record import Agent, Column, DatasetRecord, Period, Place, Relation, Text
from luzern_schemas.vocabulary import load

EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}")
RUNNING = {"laufende nachführung", "laufende nachfuehrung", "keine angabe", "aktueller stand", "aktuelles datum"}
"""A time span in the words of departments: it has neither beginning nor end."""
YES = {"ja", "yes", "true", "1", "oui", "si", "x"}
NO = {"nein", "no", "false", "0", "non", ""}


def to_record(values: Group, options: DropzoneOptions, source_id: str, remote_id: str) -> tuple[DatasetRecord, list[Finding]]:
    """Give the record without its distributions, and the findings of its fields."""
    words = Words(values)
    record = DatasetRecord(
        source_id=source_id,
        remote_id=remote_id,
        title=words.text(values.get("title_translated")),
        description=words.text(values.get("notes_translated")),
        publisher=_publisher(words, options),
        creators=tuple(_agents(words, "creator")),
        contacts=tuple(_agents(words, "contact")),
        keywords=_keywords(values.get("tags_translated")),
        themes=_themes(words, options),
        frequency=words.one("frequency", translate.frequency),
        issued=words.one("issued", dates.day),
        modified=words.one("modified", dates.day),
        languages=words.many("language", translate.language),
        access_rights=words.one("access_rights", translate.access_right),
        availability=words.one("availability", translate.availability),
        spatial=_places(words),
        geographic_units=words.many("geographic_units", _geographic_unit),
        temporal=_periods(words),
        opendata_swiss=_flag(words, "opendata_swiss"),
        via_geocat=_flag(words, "via_geocat"),
        identifier=words.plain("identifier"),
    )
    return _explained(record, words), words.findings


def _explained(record: DatasetRecord, words: Words) -> DatasetRecord:
    """Add what helps to understand the data, and where it comes from."""
    return replace(
        record,
        columns=_columns(words),
        relations=_relations(words),
        related=tuple(_related(words.values.get("qualified_relation"))),
        landing_page=words.address("url"),
        documentation=words.texts("documentation"),
        conforms_to=words.texts("conforms_to"),
        legislation=words.texts("applicable_legislation"),
        legal_basis=words.text(words.values.get("legal_basis")),
        data_quality=words.text(words.values.get("data_quality")),
        remarks=words.text(words.values.get("remarks")),
        update_promise=words.plain("update_promise"),
        source_system=words.plain("source_system"),
        version=words.plain("version"),
        version_notes=words.text(words.values.get("version_notes")),
        in_series=words.texts("in_series"),
        image=words.address("image"),
    )


def _publisher(words: Words, options: DropzoneOptions) -> Agent | None:
    stated = next(iter(_agents(words, "publisher")), None)
    return stated or (Agent({"de": options.publisher}) if options.publisher else None)


def _agents(words: Words, name: str) -> Iterable[Agent]:
    for node in nodes_of(words.values.get(name)):
        if isinstance(node, Mapping) and not set(node) <= set(LANGUAGES):
            agent = Agent(words.text(node.get("name_translated")), _email(words, node), word_of(node.get("url")).text, word_of(node.get("uri")).text)
        else:
            agent = _agent(words.text(node))
        if agent != Agent():
            yield agent


def _agent(text: Text) -> Agent:
    """Read «Bevölkerungsdienste, bevoelkerungsdienste@example.org»."""
    address = EMAIL.search(text.get("de", ""))
    if not address:
        return Agent(text)
    name = text["de"].replace(address[0], "").strip(" ,;:<>()\n\t")
    return Agent({"de": name} if name else {}, address[0])


def _email(words: Words, node: Group) -> str:
    word = word_of(node.get("email"))
    text = word.text.removeprefix("mailto:")
    if text and not EMAIL.fullmatch(text):
        words.findings.append(
            Finding.warning("email-unknown", word.place, f"«{text[:80]}» ist keine E-Mail-Adresse.", "Erwartet wird etwas wie ogd@example.org.")
        )
        return ""
    return text


def _keywords(node: Node | None) -> Mapping[str, tuple[str, ...]]:
    by_language = node if isinstance(node, Mapping) else {"de": node} if node is not None else {}
    found = {language: tuple(dict.fromkeys(_separated(by_language.get(language)))) for language in LANGUAGES}
    return {language: keywords for language, keywords in found.items() if keywords}


def _separated(node: Node | None) -> Iterable[str]:
    for word in words_of(node):
        yield from (part.strip() for part in re.split(r"[,;\n]", word.text) if part.strip())


def _themes(words: Words, options: DropzoneOptions) -> tuple[str, ...]:
    items = [part for word in words.items("theme") for part in _themes_in(word)] or [Word(theme, "options.theme") for theme in options.theme]
    return tuple(dict.fromkeys(code for word in items if (code := words.kept(translate.theme(word.text, word.place)))))


def _themes_in(word: Word) -> Iterable[Word]:
    """Separate at commas, but not inside a theme's own name («Bildung, Kultur und Sport»)."""
    parts = [part.strip() for part in word.text.split(",")]
    while parts:
        length = next((length for length in range(len(parts), 0, -1) if load("theme").find(", ".join(parts[:length]))), 1)
        if text := ", ".join(parts[:length]):
            yield Word(text, word.place)
        parts = parts[length:]


def _geographic_unit(text: str, path: str) -> tuple[str, Finding | None]:
    if term := load("geographic-unit").find(text):
        return term.code, None
    remedy = "Möglich sind die Stadtkreise und Quartiere der Stadt Luzern."
    return "", Finding.warning("geographic-unit-unknown", path, f"Den Stadtkreis oder das Quartier «{text[:80]}» gibt es im Verzeichnis nicht.", remedy)


def _places(words: Words) -> tuple[Place, ...]:
    places: list[Place] = []
    for node in nodes_of(words.values.get("spatial_coverage")):
        group = node if isinstance(node, Mapping) else {"text": node}
        word = word_of(group.get("uri")) or word_of(group.get("text"))
        place = words.kept(translate.place(word.text, word.place))
        geometry = (word_of(group.get("geom")) or word_of(group.get("bbox")) or word_of(group.get("centroid"))).text
        if place or geometry:
            place = place or Place()
            places.append(Place(place.iri, place.label or word_of(group.get("text")).text, geometry))
    return tuple(places)


def _periods(words: Words) -> tuple[Period, ...]:
    spans: list[Period | None] = []
    for node in nodes_of(words.values.get("temporal_coverage")):
        if isinstance(node, Mapping):
            spans.append(_from_to(words, node))
            continue
        for word in words_of(node):
            whole, finding = dates.period(word.text, word.place)
            if word.text.casefold() in RUNNING or word.text.casefold() in dates.OPEN:
                continue
            parts = [part.strip() for part in re.split(r"[,;\n]", word.text) if part.strip()]
            several = [dates.period(part, word.place)[0] for part in parts] if finding and len(parts) > 1 else []
            spans += several if several and all(several) else [words.kept((whole, finding))]
    return tuple(span for span in spans if span)


def _from_to(words: Words, node: Group) -> Period | None:
    ends = [word_of(node.get("start")), word_of(node.get("end"))]
    start, end = ("" if word.text.casefold() in dates.OPEN else words.kept(dates.day(word.text, word.place)) for word in ends)
    if any(word.text.casefold() not in dates.OPEN and not day for word, day in zip(ends, (start, end), strict=True)):
        return None  # half a period would say that the other end is open
    return words.kept(dates.in_order(Period(start, end), (ends[1] or ends[0]).place))


def _columns(words: Words) -> tuple[Column, ...]:
    columns: list[Column] = []
    for node in nodes_of(words.values.get("columns")):
        group: Group = node if isinstance(node, Mapping) else {"name": node}
        if name := word_of(group.get("name")).text:
            label, description = words.text(group.get("label_translated")), words.text(group.get("description_translated"))
            columns.append(Column(name, label, description, word_of(group.get("data_type")).text, word_of(group.get("unit")).text))
        elif word := word_of(node):
            message = f"Die Spalte «{word.text[:80]}» hat keinen technischen Namen und wird weggelassen."
            words.findings.append(Finding.warning("column-nameless", word.place, message, "Bitte den Namen angeben, wie er in der Kopfzeile der Datei steht."))
    return tuple(columns)


def _relations(words: Words) -> tuple[Relation, ...]:
    found: list[Relation] = []
    for node in nodes_of(words.values.get("relations")):
        group: Group = node if isinstance(node, Mapping) else {"url": node}
        word = word_of(group.get("url"))
        if word and not re.match(r"https?://\S+$", word.text):
            words.findings.append(Finding.warning("url-unknown", word.place, f"«{word.text[:80]}» ist keine Webadresse; der Verweis fehlt deshalb."))
        elif word:
            found.append(Relation(word.text, words.text(group.get("label_translated"))))
    return tuple(found)


def _related(node: Node | None) -> Iterable[str]:
    for item in nodes_of(node):
        word = word_of(item.get("uri") if isinstance(item, Mapping) else item)
        if word:
            yield word.text


def _flag(words: Words, name: str) -> bool | None:
    word = word_of(words.values.get(name))
    text = word.text.casefold()
    if not word or text in YES:
        return True if word else None
    if text not in NO:
        words.findings.append(Finding.warning("flag-unknown", word.place, f"«{word.text[:40]}» ist weder Ja noch Nein."))
        return None
    return False
