"""Words that mean the same: a reviewed list, read when a query is, so that a new entry needs no new index."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ckanext.luzern.search.language.letters import fold, stem, words

Phrase = tuple[str, ...]
_PARTICIPLE = re.compile(r"^(ab|an|auf|aus|ein|nach|um|vor|weg|zu)?ge(.{3,})t$")


class Thesaurus:
    """Groups: ``velo, fahrrad | bicycle`` mean each other, but nobody looks for what is right of the bar; ``badi => freibad`` only leads to the right."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._meanings: dict[Phrase, dict[Phrase, None]] = {}
        for line in lines:
            left, arrow, right = line.partition("=>")
            left, _, typed = left.partition("|")
            names = _phrases(left)
            meanings = _phrases(right) if arrow else names
            for name in [*names, *_phrases(typed)]:
                for key in _spellings(name):
                    self._meanings.setdefault(key, {}).update((meaning, None) for meaning in meanings if _key(meaning) != key)
        self.single_words = tuple(dict.fromkeys(word for line in lines for word in _singles(line)))
        """Every name of one word, as it is written in the list."""
        self._longest = max(map(len, self._meanings), default=0)

    def of(self, phrase: Sequence[str]) -> tuple[Phrase, ...]:
        """Give what else a word or phrase is called; the verb of a participle (abgeholt, abholen) and English plurals are tried, too."""
        for key in _keys(tuple(phrase)):
            if key in self._meanings:
                return tuple(self._meanings[key])
        return ()

    def longest_at(self, sequence: Sequence[str]) -> int:
        """Give how many words at the beginning of a sequence are a phrase of the list; 1 where there is none."""
        lengths = range(min(self._longest, len(sequence)), 1, -1)
        return next((length for length in lengths if self.of(sequence[:length])), 1)


def _phrases(text: str) -> list[Phrase]:
    return [tuple(words(name)) for name in text.split(",") if name.strip()]


def _singles(line: str) -> list[str]:
    return [phrase[0] for text in re.split(r"[|]|=>", line) for phrase in _phrases(text) if len(phrase) == 1]


def _key(phrase: Sequence[str]) -> Phrase:
    return tuple(stem(fold(word)) for word in phrase)


def _spellings(phrase: Phrase) -> set[Phrase]:
    """Give the keys of a name, and of a hyphenated one those without: E-Bike, e bike, ebike."""
    pieces = [word.split("-") for word in phrase]
    return {_key(phrase), _key([piece for word in pieces for piece in word if piece]), _key(["".join(word) for word in pieces])}


def _keys(phrase: Phrase) -> Iterator[Phrase]:
    yield _key(phrase)
    *first, last = phrase
    if found := _PARTICIPLE.match(stem(fold(last))):
        yield _key((*first, f"{found[1] or ''}{found[2]}en"))
    if last.endswith("ies"):
        yield _key((*first, last[:-3] + "y"))
    elif last.endswith("s"):
        yield _key((*first, last[:-1]))
