"""The dataset record: what every harvester returns, whatever the source.

Values are already in the portal's terms: themes, frequency, formats and languages as the EU authorities' codes, the
licence as the DCAT-AP CH term, texts by language. What could not be translated into those terms is a finding beside the
record, never a guess inside it. Dates are ISO 8601 strings, because DCAT-AP CH allows a year, a month, a day or a moment
(``xsd:gYear``, ``gYearMonth``, ``date``, ``dateTime``) and each says something else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .finding import Finding, Level

Text = Mapping[str, str]
"""A text by ISO 639-1 code (``de``, ``fr``, ``it``, ``en``); only languages that are filled."""

NOTHING: Text = {}


@dataclass(frozen=True)
class Agent:
    """A publisher or creator (``foaf:Agent``), or whoever answers questions (``vcard:Kind``)."""

    name: Text = field(default_factory=dict)
    email: str = ""
    url: str = ""
    iri: str = ""


@dataclass(frozen=True)
class Period:
    """A time span covered by the data (``dct:PeriodOfTime``); an open end is an empty string."""

    start: str = ""
    end: str = ""


@dataclass(frozen=True)
class Place:
    """An area covered by the data (``dct:Location``): an IRI where one is known, else the words of the source."""

    iri: str = ""
    label: str = ""
    geometry: str = ""  # WKT, EPSG:4326


@dataclass(frozen=True)
class Column:
    """One column of the data dictionary."""

    name: str
    label: Text = field(default_factory=dict)
    description: Text = field(default_factory=dict)
    data_type: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Relation:
    """A page or resource that belongs to the dataset (``dct:relation``): an application, a publication, a law."""

    url: str
    label: Text = field(default_factory=dict)


@dataclass(frozen=True)
class Distribution:
    """One file or service of the dataset (``dcat:Distribution``).

    ``key`` identifies it within the dataset across deliveries (a file name, a node IRI); its address in the portal hangs
    on it. ``url`` is where the source offers it; ``file`` is its path in the source when the portal has to copy it.
    """

    key: str
    url: str = ""
    access_url: str = ""
    file: str = ""
    title: Text = field(default_factory=dict)
    description: Text = field(default_factory=dict)
    format: str = ""  # EU file-type code
    media_type: str = ""  # IANA
    licence: str = ""  # DCAT-AP CH term: terms_open, terms_by, terms_ask, terms_by_ask
    rights: str = ""  # code of a Creative Commons licence
    byte_size: int | None = None
    checksum: str = ""  # SHA-256, hexadecimal
    issued: str = ""
    modified: str = ""
    languages: tuple[str, ...] = ()
    availability: str = ""
    temporal_resolution: str = ""  # xsd:duration
    conforms_to: tuple[str, ...] = ()
    documentation: tuple[str, ...] = ()
    access_services: tuple[str, ...] = ()
    identifier: str = ""
    chart_x: str = ""  # names of columns, of which the portal draws a chart
    chart_y: str = ""
    chart_by: str = ""


@dataclass(frozen=True)
class DatasetRecord:
    """One dataset as its source describes it.

    (``source_id``, ``remote_id``) is its identity; ``identifier`` is only what the source calls it. ``source_url`` points
    to the raw record. Whatever a source does not say stays empty.
    """

    source_id: str
    remote_id: str
    title: Text = field(default_factory=dict)
    description: Text = field(default_factory=dict)
    publisher: Agent | None = None
    creators: tuple[Agent, ...] = ()
    contacts: tuple[Agent, ...] = ()
    keywords: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    themes: tuple[str, ...] = ()  # EU data-theme codes
    frequency: str = ""  # EU frequency code
    issued: str = ""
    modified: str = ""
    languages: tuple[str, ...] = ()  # EU language codes
    landing_page: str = ""
    access_rights: str = ""  # EU access-right code
    availability: str = ""  # EU planned-availability code
    spatial: tuple[Place, ...] = ()
    geographic_units: tuple[str, ...] = ()
    temporal: tuple[Period, ...] = ()
    columns: tuple[Column, ...] = ()
    relations: tuple[Relation, ...] = ()
    documentation: tuple[str, ...] = ()
    conforms_to: tuple[str, ...] = ()
    legislation: tuple[str, ...] = ()  # IRIs
    legal_basis: Text = field(default_factory=dict)
    data_quality: Text = field(default_factory=dict)
    remarks: Text = field(default_factory=dict)
    update_promise: str = ""
    source_system: str = ""
    version: str = ""
    version_notes: Text = field(default_factory=dict)
    in_series: tuple[str, ...] = ()
    related: tuple[str, ...] = ()  # identifiers or IRIs of related datasets
    image: str = ""
    opendata_swiss: bool | None = None  # whether it is to be delivered there; None: the source does not say
    via_geocat: bool | None = None  # whether it gets there by way of geocat.ch already
    identifier: str = ""
    source_url: str = ""
    distributions: tuple[Distribution, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def is_publishable(self) -> bool:
        """Whether no finding is an error."""
        return all(finding.level is not Level.ERROR for finding in self.findings)
