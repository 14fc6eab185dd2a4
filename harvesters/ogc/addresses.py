"""Where a service is: capabilities often name the machine behind the proxy, which no reader can reach."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit

from luzern_harvesters import redaction
from luzern_harvesters.finding import Finding

HOST = re.compile(rb"https?://([A-Za-z0-9._-]+)(:\d+)?")
INTERNAL = (".local", ".localdomain", ".intern", ".internal", ".lan", ".intra", ".corp", ".home.arpa")
OWN_PARAMETERS = {"service", "request", "version", "acceptversions", "f"}


def is_internal(host: str) -> bool:
    """Tell whether a host is known inside its own network only: no dot in its name, or a private address."""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith(INTERNAL)


def internal_hosts(body: bytes) -> tuple[str, ...]:
    """Give the internal hosts that a document names."""
    found = {match[1].decode().lower() + (match[2] or b"").decode() for match in HOST.finditer(body)}
    return tuple(sorted(host for host in found if host not in {"http", "https"} and is_internal(host.partition(":")[0])))


def finding_of(hosts: tuple[str, ...], own: str, path: str) -> Finding | None:
    """Say that internal hosts are named; ``own`` is the address that stands in for them."""
    mine = urlsplit(own).netloc.lower()
    foreign = [host for host in hosts if host != mine]
    if not foreign:
        return None
    instead = "verwendet wird die Adresse der Quelle" if mine else "solche Adressen werden weggelassen"
    message = f"Der Dienst nennt Rechner, die von aussen nicht erreichbar sind ({', '.join(foreign[:3])}); {instead}."
    return Finding.warning("address-internal", path, message, "Beim Dienst die öffentliche Adresse einstellen.")


def service_address(own: str, stated: str) -> str:
    """Give a service's address without its query's own parameters: as stated, unless only its own network knows that; then the source's."""
    host = (urlsplit(stated).hostname or "").lower() if stated.startswith(("http://", "https://")) else ""
    own_host = (urlsplit(own).hostname or "").lower()
    is_usable = host and (not is_internal(host) or host == own_host)
    return with_query(stated if is_usable else own, {}) if is_usable or own else ""


def with_query(url: str, query: Mapping[str, str]) -> str:
    """Give an address with this query instead of a service's own parameters; others (``map=``) stay. Keys are not for readers and go."""
    if not url:
        return ""
    parts = urlsplit(url)
    kept = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if key.lower() not in OWN_PARAMETERS | {k.lower() for k in query}]
    kept = [(key, value) for key, value in kept if not redaction.SECRET_NAME.search(key)]
    text = urlencode([*kept, *query.items()], safe="/:,", quote_via=quote)
    return redaction.quoted(parts._replace(query=text, fragment="").geturl())


def asked(url: str, query: Mapping[str, str]) -> str:
    """Give an address to ask, with keys: parameters that are stated already stay as they are."""
    parts = urlsplit(url)
    stated = {key.lower() for key, _ in parse_qsl(parts.query, keep_blank_values=True)}
    added = urlencode({key: value for key, value in query.items() if key.lower() not in stated}, safe="/:,", quote_via=quote)
    return parts._replace(query="&".join(filter(None, (parts.query.strip("&"), added))), fragment="").geturl()


def linked(base: str, href: str, own: str) -> str:
    """Give a link's address: relative to its document, and on the source's own host where it names an internal one."""
    try:
        target = urljoin(base or own, href)
        parts, mine = urlsplit(target), urlsplit(own)
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return ""
    if is_internal(parts.hostname) and own and parts.netloc.lower() != mine.netloc.lower():
        target = parts._replace(scheme=mine.scheme, netloc=mine.netloc).geturl()
    return redaction.quoted(target)


def without(url: str) -> str:
    """Give an address to ask another request at: without a service's own parameters, keys and others stay."""
    parts = urlsplit(url)
    kept = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if key.lower() not in OWN_PARAMETERS]
    return parts._replace(query=urlencode(kept, safe="/:,", quote_via=quote), fragment="").geturl()
