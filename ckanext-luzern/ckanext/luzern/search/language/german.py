"""What the words of a text stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from ckanext.luzern.search.language.letters import fold, stem, words
from ckanext.luzern.search.language.lexicon import Lexicon, compounds
from ckanext.luzern.search.language.neighbours import Neighbours
from ckanext.luzern.search.language.thesaurus import Phrase, Thesaurus

YEAR = re.compile(r"(?:19|20)\d\d")
LETTER = 1  # a piece of a hyphenated word up to this length is no word of its own: E-Bike, U-Bahn


@dataclass(frozen=True)
class Term:
    """A word, or a phrase of the thesaurus, as it was typed, in lower case and without hyphens.

    ``parts`` are those of a compound, ``meanings`` what else it is called; ``optional`` is what says little (a year, a single sign, ``Daten``).
    """

    phrase: Phrase
    parts: tuple[str, ...] = ()
    is_understood: bool = True
    meanings: tuple[Phrase, ...] = ()
    optional: bool = False


@dataclass(frozen=True, eq=False)
class German:
    """The lists of a folder like ``config/search``, and the questions that are asked of them. Each is read when it is first needed: the index asks for words alone."""

    folder: Path

    @cached_property
    def lexicon(self) -> Lexicon:
        """Give the words that compounds are made of."""
        return Lexicon(word for path in sorted(self.folder.glob("words*.txt")) for line in _lines(path) for word in words(line))

    @cached_property
    def thesaurus(self) -> Thesaurus:
        """Give what has several names."""
        return Thesaurus(_lines(self.folder / "synonyms.txt"))

    @cached_property
    def neighbours(self) -> Neighbours:
        """Give what an unknown word may have been meant to be."""
        return Neighbours([*self.lexicon, *self.thesaurus.single_words])

    @cached_property
    def stop(self) -> frozenset[str]:
        """Give the words that say nothing, folded."""
        return self._folded("stop.txt")

    @cached_property
    def generic(self) -> frozenset[str]:
        """Give the words that say little, folded."""
        return self._folded("generic.txt")

    @cached_property
    def _generic_stems(self) -> frozenset[str]:
        return frozenset(map(stem, self.generic))

    def _folded(self, name: str) -> frozenset[str]:
        return frozenset(fold(word) for line in _lines(self.folder / name) for word in words(line))

    def parts(self, word: str) -> tuple[str, ...]:
        """Give the parts of a compound, folded; its hyphens are borders."""
        found = [tuple(part.text for part in self.lexicon.split(piece)) or (piece,) for piece in _pieces(word)]
        parts = tuple(part for piece in found for part in piece if len(part) > LETTER)
        return parts if len(parts) > 1 or (len(found) > 1 and parts) else ()

    def inner_words(self, text: str) -> list[str]:
        """Give the words inside the compounds of a text, and runs of them: what the index keeps beside the text itself."""
        found: dict[str, None] = {}
        for word in words(text):
            pieces = _pieces(word)
            if len(pieces) > 1:
                found["".join(pieces)] = None
            for piece in pieces:
                found.update((inner, None) for inner in compounds(self.lexicon.split(piece)))
        return list(found)

    def terms(self, text: str) -> list[Term]:
        """Give what a query is made of, without words that say nothing."""
        typed = words(text)
        return list(self._terms(typed, self.stop)) or list(self._terms(typed, frozenset()))

    def is_generic(self, part: str) -> bool:
        """Tell whether a part of a compound or phrase says little, in whatever inflection: the Zahl of Geburtenzahl, the nach of Nachhaltigkeit."""
        return stem(fold(part)) in self._generic_stems or fold(part) in self.stop

    def meanings(self, word: str) -> tuple[Phrase, ...]:
        """Give what else a word is called."""
        return self.thesaurus.of((word,))

    def _terms(self, typed: Sequence[str], stop: frozenset[str]) -> Iterator[Term]:
        at = 0
        while at < len(typed):
            length = self.thesaurus.longest_at(typed[at:])
            phrase = tuple(typed[at : at + length])
            if length == 1 and (apart := self._written_apart(typed[at : at + 2], stop)):
                yield apart
                at += 2
                continue
            at += length
            if length > 1:
                yield Term(tuple(piece for word in phrase for piece in _pieces(word)), meanings=self.thesaurus.of(phrase))
                continue
            word = joined(phrase[0])
            if fold(word) in stop:
                continue
            meanings = self.thesaurus.of(phrase) or self.thesaurus.of((word,)) or _electric(phrase[0])
            optional = bool(YEAR.fullmatch(word)) or len(word) == 1 or fold(word) in self.generic
            understood = bool(meanings) or self.lexicon.is_understood(word) or not word.isalpha()
            yield Term((word,), self.parts(phrase[0]), understood, meanings, optional)

    def _written_apart(self, pair: Sequence[str], stop: frozenset[str]) -> Term | None:
        """Give the term of two words that are one of the thesaurus's together: ``spiel platz``."""
        together = "".join(pair)
        meanings = self.thesaurus.of((together,)) if len(pair) > 1 and not any(fold(word) in stop for word in pair) else ()
        return Term(tuple(pair), meanings=((together,), *meanings)) if meanings else None


@cache
def german(folder: Path) -> German:
    """Give the lists of a folder, each read once in a process."""
    return German(folder)


def joined(word: str) -> str:
    """Give a hyphenated word as one, as the index keeps it, too: E-Bike, ebike."""
    return "".join(_pieces(word))


def _electric(word: str) -> tuple[Phrase, ...]:
    """Give what an e stands for before a hyphen: E-Bus, Elektrobus."""
    electric, _, what = word.partition("-")
    return ((f"elektro{what}",),) if electric == "e" and what else ()


def _pieces(word: str) -> list[str]:
    return re.split(r"[-'’‐‑]", word)


def _lines(path: Path) -> list[str]:
    lines = (line.partition("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line]
