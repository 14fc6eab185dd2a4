"""The interface explained: a page for people, and the same as OpenAPI for programs."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import ckan.plugins.toolkit as tk
import yaml
from flask import Blueprint, Response, request

from ckanext.luzern import config
from ckanext.luzern.api import openapi
from ckanext.luzern.api.answers import answer
from ckanext.luzern.api.sample import sample
from ckanext.luzern.presenters.api_docs import PATH, page
from ckanext.luzern.views.structured import conditional
from luzern_schemas.document import LANGUAGES

api_docs = Blueprint("luzern_api_docs", __name__)


@api_docs.get(PATH, strict_slashes=False)
def index() -> str:
    """Show what the interface offers; ``dataset`` and ``file`` say of which one the examples speak."""
    return tk.render("luzern/api_docs/index.html", {"page": page(config.site_url(), _sample(), answer)})


@api_docs.get(f"{PATH}/openapi.json")
def as_json() -> Response:
    """Answer with the description in JSON."""
    return conditional(json.dumps(_document(), ensure_ascii=False, indent=1).encode(), "application/json")


@api_docs.get(f"{PATH}/openapi.yaml")
def as_yaml() -> Response:
    """Answer with the description in YAML."""
    return conditional(yaml.safe_dump(_document(), allow_unicode=True, sort_keys=False, width=120).encode(), "application/yaml")


@api_docs.get("/developers", strict_slashes=False)
def former() -> Any:
    """Lead from the address that the page had first."""
    return tk.redirect_to("luzern_api_docs.index")


@api_docs.route("/api/<path:address>", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
def unknown(address: str) -> Any:
    """Tell a program in its own way that nothing of the interface stands at an address, and where it is told what there is."""
    told = f"/api/{address} is no address of the interface. What there is: {config.site_url()}{PATH}"
    return {"success": False, "error": {"__type": "Not Found Error", "message": told}}, 404


def _document() -> dict[str, Any]:
    title = config.catalogue_text("title")
    return openapi.openapi(config.site_url(), title.get("en") or title.get(LANGUAGES[0], ""), config.contact(), _sample())


def _sample() -> dict[str, str]:
    asked = (request.args.get(name, "").replace("\0", "") for name in ("dataset", "file"))  # PostgreSQL takes no NUL
    return asdict(sample(*asked))
