"""How many datasets other searches would find: without one of the filters, without the words, with other words. One request for all of them."""

from __future__ import annotations

import json
from collections.abc import Sequence

from ckanext.luzern.presenters.search_page import Search
from ckanext.luzern.search import query, solr
from ckanext.luzern.search.language.german import German


def counts(searches: Sequence[Search], german: German, within: str = "") -> list[int]:
    """Give how many public datasets each search would find, as ``package_search`` would; ``within`` is Solr's word for what a page is about.

    Raises:
        IndexUnavailable: Solr does not answer.
    """
    if not searches:
        return []
    questions = [_questions(search.query, german) for search in searches]
    texts = {f"text{place}_{way}": asked["q"] for place, ways in enumerate(questions) for way, asked in enumerate(ways)}
    facets = {
        f"text{place}_{way}": {"type": "query", "q": f"{_parser(asked)} v=$text{place}_{way}}}", "domain": {"filter": _filters(search)}}
        for place, (search, ways) in enumerate(zip(searches, questions, strict=True))
        for way, asked in enumerate(ways)
    }
    asked = {"q": "*:*", "fq": f"{solr.public_datasets()} {within}", "rows": 0, "q.op": "AND", "df": "text", "json.facet": json.dumps(facets)}
    counted = solr.select({**texts, **asked})["facets"]
    numbers = [[counted.get(f"text{place}_{way}", {"count": 0})["count"] for way in range(len(ways))] for place, ways in enumerate(questions)]
    return [next((number for number in found if number >= query.enough(search.sort)), found[-1]) for search, found in zip(searches, numbers, strict=True)]


def _questions(text: str, german: German) -> list[dict[str, str]]:
    """Give what is asked one after the other, until it is enough."""
    asked = query.question(text, german) if query.is_plain(text) else None
    return [asked.strict, asked.relaxed] if asked else [{"q": text.strip() or "*:*", **query.syntax(text)}]


def _parser(asked: dict[str, str]) -> str:
    """Give the beginning of Solr's local parameters."""
    return f"{{!edismax qf='{asked['qf']}' mm={asked['mm']}" if "defType" in asked else "{!lucene"


def _filters(search: Search) -> list[str]:
    return [f'{field}:"{value}"' for field, values in search.filters.items() for value in values]
