"""Which addresses a dataset holds, and whether they answer: asked politely and safely. No database, no CKAN.

Asked through the guarded client of the harvesters: HEAD, then GET of one byte; one question at a time to each host, with a pause; addresses
of internal networks are refused, but for the portal's own and its sources'.
"""

from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import Queue
from urllib.parse import urlsplit

from luzern_harvesters.errors import SourceError
from luzern_harvesters.http import Client, Limits

HOSTS_AT_ONCE = 8
PAUSE = 1.0  # seconds between two questions to a host of somebody else
LIMITS = Limits(connect=5, read=15, total=20, max_bytes=1_000_000, retries=0)
ANSWERED = frozenset({"too-large"})  # a file that is more than was asked for
BUSY = frozenset({"http-429", "http-503"})  # says nothing about the address

KINDS = {
    "http://www.w3.org/ns/dcat#downloadURL": "download",
    "http://www.w3.org/ns/dcat#accessURL": "access",
    "http://www.w3.org/ns/dcat#landingPage": "page",
    "http://xmlns.com/foaf/0.1/page": "page",
}
_STATEMENT = re.compile(rf"^\S+ <({'|'.join(map(re.escape, KINDS))})> <(https?://[^>]+)> \.$", re.MULTILINE)
INTERNAL = "Die Adresse liegt in einem internen Netz; von aussen erreicht sie niemand."


@dataclass(frozen=True)
class Answer:
    """How an address answered.

    ``status`` is HTTP's, 0 where no answer came; ``reason`` says in German what was wrong. ``is_busy``: the server asks to be left alone for now.
    """

    url: str
    status: int
    reason: str = ""
    is_busy: bool = False

    @property
    def is_alive(self) -> bool:
        """Tell whether what the address stands for is there."""
        return 0 < self.status < 400


@dataclass(frozen=True)
class Pace:
    """How is asked: until the clock (``time.monotonic``) shows ``end``, with a ``pause`` in seconds between two questions to a host.

    ``ours`` is the portal's own host, which needs no pause; ``internal`` are hosts that may lie in an internal network, it among them.
    """

    end: float
    ours: str = ""
    internal: frozenset[str] = frozenset()
    pause: float = PAUSE


def in_statements(triples: str, site: str = "") -> set[tuple[str, str]]:
    """Give the addresses of a dataset's N-Triples, each with what it is for: ``download``, ``access`` or ``page``.

    Pages of the portal itself (``site``) are left out: they are there as long as it is; its files may be gone.
    """
    pages = re.compile(rf"{re.escape(site)}/dataset/[^/]*(?:/resource/[^/]*)?") if site else None
    return {(url, KINDS[predicate]) for predicate, url in _STATEMENT.findall(triples) if not (pages and pages.fullmatch(url))}


def ask(urls: Iterable[str], pace: Pace) -> Iterator[Answer]:
    """Ask addresses, host by host and several hosts at once; those of a host that is busy, or whose time is up, are left for later."""
    hosts: dict[str, list[str]] = defaultdict(list)
    for url in urls:
        hosts[host(url)].append(url)
    answers: Queue[Answer | None] = Queue()
    with ThreadPoolExecutor(HOSTS_AT_ONCE, "links") as pool:
        rounds = [pool.submit(_ask_host, name, of_host, answers.put, pace) for name, of_host in hosts.items()]
        running = len(rounds)
        while running:
            if answer := answers.get():
                yield answer
            else:
                running -= 1
    for one in rounds:
        one.result()


def _ask_host(name: str, urls: Sequence[str], told: Callable[[Answer | None], None], pace: Pace) -> None:
    """Tell every answer of a host, and None at the end."""
    client = Client(private_addresses=name in pace.internal, limits=LIMITS)
    try:
        for place, url in enumerate(urls):
            if place and name != pace.ours:
                time.sleep(pace.pause)
            if time.monotonic() >= pace.end:
                return
            answer = _ask(client, url)
            told(answer)
            if answer.is_busy:
                return
    finally:
        client.close()
        told(None)


def _ask(client: Client, url: str) -> Answer:
    """Ask as a browser would in the end: a server that refuses HEAD may well answer GET."""
    try:
        return Answer(url, client.head(url).status)
    except SourceError as err:
        if not err.finding.code.startswith("http-"):
            return _refusal(url, err)
    try:
        return Answer(url, client.get(url, headers={"Range": "bytes=0-0"}).status)
    except SourceError as err:
        return _refusal(url, err)


def _refusal(url: str, err: SourceError) -> Answer:
    code = err.finding.code
    if code in ANSWERED:
        return Answer(url, 200)
    if code == "address-forbidden":
        return Answer(url, 0, INTERNAL)
    status = int(number) if (number := code.removeprefix("http-")).isdecimal() else 0
    return Answer(url, status, err.finding.message, is_busy=code in BUSY)


def host(url: str) -> str:
    """Give the host of an address, with its port."""
    return urlsplit(url).netloc.lower()
