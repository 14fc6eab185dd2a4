"""The check: everything that can be said of one dataset as opendata.swiss will read it.

Three questions in one, told by severity (``fault``): would it be imported (``rules``), does it keep to DCAT-AP CH (``shapes``), and how many
points does it get (``mqa``). Pure, and fast enough for every save: the dataset is described as for the feed, and read back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from pyoxigraph import Literal, RdfFormat

from ckanext.luzern.feeds import document, fragment
from ckanext.luzern.feeds.profile import OPENDATA_SWISS
from ckanext.luzern.feeds.settings import FeedSettings
from ckanext.luzern.feeds.values import Fields
from luzern_harvesters.dcat.graph import DCAT, DCT, Subject
from luzern_harvesters.finding import Finding

from . import mqa, rules
from .fault import MAX_POINTS, SEVERITIES, Fault, Report, Severity, in_order
from .graph import FeedGraph, read

__all__ = ["MAX_POINTS", "SEVERITIES", "Fault", "Report", "Severity", "check_fragment", "check_package", "judge"]


def check_package(package: Fields, settings: FeedSettings, *, dead: Collection[str] = ()) -> Report:
    """Judge a package as ``package_show`` gives it; ``dead`` are addresses known not to answer."""
    built = next(built for built in fragment.build(package, settings) if built.profile == OPENDATA_SWISS.name)
    report = check_fragment(built.texts["xml"], settings, dead=dead)
    return replace(report, faults=in_order([*report.faults, *map(_left_out, built.findings)]))


def check_fragment(xml: str, settings: FeedSettings, *, dead: Collection[str] = ()) -> Report:
    """Judge a dataset by its stored text in the profile ``opendata-swiss``; what had to be left out of it is not known any more."""
    parts = (document.publisher(OPENDATA_SWISS, "xml", settings), document.between("xml"), xml)
    graph = read("".join((document.start("xml"), *parts, document.end("xml"))), RdfFormat.RDF_XML)
    (dataset,) = graph.of_type(DCAT.Dataset)
    return judge(graph, dataset, f"@{settings.organisation}", dead=dead)


def judge(graph: FeedGraph, dataset: Subject, suffix: str, *, dead: Collection[str] = ()) -> Report:
    """Judge a dataset in a graph; ``suffix`` is what its identifier must end in (``@stadt-luzern``)."""
    rejected = [*rules.rejections(graph, dataset)]
    measured = mqa.Subjects(graph, dataset, tuple(graph.values(dataset, DCAT.distribution)), dead, is_importable=not rejected)
    found = tuple(mqa.criteria(measured))
    faults = [*rejected, *_identifier(graph, dataset, suffix), *rules.losses(graph, dataset), *mqa.advice(found)]
    return Report(name_of(graph, dataset), in_order(faults), mqa.points(found))


def name_of(graph: FeedGraph, dataset: Subject) -> str:
    """Give a dataset's identifier, else its IRI."""
    value = graph.value(dataset, DCT.identifier)
    return value.value if isinstance(value, Literal) else str(dataset.value)


def _identifier(graph: FeedGraph, dataset: Subject, suffix: str) -> Iterator[Fault]:
    for value in graph.values(dataset, DCT.identifier):
        yield from rules.identifier_faults(str(getattr(value, "value", value)), suffix)


def _left_out(finding: Finding) -> Fault:
    return Fault("warning", finding.code, finding.path, finding.message, finding.remedy)
