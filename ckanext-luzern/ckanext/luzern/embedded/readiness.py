"""When a service may be used: it answers, which is more than that it runs."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from . import ports, postgres, solr
from .errors import ServiceFailed
from .layout import Layout
from .supervision import Supervisor

PATIENCE = 60  # seconds a service may take to answer
ATTEMPTS = 3  # how often a service may end before it counts as one that can't start


def wait_for(
    names: tuple[str, ...], supervisor: Supervisor, layout: Layout, inner: dict[str, int], secrets: dict[str, str], say: Callable[[str], None]
) -> None:
    """Wait until each service answers.

    Raises:
        ServiceFailed: it ends again and again, says that it can't, or says nothing for ``PATIENCE`` seconds.
    """
    checks: dict[str, Callable[[], bool]] = {
        "postgres": lambda: postgres.answers(inner["postgres"], secrets["POSTGRES_PASSWORD"]),
        "redis": lambda: not ports.is_free(ports.LOOPBACK, inner["redis"]),
        "solr": lambda: _solr_answers(layout, inner["solr"]),
        "example-partner": lambda: not ports.is_free(ports.LOOPBACK, inner["example-partner"]),
        "web": lambda: _web_answers(layout),
        "worker": lambda: True,
    }
    for name in names:
        _wait(name, checks[name], supervisor, layout)
        say(f"{name} is up")


def _wait(name: str, answers: Callable[[], bool], supervisor: Supervisor, layout: Layout) -> None:
    until = time.monotonic() + PATIENCE
    processes: set[int] = set()
    while not answers():
        state = next(state for state in supervisor.states() if state.service == name)
        processes |= {state.pid} - {0}
        if state.name == "FATAL" or len(processes) > ATTEMPTS:
            raise ServiceFailed(name, "it ends right after its start", layout.log(name))
        if time.monotonic() > until:
            raise ServiceFailed(name, f"no answer within {PATIENCE} seconds", layout.log(name))
        time.sleep(0.1)


def _solr_answers(layout: Layout, port: int) -> bool:
    if reason := solr.failure(port):
        raise ServiceFailed("solr", f"its core can't be loaded: {reason}", layout.log("solr"))
    return solr.answers(port)


def _web_answers(layout: Layout) -> bool:
    host = "127.0.0.1" if layout.host in {"0.0.0.0", ""} else layout.host  # noqa: S104  compared, not bound
    try:
        with urlopen(f"http://{host}:{layout.port}/api/3/action/status_show", timeout=30) as answer:
            return bool(json.load(answer)["success"])
    except HTTPError as err:
        raise ServiceFailed("web", f"it answers {err.code}", layout.log("web")) from err
    except (URLError, OSError, ValueError):
        return False
