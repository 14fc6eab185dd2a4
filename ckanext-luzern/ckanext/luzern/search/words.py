"""Words of the catalogue that the word list does not know: from them other words may be made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from ckanext.luzern.search import solr
from ckanext.luzern.search.language.german import German
from ckanext.luzern.search.language.letters import fold, stem

FILE = "words_catalogue.txt"
HEAD = "# Words of the catalogue, found by `ckan luzern search learn --write` and read through by a person: none is made of others. One a line.\n"
FIELDS = ["title", "tags_de", "columns_de"]
ROWS = 1000
LENGTHS = range(4, 13)  # letters: shorter ones part too much, longer ones are mostly compounds themselves
_NOUN = re.compile(r"\b[A-ZÄÖÜ][a-zäöüéèà]+\b")


def of_catalogue() -> Iterator[str]:
    """Give titles, tags and columns of the public datasets.

    Raises:
        IndexUnavailable: Solr does not answer.
    """
    for found in solr.walk(solr.public_datasets(), FIELDS, "index_id asc", ROWS):
        yield found["title"]
        yield from (text for name in FIELDS[1:] for text in found.get(name, ()))


def unknown(texts: Iterable[str], german: German) -> list[str]:
    """Give the nouns, in alphabetical order, that are neither in the list nor made of its words."""
    nouns = {noun for text in texts for noun in _NOUN.findall(text) if len(noun) in LENGTHS}
    by_stem = {stem(fold(noun)): noun for noun in sorted(nouns, reverse=True) if not german.lexicon.is_understood(noun)}
    known = german.stop | german.generic
    return sorted(noun for noun in by_stem.values() if fold(noun) not in known)


def add(path: Path, found: Iterable[str]) -> int:
    """Add words to the list of the catalogue's own; give how many are new."""
    before = path.read_text(encoding="utf-8").splitlines()[1:] if path.exists() else []
    after = sorted({*before, *found})
    path.write_text(HEAD + "".join(f"{word}\n" for word in after), encoding="utf-8")
    return len(after) - len(before)
