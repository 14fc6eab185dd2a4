"""The templates' ``_``. A page says more than a hundred words; without this, request, language and catalogue are looked for at each."""

from __future__ import annotations

from typing import Any

import flask_babel
from flask import has_request_context, request
from markupsafe import Markup

_catalogues: dict[str, Any] = {}  # by language; Any: babel's translations


def say(text: str, **values: object) -> Markup:
    """Give a text of the templates in the visitor's language, safe to print, with ``%(name)s`` replaced, as Jinja's own does."""
    return Markup(_catalogue().ugettext(text)) % values  # noqa: S704  written by us or by CKAN's translators


def _catalogue() -> Any:
    language = request.environ.get("CKAN_LANG") if has_request_context() else None
    if language is None:
        return flask_babel.get_translations()
    if language not in _catalogues:
        _catalogues[language] = flask_babel.get_translations()
    return _catalogues[language]
