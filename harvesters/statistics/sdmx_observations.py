"""What the observations of an SDMX-ML data message say of its structure: columns as they are written, values that occur, the period.

Generic data tells dimensions from attributes (``SeriesKey``, ``ObsKey``, ``Attributes``). Structure-specific data writes both as XML
attributes: below a series, the dimension at the observation is the only one; elsewhere what is an attribute by its nature counts as one
(SDMX 2.1 §3B; cross-domain concepts of the content-oriented guidelines).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from luzern_harvesters.record import Period
from luzern_harvesters.xml import Element

from . import times
from .sdmx import Part

FLAT = "AllDimensions"
VALUE = "OBS_VALUE"
TIMES = {"TIME_PERIOD", "TIME"}
ATTRIBUTES = {
    "AVAILABILITY", "BREAKS", "COLLECTION", "COLL_METHOD", "COMPILATION", "CONF_STATUS", "CONF_STATUS_OBS", "COVERAGE", "DECIMALS", "LAST_UPDATE",
    "OBS_COM", "OBS_CONF", "OBS_FLAG", "OBS_PRE_BREAK", "OBS_STATUS", "SOURCE_AGENCY", "TIME_FORMAT", "TIME_PER_COLLECT", "TITLE", "TITLE_COMPL",
    "UNIT_INDEX_BASE", "UNIT_MULT",
}  # fmt: skip
Pair = tuple[str, str]


@dataclass
class _Found:
    """The values that occur of each dimension and attribute, in the order of the document."""

    at: str  # the dimension at the observation
    dimensions: dict[str, dict[str, None]] = field(default_factory=dict)
    attributes: dict[str, dict[str, None]] = field(default_factory=dict)

    def dimension(self, name: str, value: str = "") -> None:
        self.dimensions.setdefault(name, {}).update({value: None} if value else {})

    def attribute(self, name: str, value: str) -> None:
        self.attributes.setdefault(name, {}).update({value: None} if value else {})


def observed(root: Element, structure: Element | None) -> tuple[tuple[Part, ...], Period]:
    """Give the columns and the period of a message; ``structure`` is what its header says of the structure."""
    found = _Found((structure.attributes.get("dimensionatobservation") if structure else "") or "TIME_PERIOD")
    for dataset in root.all("dataset"):
        _said(dataset, found)
        for row in dataset.all("series", "obs"):
            _row(row, found, is_below=False)
    if found.at != FLAT:
        found.dimension(found.at)
    columns = tuple(_part(name, values) for name, values in found.dimensions.items())
    further = (Part(name, "attribute", values=_shown(values)) for name, values in found.attributes.items() if name not in found.dimensions)
    moments = (value for name, values in found.dimensions.items() if name in TIMES for value in values)
    return (*columns, Part(VALUE, "measure"), *further), times.span(moments)


def _row(row: Element, found: _Found, *, is_below: bool) -> None:
    """Read a series with its observations, or an observation; ``is_below`` a series or not."""
    for name, value in (pair for key in row.all("serieskey", "obskey") for pair in _values(key)):
        found.dimension(name, value)
    for one in row.all("obsdimension"):
        found.dimension(one.attributes.get("id") or found.at, one.attributes.get("value", ""))
    _said(row, found)
    for name, value in _written(row):
        note = found.dimension if name == found.at else found.attribute if is_below or name.upper() in ATTRIBUTES else found.dimension
        note(name, value)
    for below in row.all("obs"):
        _row(below, found, is_below=True)


def _said(element: Element, found: _Found) -> None:
    """Note the attributes of generic data."""
    for holder in element.all("attributes"):
        for name, value in _values(holder):
            found.attribute(name, value)


def _values(holder: Element) -> Iterator[Pair]:
    return ((one.attributes["id"], one.attributes.get("value", "")) for one in holder.all("value") if one.attributes.get("id"))


def _written(row: Element) -> Iterator[Pair]:
    """Give the XML attributes of structure-specific data; those with a prefix are SDMX's own."""
    for key, value in row.attributes.items():
        name = row.written.get(key, key)
        if ":" not in name and name not in {"action", VALUE}:
            yield name, value


def _part(name: str, values: dict[str, None]) -> Part:
    return Part(name, "time" if name in TIMES else "dimension", values=_shown(values))


def _shown(values: dict[str, None]) -> tuple[tuple[Pair, ...], ...]:
    return tuple((("", value),) for value in values)
