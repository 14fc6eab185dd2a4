"""How well the search finds what it should: queries with the datasets they are after, tried in an index of their own.

The documents are made and the questions asked by the very functions the portal uses, so that what is measured here is what citizens get.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ckanext.luzern.errors import ConfigurationError
from ckanext.luzern.search import fields, query, scratch
from ckanext.luzern.search.language.german import German

FOUND = 10  # datasets looked at
AT_TOP = 3


@dataclass(frozen=True)
class Query:
    """What somebody types, and the titles of which one is meant; ``category`` groups the figures."""

    q: str
    expect: tuple[str, ...]
    category: str = ""


@dataclass(frozen=True)
class Golden:
    """Datasets to find, as far as a person writes them down, and queries."""

    datasets: tuple[Mapping[str, Any], ...]
    queries: tuple[Query, ...]

    @classmethod
    def read(cls, path: Path) -> Golden:
        """Read ``datasets: [{title, notes, tags}]``, ``queries: [{q, expect: [title, …]}]``.

        Raises:
            ConfigurationError: the file has another form, or a query expects a title that no dataset has.
        """
        try:
            document = yaml.safe_load(path.read_text(encoding="utf-8"))
            datasets = tuple(_dataset(entry) for entry in document["datasets"])
            queries = tuple(_query(entry) for entry in document["queries"])
        except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError, AttributeError) as err:
            raise ConfigurationError(f"{path.name} hat nicht die Form «datasets: [{{title, notes, tags}}], queries: [{{q, expect: [title]}}]»: {err}") from err
        titles = {dataset["title"] for dataset in datasets}
        if unknown := [title for query in queries for title in query.expect if title not in titles]:
            raise ConfigurationError(f"{path.name}: Diese erwarteten Titel hat kein Datensatz: {', '.join(sorted(set(unknown)))}")
        return cls(datasets, queries)


@dataclass(frozen=True)
class Answer:
    """What a query found, titles by rank; ``rank`` is that of the first expected one, 0 where it is not among the first ten."""

    query: Query
    found: tuple[str, ...]
    rank: int

    @property
    def is_hit(self) -> bool:
        """Tell whether it is among the first three."""
        return 0 < self.rank <= AT_TOP


@dataclass(frozen=True)
class Figures:
    """Shares of the queries whose dataset is first, or among the first three, and the mean of 1/rank (MRR)."""

    queries: int
    hit_at_1: float
    hit_at_3: float
    mrr: float

    @classmethod
    def of(cls, answers: Sequence[Answer]) -> Figures:
        """Sum up."""
        count = len(answers) or 1
        return cls(
            len(answers),
            sum(answer.rank == 1 for answer in answers) / count,
            sum(answer.is_hit for answer in answers) / count,
            sum(1 / answer.rank for answer in answers if answer.rank) / count,
        )


@dataclass(frozen=True)
class Evaluation:
    """Every answer, and how long all of them took, in seconds."""

    answers: tuple[Answer, ...]
    seconds: float

    @property
    def figures(self) -> Figures:
        """Give the figures of all queries."""
        return Figures.of(self.answers)

    @property
    def by_category(self) -> dict[str, Figures]:
        """Give the figures by category, in the order of the file; nothing where the file has none."""
        names = dict.fromkeys(answer.query.category for answer in self.answers if answer.query.category)
        return {name: Figures.of([answer for answer in self.answers if answer.query.category == name]) for name in names}

    @property
    def misses(self) -> tuple[Answer, ...]:
        """Give the answers without an expected dataset among the first three."""
        return tuple(answer for answer in self.answers if not answer.is_hit)


Search = Callable[[scratch.Core, str], Iterable[str]]
"""Asks a core for what somebody typed; gives titles by rank."""


def run(golden: Golden, solr_url: str, german: German) -> Evaluation:
    """Evaluate the portal's search.

    Raises:
        IndexUnavailable: Solr does not answer.
    """
    with scratch.core(solr_url) as core:
        core.add([{**plain_document(number, dataset), **fields.of(dataset, german)} for number, dataset in enumerate(golden.datasets)])
        return ask_all(golden, core, lambda core, text: search(core, text, german))


def ask_all(golden: Golden, core: scratch.Core, search: Search) -> Evaluation:
    """Ask every query of a filled core."""
    began = time.monotonic()
    answers = tuple(_answer(one, tuple(search(core, one.q))) for one in golden.queries)
    return Evaluation(answers, time.monotonic() - began)


def search(core: scratch.Core, text: str, german: German) -> list[str]:
    """Ask as the portal does: strictly, and relaxed where that finds too little. Words in Solr's syntax go to Solr as they are."""
    asked = query.question(text, german) if query.is_plain(text) else None
    if asked is None:
        return titles(core.find({**LIKE_CKAN, "q": text, **query.syntax(text)}))
    strict = core.find({**LIKE_CKAN, **asked.strict})
    return titles(strict if strict["numFound"] >= query.ENOUGH else core.find({**LIKE_CKAN, **asked.relaxed}))


LIKE_CKAN: Mapping[str, str] = {"df": "text", "q.op": "AND", "sort": "score desc, metadata_modified desc", "fl": "title", "rows": str(FOUND)}
"""What CKAN adds to every search."""


def titles(response: Mapping[str, Any]) -> list[str]:
    """Give the titles of what was found."""
    return [document["title"] for document in response["docs"]]


def plain_document(number: int, dataset: Mapping[str, Any]) -> dict[str, Any]:
    """Give the fields CKAN itself would fill, the same moment for every dataset."""
    return {
        "index_id": str(number),
        "id": str(number),
        "site_id": "scratch",
        "name": f"dataset-{number}",
        "title": dataset["title"],
        "notes": dataset["notes"],
        "tags": [tag["name"] for tag in dataset["tags"]],
        "metadata_modified": "2026-01-01T00:00:00Z",
    }


def _dataset(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give an entry in the form of ``package_show``; a text may be one by language, tags may be one text."""
    by_language = {f"{name}_translated": entry[name] for name in ("title", "notes") if isinstance(entry.get(name), dict)}
    texts = {name: by_language.get(f"{name}_translated", {}).get("de") or entry.get(name) or "" for name in ("title", "notes")}
    tags = entry.get("tags") or ()
    named = [tag.strip() for tag in tags.split(",")] if isinstance(tags, str) else tags
    rest = {name: value for name, value in entry.items() if name not in {"title", "notes", "tags"}}
    return {**rest, **by_language, **texts, "tags": [{"name": str(tag)} for tag in named if tag]}


def _query(entry: Mapping[str, Any]) -> Query:
    expected = entry["expect"]
    return Query(str(entry["q"]), (expected,) if isinstance(expected, str) else tuple(expected), entry.get("category", ""))


def _answer(asked: Query, found: tuple[str, ...]) -> Answer:
    ranks = (number for number, title in enumerate(found, 1) if title in asked.expect)
    return Answer(asked, found, next(ranks, 0))
