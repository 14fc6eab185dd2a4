"""Which words of a text are why it was found: those asked for, their inflections, compounds they are in, other names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ckanext.luzern.search.language.german import German
from ckanext.luzern.search.language.letters import fold, stem

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Segment:
    """A piece of a text as it stands there, ``marked`` where it is a word that was found."""

    text: str
    marked: bool = False


def segments(text: str, asked: str, german: German) -> list[Segment]:
    """Cut a text into pieces; joined, they are the text."""
    wanted = {stem(fold(word)) for term in german.terms(asked) for phrase in (term.phrase, term.parts, *term.meanings) for word in phrase}
    found: list[Segment] = []
    at = 0
    for word in _WORD.finditer(text):
        if wanted & set(_stems(word[0], german)):
            found += [Segment(text[at : word.start()]), Segment(word[0], marked=True)]
            at = word.end()
    found.append(Segment(text[at:]))
    return [segment for segment in found if segment.text]


def _stems(word: str, german: German) -> Iterator[str]:
    yield stem(fold(word))
    yield from (stem(inner) for inner in german.inner_words(word))
