"""Which words of a text are why it was found: those asked for, their inflections, compounds they are in, other names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ckanext.luzern.search import query
from ckanext.luzern.search.language.german import German
from ckanext.luzern.search.language.letters import fold, stem

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Segment:
    """A piece of a text as it stands there, ``marked`` where it is a word that was found."""

    text: str
    marked: bool = False


def segments(text: str, asked: str, german: German) -> list[Segment]:
    """Cut a text into pieces; joined, they are the text. Nothing is marked for Solr's syntax."""
    if not query.is_plain(asked):
        return [Segment(text)] if text else []
    wanted = _wanted(asked, german)
    found: list[Segment] = []
    at = 0
    for word in _WORD.finditer(text):
        if not wanted.isdisjoint(_stems(word[0], german)):
            found += [Segment(text[at : word.start()]), Segment(word[0], marked=True)]
            at = word.end()
    found.append(Segment(text[at:]))
    return [segment for segment in found if segment.text]


@lru_cache(maxsize=64)
def _wanted(asked: str, german: German) -> frozenset[str]:
    return frozenset(stem(fold(word)) for term in german.terms(asked) for phrase in (term.phrase, term.parts, *term.meanings) for word in phrase)


@lru_cache(maxsize=20_000)  # titles and descriptions share most of their words
def _stems(word: str, german: German) -> frozenset[str]:
    return frozenset([stem(fold(word)), *(stem(inner) for inner in german.inner_words(word))])
