"""Reading a node of a graph: texts by language, addresses, plain values, always in the same order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from pyoxigraph import BlankNode, Literal, NamedNode

from luzern_harvesters import text, translate
from luzern_harvesters.record import Text
from luzern_schemas.vocabulary import load

from .graph import DCT, FOAF, OWL, RDF, RDFS, SCHEMA, SKOS, Graph, Term

LANGUAGES = ("de", "fr", "it", "en")
SCHEMES = ("http:", "https:", "urn:", "mailto:", "tel:")
ADDRESS = re.compile(r"^\s*https?://[^\s<>\"]+\s*$")
NAMES = (SKOS.prefLabel, RDFS.label, FOAF.name, *(space.name for space in SCHEMA))
SAME = (SKOS.exactMatch, OWL.sameAs)


@dataclass(frozen=True, slots=True)
class Node:
    """One node and the graph it stands in; ``tongue`` is the language of texts that tell none."""

    graph: Graph
    term: Term
    tongue: str = "de"

    @property
    def iri(self) -> str:
        """Its IRI; empty for a blank node or a text."""
        return self.term.value if isinstance(self.term, NamedNode) and self.term.value.startswith(SCHEMES) else ""

    @property
    def address(self) -> str:
        """Its IRI, or the web address that its text is."""
        return self.iri or (self.term.value.strip() if self.is_text and ADDRESS.match(self.term.value) else "")

    @property
    def is_text(self) -> bool:
        """Whether it is a literal."""
        return isinstance(self.term, Literal)

    @property
    def words(self) -> str:
        """What it says: a literal's text, else a label, else its IRI."""
        names = self.names
        return next(iter(names[1:] if self.iri and len(names) > 1 else names), "")

    @property
    def names(self) -> tuple[str, ...]:
        """All that it is called: its IRI first, then its value, its labels, and the IRIs of the same thing elsewhere; a literal's text alone."""
        if self.is_text:
            return (" ".join(text.markdown(self.term.value).split()),)
        labels = (words for _, words in self._literals(*NAMES, DCT.title, RDF.value))
        found = (self.iri, *self.texts(*NAMES).values(), *(" ".join(words.split()) for words in labels), *(same.iri for same in self.all(*SAME)))
        return tuple(dict.fromkeys(filter(None, found)))

    def code(self, vocabulary: str) -> str:
        """Give the one of its names that a vocabulary has; else the first, or nothing."""
        return next((name for name in self.names if load(vocabulary).find(name)), next(iter(self.names), ""))

    def all(self, *predicates: NamedNode) -> tuple[Node, ...]:
        """Give what the predicates point to, sorted, so that the order in the document does not matter."""
        found = [value for predicate in predicates for value in self.graph.values(self.term, predicate) if value.value.strip()]
        if len(found) > 1:
            found = sorted(set(found), key=lambda value: _order(self.graph, value))
        return tuple(Node(self.graph, value, self.tongue) for value in found)

    def first(self, *predicates: NamedNode) -> Node | None:
        """Give the first value of the first predicate that has one."""
        return next((found for predicate in predicates for found in self.all(predicate)), None)

    def value(self, *predicates: NamedNode) -> str:
        """Give the first value as text; empty if there is none."""
        found = self.first(*predicates)
        return found.term.value.strip() if found and not isinstance(found.term, BlankNode) else ""

    def iris(self, *predicates: NamedNode) -> tuple[str, ...]:
        """Give the IRIs the predicates point to; an address written as text counts as one."""
        return tuple(dict.fromkeys(found.address for found in self.all(*predicates) if found.address))

    def texts(self, *predicates: NamedNode) -> Text:
        """Give a text by language; one without language counts as ``tongue`` where that has none, one in another language as German where no other is."""
        by_language: dict[str, str] = {}
        for language, words in self._literals(*predicates):
            by_language.setdefault(language, text.markdown(words))
        untagged = by_language.pop("", "")
        if untagged:
            by_language.setdefault(self.tongue, untagged)
        known = {language: by_language[language] for language in LANGUAGES if by_language.get(language)}
        foreign = next(filter(None, by_language.values()), "")
        return known or ({"de": foreign} if foreign else {})

    def languages(self, *predicates: NamedNode) -> set[str]:
        """Give the languages that texts say they are in (ISO 639-1 where the portal has it); empty for one that does not say."""
        return {language for language, _ in self._literals(*predicates)}

    def keywords(self, *predicates: NamedNode) -> Mapping[str, tuple[str, ...]]:
        """Give words by language, each once, sorted."""
        by_language: dict[str, set[str]] = {}
        for language, words in self._literals(*predicates):
            by_language.setdefault(language or self.tongue, set()).add(" ".join(words.split()))
        for concept in self.all(*predicates):
            for language, label in {} if concept.is_text else concept.texts(SKOS.prefLabel, RDFS.label).items():
                by_language.setdefault(language, set()).add(label)
        known = {language: tuple(sorted(by_language[language])) for language in LANGUAGES if by_language.get(language)}
        return known or ({"de": tuple(sorted(by_language[min(by_language)]))} if by_language else {})

    def _literals(self, *predicates: NamedNode) -> Iterator[tuple[str, str]]:
        for predicate in predicates:
            for found in self.all(predicate):
                if isinstance(found.term, Literal):
                    yield _tongue(found.term.language or ""), found.term.value.strip()


@cache
def _tongue(tag: str) -> str:
    """Give ISO 639-1 for the languages that the portal has, however they are written (``ger``, ``de-CH``); any other without its region."""
    base = tag.split("-", 1)[0].lower()
    term = load("language").find(base) if base else None
    return translate.TONGUES.get(term.code, base) if term else base


def _order(graph: Graph, term: Term) -> tuple[bool, str, str]:
    """Sort a blank node, whose name is made up, behind the others and by what it says."""
    if not isinstance(term, BlankNode):
        return False, term.value, str(term)
    said = sorted(f"{predicate.value} {'' if isinstance(value, BlankNode) else value.value}" for predicate, value in graph.about(term))
    return True, "\n".join(said), term.value
