"""The sitemap, named in ``robots.txt`` (``templates/home/robots.txt``); how long it may be kept is CKAN's setting for every page (``ckan.cache_expires``)."""

from __future__ import annotations

import hashlib

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, request

from ckanext.luzern import config
from ckanext.luzern.feeds import sitemap as content

sitemap = Blueprint("luzern_sitemap", __name__)


@sitemap.get("/sitemap.xml")
def index() -> Response:
    """Name the sitemaps."""
    return _answer(content.index(config.site_url(), [content.Place("/sitemap/pages.xml"), *content.parts()]))


@sitemap.get("/sitemap/pages.xml")
def pages() -> Response:
    """Name the pages that are no datasets."""
    return _answer(content.sitemap(config.site_url(), content.pages()))


@sitemap.get("/sitemap/<int(max=100000):number>.xml")
def datasets(number: int) -> Response:
    """Name some of the datasets; 404 beyond the last."""
    found = content.datasets(number) if number else []
    return _answer(content.sitemap(config.site_url(), found)) if found else tk.abort(404)


def _answer(document: str) -> Response:
    response = Response(document, mimetype="application/xml")
    response.set_etag(hashlib.sha256(document.encode()).hexdigest()[:32])
    response.make_conditional(request)
    return response
