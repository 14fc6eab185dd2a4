"""What pages tell programs: typed links in the header, descriptions at well-known addresses, a dataset in Croissant.

What a page holds itself, schema.org as JSON-LD, a helper gives to its template (``helpers.luzern_structured_data``).
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, g, request

from ckanext.luzern.feeds import croissant, sitemap, void
from ckanext.luzern.feeds.settings import from_config
from ckanext.luzern.presenters import links

DATASET_PAGES = frozenset({"luzern_dataset.read", "dataset.read"})
HOME_PAGES = frozenset({"luzern_browse.home"})
LINKSET = f'application/linkset+json; profile="{links.API_CATALOG_PROFILE}"'

structured = Blueprint("luzern_structured", __name__)


@structured.after_app_request
def with_links(response: Response) -> Response:
    """Put the links of a dataset's page and of the home page in the header, for whoever reads no HTML."""
    if response.status_code == 200 and response.mimetype == "text/html":
        if request.endpoint in DATASET_PAGES and g.get("pkg_dict") and not g.pkg_dict.get("private"):
            response.headers["Link"] = links.header(links.of_dataset(g.pkg_dict, from_config()))
        elif request.endpoint in HOME_PAGES:
            response.headers["Link"] = links.header(links.of_catalogue(from_config()))
    return response


@structured.get("/dataset/<name>/croissant.jsonld")
def as_croissant(name: str) -> Response:
    """Answer with a dataset in Croissant; 404 where it is none that the reader may see, or has no table."""
    try:
        package = tk.get_action("package_show")({"user": tk.current_user.name}, {"id": name})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return tk.abort(404)
    if not croissant.is_tabular(package):
        return tk.abort(404, tk._("This dataset has no table that Croissant could describe."))
    return conditional(json.dumps(croissant.dataset(package, from_config(), tk.h.lang()), ensure_ascii=False, indent=1).encode(), "application/ld+json")


@structured.get(void.PATH)
def as_void() -> Response:
    """Answer with what the catalogue is as linked data, in the syntax that the client prefers."""
    media_type = request.accept_mimetypes.best_match(void.MEDIA_TYPES, default="text/turtle")
    total, changed = sitemap.extent()
    response = conditional(void.document(from_config(), total, f"{changed:%Y-%m-%dT%H:%M:%SZ}" if changed else "", media_type), media_type)
    response.vary.add("Accept")
    return response


@structured.get(links.API_CATALOG)
def api_catalog() -> Response:
    """Answer with the catalogue of the portal's interfaces (RFC 9727)."""
    response = conditional(json.dumps(links.api_catalog(from_config()), indent=1).encode(), LINKSET)
    response.headers["Link"] = links.header([links.Link(f"{from_config().site}{links.API_CATALOG}", "api-catalog")])
    return response


def conditional(document: bytes, content_type: str) -> Any:
    """Answer with a document that is the same for everybody; 304 where the client has it."""
    response = Response(document, content_type=content_type)
    response.set_etag(hashlib.sha256(document).hexdigest()[:32])
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response.make_conditional(request)
