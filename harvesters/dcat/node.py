"""Reading a node of a graph: texts by language, addresses, plain values, always in the same order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import FOAF, RDFS, SKOS
from rdflib.term import Node as Term

from luzern_harvesters import text
from luzern_harvesters.record import Text

DCAT = Namespace("http://www.w3.org/ns/dcat#")  # rdflib's own knows DCAT 2 only
LANGUAGES = ("de", "fr", "it", "en")
SCHEMA = tuple(Namespace(base) for base in ("http://schema.org/", "https://schema.org/"))
ADDRESS = re.compile(r"^\s*https?://[^\s<>\"]+\s*$")
NAMES = (SKOS.prefLabel, RDFS.label, FOAF.name, *(space.name for space in SCHEMA))


@dataclass(frozen=True)
class Node:
    """One node and the graph it stands in."""

    graph: Graph
    term: Term

    @property
    def iri(self) -> str:
        """Its IRI; empty for a blank node or a text."""
        return str(self.term) if isinstance(self.term, URIRef) and str(self.term).startswith(("http:", "https:", "urn:", "mailto:", "tel:")) else ""

    @property
    def address(self) -> str:
        """Its IRI, or the web address that its text is."""
        return self.iri or (str(self.term).strip() if self.is_text and ADDRESS.match(str(self.term)) else "")

    @property
    def is_text(self) -> bool:
        """Whether it is a literal."""
        return isinstance(self.term, Literal)

    @property
    def words(self) -> str:
        """What it says: a literal's text, else a label, else its IRI."""
        if self.is_text:
            return " ".join(str(self.term).split())
        label = self.texts(*NAMES)
        return next(iter(label.values()), self.iri)

    def all(self, *predicates: URIRef) -> tuple[Node, ...]:
        """Give what the predicates point to, sorted, so that the order in the document does not matter."""
        found = {value for predicate in predicates for value in self.graph.objects(self.term, predicate) if str(value).strip()}
        return tuple(Node(self.graph, value) for value in sorted(found, key=lambda value: (isinstance(value, BNode), _order(self.graph, value))))

    def first(self, *predicates: URIRef) -> Node | None:
        """Give the first value of the first predicate that has one."""
        return next((found for predicate in predicates for found in self.all(predicate)), None)

    def value(self, *predicates: URIRef) -> str:
        """Give the first value as text; empty if there is none."""
        found = self.first(*predicates)
        return str(found.term).strip() if found and not isinstance(found.term, BNode) else ""

    def iris(self, *predicates: URIRef) -> tuple[str, ...]:
        """Give the IRIs the predicates point to; an address written as text counts as one."""
        return tuple(dict.fromkeys(found.address for found in self.all(*predicates) if found.address))

    def texts(self, *predicates: URIRef) -> Text:
        """Give a text by language; one without language counts as German where German has none."""
        by_language: dict[str, str] = {}
        for language, words in self._literals(*predicates):
            by_language.setdefault(language, text.markdown(words))
        untagged = by_language.pop("", "")
        if untagged and "de" not in by_language:
            by_language["de"] = untagged
        return {language: by_language[language] for language in LANGUAGES if by_language.get(language)}

    def is_untagged(self, *predicates: URIRef) -> bool:
        """Whether there are texts and none says its language."""
        languages = {language for language, _ in self._literals(*predicates)}
        return languages == {""}

    def keywords(self, *predicates: URIRef) -> Mapping[str, tuple[str, ...]]:
        """Give words by language, each once, sorted."""
        by_language: dict[str, set[str]] = {}
        for language, words in self._literals(*predicates):
            by_language.setdefault(language or "de", set()).add(" ".join(words.split()))
        for concept in self.all(*predicates):
            for language, label in {} if concept.is_text else concept.texts(SKOS.prefLabel, RDFS.label).items():
                by_language.setdefault(language, set()).add(label)
        return {language: tuple(sorted(by_language[language])) for language in LANGUAGES if by_language.get(language)}

    def _literals(self, *predicates: URIRef) -> Iterator[tuple[str, str]]:
        for predicate in predicates:
            for found in self.all(predicate):
                if isinstance(found.term, Literal):
                    yield (found.term.language or "").split("-", 1)[0].lower(), str(found.term).strip()


def _order(graph: Graph, term: Term) -> str:
    """Sort a blank node, whose name is made up anew each time, by what it says."""
    if not isinstance(term, BNode):
        return str(term)
    return "\n".join(sorted(f"{predicate} {'' if isinstance(value, BNode) else value}" for predicate, value in graph.predicate_objects(term)))
