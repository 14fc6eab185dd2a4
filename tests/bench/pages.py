"""Pages and read actions for a visitor without a name, against vanilla's: made anew each time, then asked for again as they are.

Both sides hold the same harvested datasets, and take turns. Made anew: in the process that would answer, past all that the portal keeps in memory
for whoever asks next. Repeated: over HTTP of one web process of the portal, against the time that vanilla takes in its process; it keeps nothing.
"""

from __future__ import annotations

import json
import re
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from http.client import HTTPConnection
from statistics import median
from urllib.parse import urlsplit

import psycopg2

from bench.catalogue import Site
from bench.feed import served
from bench.ground import Ground
from bench.measure import ResultsDiffer
from bench.side import Side
from bench.table import Row

ASKED = 20  # requests of a kind in a round
REPEATED = 200
COUNTED = {"sql": "SQL", "solr_queries": "Solr"}
FILES = re.compile(r"Reihe \d+ als \w+")
HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
FOUND = re.compile(r"(\d+)\s+(?:Datensätze|datasets)")


@dataclass
class Taken:
    """Milliseconds of each round's middle request, by side and kind, and what one asked of database and index."""

    ms: dict[tuple[str, str], list[float]] = field(default_factory=lambda: defaultdict(list))
    costs: dict[tuple[str, str], dict[str, float]] = field(default_factory=dict)


def rows(ground: Ground, site: Site, size: int, rounds: int, *, with_vanilla: bool) -> Iterator[Row]:
    """Measure everything.

    Raises:
        ResultsDiffer: the sides show something else.
    """
    site.revision = 0
    sides = [ground.ours, *([ground.vanilla] if with_vanilla else [])]
    taken = Taken()
    with ExitStack() as stack:
        for side in sides:
            ground.reset(side)
            stack.enter_context(side.running()).harvest("katalog", site.catalogue("katalog", size))
        _require_equal(sides, size)
        order = list(sides)
        for number in range(rounds):
            for side in order:
                for kind, paths in _kinds(side).items():
                    _measure(side, kind, paths, taken)
            print(f"  round {number + 1}: { ({key: round(values[-1], 1) for key, values in taken.ms.items()}) }", flush=True)
            order.reverse()
    kinds = [kind for name, kind in taken.ms if name == "ours"]
    yield from (_row(kind, taken.ms["ours", kind], taken.ms.get(("vanilla", kind), []), taken.costs) for kind in kinds)
    with served(ground.ours) as (url, _):
        for kind, paths in _kinds(ground.ours).items():
            yield _repeated(kind, f"{url}{paths[0]}", taken.ms.get(("vanilla", kind), []), rounds)


def _kinds(side: Side) -> dict[str, list[str]]:
    names = [name for name, _ in _datasets(side)][:ASKED]
    return {
        "dataset page": [f"/dataset/{name}" for name in names],
        "search page": ["/dataset/"] * ASKED,
        "home": ["/"] * ASKED,
        "package_show": [f"/api/3/action/package_show?id={name}" for name in names],
        "package_search, rows 20": ["/api/3/action/package_search?rows=20&sort=title_string+asc"] * ASKED,
    }


def _measure(side: Side, kind: str, paths: list[str], taken: Taken) -> None:
    found = side.do("ask_pages", paths=paths, rounds=1, warm_up=paths[-1])
    taken.ms[side.name, kind].append(median(one for times in found.said["ms"].values() for one in times))
    requests = len(paths) + 1
    counts = {name: round(found.counts[counted] / requests, 1) for counted, name in COUNTED.items()}
    taken.costs[side.name, kind] = {**counts, "computing ms": round(found.said["computing_ms"] / len(paths), 2)}


def _datasets(side: Side) -> list[tuple[str, str]]:
    """Give name and title of the datasets in the order of their titles: names differ between the sides."""
    with closing(psycopg2.connect(side.dsn)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT name, title FROM package WHERE type = 'dataset' AND state = 'active' ORDER BY title COLLATE \"C\"")
        return cursor.fetchall()


def _require_equal(sides: Sequence[Side], size: int) -> None:
    """Compare titles and files of dataset pages and of ``package_show``, numbers and titles of hits."""
    seen = [_shown(side, size) for side in sides]
    for one in seen[1:]:
        for kind, here in seen[0].items():
            if here != one[kind]:
                raise ResultsDiffer(f"{kind}:\n  {str(here)[:500]}\n  {str(one[kind])[:500]}")
    print("  pages and answers show the same datasets and files", flush=True)


def _shown(side: Side, size: int) -> dict[str, object]:
    datasets = _datasets(side)
    if len(datasets) != size:
        raise ResultsDiffer(f"{side.name} has {len(datasets)} datasets instead of {size}")
    texts = {kind: side.do("read_pages", paths=paths).said["texts"] for kind, paths in _kinds(side).items()}
    for text, (_, title) in zip(texts["dataset page"], datasets, strict=False):
        if title not in "".join(HEADING.findall(text)):
            raise ResultsDiffer(f"{side.name}: «{title}» is not the heading of its page")
    packages = [json.loads(text)["result"] for text in texts["package_show"]]
    found = json.loads(texts["package_search, rows 20"][0])["result"]
    return {
        "dataset page": [sorted(set(FILES.findall(text))) for text in texts["dataset page"]],
        "search page": FOUND.findall(texts["search page"][0])[:1],
        "package_show": [(package["title"], sorted(resource["url"] for resource in package["resources"])) for package in packages],
        "package_search": (found["count"], [package["title"] for package in found["results"]]),
    }


def _row(kind: str, own: list[float], other: list[float], costs: dict[tuple[str, str], dict[str, float]]) -> Row:
    counts: dict[str, object] = {f"a request, {name}": costs[name, kind] for name in ("ours", "vanilla") if (name, kind) in costs}
    pairs = [there / here for here, there in zip(own, other, strict=False)]
    ratio = median(other) / median(own) if other else 0
    return Row(kind, median(own), median(other) if other else None, ratio, min(pairs, default=0), counts)


def _repeated(kind: str, url: str, other: list[float], rounds: int) -> Row:
    """Ask again and again: for what is kept, and, as a browser does, whether it still holds."""
    address = urlsplit(url)
    path = f"{address.path}?{address.query}" if address.query else address.path
    with closing(HTTPConnection(address.netloc)) as connection:
        _, tag, _ = _get(connection, path, {})
        times: dict[int, list[float]] = {200: [], 304: []}
        for _ in range(REPEATED * rounds):
            for expected, headers in ((200, {}), (304, {"If-None-Match": tag})):
                status, _, took = _get(connection, path, headers)
                if status != expected:
                    raise ResultsDiffer(f"{path} was answered with {status} instead of {expected}")
                times[expected].append(took)
    own = median(times[304])
    ratio = median(other) / own if other else 0
    worst = min(other, default=0) / max(times[304])
    return Row(f"{kind}, repeated", own, median(other) if other else None, ratio, worst, {"ms of the whole answer": round(median(times[200]), 2)})


def _get(connection: HTTPConnection, path: str, headers: dict[str, str]) -> tuple[int, str, float]:
    began = time.perf_counter()
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    answer.read()
    return answer.status, answer.headers.get("ETag", ""), (time.perf_counter() - began) * 1000
