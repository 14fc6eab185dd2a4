"""Home, themes and organisations: one question to the index each, and what is printed of the tables. CKAN's own views ask for far more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model, types
from ckan.lib.search import SearchError
from flask import Blueprint, current_app, g, request

from ckanext.luzern import config
from ckanext.luzern.search import facets

browse = Blueprint("luzern_browse", __name__)

NOT_OF_THE_SEARCH = {"q", "page", "sort"}
UNPRINTED = ("include_datasets", "include_dataset_count", "include_users", "include_groups", "include_tags", "include_followers")


@dataclass(frozen=True)
class Hits:
    """A page of hits, named as CKAN's pager names them, which the page of the search prints."""

    items: list[Any]
    item_count: int
    page: int
    page_count: int


@browse.get("/")
def home() -> str:
    """Show the home page."""
    return tk.render("home/index.html")


@browse.get("/group/", strict_slashes=False)
def themes() -> str:
    """Show the themes."""
    return tk.render("group/index.html")


@browse.get("/organization/", strict_slashes=False)
def organizations() -> str:
    """Show the organisations."""
    return tk.render("organization/index.html")


@browse.get("/group/<id>")
def theme(id: str) -> Any:
    """Show a theme and its datasets."""
    return _collection("group", "groups", id, (id,))


@browse.get("/organization/<id>")
def organization(id: str) -> Any:
    """Show an organisation, its datasets and those of all below it."""
    return _collection("organization", "organization", id, tk.h.luzern_family(id))


def _collection(kind: str, field: str, name: str, names: Sequence[str]) -> Any:
    """Show the datasets of a group, ``names`` with those below it; whatever else stands at its address (an id, a refusal, another type of group) is CKAN's to answer."""
    row = model.Session.query(model.Group).filter_by(name=name, type=kind, state="active").first()
    if row is None:
        return current_app.view_functions[f"{kind}.read"](group_type=kind, is_organization=kind == "organization", id=name)
    context: types.Context = {"user": tk.current_user.name, "for_view": True}
    g.group_dict = tk.get_action(f"{kind}_show")(context, {"id": row.id, **dict.fromkeys(UNPRINTED, False)})
    return tk.render(f"{kind}/read.html", {"group_dict": g.group_dict, "group_type": kind, **_found(field, names)})


def _found(field: str, names: Sequence[str]) -> dict[str, Any]:
    """Give what the page of a search prints, by the names of CKAN's search, and Solr's word for what the page is about."""
    quoted = (f'"{name}"' for name in names)
    within = f"{field}:({' OR '.join(quoted)})"
    rows, number = config.datasets_per_page(), tk.h.get_page_number(request.args)
    filters: dict[str, list[str]] = {}
    for asked, value in request.args.items(multi=True):
        if value and asked not in NOT_OF_THE_SEARCH and not asked.startswith(("_", "ext_")):
            filters.setdefault(asked, []).append(value)
    terms = [within, *(f'{asked}:"{value}"' for asked, values in filters.items() for value in values)]
    question = {
        "q": request.args.get("q", ""),
        "fq": " ".join(terms),
        "facet.field": list(facets.headings(without=field if len(names) == 1 else "")),
        "rows": rows,
        "start": (number - 1) * rows,
        "sort": request.args.get("sort"),
        "include_private": True,
    }
    printed = {"q": question["q"], "fields_grouped": filters, "within": within}
    try:
        found = tk.get_action("package_search")({"user": tk.current_user.name, "for_view": True}, question)
    except SearchError:
        return {**printed, "query_error": True, "search_facets": {}, "page": Hits([], 0, 1, 0)}
    pages = Hits(found["results"], found["count"], number, -(-found["count"] // rows))
    return {**printed, "search_facets": found["search_facets"], "page": pages}
