"""The check: everything that can be said of a dataset, or a whole feed, as opendata.swiss will read it.

Three questions in one, told by severity (``fault``): would it be imported (``rules``), does it keep to DCAT-AP CH (``shapes``), and how many
points does it get (``mqa``). Pure, and fast enough for every save: the dataset is described as for the feed, and read back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from pyoxigraph import Literal, RdfFormat

from ckanext.luzern.feeds import dataset_graph, syntax
from ckanext.luzern.feeds import document as feed_document
from ckanext.luzern.feeds.profile import OPENDATA_SWISS
from ckanext.luzern.feeds.settings import FeedSettings
from ckanext.luzern.feeds.values import Fields
from luzern_harvesters.dcat.graph import DCAT, DCT, Subject
from luzern_harvesters.finding import Finding

from . import mqa, rules, shapes
from .document import Feed, from_bytes, transport_faults
from .fault import MAX_POINTS, SEVERITIES, Fault, Report, Severity, in_order
from .graph import FeedGraph, read

__all__ = ["MAX_POINTS", "SEVERITIES", "Fault", "FeedReport", "Report", "Severity", "check_document", "check_feed", "check_fragment", "check_package"]


@dataclass(frozen=True)
class FeedReport:
    """The judgement of a feed: one report for each dataset, and what is wrong with the feed as a whole."""

    datasets: tuple[Report, ...]
    faults: tuple[Fault, ...]
    distributions: int

    @property
    def points(self) -> Mapping[str, float]:
        """The mean over all datasets, by dimension."""
        count = len(self.datasets)
        return {dimension: round(sum(report.points[dimension] for report in self.datasets) / count, 1) if count else 0 for dimension in mqa.DIMENSIONS}

    @property
    def total(self) -> float:
        """The mean of all points, of 405."""
        return round(sum(self.points.values()), 1)

    @property
    def is_sound(self) -> bool:
        """Tell whether opendata.swiss takes every dataset and the checker finds no violation."""
        return all(report.is_sound for report in self.datasets) and not any(fault.severity in {"rejected", "violation"} for fault in self.faults)


def check_package(package: Fields, settings: FeedSettings, *, dead: Collection[str] = ()) -> Report:
    """Judge a package as ``package_show`` gives it; ``dead`` are addresses known not to answer."""
    described = dataset_graph.build(package, settings, one_resource=OPENDATA_SWISS.one_resource)
    report = check_fragment(syntax.fragment(described.graph, "xml"), settings, dead=dead)
    return replace(report, faults=in_order([*report.faults, *map(_left_out, described.findings)]))


def check_fragment(xml: str, settings: FeedSettings, *, dead: Collection[str] = ()) -> Report:
    """Judge a dataset by its stored text in the profile ``opendata-swiss``; what had to be left out of it is not known any more."""
    parts = (feed_document.publisher(OPENDATA_SWISS, "xml", settings), feed_document.between("xml"), xml)
    graph = read("".join((feed_document.start("xml"), *parts, feed_document.end("xml"))), RdfFormat.RDF_XML)
    (dataset,) = graph.of_type(DCAT.Dataset)
    return _judged(graph, dataset, graph.reachable(dataset), f"@{settings.organisation}", dead)


def check_document(data: bytes, media_type: str, *, suffix: str, dead: Collection[str] = ()) -> FeedReport:
    """Judge one document; ``suffix`` is what every identifier must end in (``@stadt-luzern``).

    Raises:
        FeedUnreadable: it is no RDF.
    """
    return check_feed(from_bytes(data, media_type), suffix=suffix, dead=dead)


def check_feed(feed: Feed, *, suffix: str, dead: Collection[str] = ()) -> FeedReport:
    """Judge a feed with all its pages. A node that several datasets share is the first one's; what belongs to none is the feed's."""
    graph, owned = feed.graph, dict[Subject, None]()
    reports: list[Report] = []
    for dataset in graph.of_type(DCAT.Dataset):
        own = [node for node in graph.reachable(dataset) if node not in owned]
        owned |= dict.fromkeys(own)
        reports.append(_judged(graph, dataset, own, suffix, dead))
    faults = [
        *feed.faults,
        *transport_faults(graph),
        *_collisions(reports),
        *shapes.faults(graph, None, (node for node in graph.subjects if node not in owned)),
    ]
    if not reports:
        text = "Kein Datensatz ist da: opendata.swiss würde alle löschen."
        faults.append(Fault("rejected", "empty", "", text, "Schicken Sie diese Katalogdaten nicht ab.", rules.FILTER))
    return FeedReport(tuple(reports), in_order(faults), len(graph.of_type(DCAT.Distribution)))


def _judged(graph: FeedGraph, dataset: Subject, nodes: Collection[Subject], suffix: str, dead: Collection[str]) -> Report:
    """Judge a dataset with the nodes that belong to it; a field that is refused is not told a second time by a shape."""
    rejected = [*rules.rejections(graph, dataset), *rules.identifier_faults(graph, dataset, suffix)]
    refused = {fault.field for fault in rejected}
    shaped = [fault for fault in shapes.faults(graph, dataset, nodes) if not fault.field or fault.field not in refused]
    distributions = tuple(graph.values(dataset, DCAT.distribution))
    is_importable = not any(fault.clause == rules.FILTER for fault in rejected)
    found = tuple(mqa.criteria(mqa.Subjects(graph, dataset, distributions, dead, is_importable)))
    faults = [*rejected, *shaped, *rules.losses(graph, dataset), *mqa.advice(found, has_files=bool(distributions))]
    return Report(_name(graph, dataset), in_order(faults), mqa.points(found))


def _name(graph: FeedGraph, dataset: Subject) -> str:
    value = graph.value(dataset, DCT.identifier)
    return value.value if isinstance(value, Literal) else str(dataset.value)


def _collisions(reports: Collection[Report]) -> Iterator[Fault]:
    for group in rules.collisions(report.dataset for report in reports):
        text = f"opendata.swiss hält diese Kennungen für dieselbe: {', '.join(group)}."
        yield Fault("rejected", "identifier-unique", "identifier", text, "Eine der beiden muss anders heissen.", rules.IDENTIFIERS)


def _left_out(finding: Finding) -> Fault:
    return Fault("warning", finding.code, finding.path, finding.message, finding.remedy)
