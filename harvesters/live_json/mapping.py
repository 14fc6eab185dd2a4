"""A picked table and the source file's words as the record, pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timezone

from luzern_harvesters import dates, translate
from luzern_harvesters.finding import Finding, Notes
from luzern_harvesters.record import Agent, Column, DatasetRecord, Distribution
from luzern_harvesters.source import Source

from .copies import copy_of
from .options import DatasetOptions, Format
from .table import Table

MEDIA_TYPES = {"CSV": "text/csv", "JSON": "application/json"}
TITLES = {"CSV": "Stand der letzten Abfrage als CSV", "JSON": "Stand der letzten Abfrage als JSON"}


def record_of(table: Table, options: DatasetOptions, source: Source, findings: Iterable[Finding]) -> DatasetRecord:
    """Give the record without its distributions; ``findings`` are those about the values."""
    notes = Notes((*table.findings, *findings))
    contacts, finding = translate.contacts_or((), source.contact)
    frequency = notes.keep(translate.frequency(options.frequency, "frequency"))
    place = notes.keep(translate.place(options.spatial, "spatial"))
    return DatasetRecord(
        source_id=source.id,
        remote_id=options.id or source.id,
        title=options.title or {"de": source.title},
        description=options.description,
        publisher=Agent({"de": options.publisher}) if options.publisher else None,
        contacts=contacts if finding else (),
        keywords={"de": options.keywords} if options.keywords else {},
        themes=tuple(filter(None, (notes.keep(translate.theme(text, "themes")) for text in options.theme))),
        frequency=frequency,
        landing_page=options.landing_page,
        documentation=options.documentation,
        spatial=(place,) if place else (),
        data_quality=options.data_quality,
        remarks=options.remarks,
        columns=tuple(Column(one.name, one.options.label, one.options.description, one.data_type, one.options.unit) for one in table.columns),
        findings=tuple(notes),
    )


def live(url: str, licence: str) -> Distribution:
    """The source's own address, which gives the values of the moment."""
    return Distribution("live", url, url, title={"de": "Aktuelle Werte als JSON"}, format="JSON", media_type=MEDIA_TYPES["JSON"], licence=licence)


def copied(table: Table, kind: Format, name: str, licence: str, newest: datetime | None) -> Distribution:
    """The portal's own copy."""
    body = copy_of(table, kind)
    return Distribution(
        key=f"copy.{kind.lower()}",
        file=f"{name}.{kind.lower()}",
        title={"de": TITLES[kind]},
        format=kind,
        media_type=MEDIA_TYPES[kind],
        licence=licence,
        byte_size=len(body),
        checksum=hashlib.sha256(body).hexdigest(),
        modified=newest.astimezone(dates.ZURICH).isoformat(timespec="seconds") if newest and newest > datetime(1970, 1, 2, tzinfo=timezone.utc) else "",
    )
