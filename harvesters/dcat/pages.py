"""The pages of a catalogue (hydra, both spellings), and the datasets on them.

``hydra:next`` and ``hydra:nextPage`` are followed, on ``PartialCollectionView`` and on ``PagedCollection``, as IRI or as
text. A repeated page ends the loop; a page that is missing or fewer datasets than announced make the listing incomplete.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, urljoin, urlsplit

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, RDF, Namespace
from rdflib.term import Node

from luzern_harvesters.finding import Finding
from luzern_harvesters.http import Response

from .node import DCAT
from .syntax import parse

HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
NEXT = (HYDRA.next, HYDRA.nextPage)
LAST = (HYDRA.last, HYDRA.lastPage)
OWN_RESOURCES = (DCAT.Dataset, DCAT.Catalog, DCAT.CatalogRecord, DCAT.DatasetSeries, DCAT.DataService)
FORBIDDEN = re.compile(r'[\x00-\x20<>"{}|\\^`]')
SAFE = "/%:=&?~#+!$,;'@()*[]"
MAX_STATEMENTS = 50_000  # of one dataset


@dataclass(frozen=True)
class Entry:
    """One dataset of a catalogue: its node's name and all that is said about it, as N-Triples.

    ``words`` sums up the texts said of it directly: a name for a dataset that has no other.
    """

    node: str
    identifiers: tuple[str, ...]
    words: str
    statements: bytes


@dataclass
class Catalogue:
    """What the pages gave."""

    entries: list[Entry] = field(default_factory=list)
    announced: int | None = None
    is_complete: bool = True
    findings: list[Finding] = field(default_factory=list)


def read(url: str, get: Callable[[str], Response], max_pages: int) -> Catalogue:
    """Read page after page.

    Raises:
        SourceError: a page can't be had or read; nothing may be concluded from the others.
    """
    catalogue, seen, bodies = Catalogue(), set[str](), set[bytes]()
    following: str = url
    while following:
        if len(seen) >= max_pages:
            _incomplete(catalogue, "too-many-pages", url, f"Der Katalog hat mehr als {max_pages} Seiten.")
            break
        seen.add(following)
        answer = get(following)
        if answer.body in bodies:
            _incomplete(catalogue, "page-repeated", following, "Der Katalog liefert dieselbe Seite zweimal.")
            break
        bodies.add(answer.body)
        graph = parse(answer)
        catalogue.entries += _entries(graph)
        following = _next_page(catalogue, graph, following, seen)
    _check_total(catalogue, url)
    return catalogue


def _next_page(catalogue: Catalogue, graph: Graph, current: str, seen: set[str]) -> str:
    for total in graph.objects(None, HYDRA.totalItems):
        catalogue.announced = max(catalogue.announced or 0, int(str(total))) if str(total).isdecimal() else catalogue.announced
    found = sorted({urljoin(current, str(value)) for predicate in NEXT for value in graph.objects(None, predicate)})
    if not found:
        _check_last(catalogue, graph, current, seen)
        return ""
    if urlsplit(found[0]).netloc != urlsplit(current).netloc:
        _incomplete(catalogue, "page-elsewhere", found[0], "Die nächste Seite des Katalogs liegt auf einem anderen Rechner; sie wird nicht gelesen.")
        return ""
    if found[0] in seen:
        _incomplete(catalogue, "page-repeated", found[0], "Die Seiten des Katalogs verweisen im Kreis.")
        return ""
    return found[0]


def _check_last(catalogue: Catalogue, graph: Graph, current: str, seen: set[str]) -> None:
    """A page without a next one, which names another as the last, is not the end."""
    last = {urljoin(current, str(value)) for predicate in LAST for value in graph.objects(None, predicate)}
    if last and not last & seen and len(seen) > 1:
        _incomplete(catalogue, "page-missing", current, "Der Katalog nennt eine weitere Seite, verweist aber nicht auf sie.")


def _check_total(catalogue: Catalogue, url: str) -> None:
    count = len({entry.node for entry in catalogue.entries})
    if catalogue.announced is not None and count < catalogue.announced:
        _incomplete(catalogue, "fewer-than-announced", url, f"Der Katalog kündigt {catalogue.announced} Datensätze an, liefert aber {count}.")


def _incomplete(catalogue: Catalogue, code: str, path: str, message: str) -> None:
    catalogue.is_complete = False
    catalogue.findings.append(Finding.warning(code, path, message, "Was fehlt, gilt nicht als entfernt."))


def _entries(graph: Graph) -> Iterator[Entry]:
    for node in sorted(set(graph.subjects(RDF.type, DCAT.Dataset)), key=str):
        statements = _about(graph, node)
        name = str(node) if isinstance(node, URIRef) else ""
        identifiers = tuple(sorted({str(value).strip() for value in graph.objects(node, DCTERMS.identifier)} - {""}))
        words = "\n".join(sorted(f"{predicate} {value}" for predicate, value in graph.predicate_objects(node) if isinstance(value, Literal)))
        yield Entry(name, identifiers, hashlib.sha256(words.encode()).hexdigest(), statements)


def _about(graph: Graph, node: Node) -> bytes:
    """Gather what is said about a dataset and what it points to, stopping at other datasets."""
    part, waiting, reached = Graph(), [node], {node}
    while waiting and len(part) < MAX_STATEMENTS:
        for predicate, value in graph.predicate_objects(current := waiting.pop()):
            part.add((_valid(current), predicate, _valid(value)))
            if isinstance(value, URIRef | BNode) and value not in reached and not _is_another(graph, value):
                reached.add(value)
                waiting.append(value)
    return part.serialize(format="nt", encoding="utf-8")


def _is_another(graph: Graph, node: Node) -> bool:
    return any((node, RDF.type, kind) in graph for kind in OWN_RESOURCES)


def _valid(term: Node) -> Node:
    """Encode what may not stand in an IRI: one blank in an address must not cost the dataset."""
    return URIRef(quote(term, safe=SAFE)) if isinstance(term, URIRef) and FORBIDDEN.search(term) else term
