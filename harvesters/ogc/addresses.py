"""Where a service is: capabilities often name the machine behind the proxy, which no reader can reach."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urljoin, urlsplit

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
    """Give a service's address without its query's own parameters: as stated, unless only its own network knows that; then the source's.

    A server behind a proxy often states its own host with the wrong protocol or port: there, the source's are right.
    """
    mine, theirs = _split(own), _split(stated)
    if not theirs or (is_internal(theirs.hostname or "") and theirs.hostname != (mine.hostname if mine else "")):
        return with_query(own, {})
    same = mine and theirs.hostname == mine.hostname
    return with_query(theirs._replace(scheme=mine.scheme, netloc=mine.netloc).geturl() if mine and same else stated, {})


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
    except ValueError:
        return ""
    parts, mine = _split(target), _split(own)
    if not parts:
        return ""
    if mine and (is_internal(parts.hostname or "") or parts.hostname == mine.hostname):
        target = parts._replace(scheme=mine.scheme, netloc=mine.netloc).geturl()
    return redaction.quoted(target)


def outward(base: str, href: str, own: str) -> str:
    """Give a link's address if readers can follow it; one to an internal host that is not the source's is none."""
    try:
        target = urljoin(base or own, href)
    except ValueError:
        return ""
    parts, mine = _split(target), _split(own)
    is_own = parts and mine and parts.hostname == mine.hostname
    return redaction.quoted(target) if parts and (is_own or not is_internal(parts.hostname or "")) else ""


def _split(url: str) -> SplitResult | None:
    """Give the parts of a web address; nothing for anything else."""
    try:
        parts = urlsplit(url.strip())
        host, _ = parts.hostname, parts.port  # a port that is none is found here
    except ValueError:
        return None
    return parts if parts.scheme in {"http", "https"} and host else None


def public(url: str) -> str:
    """Give an address without keys in its query, for readers."""
    parts = _split(url)
    if not parts or not parts.query:
        return url
    kept = [part for part in parts.query.split("&") if not redaction.SECRET_NAME.search(part.partition("=")[0])]
    return parts._replace(query="&".join(kept)).geturl()


def keys_of(url: str) -> dict[str, str]:
    """Give the keys in an address's query, which every request to the same host needs."""
    return {key: value for key, value in parse_qsl(urlsplit(url).query) if redaction.SECRET_NAME.search(key)}


def without(url: str) -> str:
    """Give an address to ask another request at: without a service's own parameters, keys and others stay."""
    parts = urlsplit(url)
    kept = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if key.lower() not in OWN_PARAMETERS]
    return parts._replace(query=urlencode(kept, safe="/:,", quote_via=quote), fragment="").geturl()
