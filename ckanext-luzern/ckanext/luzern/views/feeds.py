"""The feed for opendata.swiss, where CKAN is asked for it; in production ``wsgi`` has answered before."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, request

from ckanext.luzern.views import documents

feeds = Blueprint("luzern_feeds", __name__)


@feeds.get(documents.PATH)
def opendata_swiss_feed() -> Any:
    """Answer with every dataset for opendata.swiss, or with 503: there, a failure keeps what is known, a shorter list deletes it."""
    return documents.answer(request) or tk.abort(404)
