"""Uploaded files go out as downloads: shown as a page, an HTML or SVG file would run its scripts in the portal's name; and no page takes one as its script.

CKAN looks at ``ckan.files.inline_content_types`` only where its storage has not answered before; the one on disk has, with ``inline``.
"""

from __future__ import annotations

from flask import Blueprint, Response, request

from ckanext.luzern import config

DOWNLOADS = ("resource.download", "dataset_resource.download")

downloads = Blueprint("luzern_downloads", __name__)


@downloads.after_app_request
def as_download(response: Response) -> Response:
    """Let the browser show a resource's file only if its type is one of ``ckan.files.inline_content_types``; and never guess another type."""
    if request.endpoint in DOWNLOADS and "Content-Disposition" in response.headers:
        if response.mimetype not in config.inline_types():
            response.headers["Content-Disposition"] = response.headers["Content-Disposition"].replace("inline", "attachment", 1)
        if "javascript" in (response.mimetype or ""):
            response.mimetype = "text/plain"  # with nosniff, browsers run that nowhere: pages run scripts of this host
        response.headers["X-Content-Type-Options"] = "nosniff"
    return response
