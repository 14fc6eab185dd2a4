"""The portal as a WSGI application, for gunicorn: ``CKAN_INI`` names the configuration.

What CKAN need not be asked for is answered before: it would ask for the session, the language and the user first.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ckan.cli import load_config
from ckan.config.middleware import make_app
from werkzeug.wrappers import Request

from ckanext.luzern import config
from ckanext.luzern.catalog import state
from ckanext.luzern.edge.cache import LONGEST, Cache, Freshness
from ckanext.luzern.edge.headers import SecuredAnswers
from ckanext.luzern.edge.pages import KeptPages
from ckanext.luzern.views import documents

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

ckan = make_app(load_config())
# Where Solr decides when it shows what it was told, no commit tells of it: then pages are as old as the state at most.
longest = LONGEST if config.index_is_committed() else 1.0
pages = KeptPages(ckan, Cache(config.cache_bytes(), longest), Freshness(state.current))


def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer a request: documents for machines from the database, pages from memory, all else from CKAN."""
    return (documents.answer(Request(environ)) or pages)(environ, start_response)


application = SecuredAnswers(answer, is_https=config.site_url().startswith("https://"))
