"""What a metadata file says, before it is translated: the schema's field names, plain words, and where each word stands.

Every format (``meta.xml``, YAML, Excel) is read into this one shape, so that there is one translation and a finding can name the
line or the cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from luzern_harvesters.finding import Finding


@dataclass(frozen=True)
class Word:
    """A text as the department wrote it, without blanks around it. ``place`` is German: «metadaten.xlsx, Blatt «Metadaten», Zelle C7»."""

    text: str
    place: str

    def __bool__(self) -> bool:
        return bool(self.text)


Node: TypeAlias = Word | tuple["Node", ...] | Mapping[str, "Node"]
Group: TypeAlias = Mapping[str, "Node"]


@dataclass(frozen=True)
class Metadata:
    """The content of a metadata file by the schema's field names; ``resources`` holds the files, ``license`` the terms of all of them."""

    values: Group
    findings: tuple[Finding, ...] = ()


def words_of(node: Node | None) -> Iterator[Word]:
    """Give every filled word below a node, in order."""
    if isinstance(node, Word):
        if node:
            yield node
    elif isinstance(node, tuple):
        for item in node:
            yield from words_of(item)
    elif node is not None:
        for item in node.values():
            yield from words_of(item)


def word_of(node: Node | None) -> Word:
    """Give the first filled word below a node; an empty one if there is none."""
    return next(words_of(node), Word("", ""))


def nodes_of(node: Node | None) -> tuple[Node, ...]:
    """Give a list's items; anything else is a list of one, nothing one of none."""
    if node is None or (isinstance(node, Word) and not node):
        return ()
    return node if isinstance(node, tuple) else (node,)


def is_filled(node: Node | None) -> bool:
    """Say whether there is any word below a node."""
    return bool(word_of(node))
