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
from rdflib.plugins.stores.memory import SimpleMemory
from rdflib.term import Node

from luzern_harvesters import redaction
from luzern_harvesters.errors import SourceMalformed
from luzern_harvesters.file_url import is_file_url
from luzern_harvesters.finding import Finding
from luzern_harvesters.http import Response

from .node import DCAT
from .syntax import parse

HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
NEXT = (HYDRA.next, HYDRA.nextPage)
LAST = (HYDRA.last, HYDRA.lastPage)
OTHERS = (DCAT.Catalog, DCAT.CatalogRecord, DCAT.DatasetSeries, DCAT.DataService)
SAID_OF_A_DATASET = (DCTERMS.title, DCTERMS.description, DCTERMS.identifier, DCAT.distribution)
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
    is_dcat: bool = False
    promised: set[str] = field(default_factory=set)  # what a catalogue says it holds
    announced: int | None = None
    is_complete: bool = True
    findings: list[Finding] = field(default_factory=list)


def read(url: str, get: Callable[[str], Response], max_pages: int, max_statements: int) -> Catalogue:
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
        graph = parse(answer, max_statements)
        _take(catalogue, graph)
        following = _next_page(catalogue, graph, following if is_file_url(following) else answer.url, seen)
    if not catalogue.is_dcat:
        raise SourceMalformed(Finding.error("dcat-none", redaction.address(url), "Das Dokument ist kein DCAT-Katalog: Es nennt weder Katalog noch Datensätze."))
    _check_promises(catalogue)
    _check_total(catalogue, url)
    return catalogue


def _take(catalogue: Catalogue, graph: Graph) -> None:
    """Take a page's datasets and what its catalogues promise."""
    listed = {node for node in graph.objects(None, DCAT.dataset) if not isinstance(node, Literal)}
    catalogue.promised |= {str(node) for node in listed if isinstance(node, URIRef) and not _is_one_of(graph, node, OTHERS)}
    catalogue.is_dcat = catalogue.is_dcat or bool(listed) or any((None, RDF.type, kind) in graph for kind in (DCAT.Dataset, DCAT.Catalog))
    catalogue.entries += _entries(graph, listed)


def _next_page(catalogue: Catalogue, graph: Graph, current: str, seen: set[str]) -> str:
    for total in graph.objects(None, HYDRA.totalItems):
        catalogue.announced = max(catalogue.announced or 0, int(str(total))) if str(total).isdecimal() else catalogue.announced
    found = sorted({urljoin(current, str(value)) for predicate in NEXT for value in graph.objects(None, predicate)})
    if not found:
        _check_last(catalogue, graph, current, seen)
        return ""
    if not any(_is_near(found[0], known) for known in (current, *seen)):
        _incomplete(catalogue, "page-elsewhere", found[0], "Die nächste Seite des Katalogs liegt auf einem anderen Rechner; sie wird nicht gelesen.")
        return ""
    if found[0] in seen:
        _incomplete(catalogue, "page-repeated", found[0], "Die Seiten des Katalogs verweisen im Kreis.")
        return ""
    return found[0]


def _check_last(catalogue: Catalogue, graph: Graph, current: str, seen: set[str]) -> None:
    """A page without a next one, which names another as the last, is not the end; catalogues name themselves by more than one address."""
    last = {_local(urljoin(current, str(value))) for predicate in LAST for value in graph.objects(None, predicate)}
    pages = {str(page) for predicate in LAST for page in graph.subjects(predicate)}
    here = {_local(urljoin(current, page)) for page in {*seen, *pages}}
    if last and not last & here:
        _incomplete(catalogue, "page-missing", current, "Der Katalog nennt eine weitere Seite, verweist aber nicht auf sie.")


def _local(url: str) -> tuple[str, str]:
    """Path and query: behind a proxy a catalogue may not know its own host's name."""
    parts = urlsplit(url)
    return parts.path, parts.query


def _is_near(url: str, current: str) -> bool:
    """Pages lie on the same host; those of a file in its folder."""
    one, other = urlsplit(url), urlsplit(current)
    if other.scheme == "file":
        return (one.scheme, one.netloc, one.path.rpartition("/")[0]) == ("file", other.netloc, other.path.rpartition("/")[0])
    return one.netloc == other.netloc


def _check_promises(catalogue: Catalogue) -> None:
    missing = sorted(catalogue.promised - {entry.node for entry in catalogue.entries})
    if missing:
        message = f"Der Katalog nennt {len(missing)} Datensätze, die er nicht beschreibt, zum Beispiel «{missing[0][:100]}»."
        _incomplete(catalogue, "dataset-undescribed", missing[0], message)


def _check_total(catalogue: Catalogue, url: str) -> None:
    count = len({entry.node or entry.words for entry in catalogue.entries})
    if catalogue.announced is not None and count < catalogue.announced:
        _incomplete(catalogue, "fewer-than-announced", url, f"Der Katalog kündigt {catalogue.announced} Datensätze an, liefert aber {count}.")


def _incomplete(catalogue: Catalogue, code: str, path: str, message: str) -> None:
    catalogue.is_complete = False
    catalogue.findings.append(Finding.warning(code, redaction.address(path), message, "Was fehlt, gilt nicht als entfernt."))


def _entries(graph: Graph, listed: set[Node]) -> Iterator[Entry]:
    """Give the datasets: what is typed so or listed so, and described; a bare mention or a series is none."""
    typed = set(graph.subjects(RDF.type, DCAT.Dataset))
    for node in sorted(typed | listed, key=str):
        is_bare = not any((node, predicate, None) in graph for predicate in SAID_OF_A_DATASET)
        is_mention = node not in typed or (node not in listed and (None, None, node) in graph)
        if (is_bare and is_mention) or _is_one_of(graph, node, OTHERS):
            continue
        statements = _about(graph, node)
        name = str(node) if isinstance(node, URIRef) else ""
        identifiers = tuple(sorted({str(value).strip() for value in graph.objects(node, DCTERMS.identifier) if isinstance(value, Literal)} - {""}))
        words = "\n".join(sorted(f"{predicate} {value}" for predicate, value in graph.predicate_objects(node) if isinstance(value, Literal)))
        yield Entry(name, identifiers, hashlib.sha256(words.encode()).hexdigest(), statements)


def _about(graph: Graph, node: Node) -> bytes:
    """Gather what is said about a dataset and what it points to, stopping at other datasets."""
    part, waiting, reached = Graph(store=SimpleMemory()), [node], {node}
    part.add((_valid(node), RDF.type, DCAT.Dataset))
    while waiting and len(part) < MAX_STATEMENTS:
        for predicate, value in graph.predicate_objects(current := waiting.pop()):
            part.add((_valid(current), predicate, _valid(value)))
            if isinstance(value, URIRef | BNode) and value not in reached and not _is_one_of(graph, value, (DCAT.Dataset, *OTHERS)):
                reached.add(value)
                waiting.append(value)
    return part.serialize(format="nt", encoding="utf-8")


def _is_one_of(graph: Graph, node: Node, kinds: tuple[URIRef, ...]) -> bool:
    return any((node, RDF.type, kind) in graph for kind in kinds)


def _valid(term: Node) -> Node:
    """Encode what may not stand in an IRI: one blank in an address must not cost the dataset."""
    return URIRef(quote(term, safe=SAFE)) if isinstance(term, URIRef) and FORBIDDEN.search(term) else term
