"""The portal as a WSGI application, for gunicorn: ``CKAN_INI`` names the configuration.

Documents for machines are answered before CKAN looks at a request: it would ask for the session, the language and the user first.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ckan.cli import load_config
from ckan.config.middleware import make_app
from werkzeug.wrappers import Request

from ckanext.luzern.views import documents

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

portal = make_app(load_config())


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer a request."""
    return (documents.answer(Request(environ)) or portal)(environ, start_response)
