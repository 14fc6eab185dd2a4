"""Blueprints: one module each, listed here."""

from __future__ import annotations

from flask import Blueprint

from ckanext.luzern.views.api_docs import api_docs
from ckanext.luzern.views.browse import browse
from ckanext.luzern.views.changes import changes_feed
from ckanext.luzern.views.dataset import dataset
from ckanext.luzern.views.downloads import downloads
from ckanext.luzern.views.feeds import feeds
from ckanext.luzern.views.feeds_page import feeds_page
from ckanext.luzern.views.harvest import harvest
from ckanext.luzern.views.linked_data import linked_data
from ckanext.luzern.views.pages import pages
from ckanext.luzern.views.perma import perma
from ckanext.luzern.views.preview import preview
from ckanext.luzern.views.quality import quality
from ckanext.luzern.views.search_away import search_away
from ckanext.luzern.views.sitemap import sitemap
from ckanext.luzern.views.structured import structured
from ckanext.luzern.views.withdrawn import withdrawn


def get_blueprints() -> list[Blueprint]:
    """Give every blueprint of the portal."""
    return [
        api_docs,
        browse,
        changes_feed,
        dataset,
        downloads,
        feeds,
        feeds_page,
        harvest,
        linked_data,
        pages,
        perma,
        preview,
        quality,
        search_away,
        sitemap,
        structured,
        withdrawn,
    ]
