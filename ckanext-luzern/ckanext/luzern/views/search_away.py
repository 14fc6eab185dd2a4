"""While Solr is away: 503 with Retry-After where a page or an action is a search, everything else as it was; nothing of it is kept.

CKAN would answer 500. The page is that of every error (``error_document_template.html``), which offers the datasets by theme from the database.
"""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError, SolrConnectionError
from flask import Blueprint, Response, request

from ckanext.luzern.search import absence

RETRY_AFTER = 30  # seconds; Solr is back sooner after a restart
OF_API = "Search Connection Error"  # what CKAN's API calls it

search_away = Blueprint("luzern_search_away", __name__)


@search_away.app_errorhandler(SearchError)
@search_away.app_errorhandler(SolrConnectionError)
def as_page(err: Exception) -> Any:
    """Show the home page without its figures, and a page that says so for every other."""
    if not absence.is_absence(err):
        raise err
    absence.note()
    if request.path == "/":
        return tk.render("home/index.html")
    return tk.render("error_document_template.html", {"code": 500, "name": "", "content": ""}), 500


@search_away.after_app_request
def as_unavailable(response: Response) -> Response:
    """Say when to come back, instead of an error of the server; keep no answer in which the search is missing."""
    is_search = response.status_code == 500 and (absence.is_noted() or _is_of_api(response))
    if is_search:
        response.status_code = 503
        response.headers["Retry-After"] = str(RETRY_AFTER)
    if is_search or absence.is_noted():
        response.headers["Cache-Control"] = "no-store"
    return response


def _is_of_api(response: Response) -> bool:
    answer = response.get_json(silent=True) if response.is_json else None
    return isinstance(answer, dict) and (answer.get("error") or {}).get("__type") == OF_API
