"""What every answer tells the browser: pages run our own scripts and styles alone, files of others run nothing, data may be read from anywhere.

On every answer there is: pages, errors, feeds, static files, downloads, the API.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from werkzeug.datastructures import Headers
from werkzeug.http import parse_options_header

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

YEAR = 31_536_000  # seconds
PAGE = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",  # pictures in style sheets, and what a map draws with
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
}
FILE = {"default-src": "'none'", "frame-ancestors": "'self'", "base-uri": "'none'", "form-action": "'none'", "sandbox": ""}
PDF = {directive: sources for directive, sources in FILE.items() if directive != "sandbox"}  # Chromium shows none in a sandbox

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",  # for browsers from before frame-ancestors
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
TO_EVERY_SITE = {"Access-Control-Allow-Origin": "*"}  # whoever asks: what a cache keeps is the same for every site
TO_OTHER_SITES = "ETag, Last-Modified, Content-Range, Accept-Ranges, Content-Disposition, Link, Retry-After"
"""What scripts of other sites may read of an answer beside its body: who reads a large file in pieces, or asks again, needs it."""
FROM_OTHER_SITES = "If-None-Match, Range"
SCRIPTS = ("text/javascript", "application/javascript")  # as the machine's list of types has it; a worker has the policy of its script
STAMPED = re.compile(r"/luzern/.+\?v=[0-9a-f]{12}")
"""Addresses that change with what they give (``helpers.luzern_static``)."""


class SecuredAnswers:
    """Stands before all else, as a WSGI application; ``is_https`` is how readers reach the portal."""

    def __init__(self, application: WSGIApplication, *, is_https: bool) -> None:
        self._application, self._is_https = application, is_https

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Let the application answer, and add the headers."""
        address = f"{environ['PATH_INFO']}?{environ.get('QUERY_STRING', '')}"

        def start(status: str, said: list[tuple[str, str]], *error: object) -> object:
            headers = Headers(said)
            for name, value in self._own(status, headers).items():
                headers.setdefault(name, value)
            if "Access-Control-Allow-Origin" in headers:
                headers["Access-Control-Expose-Headers"] = TO_OTHER_SITES
                headers["Access-Control-Allow-Headers"] = ", ".join(filter(None, (headers.get("Access-Control-Allow-Headers"), FROM_OTHER_SITES)))
            if status[:3] in {"200", "304"} and STAMPED.fullmatch(address):
                headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
            return start_response(status, headers.to_wsgi_list(), *error)  # type: ignore[arg-type]  the server's own error, handed on

        return self._application(environ, start)  # type: ignore[arg-type]  the same

    def _own(self, status: str, headers: Headers) -> Mapping[str, str]:
        # A 304 does not say of what kind the answer is, and its headers replace those that the browser has kept (RFC 9111, 3.2): it leaves their policy as it is.
        transport = {"Strict-Transport-Security": f"max-age={YEAR}"} if self._is_https else {}
        return {**EVERYWHERE, **transport, **(TO_EVERY_SITE if status.startswith("304") else _by_kind(headers))}


def _by_kind(headers: Headers) -> Mapping[str, str]:
    kind = parse_options_header(headers.get("Content-Type"))[0]
    is_page = kind == "text/html" and "Content-Disposition" not in headers
    own = {
        "Content-Security-Policy": _written(PAGE if is_page or kind in SCRIPTS else PDF if kind == "application/pdf" else FILE),
        "Cross-Origin-Resource-Policy": "same-origin" if is_page else "cross-origin",
    }
    return own if is_page else {**own, **TO_EVERY_SITE}


def _written(policy: Mapping[str, str]) -> str:
    return "; ".join(f"{directive} {sources}".strip() for directive, sources in policy.items())
