"""Our shapes (``luzern_schemas``, folder shacl) over a dataset, told as faults of its fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import luzern_schemas
from luzern_harvesters.dcat.graph import Subject, Term

from .constraints import lexical
from .fault import Fault, Severity
from .graph import SH, FeedGraph
from .mending import field_of
from .shacl import Result, Shapes, compiled

FOLDER = Path(luzern_schemas.__file__).parent / "shacl"
SEVERITY: dict[Term, Severity] = {SH.Violation: "violation", SH.Warning: "warning", SH.Info: "advice"}


@cache
def load() -> Shapes:
    """Read our shapes once.

    Raises:
        ShapesError: they use something of SHACL that is not compiled.
    """
    return compiled(path.read_bytes() for path in sorted(FOLDER.glob("*.ttl")))


def faults(graph: FeedGraph, dataset: Subject | None, nodes: Iterable[Subject]) -> Iterator[Fault]:
    """Give the faults of nodes, each a sentence of a field of ``dataset``; without one, of the feed as a whole."""
    for result in load().results(graph, nodes):
        shape = result.shape
        field = field_of(graph, dataset, result.focus, shape.path) if dataset else ""
        yield Fault(SEVERITY[shape.severity], shape.name, field, _text(result), shape.remedy, shape.clause)


def _text(result: Result) -> str:
    """The message, with the value where a person has written it."""
    shown = lexical(result.value)[:100] if result.value and not str(result.value).startswith("_:") else ""
    return f"{result.shape.message} Angegeben ist «{shown}»." if shown else result.shape.message
