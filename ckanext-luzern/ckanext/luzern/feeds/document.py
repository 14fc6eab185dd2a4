"""A document of fragments: ``start``, ``head``, the datasets with ``between`` before each, ``end``. Pure; nothing is parsed again."""

from __future__ import annotations

from functools import cache

from ckanext.luzern.feeds import catalogue
from ckanext.luzern.feeds.catalogue import Page
from ckanext.luzern.feeds.european import european
from ckanext.luzern.feeds.profile import Profile
from ckanext.luzern.feeds.rdf import Graph
from ckanext.luzern.feeds.settings import FeedSettings
from ckanext.luzern.feeds.syntax import BETWEEN, END, START, fragment


def start(syntax: str) -> str:
    """Give what a document begins with."""
    return START[syntax]


def between(syntax: str) -> str:
    """Give what stands between two fragments."""
    return BETWEEN[syntax]


def end(syntax: str) -> str:
    """Give what a document ends with."""
    return END[syntax]


def head(profile: Profile, syntax: str, settings: FeedSettings, page: Page) -> str:
    """Describe catalogue, publisher and page; the fragments say which datasets the catalogue has."""
    graph = catalogue.build_catalogue(settings, modified=page.modified)
    graph.update(catalogue.build_publisher(settings))
    graph.update(catalogue.build_page(page))
    return _written(graph, profile, syntax)


@cache
def publisher(profile: Profile, syntax: str, settings: FeedSettings) -> str:
    """Describe the publisher alone: the head of a document about one dataset."""
    return _written(catalogue.build_publisher(settings), profile, syntax)


def _written(graph: Graph, profile: Profile, syntax: str) -> str:
    return fragment(european(graph) if profile.is_european else graph, syntax)
