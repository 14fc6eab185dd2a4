"""Feeds for machines."""

from __future__ import annotations

import hashlib
import logging

from flask import Blueprint, Response, request

from ckanext.luzern.errors import FeedUnavailable
from ckanext.luzern.feeds import opendata_swiss, settings

log = logging.getLogger(__name__)

RETRY_AFTER = 600  # seconds

feeds = Blueprint("luzern_feeds", __name__)


@feeds.get(opendata_swiss.PATH)
def opendata_swiss_feed() -> Response:
    """Answer with every dataset for opendata.swiss, or with 503: there, a failure keeps what is known, a shorter list deletes it."""
    try:
        document = opendata_swiss.feed(settings.from_config())
    except FeedUnavailable as err:
        log.error("feed=opendata-swiss status=503 reason=%s", err)
        return Response("Der Katalog kann im Moment nicht vollständig ausgegeben werden.\n", 503, {"Retry-After": str(RETRY_AFTER)}, mimetype="text/plain")
    response = Response(document, mimetype="application/rdf+xml")
    response.set_etag(hashlib.sha256(document.encode()).hexdigest()[:32])
    response.make_conditional(request)
    return response
