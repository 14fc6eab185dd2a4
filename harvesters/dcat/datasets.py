"""The datasets on a page, each with all that is said about it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode

from .graph import DCAT, DCT, RDF, Graph, Statement, Subject
from .ntriples import canonical

OTHERS = (DCAT.Catalog, DCAT.CatalogRecord, DCAT.DatasetSeries, DCAT.DataService)
BORDERS = (DCAT.Dataset, *OTHERS)
SAID_OF_A_DATASET = (DCT.title, DCT.description, DCT.identifier, DCAT.distribution)
MAX_STATEMENTS = 50_000  # of one dataset


@dataclass(frozen=True, slots=True)
class Dataset:
    """One dataset: its IRI, the identifiers stated, and its statements in canonical form.

    ``iri`` is empty for a blank node; ``words``, a digest of the texts said of it directly, is then its name, and else empty.
    """

    iri: str
    identifiers: tuple[str, ...]
    words: str
    statements: bytes


def datasets_of(graph: Graph, listed: Collection[Subject]) -> Iterator[Dataset]:
    """Give the datasets: what is typed so or listed so, and described; a bare mention or a series is none. In the order of their IRIs."""
    typed = [subject for subject, kind in graph.pairs(RDF.type) if kind == DCAT.Dataset]
    for node in sorted(dict.fromkeys([*typed, *listed]), key=lambda node: node.value if isinstance(node, NamedNode) else ""):
        if not _is_mention(graph, node, listed) and not _is_other(graph, node):
            yield _dataset(graph, node)


def _is_other(graph: Graph, node: Subject) -> bool:
    """Tell whether a node is something else than a dataset; a series that has files of its own is one (ISO's series, in GeoNetwork's DCAT)."""
    is_series = graph.is_one_of(node, (DCAT.DatasetSeries,)) and graph.is_one_of(node, (DCAT.Dataset,)) and bool(graph.values(node, DCAT.distribution))
    return graph.is_one_of(node, OTHERS) and not is_series


def _is_mention(graph: Graph, node: Subject, listed: Collection[Subject]) -> bool:
    """Tell whether nothing is said of a node but that another points to it."""
    if any(graph.values(node, predicate) for predicate in SAID_OF_A_DATASET):
        return False
    return not graph.is_one_of(node, (DCAT.Dataset,)) or (node not in listed and node in graph.mentioned)


def _dataset(graph: Graph, node: Subject) -> Dataset:
    identifiers = {value.value.strip() for value in graph.values(node, DCT.identifier) if isinstance(value, Literal)} - {""}
    iri = node.value if isinstance(node, NamedNode) else ""
    return Dataset(iri, tuple(sorted(identifiers)), "" if iri else _digest_of_texts(graph, node), canonical(_about(graph, node)))


def _digest_of_texts(graph: Graph, node: Subject) -> str:
    words = sorted(f"{predicate.value} {value.value}" for predicate, value in graph.about(node) if isinstance(value, Literal))
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


def _about(graph: Graph, node: Subject) -> list[Statement]:
    """Gather what is said about a dataset and what it points to, stopping at other datasets."""
    found: list[Statement] = [(node, RDF.type, DCAT.Dataset)]
    waiting, reached = [node], {node}
    while waiting and len(found) < MAX_STATEMENTS:
        current = waiting.pop()
        for predicate, value in graph.about(current):
            found.append((current, predicate, value))
            if isinstance(value, NamedNode | BlankNode) and value not in reached and not graph.is_one_of(value, BORDERS):
                reached.add(value)
                waiting.append(value)
    return found
