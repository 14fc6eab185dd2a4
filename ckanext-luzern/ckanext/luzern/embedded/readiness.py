"""When a service may be used: it answers, which is more than that it runs."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from . import ports, postgres, redis, solr
from .errors import ServiceFailed
from .layout import Layout
from .supervision import Supervisor

PATIENCE = 120  # seconds a service may take to answer
SILENCE = 2  # seconds until we say what we wait for
ATTEMPTS = 3  # how often a service may end before it counts as one that can't start


def answers(name: str, supervisor: Supervisor, layout: Layout, inner: dict[str, int], secrets: dict[str, str]) -> bool:
    """Tell whether a service answers.

    Raises:
        ServiceFailed: it says that it can't.
    """
    asked: dict[str, Callable[[], bool]] = {
        "postgres": lambda: postgres.answers(inner["postgres"], secrets["POSTGRES_PASSWORD"]),
        "redis": lambda: redis.answers(inner["redis"], secrets["REDIS_PASSWORD"]),
        "solr": lambda: _solr_answers(layout, inner["solr"]),
        "example-partner": lambda: not ports.is_free(ports.LOOPBACK, inner["example-partner"]),
        "web": lambda: _web_answers(layout),
        "worker": lambda: supervisor.state("worker").name == "RUNNING",
        "scheduler": lambda: supervisor.state("scheduler").name == "RUNNING",
    }
    return asked[name]()


def wait_for(name: str, supervisor: Supervisor, layout: Layout, inner: dict[str, int], secrets: dict[str, str], say: Callable[[str], None]) -> None:
    """Wait until a service answers, and say so.

    Raises:
        ServiceFailed: it ends again and again, says that it can't, or says nothing for ``PATIENCE`` seconds.
    """
    until = time.monotonic() + PATIENCE
    processes: set[int] = set()
    with _announced(name, say):
        while not answers(name, supervisor, layout, inner, secrets):
            state = supervisor.state(name)
            processes |= {state.pid} - {0}
            if state.name == "FATAL" or len(processes) > ATTEMPTS:
                raise ServiceFailed(name, "it ends right after its start", layout.log(name))
            if time.monotonic() > until:
                raise ServiceFailed(name, f"no answer within {PATIENCE} seconds", layout.log(name))
            time.sleep(0.1)
    say(f"{name} is up")


@contextmanager
def _announced(name: str, say: Callable[[str], None]) -> Iterator[None]:
    """Say what is waited for if it takes longer. A timer, because a web server that is starting lets its caller wait."""
    notice = Timer(SILENCE, say, [f"{name} is starting …"])
    notice.daemon = True
    notice.start()
    try:
        yield
    finally:
        notice.cancel()


def _solr_answers(layout: Layout, port: int) -> bool:
    if reason := solr.failure(port):
        raise ServiceFailed("solr", f"its core can't be loaded: {reason}", layout.log("solr"))
    return solr.answers(port)


def _web_answers(layout: Layout) -> bool:
    try:
        with urlopen(f"{layout.local_address}/api/3/action/status_show", timeout=30) as answer:  # noqa: S310  our own address
            return bool(json.load(answer)["success"])
    except HTTPError as err:
        raise ServiceFailed("web", f"it answers {err.code}", layout.log("web")) from err
    except (URLError, OSError, ValueError):
        return False
