"""The search as actions: ``package_search`` for citizens' words, and what a search page needs beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.luzern import config
from ckanext.luzern.search import absence, breaker, proposals, query, suggest, unread
from ckanext.luzern.search.fields import NEWEST
from ckanext.luzern.search.language.german import german

Action = Callable[[Any, dict[str, Any]], dict[str, Any]]  # Any: CKAN's context

OWN_RANKING = {"defType", "qf", "mm", "tie", "bf", "boost"}
"""Who sets one of these has a search of their own in mind."""

LONGEST = 500  # characters of plain words; what is typed behind them is not asked for

OF_A_PAGE = f"score desc, {NEWEST}"
"""The order of a page where none is chosen: what fits alike by the date its rows show. The API's is CKAN's."""


def get_actions() -> dict[str, Callable[..., Any]]:
    """Give the actions by name."""
    return {action.__name__: action for action in (package_search, luzern_suggest, luzern_spelling, luzern_related)}


@tk.chained_action
@tk.side_effect_free
def package_search(following: Action, context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Search as CKAN does; plain words in ``q`` are asked for in Lucerne's German, and once more, relaxed, where that finds too little.

    The answer has ``relaxed: true`` then. Solr's syntax in ``q`` (fields, quotes, wildcards, operators) and a ranking of one's own are CKAN's.
    """
    with absence.as_ckan_says(), breaker.solr.asking(_is_late):
        return _search(unread.for_the_api(following), context, _in_order(context, data_dict))


@tk.side_effect_free
def luzern_suggest(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Give what the beginning of a search may become: ``suggestions``, at most eight of ``{kind, name, title}``, for what is typed in ``q``."""
    tk.check_access("package_search", context, data_dict)
    with absence.as_ckan_says():
        return {"suggestions": [asdict(one) for one in suggest.suggestions(_typed(data_dict), tk.h.lang())]}


@tk.side_effect_free
def luzern_spelling(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Give what ``q`` may have been meant to be: ``proposal``, a text that finds something, or null."""
    tk.check_access("package_search", context, data_dict)
    with absence.as_ckan_says():
        return {"proposal": proposals.spelling(_typed(data_dict), german(config.config_dir() / "search"))}


@tk.side_effect_free
def luzern_related(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Give ``datasets`` (at most five of ``{name, title}``) like the dataset ``id``."""
    shown = tk.get_action("package_show")(context, {"id": tk.get_or_bust(data_dict, "id")})
    with absence.as_ckan_says():
        return {"datasets": [asdict(one) for one in proposals.related(shown["id"], tk.h.lang())]}


def _typed(data_dict: dict[str, Any]) -> str:
    return str(data_dict.get("q") or "")[:LONGEST]


def _in_order(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    is_of_a_page = context.get("for_view") and "api_version" not in context
    return {**data_dict, "sort": OF_A_PAGE} if is_of_a_page and not data_dict.get("sort") else data_dict


def _search(following: Action, context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    text = data_dict.get("q")
    if not isinstance(text, str) or OWN_RANKING & data_dict.keys():
        return following(context, data_dict)
    asked = query.question(text[:LONGEST], german(config.config_dir() / "search")) if query.is_plain(text) else None
    if asked is None:
        return following(context, {**data_dict, **query.syntax(text)})
    found = following(context, {**data_dict, **asked.strict})
    if found["count"] >= query.enough(data_dict.get("sort") or ""):
        return found
    return {**following(context, {**data_dict, **asked.relaxed}), "relaxed": True}


def _is_late(err: BaseException) -> bool:
    return "timed out" in str(err.__context__)  # pysolr's words; CKAN makes another error of it
