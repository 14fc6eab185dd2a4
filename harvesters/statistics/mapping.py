"""A cube as the record: its components as columns, its files as distributions, its time as coverage. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from luzern_harvesters import dates, translate
from luzern_harvesters.contract import RawDocument
from luzern_harvesters.finding import Finding, Notes
from luzern_harvesters.record import Agent, Column, DatasetRecord, Distribution, Period, Text
from luzern_harvesters.source import Source
from luzern_harvesters.text import markdown

from .cube import SHOWN_VALUES, Component, Cube, File, any_of, loaded
from .options import StatisticsOptions

LOST = "\ufffd"
TECHNICAL = re.compile(r"^(?=.*[_A-Z0-9])[A-Za-z0-9]+(?:[_.@-][A-Za-z0-9]+)+$|^[A-Z0-9]{6,}$|^\S+\.px$")


def record_of(raw: RawDocument, source: Source, options: StatisticsOptions) -> DatasetRecord:
    """Map one cube.

    Raises:
        RecordError: the document holds none.
    """
    cube, notes = loaded(raw.body), Notes()
    notes.extend(cube.findings)
    title = cube.title or ({"de": options.title} if options.title else {})
    if any(TECHNICAL.match(words) for words in title.values()):
        shown = next(words for words in title.values() if TECHNICAL.match(words))
        notes.append(
            Finding.warning("title-technical", "title", f"Der Titel «{shown}» ist ein technischer Name.", "Bitte einen Titel angeben, den alle verstehen.")
        )
    if any(LOST in words for words in title.values()):
        notes.append(
            Finding.warning(
                "characters-lost",
                "title",
                "Im Titel sind Zeichen verloren gegangen; schon die Quelle liefert sie so.",
                "Bitte die Zeichencodierung bei der Quelle prüfen.",
            )
        )
    contacts, finding = translate.contacts_or(tuple(cube.contacts), source.contact)
    notes.extend([finding] if finding else [])
    return DatasetRecord(
        source_id=source.id,
        remote_id=raw.ref.remote_id,
        title=title,
        description=_description(cube, title, options, notes),
        remarks={language: markdown(words) for language, words in cube.remarks.items()},
        publisher=cube.publisher,
        contacts=tuple(_filled(contact) for contact in contacts),
        keywords=_keywords(cube, options),
        themes=tuple(filter(None, [notes.keep(translate.theme(options.theme, "options.theme"))])),
        frequency=notes.keep(translate.frequency(cube.frequency, "frequency")) or notes.keep(translate.frequency(options.frequency, "options.frequency")),
        issued=notes.keep(dates.day(cube.issued, "issued")),
        modified=notes.keep(dates.day(cube.modified, "modified")),
        languages=tuple(filter(None, (_language(language) for language in cube.languages))),
        temporal=_temporal(cube.period, notes),
        columns=tuple(_column(component) for component in cube.components),
        version=cube.version,
        identifier=cube.id,
        source_url=raw.url,
        distributions=tuple(_distribution(file, index, cube, options, notes) for index, file in enumerate(cube.files)),
        findings=tuple(notes),
    )


def _description(cube: Cube, title: Text, options: StatisticsOptions, notes: Notes) -> Text:
    """Give the source's description, else the settings', else one made of what the cube says about itself."""
    if cube.description:
        return {language: markdown(words) for language, words in cube.description.items()}
    if options.description:
        return {"de": options.description}
    if not title:
        return {}
    notes.append(Finding.info("description-composed", "description", "Die Quelle liefert keine Beschreibung; sie ist aus den Angaben zum Würfel gebildet."))
    dimensions = [any_of(one.label) or one.code for one in cube.components if one.role in {"dimension", "time"}]
    measures = [(any_of(one.label) or one.code) + (f" ({one.unit})" if one.unit else "") for one in cube.components if one.role == "measure"]
    sentences = [f"{any_of(title).rstrip('.')}."]
    sentences += [f"Gegliedert nach: {_listed(dimensions)}."] if dimensions else []
    sentences += [f"Messgrösse: {_listed(measures)}."] if measures else []
    start, end = cube.period.start, cube.period.end
    sentences += [f"Zeitraum: {start}–{end}." if start != end else f"Zeitraum: {start}."] if start and end else []
    sentences += [f"Quelle: {any_of(cube.publisher.name)}."] if cube.publisher else []
    return {"de": " ".join(sentences)}


def _listed(words: list[str]) -> str:
    return ", ".join(words[:12]) + (f" und {len(words) - 12} weitere" if len(words) > 12 else "")


def _keywords(cube: Cube, options: StatisticsOptions) -> Mapping[str, tuple[str, ...]]:
    german = dict.fromkeys((*cube.keywords.get("de", ()), *options.keywords))
    return {**({"de": tuple(german)} if german else {}), **{language: words for language, words in cube.keywords.items() if language != "de"}}


def _language(code: str) -> str:
    """Languages that the vocabulary does not know are said where the title is; a finding for each table would say no more."""
    return translate.language(code, "languages")[0]


def _filled(contact: Agent) -> Agent:
    return contact if contact.name or not contact.email else Agent({"de": contact.email}, contact.email)


def _temporal(period: Period, notes: Notes) -> tuple[Period, ...]:
    found, finding = dates.in_order(period, "temporal")
    notes.extend([finding] if finding else [])
    return (found,) if found else ()


def _column(component: Component) -> Column:
    described = {"de": _values(component)} if component.values else {}
    return Column(component.code, component.label, described, _type(component), component.unit)


def _values(component: Component) -> str:
    shown = ", ".join(component.values)
    return f"Werte: {shown}." if component.size <= SHOWN_VALUES else f"{component.size} Werte, darunter {shown}."


def _type(component: Component) -> str:
    if component.role == "measure":
        return "integer" if component.decimals == 0 else "decimal"
    return "text"


def _distribution(file: File, index: int, cube: Cube, options: StatisticsOptions, notes: Notes) -> Distribution:
    path = f"distributions[{index}]"
    code, media, findings = translate.format_of(file.format, "", file.url, path) if file.format else translate.format_of("", file.media_type, file.url, path)
    notes.extend(findings)
    is_service = code == "REST"
    return Distribution(
        key=file.key,
        url="" if is_service else file.url,
        access_url=file.url if is_service else "",
        file=file.path,
        title={"de": file.title},
        description={"de": file.description} if file.description else {},
        format=code,
        media_type=media,
        licence=options.licence,
        modified=dates.day(cube.modified, "modified")[0],
        languages=tuple(filter(None, (_language(language) for language in cube.languages))),
        temporal_resolution=cube.resolution,
    )
