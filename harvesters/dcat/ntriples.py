"""N-Triples in a canonical form: the same statements give the same bytes, in whatever order and under whatever names they came.

W3C's canonicalization (RDFC-1.0) would do that for any graph, and takes exponential time for those made for it. Here the time is bounded: what
blank nodes say of each other is followed ``ROUNDS`` deep. Where that does not tell two apart, the order of the document does.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from pyoxigraph import BlankNode, Literal, NamedNode

from .graph import Statement, Term

FORBIDDEN = re.compile(r'[\x00-\x20<>"{}|\\^`]')
SAFE = "/%:=&?~#+!$,;'@()*[]"
ROUNDS = 8


def canonical(statements: Sequence[Statement]) -> bytes:
    """Write statements, sorted, each once. What may not stand in an IRI is encoded: one blank in an address must not cost the dataset."""
    written: dict[Term, str] = {}

    def shown(term: Term) -> str:
        if term not in written:
            written[term] = _iri(term.value) if isinstance(term, NamedNode) else _other(term)
        return written[term]

    written.update(_names(statements))
    lines = {f"{shown(subject)} {shown(predicate)} {shown(value)} .\n" for subject, predicate, value in statements}
    return "".join(sorted(lines)).encode()


def _iri(text: str) -> str:
    return f"<{quote(text, safe=SAFE) if FORBIDDEN.search(text) else text}>"


def _other(term: Term) -> str:
    """Write a text, without its type if that is no IRI."""
    is_odd = isinstance(term, Literal) and FORBIDDEN.search(term.datatype.value)
    return str(Literal(term.value) if is_odd else term)


def _names(statements: Iterable[Statement]) -> dict[Term, str]:
    """Name the blank nodes by the rank of their signatures: what they say, what is said of them."""
    linked = [(subject, predicate, value) for subject, predicate, value in statements if isinstance(subject, BlankNode) or isinstance(value, BlankNode)]
    signatures: dict[Term, str] = {term: "" for subject, _, value in linked for term in (subject, value) if isinstance(term, BlankNode)}
    distinct = 0
    for _ in range(ROUNDS):
        if distinct == len(signatures):
            break
        signatures = _refined(signatures, linked)
        if len(set(signatures.values())) == distinct:
            break
        distinct = len(set(signatures.values()))
    return {node: f"_:b{rank}" for rank, node in enumerate(sorted(signatures, key=signatures.__getitem__))}


def _refined(signatures: dict[Term, str], statements: Iterable[Statement]) -> dict[Term, str]:
    """Sign each blank node anew, with the signatures of its neighbours."""
    said: dict[Term, list[str]] = {node: [] for node in signatures}
    for subject, predicate, value in statements:
        if subject in said:
            said[subject].append(f"{predicate} {signatures.get(value, value)}")
        if value in said:
            said[value].append(f"^ {predicate} {signatures.get(subject, subject)}")
    return {node: hashlib.sha256("\n".join((signatures[node], *sorted(parts))).encode()).hexdigest() for node, parts in said.items()}
