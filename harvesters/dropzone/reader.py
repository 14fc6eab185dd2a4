"""Fields of a metadata file, read one by one; what is wrong with them is collected on the way."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from luzern_harvesters.dropzone.names import LANGUAGES
from luzern_harvesters.dropzone.words import Group, Node, Word, word_of, words_of
from luzern_harvesters.finding import Finding
from luzern_harvesters.record import Text
from luzern_harvesters.text import markdown

T = TypeVar("T")
WEB = re.compile(r"^(?:https?|ftps?)://[^\s<>\"{}|\\^`]+$", re.IGNORECASE)
LINES = re.compile(r"[\n;]+")


class Words:
    """Reads fields of a metadata file and collects what is wrong with them."""

    def __init__(self, values: Group) -> None:
        self.values = values
        self.findings: list[Finding] = []

    def kept(self, result: tuple[T, Finding | None]) -> T:
        """Note the finding of a translation, give its value."""
        value, finding = result
        if finding:
            self.findings.append(finding)
        return value

    def text(self, node: Node | None) -> Text:
        """Give a text by language, HTML as Markdown; a plain one is German."""
        if isinstance(node, Mapping):
            for language in set(node) - set(LANGUAGES):
                place = word_of(node).place
                self.findings.append(
                    Finding.warning("language-unknown", place, f"Die Sprache «{language[:20]}» ist nicht bekannt; möglich sind de, fr, it, en.")
                )
            return {language: markdown(word.text) for language in LANGUAGES if (word := word_of(node.get(language)))}
        words = list(words_of(node))
        return {"de": "\n\n".join(markdown(word.text) for word in words)} if words else {}

    def one(self, name: str, translated: Callable[[str, str], tuple[T, Finding | None]]) -> T:
        """Translate a field with one value."""
        word = word_of(self.values.get(name))
        return self.kept(translated(word.text, word.place))

    def many(self, name: str, translated: Callable[[str, str], tuple[str, Finding | None]]) -> tuple[str, ...]:
        """Translate a list; what is said twice counts once."""
        return tuple(dict.fromkeys(value for word in self.items(name) if (value := self.kept(translated(word.text, word.place)))))

    def items(self, name: str) -> list[Word]:
        """Give the items of a list: one a line, or separated by semicolons."""
        words = words_of(self.values.get(name))
        return [Word(part.strip(), word.place) for word in words for part in LINES.split(word.text) if part.strip()]

    def texts(self, name: str) -> tuple[str, ...]:
        """Give the items of a list as they are written."""
        return tuple(dict.fromkeys(word.text for word in self.items(name)))

    def address(self, name: str) -> str:
        """Give an address in the web; what is none is reported and left out."""
        word = word_of(self.values.get(name))
        if word and not WEB.match(word.text):
            remedy = "Erwartet wird eine vollständige Adresse wie https://www.example.org/seite."
            self.findings.append(Finding.warning("url-unknown", word.place, f"«{word.text[:80]}» ist keine Webadresse und wird weggelassen.", remedy))
            return ""
        return word.text

    def plain(self, name: str) -> str:
        """Give a field as it is written."""
        return word_of(self.values.get(name)).text
