"""Solr is away: one error for the ways in which that shows, and a note on the request, so that nothing keeps its answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from ckan.lib.search import SearchError, SolrConnectionError
from flask import g, has_app_context

from ckanext.luzern.errors import IndexUnavailable

_NOT_READY = re.compile(r"Solr responded with an error \(HTTP (?:404|5\d\d)\)")
"""What pysolr says while Solr is starting, loads the core or has lost it; 400 is a question it does not understand."""


@contextmanager
def as_ckan_says() -> Iterator[None]:
    """Give CKAN's own error for it, which its pages and its API know, and note it.

    Raises:
        SolrConnectionError: Solr is away.
    """
    try:
        yield
    except (SearchError, SolrConnectionError, IndexUnavailable) as err:
        if not is_absence(err):
            raise
        note()
        raise SolrConnectionError(str(err)) from err


def is_absence(err: Exception) -> bool:
    """Tell whether an error of a search comes from Solr being away, and not from the question."""
    return isinstance(err, (SolrConnectionError, IndexUnavailable)) or bool(_NOT_READY.match(str(err.__context__)))


def note() -> None:
    """Note that something in the answer to this request is missing."""
    if has_app_context():
        g.luzern_search_is_away = True


def is_noted() -> bool:
    """Tell whether the search was away for this request."""
    return bool(g.get("luzern_search_is_away"))
