"""A cube as the record: its components as columns, its files as distributions, its time as coverage. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from luzern_harvesters import dates, translate
from luzern_harvesters.contract import RawDocument
from luzern_harvesters.defaults import completed
from luzern_harvesters.finding import Finding, Notes
from luzern_harvesters.naming import title_of
from luzern_harvesters.record import Agent, Column, DatasetRecord, Distribution, Period, Text
from luzern_harvesters.source import Source
from luzern_harvesters.text import markdown

from .cube import SHOWN_VALUES, Component, Cube, File, any_of, loaded
from .options import StatisticsOptions

LOST = "\ufffd"


def record_of(raw: RawDocument, source: Source, options: StatisticsOptions) -> DatasetRecord:
    """Map one cube.

    Raises:
        RecordError: the document holds none.
    """
    cube, notes = loaded(raw.body), Notes()
    notes.extend(cube.findings)
    title = _title(cube, options, notes)
    if any(LOST in words for words in title.values()):
        notes.append(
            Finding.warning(
                "characters-lost",
                "title",
                "Im Titel sind Zeichen verloren gegangen; schon die Quelle liefert sie so.",
                "Bitte die Zeichencodierung bei der Quelle prüfen.",
            )
        )
    licence, finding = translate.licence(cube.licence, "licence")
    notes.extend([finding] if finding else [])
    record = DatasetRecord(
        source_id=source.id,
        remote_id=raw.ref.remote_id,
        title=title,
        description={language: markdown(words) for language, words in cube.description.items()},
        remarks={language: markdown(words) for language, words in cube.remarks.items()},
        publisher=cube.publisher,
        contacts=tuple(_filled(contact) for contact in cube.contacts),
        keywords=cube.keywords,
        themes=_themes(cube),
        frequency=notes.keep(translate.frequency(cube.frequency, "frequency")),
        issued=notes.keep(dates.day(cube.issued, "issued")),
        modified=notes.keep(dates.day(cube.modified, "modified")),
        languages=tuple(filter(None, (_language(language) for language in cube.languages))),
        temporal=_temporal(cube.period, notes),
        columns=tuple(_column(component) for component in cube.components),
        version=cube.version,
        identifier=cube.id,
        source_url=raw.url,
        distributions=tuple(
            replace(_distribution(file, index, cube, notes), licence=licence.term, rights=licence.rights) for index, file in enumerate(cube.files)
        ),
        findings=tuple(notes),
    )
    return _described(completed(record, options, source.contact, is_licence_stated=bool(cube.licence)), cube)


def _title(cube: Cube, options: StatisticsOptions, notes: Notes) -> Text:
    """Give the source's title, else the settings', else the cube's id, which says little."""
    if not cube.title and not options.title:
        message = f"Die Quelle nennt keinen Titel; dafür steht die Kennung «{cube.id}»."
        notes.append(Finding.warning("title-technical", "title", message, "Bitte bei der Quelle einen Titel angeben, oder die Einstellung «title» setzen."))
        return {"de": cube.id}
    stated = cube.title or {"de": options.title}
    return {language: notes.keep(title_of(words, "title")) for language, words in stated.items()}


def _themes(cube: Cube) -> tuple[str, ...]:
    """Give the themes that a subject area's name is; one that is none is a keyword, not a fault."""
    found = (translate.theme(word, "themes")[0] for words in cube.keywords.values() for word in words)
    return tuple(dict.fromkeys(filter(None, found)))


def _described(record: DatasetRecord, cube: Cube) -> DatasetRecord:
    """Describe a cube that nobody describes by what it says about itself."""
    if record.description or not record.title:
        return record
    finding = Finding.info("description-composed", "description", "Die Quelle liefert keine Beschreibung; sie ist aus den Angaben zum Würfel gebildet.")
    return replace(record, description={"de": " ".join(_sentences(record.title, cube))}, findings=(*record.findings, finding))


def _sentences(title: Text, cube: Cube) -> Iterator[str]:
    yield f"{any_of(title).rstrip('.')}."
    if dimensions := [any_of(one.label) or one.code for one in cube.components if one.role in {"dimension", "time"}]:
        yield f"Gegliedert nach: {_listed(dimensions)}."
    measures = [one for one in cube.components if one.role == "measure"]
    if names := [_measure(one) for one in measures if any_of(one.label) != any_of(title)]:
        yield f"Messgrösse: {_listed(names)}."
    elif units := [one.unit for one in measures if one.unit]:
        yield f"Einheit: {_listed(units)}."
    if cube.period.start and cube.period.end:
        yield f"Zeitraum: {cube.period.start} bis {cube.period.end}." if cube.period.start != cube.period.end else f"Zeitraum: {cube.period.start}."
    if cube.publisher:
        yield f"Quelle: {any_of(cube.publisher.name)}."


def _measure(component: Component) -> str:
    name = any_of(component.label) or component.code
    return f"{name} ({component.unit})" if component.unit and component.unit not in name else name


def _listed(words: list[str]) -> str:
    return ", ".join(words[:12]) + (f" und {len(words) - 12} weitere" if len(words) > 12 else "")


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
    """Describe a column by its values and by what the source notes about it."""
    values = {"de": _values(component)} if component.values else {}
    notes = {language: markdown(words) for language, words in component.notes.items()}
    described = {language: "\n\n".join(filter(None, (values.get(language), notes.get(language)))) for language in {**values, **notes}}
    return Column(component.code, component.label, described, _type(component), component.unit)


def _values(component: Component) -> str:
    shown = ", ".join(component.values)
    return f"Werte: {shown}." if component.size <= SHOWN_VALUES else f"{component.size} Werte, darunter {shown}."


def _type(component: Component) -> str:
    if component.role == "measure":
        return "integer" if component.decimals == 0 else "decimal"
    return "text"


def _distribution(file: File, index: int, cube: Cube, notes: Notes) -> Distribution:
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
        modified=dates.day(cube.modified, "modified")[0],
        languages=tuple(filter(None, (_language(language) for language in cube.languages))),
        temporal_resolution=cube.resolution,
    )
