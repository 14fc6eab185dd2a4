"""Which network addresses a source may lie at.

A source file can be written by many hands, and a redirect by a stranger: without this check the portal would fetch its own
database, or the cloud's metadata service, for whoever asks. Names are resolved here, every address is checked, and the
connection is made to the address that was checked, so that a name can't change in between.
"""

from __future__ import annotations

import ipaddress
import socket

from .errors import SourceRefused, SourceUnreachable
from .finding import Finding

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
NAT64 = ipaddress.ip_network("64:ff9b::/96")
NAT64_LOCAL = ipaddress.ip_network("64:ff9b:1::/48")  # RFC 8215: where the IPv4 address stands in it is each network's affair


def resolve(host: str, port: int, *, private_allowed: bool) -> tuple[str, ...]:
    """Give the addresses of a host, in the resolver's order.

    Raises:
        SourceUnreachable: the name is unknown.
        SourceRefused: one of its addresses is not allowed.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as err:
        raise SourceUnreachable(Finding.error("host-unknown", host, f"Den Rechner «{host}» gibt es nicht oder sein Name lässt sich nicht auflösen.")) from err
    addresses = tuple(dict.fromkeys(str(entry[4][0]) for entry in found))
    for address in addresses:
        if not is_allowed(address, private_allowed=private_allowed):
            message = f"Der Rechner «{host}» liegt in einem internen Netz; dorthin fragt diese Quelle nicht."
            remedy = "Wenn das gewollt ist: private_addresses: true in der Quellendatei." if is_allowed(address, private_allowed=True) else ""
            raise SourceRefused(Finding.error("address-forbidden", host, message, remedy))
    return addresses


def is_allowed(address: str, *, private_allowed: bool) -> bool:
    """Tell whether a connection to an address may be made; ``private_allowed`` opens private networks and this machine, nothing else."""
    ip = _embedded(ipaddress.ip_address(address.split("%", 1)[0]))
    if ip in NAT64_LOCAL:
        return False
    if ip.is_multicast or ip.is_unspecified or ip.is_link_local or ip.is_reserved:
        return ip.is_loopback and private_allowed  # ::1 counts as reserved
    return ip.is_global or (private_allowed and (ip.is_private or ip.is_loopback or not ip.is_global))


def _embedded(ip: IPAddress) -> IPAddress:
    """Give the IPv4 address that an IPv6 one stands for: mapped, 6to4, Teredo, NAT64."""
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    if ip in NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else ip)
