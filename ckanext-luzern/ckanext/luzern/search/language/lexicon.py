"""Words inside words: German writes a thing and what it is of in one word, and citizens search for either."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from ckanext.luzern.search.language.letters import REMEMBERED, fold, stem

SHORTEST = 3  # letters of a part
SHORTEST_UNKNOWN = 4  # of a part that no list knows
UNKNOWN_COSTS, UNKNOWN_LETTER_COSTS, SHORT_COSTS, LINK_COSTS = 1.5, 0.5, 0.4, 0.6
_SUFFIX = re.compile(r"(isch|lich|ling|haft|r?s?chaft|[lg]?i?ch?keit|igkeit|heit|ung|ation|ionen|eren|iert?)(e[mnrs]?|s|en)?")
"""No word of its own: ausländ-isch."""
LONGEST = 48  # letters of a word that is taken apart


@dataclass(frozen=True)
class Part:
    """A word inside a compound: ``text`` folded, ``link`` the letter that joins it to the next (Verkehr-s-zählung), whether a list knows it."""

    text: str
    link: str = ""
    known: bool = True


@dataclass(frozen=True)
class _Way:
    cost: float
    parts: tuple[Part, ...]


class Lexicon:
    """The words that are not taken apart, and everything that is made of them."""

    def __init__(self, entries: Iterable[str]) -> None:
        self._entries = tuple(dict.fromkeys(word.lower() for word in entries))
        self._stems = {stem(fold(word)) for word in self._entries}
        self.split = lru_cache(maxsize=REMEMBERED)(self._split)

    def __iter__(self) -> Iterator[str]:
        """Give the words in the order of the list."""
        return iter(self._entries)

    def __len__(self) -> int:
        """Tell how many words there are."""
        return len(self._entries)

    def __contains__(self, word: str) -> bool:
        """Tell whether a word, in whatever inflection, is one of the list."""
        return stem(fold(word)) in self._stems

    def is_understood(self, word: str) -> bool:
        """Tell whether a word is in the list or made of words of the list alone."""
        parts = self.split(word)
        return word in self or (bool(parts) and all(part.known for part in parts))

    def _split(self, word: str) -> tuple[Part, ...]:
        """Give the parts of a compound in their order; nothing where it is none, or where what is unknown outweighs the known."""
        folded = fold(word)
        if stem(folded) in self._stems or not 2 * SHORTEST <= len(folded) <= LONGEST or not folded.isalpha():
            return ()
        best: list[_Way | None] = [_Way(0, ())] + [None] * len(folded)
        for end in range(SHORTEST, len(folded) + 1):
            for start in range(end - SHORTEST + 1):
                before = best[start]
                if before is None or (part := self._part(folded[start:end], last=end == len(folded))) is None:
                    continue
                if not part.known and (end - start == len(folded) or (before.parts and not before.parts[-1].known)):
                    continue
                cost = before.cost + 1 + (SHORT_COSTS if len(part.text) == SHORTEST else 0) + (LINK_COSTS if part.link else 0)
                cost += 0 if part.known else UNKNOWN_COSTS + len(part.text) * UNKNOWN_LETTER_COSTS
                if (known := best[end]) is None or cost <= known.cost:
                    best[end] = _Way(cost, (*before.parts, part))
        found = best[-1].parts if best[-1] else ()
        known = sum(len(part.text) for part in found if part.known)
        return found if len(found) > 1 and known >= SHORTEST_UNKNOWN and sum(not part.known for part in found) <= 1 else ()

    def _part(self, piece: str, last: bool) -> Part | None:
        if not any(letter in "aeiouy" for letter in piece):
            return None
        linked = not last and len(piece) > SHORTEST and piece.endswith("s") and piece[-2] != "s" and piece not in self._stems
        if linked and (piece[:-1] in self._stems or stem(piece[:-1]) in self._stems):
            return Part(piece[:-1], "s")
        if stem(piece) in self._stems or piece in self._stems:
            return Part(piece)
        if len(piece) >= SHORTEST_UNKNOWN and not (last and _SUFFIX.fullmatch(piece)):
            return Part(piece, known=False)
        return None


def compounds(parts: tuple[Part, ...]) -> Iterator[str]:
    """Give every part and every run of parts shorter than the whole, as words: Strassenlärmkataster, also strassenlarm and larmkataster."""
    for start in range(len(parts)):
        for end in range(start + 1, len(parts) + 1):
            if end - start < len(parts):
                run = parts[start:end]
                yield "".join(part.text + part.link for part in run[:-1]) + run[-1].text
