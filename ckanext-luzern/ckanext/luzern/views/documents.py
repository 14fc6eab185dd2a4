"""The catalogue's documents over HTTP: conditional, compressed, streamed. Knows no session and no index, and CKAN's request not either.

So they can be answered before CKAN looks at a request (``wsgi``), and the same way behind it (``feeds``, ``linked_data``). What needs
CKAN's eyes gets no answer here: a dataset that is not public, a search (``q``, ``fq``), another profile.
"""

from __future__ import annotations

import logging
import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import datetime, timezone

from dateutil import parser
from werkzeug.datastructures import MIMEAccept
from werkzeug.wrappers import Request, Response

from ckanext.luzern import config
from ckanext.luzern.errors import FeedUnavailable
from ckanext.luzern.feeds import settings, stream
from ckanext.luzern.feeds.profile import EUROPEAN, FULL, OPENDATA_SWISS, Profile
from ckanext.luzern.feeds.stream import Wanted

log = logging.getLogger(__name__)

PATH = "/feeds/opendata-swiss.xml"
MEDIA_TYPES = {
    "xml": "application/rdf+xml",
    "rdf": "application/rdf+xml",
    "ttl": "text/turtle",
    "n3": "text/n3",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
}
SYNTAXES = {"rdf": "xml", "n3": "ttl"}  # endings that name a syntax by another word
NEGOTIATED = ("text/html", *dict.fromkeys(MEDIA_TYPES.values()))
RETRY_AFTER = 600  # seconds
GZIP_LEVEL = 1
LARGEST_PAGE = 1_000_000

_CATALOGUE = re.compile(r"/catalog\.(\w+)|/")
_DATASET = re.compile(r"/dataset/([^/]+?)(?:\.(rdf|xml|ttl|n3|nt|jsonld))?")
_RESERVED = {"new", "edit"}  # pages of CKAN below /dataset/


def answer(request: Request) -> Response | None:
    """Answer a request for a document; None where CKAN has to."""
    if request.method not in {"GET", "HEAD"}:
        return None
    if request.path == PATH:
        return _document(request, Wanted(PATH, OPENDATA_SWISS, "xml"))
    if match := _CATALOGUE.fullmatch(request.path):
        return catalogue(request, match[1] or negotiated(request))
    if (match := _DATASET.fullmatch(request.path)) and match[1] not in _RESERVED:
        return dataset(request, match[1], match[2] or negotiated(request))
    return None


def negotiated(request: Request) -> str:
    """Give the ending of the syntax that a client prefers to a page; empty where it wants the page. A charset or profile it names makes no difference."""
    accepted = MIMEAccept((kind.partition(";")[0].strip(), quality) for kind, quality in request.accept_mimetypes)
    best = accepted.best_match(NEGOTIATED, default="text/html")
    return "" if best == "text/html" else next(ending for ending, media_type in reversed(MEDIA_TYPES.items()) if media_type == best)


def catalogue(request: Request, ending: str) -> Response | None:
    """Give the catalogue, or a page of it (``page``); None where it can't be read from fragments."""
    profile = _profile(request)
    if ending not in MEDIA_TYPES or profile is None or request.args.get("q") or request.args.get("fq"):
        return None
    page, since = request.args.get("page"), request.args.get("modified_since")
    if page is not None and not (page.isdecimal() and 0 < int(page) < LARGEST_PAGE):
        return _said(400, "«page» ist eine Zahl ab 1.")
    try:
        moment = _moment(since) if since else None
    except (ValueError, OverflowError):
        return _said(400, "«modified_since» ist ein Zeitpunkt nach ISO 8601, zum Beispiel 2026-11-01T00:00:00Z.")
    return _document(request, Wanted(request.path, profile, SYNTAXES.get(ending, ending), int(page) if page else None, moment), ending)


def dataset(request: Request, name: str, ending: str, *, may_be_private: bool = False) -> Response | None:
    """Give one dataset; None where there is none that everybody may see, unless CKAN has said that this reader may."""
    profile = _profile(request)
    if ending not in MEDIA_TYPES or profile is None:
        return None
    try:
        with stream.snapshot() as connection:
            found = stream.single(connection, name, profile, SYNTAXES.get(ending, ending), settings.from_config())
    except FeedUnavailable as err:
        return _unavailable(request, err)
    if found is None or not (found.is_public or may_be_private):
        return None
    response = _unchanged(request, found.tag, found.modified) or _with_body(request, [found.text.encode()], len(found.text.encode()))
    return _described(request, response, ending, found.tag, found.modified, is_public=found.is_public)


def _document(request: Request, wanted: Wanted, ending: str = "xml") -> Response:
    try:
        with ExitStack() as until_sent:
            connection = until_sent.enter_context(stream.snapshot())
            outline = stream.outline(connection, wanted, settings.from_config())
            if outline is None:
                return _said(404, "Eine solche Seite hat der Katalog nicht.")
            response = _unchanged(request, outline.tag, outline.modified)
            if response is None:
                response = _with_body(request, stream.parts(connection, wanted, outline), outline.length)
                response.call_on_close(until_sent.pop_all().close)
            return _described(request, response, ending, outline.tag, outline.modified)
    except FeedUnavailable as err:
        return _unavailable(request, err)


def _profile(request: Request) -> Profile | None:
    return {"": FULL, FULL.name: FULL, EUROPEAN.name: EUROPEAN}.get(request.args.get("profiles", ""))


def _moment(text: str) -> datetime:
    moment = parser.isoparse(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def _unchanged(request: Request, tag: str, modified: datetime | None) -> Response | None:
    """Give 304 where the client has the document; its date counts only where it names no tag (RFC 9110 §13.2.2), and what left the document makes it newer."""
    if request.if_none_match:
        has_it = request.if_none_match.contains_weak(tag) or request.if_none_match.contains_weak(f"{tag}-gzip")
    else:
        since = request.if_modified_since  # None where it is no date
        has_it = modified is not None and since is not None and modified.replace(microsecond=0) <= since
    return Response(status=304) if has_it else None


def _with_body(request: Request, parts: Iterable[bytes], length: int) -> Response:
    if not _takes_gzip(request):
        return Response(parts, headers={"Content-Length": str(length)})
    return Response(_compressed(parts), headers={"Content-Encoding": "gzip"})


def _described(request: Request, response: Response, ending: str, tag: str, modified: datetime | None, *, is_public: bool = True) -> Response:
    """Say what the document is and for how long whoever may keep it."""
    response.content_type = f"{MEDIA_TYPES[ending]}; charset=utf-8"
    response.set_etag(f"{tag}-gzip" if _takes_gzip(request) else tag)
    response.last_modified = modified
    response.vary.update(("Accept-Encoding",) if "." in request.path else ("Accept", "Accept-Encoding"))
    if is_public:
        seconds = config.cache_seconds()
        response.headers["Cache-Control"] = f"public, max-age={seconds}, stale-while-revalidate={seconds}"
        response.headers["Access-Control-Allow-Origin"] = "*"
    else:
        response.headers["Cache-Control"] = "private, no-store"
    return response


def _takes_gzip(request: Request) -> bool:
    return request.accept_encodings["gzip"] > 0


def _compressed(parts: Iterable[bytes]) -> Iterator[bytes]:
    compressor = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    for part in parts:
        if packed := compressor.compress(part):
            yield packed
    yield compressor.flush()


def _unavailable(request: Request, err: FeedUnavailable) -> Response:
    """Say that there is no complete answer now: a shorter one would delete what it lacks wherever it is harvested."""
    log.error("document=%s status=503 reason=%s", request.path, err)
    response = _said(503, f"Der Katalog kann im Moment nicht vollständig ausgegeben werden. {err}")
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def _said(status: int, sentence: str) -> Response:
    return Response(f"{sentence}\n", status, {"Cache-Control": "no-store"}, mimetype="text/plain")
