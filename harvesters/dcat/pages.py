"""The pages of a catalogue (hydra, both spellings), and the datasets on them.

``hydra:next`` and ``hydra:nextPage`` are followed, on ``PartialCollectionView`` and on ``PagedCollection``, as IRI or as
text. A repeated page ends the loop; a page that is missing or fewer datasets than announced make the listing incomplete.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from pyoxigraph import Literal, NamedNode

from luzern_harvesters import redaction
from luzern_harvesters.errors import SourceMalformed
from luzern_harvesters.file_url import is_file_url
from luzern_harvesters.finding import Finding
from luzern_harvesters.http import Response

from .datasets import OTHERS, datasets_of
from .graph import DCAT, HYDRA, RDF, Graph
from .spool import Spool
from .syntax import parse

NEXT = (HYDRA.next, HYDRA.nextPage)
LAST = (HYDRA.last, HYDRA.lastPage)


@dataclass(frozen=True, slots=True)
class Entry:
    """One dataset of a catalogue: ``iri`` and ``words`` as in ``datasets``; ``mark`` is of its statements, ``place`` their number in the spool."""

    iri: str
    identifiers: tuple[str, ...]
    words: str
    mark: str
    place: int


@dataclass
class Catalogue:
    """What the pages gave."""

    entries: list[Entry] = field(default_factory=list)
    is_dcat: bool = False
    promised: set[str] = field(default_factory=set)  # what a catalogue says it holds
    announced: int | None = None
    is_complete: bool = True
    findings: list[Finding] = field(default_factory=list)


def read(url: str, get: Callable[[str], Response], spool: Spool, max_pages: int, max_statements: int) -> Catalogue:
    """Read page after page; what is said of each dataset goes to the spool.

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
        digest = hashlib.sha256(answer.body).digest()
        if digest in bodies:
            _incomplete(catalogue, "page-repeated", following, "Der Katalog liefert dieselbe Seite zweimal.")
            break
        bodies.add(digest)
        following = _take(catalogue, parse(answer, max_statements), spool, following if is_file_url(following) else answer.url, seen)
    if not catalogue.is_dcat:
        raise SourceMalformed(Finding.error("dcat-none", redaction.address(url), "Das Dokument ist kein DCAT-Katalog: Es nennt weder Katalog noch Datensätze."))
    _check_promises(catalogue)
    _check_total(catalogue, url)
    return catalogue


def _take(catalogue: Catalogue, graph: Graph, spool: Spool, current: str, seen: set[str]) -> str:
    """Take a page's datasets and what its catalogues promise; give the address of the next page."""
    listed = dict.fromkeys(node for _, node in graph.pairs(DCAT.dataset) if not isinstance(node, Literal))
    catalogue.is_dcat = catalogue.is_dcat or bool(listed) or any(kind in (DCAT.Dataset, DCAT.Catalog) for _, kind in graph.pairs(RDF.type))
    entries = [
        Entry(one.iri, one.identifiers, one.words, hashlib.sha256(one.statements).hexdigest(), spool.put(one.statements)) for one in datasets_of(graph, listed)
    ]
    catalogue.promised |= {node.value for node in listed if isinstance(node, NamedNode) and not graph.is_one_of(node, OTHERS)}
    catalogue.promised -= {entry.iri for entry in entries}
    catalogue.entries += entries
    return _next_page(catalogue, graph, current, seen)


def _next_page(catalogue: Catalogue, graph: Graph, current: str, seen: set[str]) -> str:
    totals = [int(total.value) for _, total in graph.pairs(HYDRA.totalItems) if total.value.isdecimal()]
    catalogue.announced = max([*totals, *([] if catalogue.announced is None else [catalogue.announced])], default=None)
    found = sorted({urljoin(current, value.value) for predicate in NEXT for _, value in graph.pairs(predicate)})
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
    stated = [pair for predicate in LAST for pair in graph.pairs(predicate)]
    last = {_local(urljoin(current, value.value)) for _, value in stated}
    pages = {page.value for page, _ in stated}
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
    missing = sorted(catalogue.promised - {entry.iri for entry in catalogue.entries})
    if missing:
        message = f"Der Katalog nennt {len(missing)} Datensätze, die er nicht beschreibt, zum Beispiel «{missing[0][:100]}»."
        _incomplete(catalogue, "dataset-undescribed", missing[0], message)


def _check_total(catalogue: Catalogue, url: str) -> None:
    count = len({entry.iri or entry.words for entry in catalogue.entries})
    if catalogue.announced is not None and count < catalogue.announced:
        _incomplete(catalogue, "fewer-than-announced", url, f"Der Katalog kündigt {catalogue.announced} Datensätze an, liefert aber {count}.")


def _incomplete(catalogue: Catalogue, code: str, path: str, message: str) -> None:
    catalogue.is_complete = False
    catalogue.findings.append(Finding.warning(code, redaction.address(path), message, "Was fehlt, gilt nicht als entfernt."))
