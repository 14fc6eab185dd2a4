"""Reading a node of a graph: texts by language, addresses, plain values, always in the same order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode

from luzern_harvesters import text
from luzern_harvesters.record import Text

from .graph import FOAF, RDFS, SCHEMA, SKOS, Graph, Term

LANGUAGES = ("de", "fr", "it", "en")
SCHEMES = ("http:", "https:", "urn:", "mailto:", "tel:")
ADDRESS = re.compile(r"^\s*https?://[^\s<>\"]+\s*$")
NAMES = (SKOS.prefLabel, RDFS.label, FOAF.name, *(space.name for space in SCHEMA))


@dataclass(frozen=True, slots=True)
class Node:
    """One node and the graph it stands in."""

    graph: Graph
    term: Term

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
        if self.is_text:
            return " ".join(self.term.value.split())
        label = self.texts(*NAMES)
        return next(iter(label.values()), self.iri)

    def all(self, *predicates: NamedNode) -> tuple[Node, ...]:
        """Give what the predicates point to, sorted, so that the order in the document does not matter."""
        found = [value for predicate in predicates for value in self.graph.values(self.term, predicate) if value.value.strip()]
        if len(found) > 1:
            found = sorted(set(found), key=lambda value: _order(self.graph, value))
        return tuple(Node(self.graph, value) for value in found)

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
        """Give a text by language; one without language counts as German where German has none."""
        by_language: dict[str, str] = {}
        for language, words in self._literals(*predicates):
            by_language.setdefault(language, text.markdown(words))
        untagged = by_language.pop("", "")
        if untagged and "de" not in by_language:
            by_language["de"] = untagged
        return {language: by_language[language] for language in LANGUAGES if by_language.get(language)}

    def is_untagged(self, *predicates: NamedNode) -> bool:
        """Whether there are texts and none says its language."""
        languages = {language for language, _ in self._literals(*predicates)}
        return languages == {""}

    def keywords(self, *predicates: NamedNode) -> Mapping[str, tuple[str, ...]]:
        """Give words by language, each once, sorted."""
        by_language: dict[str, set[str]] = {}
        for language, words in self._literals(*predicates):
            by_language.setdefault(language or "de", set()).add(" ".join(words.split()))
        for concept in self.all(*predicates):
            for language, label in {} if concept.is_text else concept.texts(SKOS.prefLabel, RDFS.label).items():
                by_language.setdefault(language, set()).add(label)
        return {language: tuple(sorted(by_language[language])) for language in LANGUAGES if by_language.get(language)}

    def _literals(self, *predicates: NamedNode) -> Iterator[tuple[str, str]]:
        for predicate in predicates:
            for found in self.all(predicate):
                if isinstance(found.term, Literal):
                    yield (found.term.language or "").split("-", 1)[0].lower(), found.term.value.strip()


def _order(graph: Graph, term: Term) -> tuple[bool, str, str]:
    """Sort a blank node, whose name is made up, behind the others and by what it says."""
    if not isinstance(term, BlankNode):
        return False, term.value, str(term)
    said = sorted(f"{predicate.value} {'' if isinstance(value, BlankNode) else value.value}" for predicate, value in graph.about(term))
    return True, "\n".join(said), term.value
