"""Datasets and the catalogue as linked data, where CKAN has to be asked: what only some may see, and what only a search finds.

ckanext-dcat has the same addresses, without N-Triples and with an internal error for an ending it does not know. Plugins
earlier in ``ckan.plugins`` are asked first, so these answer.
"""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckanext.dcat.exceptions import RDFProfileException
from flask import Blueprint, Response, request

from ckanext.luzern.views import documents

NEGOTIATED = frozenset({"luzern_dataset.read", "dataset.read", "luzern_browse.home"})
PARAMETERS = ("page", "modified_since", "q", "fq")

linked_data = Blueprint("luzern_linked_data", __name__)


@linked_data.before_app_request
def negotiated() -> Any:
    """Answer with linked data where a client prefers it to the page of a dataset or the catalogue."""
    return documents.answer(request) if request.endpoint in NEGOTIATED and documents.negotiated(request) else None


@linked_data.after_app_request
def as_negotiated(response: Response) -> Response:
    """Say of the pages, too, that another answer stands at the same address: who keeps the page must not give it to who asks for Turtle."""
    if request.endpoint in NEGOTIATED:
        response.vary.add("Accept")
    return response


@linked_data.get("/dataset/<name>.<ending>")
def dataset(name: str, ending: str) -> Any:
    """Answer with one dataset; 404 where there is none to be seen, or no such syntax."""
    if ending not in documents.MEDIA_TYPES:
        tk.abort(404)
    try:
        tk.check_access("package_show", {"user": tk.current_user.name}, {"id": name})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        tk.abort(404)
    response = documents.dataset(request, name, ending, may_be_private=True)
    if response is not None and response.cache_control.private:
        request.environ["__no_cache__"] = True  # CKAN calls public what nobody called otherwise
    return response or tk.abort(404)


@linked_data.get("/catalog.<ending>")
def catalogue(ending: str) -> Any:
    """Answer with the catalogue; a search is ckanext-dcat's, and the index'. 400 where the parameters make no sense."""
    if ending not in documents.MEDIA_TYPES:
        tk.abort(404)
    return documents.answer(request) or _searched(ending)


def _searched(ending: str) -> Response:
    asked: dict[str, Any] = {name: request.args.get(name) for name in PARAMETERS}
    profiles = request.args.get("profiles")
    try:
        document = tk.get_action("dcat_catalog_show")({}, {"format": ending, "profiles": profiles.split(",") if profiles else None, **asked})
    except tk.ValidationError as err:
        tk.abort(400, "; ".join(err.error_summary.values()))
    except RDFProfileException as err:
        tk.abort(400, str(err))
    return Response(document, mimetype=documents.MEDIA_TYPES[ending])
