"""The portal as a WSGI application, for gunicorn: ``CKAN_INI`` names the configuration.

What CKAN need not be asked for is answered before: it would ask for the session, the language and the user first.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ckan.cli import load_config
from ckan.config.middleware import make_app
from ckan.plugins import toolkit as tk
from werkzeug.wrappers import Request

from ckanext.luzern import config
from ckanext.luzern.catalog import state
from ckanext.luzern.edge.cache import Cache, Freshness
from ckanext.luzern.edge.headers import SecuredAnswers
from ckanext.luzern.edge.pages import KeptPages
from ckanext.luzern.search import solr
from ckanext.luzern.views import documents

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

ckan = make_app(load_config())


def gather() -> None:
    """Have CKAN gather its actions, rules of access and validators before the first request.

    It gathers each at its first use and without a lock: of two requests that come at once, the second would find half of them.
    """
    tk.get_action("status_show")
    tk.get_validator("ignore_missing")
    tk.check_access("status_show", {"user": ""}, {})


gather()


def what_pages_are_made_of() -> str | None:
    """Give a word that changes with the database and with what the index shows; None where the database is away."""
    seen = state.current()
    return None if seen is None else f"{seen} {solr.version()}"


pages = KeptPages(ckan, Cache(config.cache_bytes()), Freshness(what_pages_are_made_of))


def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer a request: documents for machines from the database, pages from memory, all else from CKAN."""
    return (documents.answer(Request(environ)) or pages)(environ, start_response)


application = SecuredAnswers(answer, is_https=config.site_url().startswith("https://"))
