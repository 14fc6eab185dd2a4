"""Addresses that last: by identifier, and by every name a dataset has had.

``/perma/<identifier>`` is what a citation and opendata.swiss' own permalinks hold; the identifier may end in ``@stadt-luzern`` or not.
"""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, redirect, request

from ckanext.luzern import config
from ckanext.luzern.catalog import names
from ckanext.luzern.feeds.identifier import Named, identified
from ckanext.luzern.harvest.withdrawn import find
from ckanext.luzern.presenters import locale
from ckanext.luzern.views.withdrawn import NAMES, PATH

perma = Blueprint("luzern_perma", __name__)


@perma.get("/perma/<identifier>")
def permanent(identifier: str) -> Any:
    """Lead to the dataset's page; 410 with the reason where it is gone, 404 where no public dataset ever had the identifier."""
    organisation = f"@{config.opendata_swiss_organisation()}"
    found = identified(identifier.removesuffix(organisation) + organisation)
    if found and found.is_public:
        return tk.h.redirect_to("dataset.read", id=found.name)
    if found and (farewell := _farewell(found)):
        return tk.abort(410, farewell)
    return tk.abort(404, tk._("No dataset has this identifier."))


def _farewell(found: Named) -> str:
    """Say when and why a dataset went; nothing of one that is private, or was never public."""
    withdrawn = find(found.name) if found.name else None
    at, reason = (withdrawn.at, withdrawn.reason) if withdrawn else (found.left_at, found.reason)
    if found.private or not (withdrawn or found.state in {"", "deleted"}):
        return ""
    told = tk._("This dataset was withdrawn on {day}.").format(day=locale.day(at, tk.h.lang())) if at else tk._("This dataset was withdrawn.")
    return f"{told} {tk._('Reason: {reason}').format(reason=reason)}" if reason else told


@perma.after_app_request
def as_renamed(response: Response) -> Any:
    """Lead from a former name to today's, for every address of a dataset; asked once CKAN knows no dataset of that name."""
    view = request.view_args or {}
    former = next((str(view[key]) for key in NAMES if view.get(key)), "")
    if response.status_code != 404 or not former or not request.path.startswith(PATH) or request.method not in {"GET", "HEAD"}:
        return response
    name = names.current(former)
    if not name:
        return response
    path = request.path.replace(former, name, 1)
    query = f"?{request.query_string.decode()}" if request.query_string else ""
    return redirect(tk.h.url_for(f"{path}{query}"), 301)
