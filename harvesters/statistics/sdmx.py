"""SDMX: from structures to cubes, and the addresses of the REST interface in both of its versions.

``sdmx_xml`` and ``sdmx_json`` read their syntax into a ``Message``; what follows is the same for both. A dataflow is a dataset, known by
its agency and id: versions come and go. Its data structure gives the columns, its constraint the period.
SDMX 2.1 and 3.0 Section 2 (information model); REST 1.5 (``/dataflow/A/F``, ``/data/A,F/all``) and 2.0 (``/structure/dataflow/A/F``,
``/data/dataflow/A/F/~/*``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple
from urllib.parse import quote

from luzern_harvesters.finding import Finding
from luzern_harvesters.record import Agent, Period

from . import times
from .cube import SHOWN_VALUES, Catalogue, Component, Cube, Document, Entry, File, Role, any_of, foreign, texts, unknown_endpoint

URN = re.compile(r"=([^:=]+):([^(]+)\(([^)]*)\)(?:\.(.+))?$")
SERVICE = re.compile(r"^(https?://[^?#]*?)/(structure/)?(?:dataflow|datastructure)(?:/|\?|#|$)", re.IGNORECASE)
DATA = re.compile(r"^(https?://[^?#]*?)/data/(dataflow/[^/?#]+/[^/?#]+|[^/?#,]+,[^/?#]+)(?:/|\?|#|$)", re.IGNORECASE)
MODIFIED = ("UPDATE_DATA", "LAST_UPDATE", "LAST_UPDATED", "LASTUPDATE", "LastUpdate")
FIRST, LAST = "OBS_PERIOD_OVERALL_OLDEST", "OBS_PERIOD_OVERALL_LATEST"
HIDDEN = "NonProductionDataflow"
FORMATS = {"CSV": ("SDMX-CSV", "CSV", "text/csv"), "JSON": ("SDMX-JSON", "JSON", "application/json"), "XML": ("SDMX-ML", "XML", "application/xml")}
Pairs = tuple[tuple[str, str], ...]  # (language, words)


class Reference(NamedTuple):
    """What an artefact is known by; ``item`` is a concept or code within it."""

    agency: str = ""
    id: str = ""
    version: str = ""
    item: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Agency and id, without the version."""
        return self.agency, self.id


NOTHING = Reference()


@dataclass(frozen=True)
class Part:
    """A dimension, measure or attribute of a data structure; ``values`` are those that a data message carries."""

    id: str
    role: Role
    concept: Reference = NOTHING
    codelist: Reference = NOTHING
    names: Pairs = ()
    values: tuple[Pairs, ...] = ()


@dataclass(frozen=True)
class Flow:
    """A dataflow; ``service`` is an address of it that the document names."""

    reference: Reference
    names: Pairs = ()
    descriptions: Pairs = ()
    structure: Reference = NOTHING
    annotations: Mapping[str, str] = field(default_factory=dict)
    service: str = ""
    parts: tuple[Part, ...] = ()  # where the document gives them without a data structure


@dataclass
class Message:
    """What a structure message holds, by agency and id."""

    flows: list[Flow] = field(default_factory=list)
    structures: dict[tuple[str, str], tuple[Part, ...]] = field(default_factory=dict)
    named_structures: list[Flow] = field(default_factory=list)  # data structures as if they were flows, for a message without flows
    concepts: dict[tuple[str, str, str], Pairs] = field(default_factory=dict)
    codelists: dict[tuple[str, str], tuple[Pairs, ...]] = field(default_factory=dict)
    periods: dict[tuple[str, str], Period] = field(default_factory=dict)
    sender: Pairs = ()
    version: int = 2  # of SDMX

    @cached_property
    def items(self) -> dict[str, Pairs]:
        """The concepts by their id alone: data structures refer to schemes under versions and agencies that are not sent."""
        return {item: names for (_, _, item), names in reversed(self.concepts.items())}


def reference(urn: str) -> Reference:
    """Read a URN; an empty reference if it is none."""
    match = URN.search(urn)
    return Reference(match[1], match[2], match[3], match[4] or "") if match else NOTHING


def catalogue(message: Message, document: Document) -> Catalogue:
    """Make the catalogue of a structure message."""
    findings: list[Finding] = []
    flows = message.flows
    if not flows and message.named_structures:
        flows = message.named_structures
        document = replace(document, url="", endpoint="")  # data is had of flows, not of structures
        words = "Die Nachricht enthält Datenstrukturen, aber keinen Dataflow."
        findings.append(Finding.warning("dataflow-none", document.name, words, "Bitte die Adresse der Dataflows angeben (…/dataflow/…)."))
    newest: dict[tuple[str, str], Flow] = {}
    for flow in flows:
        known = newest.get(flow.reference.key)
        if known is None or _number(flow.reference.version) > _number(known.reference.version):
            newest[flow.reference.key] = flow
    shown = [flow for flow in newest.values() if flow.annotations.get(HIDDEN, "").lower() != "true"]
    if len(shown) < len(flows):
        words = f"{len(flows) - len(shown)} Dataflows sind ältere Fassungen oder nicht zur Veröffentlichung bestimmt; sie werden weggelassen."
        findings.append(Finding.info("dataflow-left-out", document.name, words))
    return Catalogue(tuple(_entry(flow, message, document) for flow in shown), findings=tuple(findings))


def _entry(flow: Flow, message: Message, document: Document) -> Entry:
    parts = flow.parts or message.structures.get(flow.structure.key, ())
    base, is_second = _service(flow, message, document)
    details = () if parts or not base else _details(base, is_second, flow.reference)
    return Entry(_cube(flow, parts, message, document, _files(base, is_second, flow.reference, document)), details)


def data_entry(entry: Entry, key: str, document: Document) -> Entry:
    """Give the entry of a data message: its message is the file, and its service, where the address shows it, knows what it means."""
    cube = entry.cube
    match = DATA.match(document.url)
    if not cube.files:
        name, file_format, media_type = FORMATS[key]
        own = File(key.lower(), f"Daten als {name}", file_format, document.url, "" if document.url else document.name, media_type)
        cube = replace(cube, files=(own,), findings=tuple(one for one in cube.findings if one.code != "endpoint-unknown"))
    if not match or cube.title:
        return Entry(cube)
    agency, _, name = cube.id.partition(":")
    return Entry(cube, _details(match[1], match[2].lower().startswith("dataflow/"), Reference(agency, name, cube.version)), is_data=True)


def _cube(flow: Flow, parts: tuple[Part, ...], message: Message, document: Document, files: tuple[File, ...]) -> Cube:
    title, other = texts(flow.names)
    description, _ = texts(flow.descriptions, keep_lines=True)
    sender, _ = texts(message.sender)
    stated = times.span(filter(None, (flow.annotations.get(FIRST, ""), flow.annotations.get(LAST, ""))))
    words = flow.annotations.get("LAYOUT_DATAFLOW_KEYWORDS", "")
    findings = [foreign(other, "title")] if other else []
    findings += [] if files else [unknown_endpoint(document)]
    return Cube(
        id=f"{flow.reference.agency}:{flow.reference.id}",
        title=title,
        description=description if description != title else {},
        components=_with_unit(tuple(_component(part, message) for part in parts), {part.id for part in parts if part.values}),
        period=message.periods.get(flow.reference.key, stated),
        publisher=Agent(sender) if sender else None,
        keywords={next(iter(title)): tuple(word.strip() for word in words.split("+") if word.strip())} if words and title else {},
        languages=tuple(title),
        modified=next((flow.annotations[name] for name in MODIFIED if flow.annotations.get(name)), ""),
        version=flow.reference.version,
        files=files,
        findings=tuple(findings),
    )


def _component(part: Part, message: Message) -> Component:
    concept = part.concept
    names = part.names or message.concepts.get((concept.agency, concept.id, concept.item)) or message.items.get(concept.item or part.id, ())
    codes = part.values or message.codelists.get(part.codelist.key, ())
    values = [any_of(texts(one)[0]) for one in codes[:SHOWN_VALUES]]
    return Component(part.id, texts(names)[0], part.role, size=len(codes), values=tuple(values))


def _with_unit(components: tuple[Component, ...], occurring: set[str]) -> tuple[Component, ...]:
    """Give the measure the unit that all values share: the one that occurs as ``UNIT_MEASURE``, unless values come in several magnitudes."""
    only = {one.code: one.values[0] for one in components if one.size == 1 and one.values and one.code in occurring}
    unit, magnitude = only.get("UNIT_MEASURE", ""), only.get("UNIT_MULT", "")
    if not unit or (not magnitude and any(one.code == "UNIT_MULT" and one.size for one in components)):
        return components
    words = unit if magnitude.casefold() in {"", "0", "units", "unit", "einheiten"} else f"{unit} ({f'10^{magnitude}' if magnitude.isdecimal() else magnitude})"
    measures = [one for one in components if one.role == "measure"]
    return tuple(replace(one, unit=words) if [one] == measures else one for one in components)


def _service(flow: Flow, message: Message, document: Document) -> tuple[str, bool]:
    """Give the base address of the REST interface, and whether it is of version 2."""
    for address in (document.endpoint, document.url, flow.service):
        if match := SERVICE.match(address):
            return match[1], bool(match[2]) or (message.version == 3 and not document.url)
    return document.endpoint.rstrip("/"), message.version == 3


def _details(base: str, is_second: bool, flow: Reference) -> tuple[str, ...]:
    """Give the addresses of the structure: with the parts of code lists that occur and the constraint, else, for older services, without."""
    path = f"structure/dataflow/{quote(flow.agency)}/{quote(flow.id, safe='@')}" if is_second else f"dataflow/{quote(flow.agency)}/{quote(flow.id, safe='@')}"
    return tuple(
        f"{base}/{path}/{quote(flow.version or ('~' if is_second else 'latest'), safe='~+')}?{query}"
        for query in ("references=all&detail=referencepartial", "references=descendants")
    )


def _files(base: str, is_second: bool, flow: Reference, document: Document) -> tuple[File, ...]:
    if not base:
        return ()
    agency, name = quote(flow.agency), quote(flow.id, safe="@")
    data = f"{base}/data/dataflow/{agency}/{name}/~/*" if is_second else f"{base}/data/{agency},{name}/all"
    return tuple(
        File(key.lower(), f"Daten als {FORMATS[key][0]}", FORMATS[key][1], f"{data}?format={quote(word)}" if word else data, media_type=FORMATS[key][2])
        for key, word in document.data_formats.items()
        if key in FORMATS
    )


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))
