"""How the drivers connect: to addresses that were checked, to no others, and not by name.

Left to themselves they look their server's name up again, some for every request. Who owns the name could then answer with an address in
the city's network, after a harmless one has passed the check. Each driver therefore takes its connections from here.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from typing import TypeAlias

from luzern_harvesters.addresses import resolve

AddressInfo: TypeAlias = tuple[socket.AddressFamily, socket.SocketKind, int, str, tuple[str, int] | tuple[str, int, int, int]]
"""An answer of ``getaddrinfo``."""


def connect(host: str, port: int, timeout: float, *, private_allowed: bool) -> socket.socket:
    """Connect to the first of a host's addresses that takes it.

    Raises:
        SourceError: the name is unknown, or an address is not allowed.
        OSError: none of them answers.
    """
    *others, last = resolve(host, port, private_allowed=private_allowed)
    for address in others:
        with suppress(OSError):
            return socket.create_connection((address, port), timeout)
    return socket.create_connection((last, port), timeout)


def answering_address(host: str, port: int, timeout: float, *, private_allowed: bool) -> str:
    """Give the address that ``connect`` would take, for a driver that only connects by itself; raises the same."""
    with connect(host, port, timeout, private_allowed=private_allowed) as found:
        return str(found.getpeername()[0])


def checked_sockets(*, private_allowed: bool) -> Callable[[AddressInfo], socket.socket]:
    """Give a maker of sockets for a driver that looks addresses up itself: it refuses each address that is not allowed, as it is about to be used."""

    def made(info: AddressInfo) -> socket.socket:
        family, kind, protocol, _, address = info
        resolve(address[0], address[1], private_allowed=private_allowed)
        return socket.socket(family, kind, protocol)

    return made
