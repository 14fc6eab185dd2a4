"""Controlled vocabularies: what a code means, and which words mean it.

A vocabulary is one file in ``vocabularies/``: its scheme, its sources, its terms. Every alias stands under the source it was read in, so
that each fact can be checked. Finding is exact apart from spelling (case, umlauts, accents, punctuation, blanks): a word is in a vocabulary
or it is not, nothing is guessed. What is not found becomes a finding of the harvester, never a default.

    load("frequency").find("jaehrlich").code   -> "ANNUAL"
    load("licence").find("nur mit Bewilligung") -> None
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from luzern_schemas.document import in_all_languages, read
from luzern_schemas.errors import VocabularyError

NAMES = (
    "theme",
    "theme-swiss",
    "frequency",
    "licence",
    "rights",
    "language",
    "file-type",
    "media-type",
    "availability",
    "access-right",
    "status",
    "place",
    "geographic-unit",
)
"""Every vocabulary there is."""

_FOLDER = Path(__file__).parent / "vocabularies"
_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "+": "plus"})  # audio/amr-wb and audio/amr-wb+ are two types
_SCHEME = re.compile(r"^https?://")
_NO_LETTER = re.compile(r"[^0-9a-z]")  # in a text that is ASCII and lower case


@dataclass(frozen=True, slots=True)
class Source:
    """Where facts were read: title, version or date, address."""

    title: str
    version: str
    address: str


@dataclass(frozen=True, slots=True)
class Term:
    """One concept.

    ``iri`` is what is published, to the letter; empty where nobody has published one. ``label`` has one text per language (de, fr, it, en).
    ``related`` names neighbours in other vocabularies, e.g. a file type's ``media_type`` and ``extension``, a Swiss theme's EU ``theme``.
    """

    code: str
    iri: str
    label: Mapping[str, str] = field(hash=False)
    aliases: tuple[str, ...] = ()
    related: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The terms of one file, in its order; ``sources`` starts with the vocabulary's own."""

    name: str
    scheme: str
    sources: Mapping[str, Source] = field(hash=False)
    terms: tuple[Term, ...]
    _by_code: Mapping[str, Term] = field(repr=False, hash=False, compare=False)
    _by_word: Mapping[str, Term] = field(repr=False, hash=False, compare=False)

    def find(self, text: str | None) -> Term | None:
        """Return the term that ``text`` names by code, IRI, label in any language or alias; None if none does."""
        return self._by_word.get(fold(text)) if text else None

    def __getitem__(self, code: str) -> Term:
        return self._by_code[code]

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __iter__(self) -> Iterator[Term]:
        return iter(self.terms)

    def __len__(self) -> int:
        return len(self.terms)


@lru_cache(maxsize=4096)  # a catalogue says the same few words in every dataset
def fold(text: str) -> str:
    """Return ``text`` as it is compared: lower case, ä as ae, no accents, only letters and digits, no http(s)://."""
    if text.isascii():  # nearly all there is, and spared what only other letters need
        return _NO_LETTER.sub("", _SCHEME.sub("", text.strip().lower()).replace("+", "plus"))
    lower = _SCHEME.sub("", unicodedata.normalize("NFC", text).strip().casefold()).translate(_LETTERS)
    return "".join(char for char in unicodedata.normalize("NFKD", lower) if char.isalnum())


@cache
def load(name: str) -> Vocabulary:
    """Read a vocabulary once.

    Raises:
        VocabularyError: there is no such vocabulary, or its file contradicts itself.
    """
    if name not in NAMES:
        raise VocabularyError(f"no vocabulary is called {name!r}; there are {', '.join(NAMES)}")
    document = read(_FOLDER / f"{name}.yaml")
    base = document.get("base", f"{document['scheme']}/")
    # Names of things rather than words (media types, rare file formats) are given as bare codes: one list instead of thousands of entries.
    bare = [{"code": code, "label": code} for code in document.get("codes", "").split()]
    terms = tuple(_term(entry, base) for entry in [*document.get("terms", []), *bare])
    return Vocabulary(
        name=name,
        scheme=document["scheme"],
        sources=MappingProxyType({key: Source(**value) for key, value in document["sources"].items()}),
        terms=terms,
        _by_code=MappingProxyType({term.code: term for term in terms}),
        _by_word=MappingProxyType(_narrower_words(name, document, terms) | _words(name, terms)),  # own words win
    )


def _term(entry: Mapping[str, Any], base: str) -> Term:
    return Term(
        code=entry["code"],
        iri=entry.get("iri", base + entry["code"] if base else ""),
        label=MappingProxyType(in_all_languages(entry["label"])),
        aliases=tuple(alias for group in entry.get("aliases", {}).values() for alias in group),
        related=MappingProxyType(dict(entry.get("related", {}))),
    )


def _words(name: str, terms: tuple[Term, ...]) -> dict[str, Term]:
    words: dict[str, Term] = {}
    for term in terms:
        for text in {term.code, term.iri, *term.label.values(), *term.aliases}:
            for key in _keys(text) - {""}:
                if words.setdefault(key, term) is not term:
                    raise VocabularyError(f"{name}: {text!r} means both {words[key].code} and {term.code}")
    return words


def _keys(text: str) -> set[str]:
    """Both spellings people use where umlauts are not at hand: Bevoelkerung and Bevolkerung."""
    if text.isascii():
        return {fold(text)}
    return {fold(text), fold("".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char)))}


def _narrower_words(name: str, document: Mapping[str, Any], terms: tuple[Term, ...]) -> dict[str, Term]:
    """Words of a narrower vocabulary (Swiss themes under EU themes), each standing for the broader term its ``related`` names."""
    if "narrower" not in document:
        return {}
    broader = {term.code: term for term in terms}
    narrower = load(document["narrower"])
    return {word: broader[term.related[name]] for word, term in narrower._by_word.items()}  # noqa: SLF001 - same class
