"""Addresses as they may be stored, logged and shown: without passwords and keys, and encoded as addresses must be."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote, urlsplit

SECRET_NAME = re.compile(r"(?i)(^|[_.-])(api[_-]?key|key|token|secret|passwo?r?d|pwd|auth|signature|sig|credential|sas)s?($|[_.-])")
HIDDEN = "***"


def address(url: str, secrets: Iterable[str] = ()) -> str:
    """Give an address without userinfo, without the values of query parameters that look like keys, and without the given secrets; of a file its name."""
    if url.startswith("file:"):
        return f"file:///{url.rpartition('/')[2]}"
    try:
        parts = urlsplit(url)
    except ValueError:
        return HIDDEN
    query = "&".join(_parameter(parameter) for parameter in parts.query.split("&")) if parts.query else ""
    shown = parts._replace(netloc=parts.netloc.rpartition("@")[2], query=query).geturl()
    for secret in secrets:
        shown = shown.replace(secret, HIDDEN).replace(quote(secret, safe=""), HIDDEN)
    return shown


def holds_secret(url: str) -> bool:
    """Tell whether an address has a password in it, or a query parameter that looks like a key; one that can't be read is trusted with nothing."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return True
    return "@" in parts.netloc or any(_parameter(parameter) != parameter for parameter in parts.query.split("&"))


def quoted(text: str) -> str:
    """Percent-encode what may not stand in a path or query, leaving what is encoded already."""
    return quote(text, safe="/%:=&?~#+!$,;'@()*[]-._")


def _parameter(parameter: str) -> str:
    name, equals, _ = parameter.partition("=")
    return f"{name}={HIDDEN}" if equals and SECRET_NAME.search(name) else parameter
