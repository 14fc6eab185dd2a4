"""The page about the feeds, for whoever wants to harvest the portal."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from flask import Blueprint

from ckanext.luzern import config
from ckanext.luzern.errors import FeedUnavailable
from ckanext.luzern.feeds import guard, sitemap, stream
from ckanext.luzern.presenters.feeds_page import Portal, page
from ckanext.luzern.quality import days, overview
from ckanext.luzern.quality.overview import WHOLE, Figures

feeds_page = Blueprint("luzern_feeds_page", __name__)


@feeds_page.get("/feeds", strict_slashes=False)
def index() -> str:
    """Show every address with a command to copy, how many datasets it gives, when they changed, and how good they are."""
    try:
        with stream.snapshot() as connection:
            state = guard.state(connection)
    except FeedUnavailable as err:
        return tk.abort(503, str(err))
    datasets, changed = sitemap.extent()
    portal = Portal(config.site_url(), config.opendata_swiss_organisation(), datasets, changed, sitemap.first())
    figures = overview.figures(days.today()).get(WHOLE, Figures())
    return tk.render("luzern/feeds/index.html", {"page": page(portal, state, figures)})
