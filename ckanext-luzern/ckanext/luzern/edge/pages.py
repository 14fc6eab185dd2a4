"""The portal's public pages, kept in memory: the second reader costs neither PostgreSQL nor Solr nor a template.

Kept is only what CKAN says, whole, to somebody it does not know, and itself calls public; answers of a few actions of its API and its style
sheets, too. An answer in which the search is missing is called ``no-store`` (``views.search_away``). Everything else passes through.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import Headers, ResponseCacheControl
from werkzeug.http import parse_cache_control_header, parse_cookie, parse_etags, parse_options_header, parse_set_header
from werkzeug.wrappers import Request

from ckanext.luzern import config
from ckanext.luzern.edge.cache import Answer, Cache, Freshness
from ckanext.luzern.views import documents

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LARGEST = 1_000_000  # bytes of an answer
LONGEST_QUERY = 1_000  # characters
PAGES = ("text/html", "application/json")
TYPES = (*PAGES, "text/css", "text/javascript", "application/javascript", "image/svg+xml")
ACTIONS = re.compile(
    r"/api/(?:3/)?action/(?:package_(?:show|search|list)|resource_show|(?:organization|group)_(?:show|list)|luzern_(?:suggest|related|spelling|dataset_check))"
)
"""Actions that answer from the catalogue alone. ``status_show`` is not kept: whoever asks for it, Docker too, wants to know whether CKAN answers."""

TOLD_APART = {"accept", "accept-encoding", "cookie", "origin"}
ASK_AGAIN = "public, max-age=0, must-revalidate"


class KeptPages:
    """Stands before the portal, as a WSGI application."""

    def __init__(self, portal: WSGIApplication, cache: Cache, freshness: Freshness) -> None:
        self._portal, self._cache, self._freshness = portal, cache, freshness

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from memory, or ask the portal and remember what it says."""
        has_name = is_known(environ)
        key = None if has_name else _key(environ)
        state = self._freshness.state() if key else None
        if state is None:
            return self._portal(environ, lambda status, headers, *error: start_response(status, _restated(headers, has_name), *error))
        answer = None if "no-cache" in environ.get("HTTP_CACHE_CONTROL", "") else self._cache.get(key, state)
        if answer is None:
            said = _Said()
            body = self._portal({**environ, "REQUEST_METHOD": "GET"}, said)  # a copy: CKAN takes the language out of the path
            if not _may_be_kept(said):
                return _pass_on(said, body, environ, start_response)
            answer = Answer.of(_kept_headers(said.headers), _whole(body))
            self._cache.put(key, state, answer)
        return _say(answer, environ, start_response)


class _Said:
    """What the portal says before its body."""

    def __init__(self) -> None:
        self.status, self.headers = "", Headers()

    def __call__(self, status: str, headers: list[tuple[str, str]], error: Any = None, /) -> Callable[[bytes], object]:
        self.status, self.headers = status, Headers(_restated(headers, has_name=False))
        return _refuse


def is_known(environ: WSGIEnvironment) -> bool:
    """Tell whether a request says who sends it: with a session, a lasting login or a key."""
    cookies = parse_cookie(environ)
    return any(name in cookies for name in config.login_cookies()) or any(name in environ for name in _key_headers())


def _key_headers() -> tuple[str, str]:
    return "HTTP_AUTHORIZATION", f"HTTP_{config.key_header().upper().replace('-', '_')}"


def _key(environ: WSGIEnvironment) -> Hashable | None:
    """Give what tells answers apart; None where none is kept: htmx asks for parts of pages, and linked data is answered in other ways."""
    path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
    if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or "HTTP_HX_REQUEST" in environ or len(query) > LONGEST_QUERY:
        return None
    if (path.startswith("/api/") and not ACTIONS.fullmatch(path)) or documents.negotiated(Request(environ)):
        return None
    return environ["wsgi.url_scheme"], environ.get("HTTP_HOST"), path, query, environ.get("HTTP_ORIGIN")


def _may_be_kept(said: _Said) -> bool:
    headers = said.headers
    caching = parse_cache_control_header(headers.get("Cache-Control"), cls=ResponseCacheControl)
    length = headers.get("Content-Length", "")
    return (
        said.status.startswith("200 ")
        and parse_options_header(headers.get("Content-Type"))[0] in TYPES
        and length.isdecimal()
        and int(length) <= LARGEST
        and bool(caching.public and not caching.private and not caching.no_store)
        and headers.get("Content-Disposition", "inline").startswith("inline")  # so CKAN calls its static files; a download is no page
        and not any(name in headers for name in ("Set-Cookie", "Content-Encoding"))
        and parse_set_header(headers.get("Vary")).as_set() <= TOLD_APART
    )


def _kept_headers(headers: Headers) -> tuple[tuple[str, str], ...]:
    """Leave out what depends on who asks, and tell whoever keeps the answer not to give a packed one to who can't unpack it."""
    vary = parse_set_header(headers.get("Vary"))
    vary.add("Accept-Encoding")
    kept = headers.copy()
    for name in ("Content-Length", "ETag"):
        kept.remove(name)
    kept["Vary"] = vary.to_header()
    return tuple(kept)


def _say(answer: Answer, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    headers = [*answer.headers, ("ETag", f'W/"{answer.tag}"')]
    if parse_etags(environ.get("HTTP_IF_NONE_MATCH")).contains_weak(answer.tag):
        start_response("304 Not Modified", [(name, value) for name, value in headers if name != "Content-Type"])
        return ()
    takes_gzip = Request(environ).accept_encodings["gzip"] > 0
    body = answer.packed if takes_gzip else answer.body
    start_response("200 OK", [*headers, *([("Content-Encoding", "gzip")] if takes_gzip else []), ("Content-Length", str(len(body)))])
    return () if environ["REQUEST_METHOD"] == "HEAD" else (body,)


def _pass_on(said: _Said, body: Iterable[bytes], environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response(said.status, said.headers.to_wsgi_list())
    if environ["REQUEST_METHOD"] != "HEAD":
        return body
    _close(body)
    return ()


def _restated(headers: list[tuple[str, str]], has_name: bool) -> list[tuple[str, str]]:
    """Call nothing public that was said to somebody in particular, as CKAN's API does; let whoever keeps a page ask again each time.

    CKAN's errors take back a cookie that nobody without a session has: their message is one for the session, shown at once.
    """
    said = Headers([(name, value) for name, value in headers if has_name or name != "Set-Cookie" or "Max-Age=0" not in value])
    caching = said.get("Cache-Control", "")
    if "public" in caching:  # CKAN adds it to whatever a view has said
        if "no-store" in caching:
            said["Cache-Control"] = "no-store"
        elif "private" in caching or has_name or "Set-Cookie" in said:
            said["Cache-Control"] = "private"
        elif parse_options_header(said.get("Content-Type"))[0] in PAGES:
            said["Cache-Control"] = ASK_AGAIN
    return said.to_wsgi_list()


def _whole(body: Iterable[bytes]) -> bytes:
    try:
        return b"".join(body)
    finally:
        _close(body)


def _close(body: Any) -> None:
    if hasattr(body, "close"):
        body.close()


def _refuse(text: bytes) -> object:
    raise NotImplementedError("CKAN gives its body as an iterable")
