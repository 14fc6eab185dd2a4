"""Addresses of withdrawn datasets answer 410 with the reason and the way on, where CKAN knows nothing but «not found».

Asked once CKAN has refused, so that no other page pays for it; whoever may still see the dataset gets it as before. The page is that of
every error (``error_document_template.html``), which shows what ``gone_here`` gives.
"""

from __future__ import annotations

from flask import Blueprint, Response, g, request

from ckanext.luzern.harvest.withdrawn import Withdrawn, find

REFUSED = (403, 404)  # CKAN's pages and ckanext-dcat's documents
PATH = "/dataset/"
NAMES = ("id", "_id", "name")  # what CKAN, ckanext-dcat and we call a dataset in an address

withdrawn = Blueprint("luzern_withdrawn", __name__)


@withdrawn.after_app_request
def as_gone(response: Response) -> Response:
    """Say that a dataset was withdrawn: for its page, its resources, their downloads and its linked data alike."""
    if response.status_code in REFUSED and gone_here():
        response.status_code = 410
    return response


def gone_here() -> Withdrawn | None:
    """Give the withdrawn dataset that the address of this request names; the database is asked once a request."""
    if "luzern_gone" not in g:
        names = [str(value) for name in NAMES if (value := (request.view_args or {}).get(name))]
        is_page = request.path.startswith(PATH) and request.method in {"GET", "HEAD"}
        g.luzern_gone = find(names[0]) if names and is_page else None
    return g.luzern_gone
