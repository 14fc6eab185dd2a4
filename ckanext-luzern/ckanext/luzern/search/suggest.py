"""What somebody who is typing may be after: datasets, themes, departments.

One request finds what begins with what is typed. Only where that is hardly any dataset, a second one asks as the search itself does, which knows
dialect, other names and slips: ``Böim``, ``Fahrrad`` for what is called Velo.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ckanext.luzern import config
from ckanext.luzern.search import query, solr
from ckanext.luzern.search.language.german import german
from ckanext.luzern.search.language.letters import fold, words
from luzern_schemas.vocabulary import load

MOST = 8
MOST_OF_A_KIND = 2  # themes, departments; the rest is datasets
MOST_MEANT = 5  # of what the search finds
LEAST_SCORE = 0.1  # of the best hit's: what fits less is a guess, fit for a page of hits and not for a suggestion


@dataclass(frozen=True)
class Suggestion:
    """``kind`` is ``dataset``, ``theme`` or ``organization``; ``name`` its address, ``title`` in the reader's language."""

    kind: str
    name: str
    title: str


def suggestions(typed: str, language: str) -> list[Suggestion]:
    """Give at most eight suggestions; themes and departments first, they narrow a search most, then titles that begin so, then what is meant.

    Raises:
        IndexUnavailable: Solr does not answer.
    """
    beginnings = [fold(piece) for word in words(typed) for piece in word.split("-")]
    if not beginnings:
        return []
    everything = solr.public_datasets()
    names = {"type": "terms", "limit": 200, "domain": {"query": everything}}
    asked = {
        "q": " ".join(f"+title_beginnings:{word}" for word in beginnings),
        **_datasets_in(everything),
        "json.facet": json.dumps({"themes": {**names, "field": "groups"}, "organizations": {**names, "field": "organization_names"}}),
    }
    answer = solr.select(asked)
    found = [*_themes(_values(answer, "themes"), beginnings, language), *_organizations(_values(answer, "organizations"), beginnings)]
    datasets = _datasets(answer["response"]["docs"], language)
    if len(datasets) < query.ENOUGH:
        datasets += _meant(typed, language)
    return [*found, *dict.fromkeys(datasets)][:MOST]


def _datasets_in(filter_: str) -> dict[str, Any]:
    return {"fq": filter_, "fl": solr.TITLES, "rows": MOST, "sort": "score desc, title_string asc"}


def _datasets(documents: Iterable[Mapping[str, Any]], language: str) -> list[Suggestion]:
    return [Suggestion("dataset", one["name"], solr.title(one, language)) for one in documents]


def _meant(typed: str, language: str) -> list[Suggestion]:
    """Give what the search finds for the text as it stands. Its relaxed question holds the strict one, whose datasets come first."""
    asked = query.question(typed, german(config.config_dir() / "search")) if query.is_plain(typed) else None
    if asked is None:
        return []
    fields = f"{solr.TITLES},score"
    found = solr.select({**_datasets_in(solr.public_datasets()), **asked.relaxed, "q.op": "AND", "fl": fields, "rows": MOST_MEANT})["response"]
    return _datasets((one for one in found["docs"] if one["score"] >= LEAST_SCORE * found["maxScore"]), language)


def _values(answer: Mapping[str, Any], facet: str) -> list[str]:
    return [bucket["val"] for bucket in answer.get("facets", {}).get(facet, {}).get("buckets", ())]


def _themes(codes: Iterable[str], beginnings: list[str], language: str) -> list[Suggestion]:
    terms = (load("theme").find(code) for code in codes)
    found = [
        Suggestion("theme", term.code.lower(), term.label.get(language, term.label["de"])) for term in terms if term and _begin(term.label.values(), beginnings)
    ]
    return found[:MOST_OF_A_KIND]


def _organizations(values: Iterable[str], beginnings: list[str]) -> list[Suggestion]:
    """A value is the organisation's name, then what it is called, parted by tabs (``search.index``)."""
    entries = (value.split("\t") for value in values)
    return [Suggestion("organization", name, titles[0]) for name, *titles in entries if _begin(titles, beginnings)][:MOST_OF_A_KIND]


def _begin(titles: Iterable[str], beginnings: list[str]) -> bool:
    """Tell whether some word of a title begins with each of the beginnings."""
    parts = [fold(word) for title in titles for word in words(title)]
    return all(any(part.startswith(beginning) for part in parts) for beginning in beginnings)
