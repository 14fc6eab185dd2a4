"""The places of a file for the map on its page, visible to whoever sees the file."""

from __future__ import annotations

import hashlib
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, request

from ckanext.luzern.preview import keep

preview = Blueprint("luzern_preview", __name__)


@preview.get("/dataset/<name>/resource/<resource_id>/preview.json")
def places(name: str, resource_id: str) -> Response:
    """Answer with the places of a file as GeoJSON; 404 where there are none, or nobody may see them."""
    try:
        package: dict[str, Any] = tk.get_action("package_show")({"user": tk.current_user.name}, {"id": name})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        tk.abort(404)
    found = keep.places(resource_id) if any(resource["id"] == resource_id for resource in package["resources"]) else ""
    if not found:
        tk.abort(404)
    if package["private"] or package["state"] != "active":
        request.environ["__no_cache__"] = True  # CKAN calls public what nobody called otherwise
    response = Response(found, mimetype="application/json")
    response.set_etag(hashlib.sha256(found.encode()).hexdigest()[:32])
    response.make_conditional(request)
    return response
