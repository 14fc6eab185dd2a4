"""Known words that sound like an unknown one, or are written nearly like it: dialect and slips of the finger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from functools import lru_cache

from ckanext.luzern.search.language.letters import fold, plural_sound, sound, spoken_with_u, stem
from ckanext.luzern.search.language.thesaurus import Phrase

SHORTEST = 3  # letters of a part of a dialect compound
SHORTEST_SLIP = 5  # letters of a word in which a slip is looked for: shorter ones are too near to each other
SOUNDS_LIKE, WRITTEN_LIKE = 0.4, 0.8  # how alike two words have to be, 1 is the same
MOST = 3
LONGEST = 32  # letters: nobody mistypes a longer word and means one of the list


class Neighbours:
    """The words of the lists, by their sound and by their spelling with one letter missing."""

    def __init__(self, known: Iterable[str]) -> None:
        self._stems: set[str] = set()
        self._sounds: dict[str, list[str]] = {}
        self._slips: dict[str, list[str]] = {}
        for word in dict.fromkeys(word.lower() for word in known):
            folded = fold(word)
            self._stems.add(stem(folded))
            for key in {sound(word), plural_sound(sound(word)), sound(spoken_with_u(word))}:
                self._sounds.setdefault(key, []).append(word)
            for key in _slip_keys(folded):
                self._slips.setdefault(key, []).append(word)
        self.of = lru_cache(maxsize=5_000)(self._of)

    def _of(self, word: str) -> tuple[Phrase, ...]:
        """Give what may have been meant, best first, each as the words it is made of: ``Schuelhuus`` gives schule and haus."""
        if len(word) > LONGEST:
            return ()
        whole = list(dict.fromkeys([*self._slipped(word)[:MOST], *self._heard(word)[:MOST]]))
        return tuple((one,) for one in whole) or tuple(self._meant_parts(word))[:MOST]

    def _slipped(self, word: str) -> list[str]:
        folded = fold(word)
        near = {other for key in _slip_keys(folded) for other in self._slips.get(key, ())}
        return _rated(folded, near, WRITTEN_LIKE)

    def _heard(self, word: str) -> list[str]:
        return _rated(fold(word), self._sounds.get(sound(word), ()), SOUNDS_LIKE)

    def _meant_parts(self, word: str) -> Iterator[Phrase]:
        for cut in range(len(word) - SHORTEST, SHORTEST - 1, -1):
            for first in (word[:cut], word[: cut - 1]) if word[cut - 1] == "s" else (word[:cut],):
                firsts, rests = self._part(first, word[cut:]), self._part(word[cut:], first)
                if firsts and rests:
                    yield firsts[0], rests[0]
                    break

    def _part(self, piece: str, other: str) -> list[str]:
        """Give what a part may mean: itself, what sounds alike, and, beside another part that is known, what is written nearly like it."""
        if self._is_known(piece):
            return [piece]
        return [*(self._slipped(piece) if self._is_known(other) else ()), *self._heard(piece)]

    def _is_known(self, piece: str) -> bool:
        return stem(fold(piece)) in self._stems


def _slip_keys(folded: str) -> set[str]:
    """Give a word and its stem, each whole and without any one of its letters: two of the same have one in common if one slip lies between them."""
    long = {form for form in (folded, stem(folded)) if len(form) >= SHORTEST_SLIP}
    return long | {form[:at] + form[at + 1 :] for form in long for at in range(len(form))}


def _rated(folded: str, others: Iterable[str], least: float) -> list[str]:
    rated = sorted(((_likeness(folded, fold(other)), other) for other in others), reverse=True)
    return [other for ratio, other in rated if ratio >= least]


def _likeness(one: str, other: str) -> float:
    return max(SequenceMatcher(None, a, b).ratio() for a, b in ((one, other), (stem(one), stem(other))))
