"""The pages of running text, whose texts the city keeps in ``config/pages/<language>/<name>.md``, and the one that is for finders of weaknesses."""

from __future__ import annotations

from datetime import datetime, timezone

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response

from ckanext.luzern import config
from ckanext.luzern.presenters import content_page, security_txt
from luzern_schemas.document import LANGUAGES

pages = Blueprint("luzern_pages", __name__)

NAMES = ("accessibility", "privacy", "terms")


@pages.get(f"/<any({', '.join(NAMES)}):name>", strict_slashes=False)
def page(name: str) -> str:
    """Show a page of running text."""
    return _show(name)


@pages.get("/about")
def about() -> str:
    """Show what the portal is, at CKAN's address for it."""
    return _show("about")


@pages.get(security_txt.PATH)
def security() -> Response:
    """Say where to report a weakness."""
    document = security_txt.security_txt(config.contact(), config.publisher_homepage(), config.site_url(), LANGUAGES, datetime.now(timezone.utc))
    return Response(document, content_type="text/plain; charset=utf-8")


def _show(name: str) -> str:
    contact, homepage = config.contact(), config.publisher_homepage()
    values = {"contact": f"<{contact}>" if contact else f"<{homepage}>", "site": config.site_url()}
    found = content_page.read(config.config_dir() / "pages", name, tk.h.lang(), values)
    return tk.render("luzern/content.html", {"page": found}) if found else tk.abort(404)
