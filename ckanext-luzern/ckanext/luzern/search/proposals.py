"""What a search or a dataset leads to: another spelling, datasets alike."""

from __future__ import annotations

from dataclasses import dataclass

from ckanext.luzern.search import documents, query, solr

MOST_RELATED = 5
LIKE = "title_de^5 title_parts^3 tags_de^4 tags_parts^2 notes_de"


@dataclass(frozen=True)
class Related:
    """A dataset like another one; ``title`` in the reader's language."""

    name: str
    title: str


def spelling(text: str) -> str | None:
    """Give words of the catalogue that differ from those typed by a letter or two, and find something together; None if there are none.

    Raises:
        IndexUnavailable: Solr does not answer.
    """
    if not query.is_plain(text):
        return None
    answer = solr.select({"q": text, "fq": solr.public_datasets(), "rows": 0}, "spell")
    found = [one for one in answer.get("spellcheck", {}).get("collations", ()) if isinstance(one, dict)]
    return next((one["collationQuery"] for one in found if one["hits"]), None)


def related(package_id: str, language: str) -> list[Related]:
    """Give public datasets that share telling words with a dataset, the most alike first.

    Raises:
        IndexUnavailable: Solr does not answer.
    """
    like = f"{{!mlt qf='{LIKE}' mintf=1 mindf=2 maxqt=30 boost=true}}{documents.index_id(package_id)}"
    answer = solr.select({"q": like, "fq": solr.public_datasets(), "fl": solr.TITLES, "rows": MOST_RELATED})
    return [Related(one["name"], solr.title(one, language)) for one in answer["response"]["docs"]]
