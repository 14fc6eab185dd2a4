"""A feed as the record. Pure."""

from __future__ import annotations

from luzern_harvesters import dates, extent, translate
from luzern_harvesters.contract import RawDocument
from luzern_harvesters.defaults import completed
from luzern_harvesters.finding import Finding, Notes
from luzern_harvesters.record import DatasetRecord, Distribution, Period, Place
from luzern_harvesters.source import Source
from luzern_harvesters.translate import Licence

from .feed import Feed, File, loaded
from .options import MobilityOptions

KEY_NEEDED = "Die Abfrage verlangt einen Schlüssel."


def record_of(raw: RawDocument, source: Source, options: MobilityOptions) -> DatasetRecord:
    """Map one feed.

    Raises:
        RecordError: the document holds none.
    """
    feed, notes = loaded(raw.body), Notes()
    notes.extend(feed.findings)
    licence = _licence(feed, notes)
    languages = tuple(filter(None, (translate.language(language, "languages")[0] for language in feed.languages)))
    record = DatasetRecord(
        source_id=source.id,
        remote_id=raw.ref.remote_id,
        title=feed.title,
        description={"de": options.description} if options.description else feed.description,
        publisher=feed.publisher,
        creators=feed.creators,
        contacts=feed.contacts,
        keywords={"de": feed.keywords},
        frequency=notes.keep(translate.frequency(feed.frequency, "frequency")),
        modified=notes.keep(dates.day(feed.modified, "modified")),
        languages=languages,
        landing_page=options.landing_page or feed.landing_page,
        spatial=_spatial(feed, notes),
        temporal=_temporal(feed, notes),
        documentation=feed.documentation,
        version=feed.version,
        identifier=feed.id,
        source_url=raw.url,
        distributions=tuple(_distribution(file, index, licence, options, notes) for index, file in enumerate(feed.files)),
        findings=tuple(notes),
    )
    return completed(record, options, source.contact, is_licence_stated=bool(feed.licences))


def _licence(feed: Feed, notes: Notes) -> Licence:
    """Give the first of the licence's words that is understood; if none is, say so once."""
    unknown: list[Finding] = []
    for words in feed.licences:
        licence, finding = translate.licence(words, "licence")
        if licence.term or licence.rights:
            notes.extend([finding] if finding else [])
            return licence
        unknown.extend([finding] if finding else [])
    notes.extend(unknown[:1])
    return Licence()


def _temporal(feed: Feed, notes: Notes) -> tuple[Period, ...]:
    ends = [notes.keep(dates.day(end, "temporal")) for end in (feed.period.start, feed.period.end)]
    found, finding = dates.in_order(Period(*ends), "temporal")
    notes.extend([finding] if finding else [])
    return (found,) if found else ()


def _spatial(feed: Feed, notes: Notes) -> tuple[Place, ...]:
    found, finding = extent.place_of(feed.box, extent.WGS84, "spatial")
    notes.extend([finding] if finding else [])
    return (found,) if found else ()


def _distribution(file: File, index: int, licence: Licence, options: MobilityOptions, notes: Notes) -> Distribution:
    code, media, findings = translate.format_of(file.format, "", file.url, f"distributions[{index}]")
    notes.extend(findings)
    needs_key = bool(options.headers or options.query)
    return Distribution(
        key=file.key,
        url="" if needs_key else file.url,
        access_url=file.url if needs_key else "",
        title={"de": file.title},
        description={"de": KEY_NEEDED} if needs_key else {},
        format=code,
        media_type=media or file.media_type,
        licence=licence.term,
        rights=licence.rights,
        byte_size=file.byte_size,
    )
