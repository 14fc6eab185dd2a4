"""Addresses of withdrawn datasets answer 410 with the reason and the way on, where CKAN knows nothing but «not found».

Asked after CKAN has refused, so that no other page pays for it; whoever may still see the dataset gets it as before.
"""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, request

from ckanext.luzern.harvest import withdrawn as harvest_withdrawn
from ckanext.luzern.presenters.harvest_status import day_text

REFUSED = (403, 404)  # CKAN's pages and ckanext-dcat's documents
PATH = "/dataset/"
NAMES = ("id", "_id", "name")  # what CKAN, ckanext-dcat and we call a dataset in an address

withdrawn = Blueprint("luzern_withdrawn", __name__)


@withdrawn.after_app_request
def as_gone(response: Response) -> Response:
    """Say that a dataset was withdrawn: its page, its resources, their downloads and its linked data alike."""
    if response.status_code not in REFUSED or request.method not in {"GET", "HEAD"} or not request.path.startswith(PATH):
        return response
    asked = next((str(value) for name in NAMES if (value := (request.view_args or {}).get(name))), "")
    gone = harvest_withdrawn.find(asked) if asked else None
    if gone:
        response.set_data(tk.render("luzern/withdrawn.html", {"gone": gone, "since": day_text(gone.at) if gone.at else ""}))
        response.status_code, response.content_type = 410, "text/html; charset=utf-8"
    return response
