"""What a search or a dataset leads to: another spelling, datasets alike."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ckanext.luzern.search import documents, query, solr
from ckanext.luzern.search.language.german import German

_WORD = re.compile(r"[^\W_]+")
MOST_RELATED = 5
LIKE = "title_de^5 title_parts^3 tags_de^4 tags_parts^2 notes_de"


@dataclass(frozen=True)
class Related:
    """A dataset like another one; ``title`` in the reader's language."""

    name: str
    title: str


def spelling(text: str, german: German) -> str | None:
    """Give the text with words of the catalogue in place of those that differ from them by a letter or two; None if there are none.

    Only what the lists do not have is doubted: numbers, and words that the search finds by another name, stay as they were typed.

    Raises:
        IndexUnavailable: Solr does not answer.
    """
    doubted = [word for word in _WORD.findall(text) if query.is_doubtful(word, german)] if query.is_plain(text) else []
    if not doubted:
        return None
    answer = solr.select({"q": " ".join(doubted), "fq": solr.public_datasets(), "rows": 0}, "spell")
    found = [one for one in answer.get("spellcheck", {}).get("collations", ()) if isinstance(one, dict)]
    pairs = next((one["misspellingsAndCorrections"] for one in found if one["hits"]), [])
    meant = dict(zip(pairs[::2], pairs[1::2], strict=True))
    return _WORD.sub(lambda word: _written_like(word[0], meant.get(word[0].lower(), word[0])), text) if meant else None


def related(package_id: str, language: str) -> list[Related]:
    """Give public datasets that share telling words with a dataset, the most alike first.

    Raises:
        IndexUnavailable: Solr does not answer.
    """
    like = f"{{!mlt qf='{LIKE}' mintf=1 mindf=2 maxqt=30 boost=true}}{documents.index_id(package_id)}"
    answer = solr.select({"q": like, "fq": solr.public_datasets(), "fl": solr.TITLES, "rows": MOST_RELATED})
    return [Related(one["name"], solr.title(one, language)) for one in answer["response"]["docs"]]


def _written_like(typed: str, word: str) -> str:
    """Give a word with a capital where the typed one has it: the index keeps none."""
    return word[0].upper() + word[1:] if typed[0].isupper() else word
