"""Addresses as people enter them, made into valid IRIs.

opendata.swiss parses a page as one document: a single blank in one address can cost every dataset of the city its update.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit, urlunsplit

import idna

WITH_HOST = ("http", "https", "ftp", "ftps")
SCHEMES = (*WITH_HOST, "urn", "doi", "info")

_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\]")
_UNESCAPED = "%!$&'()*+,;=:@/"  # RFC 3986 pchar and «/»; what is encoded already stays as it is


def valid_iri(text: str) -> str:
    """Give ``text`` as an absolute, percent-encoded IRI; empty where it names no resource on the web.

    Host names become ASCII (IDNA 2008); a user name or password in the address is left out, because a feed is public.
    """
    text = "".join(char for char in text.strip() if not "\ud800" <= char <= "\udfff")
    try:
        parts = urlsplit(text)
        port = f":{parts.port}" if parts.port else ""
        host = _ascii_host(parts.hostname or "")
    except ValueError:  # idna.IDNAError is one too
        return ""
    if parts.scheme not in SCHEMES or not (parts.path or host) or (parts.scheme in WITH_HOST and not host):
        return ""
    return urlunsplit((parts.scheme, f"{host}{port}" if host else "", _encoded(parts.path), _encoded(parts.query, "?"), _encoded(parts.fragment, "?")))


def mailto(address: str) -> str:
    """Give an e-mail address as an IRI; empty where it is none."""
    address = address.strip().removeprefix("mailto:")
    return f"mailto:{quote(address, safe='@+')}" if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", address) else ""


def _ascii_host(host: str) -> str:
    """Raise ValueError where no such host can exist."""
    ascii_host = host if host.isascii() else idna.encode(host, uts46=True).decode()
    host = f"[{ascii_host}]" if ":" in ascii_host else ascii_host
    if host and not _HOST.fullmatch(host):
        raise ValueError(host)
    return host


def _encoded(part: str, also: str = "") -> str:
    return quote(_STRAY_PERCENT.sub("%25", part), safe=_UNESCAPED + also)
