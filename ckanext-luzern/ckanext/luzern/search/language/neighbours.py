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
            if len(folded) >= SHORTEST_SLIP:
                for key in _with_a_letter_missing(folded):
                    self._slips.setdefault(key, []).append(word)
        self.of = lru_cache(maxsize=5_000)(self._of)

    def _of(self, word: str) -> tuple[Phrase, ...]:
        """Give what may have been meant, best first, each as the words it is made of: ``Schuelhuus`` gives schule and haus."""
        if len(word) > LONGEST:
            return ()
        folded = fold(word)
        near = {other for key in _with_a_letter_missing(folded) for other in self._slips.get(key, ())} if len(folded) >= SHORTEST_SLIP else set()
        slips = _rated(folded, near, WRITTEN_LIKE)
        heard = self._heard(word)
        whole = list(dict.fromkeys([*slips[:MOST], *heard[:MOST]]))
        return tuple((one,) for one in whole) or tuple(self._heard_parts(word))[:MOST]

    def _heard(self, word: str) -> list[str]:
        return _rated(fold(word), self._sounds.get(sound(word), ()), SOUNDS_LIKE)

    def _heard_parts(self, word: str) -> Iterator[Phrase]:
        for cut in range(len(word) - SHORTEST, SHORTEST - 1, -1):
            firsts = self._part(word[:cut]) or (self._part(word[: cut - 1]) if word[cut - 1] == "s" else [])
            rests = self._part(word[cut:]) if firsts else []
            if firsts and rests:
                yield firsts[0], rests[0]

    def _part(self, piece: str) -> list[str]:
        return [piece] if stem(fold(piece)) in self._stems else self._heard(piece)


def _with_a_letter_missing(folded: str) -> set[str]:
    return {folded, *(folded[:at] + folded[at + 1 :] for at in range(len(folded)))}


def _rated(folded: str, others: Iterable[str], least: float) -> list[str]:
    rated = sorted(((SequenceMatcher(None, folded, fold(other)).ratio(), other) for other in others), reverse=True)
    return [other for ratio, other in rated if ratio >= least]
