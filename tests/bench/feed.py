"""The catalogue as linked data, against ckanext-dcat's: pages, single datasets, all of it at once, and building it anew.

Both sides hold the same harvested datasets and are asked in their own process, as their web server asks them. What vanilla does not have,
the 304 and the whole catalogue in one download, is asked of the portal's web server over HTTP.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any
from urllib.request import Request, urlopen

import httpx
import psutil
import psycopg2

from bench.catalogue import Site
from bench.ground import Ground
from bench.measure import ResultsDiffer
from bench.side import Figures, Side
from bench.table import Row
from ckanext.luzern.embedded.layout import HOME
from portal import free_port

SYNTAXES = ("xml", "ttl", "jsonld")
PAGE = 100  # datasets
SINGLE = 20  # datasets asked for one by one
UNCHANGED = 200  # requests with If-None-Match
REBUILDS = 3
COPIES = Path(__file__).with_name("feed_copies.sql")


@dataclass(frozen=True)
class Download:
    """The whole catalogue once: seconds to the first byte and to the last, megabytes, and how much more memory its web process took."""

    datasets: int
    first_byte: float
    seconds: float
    megabytes: float
    growth_mb: float


def rows(ground: Ground, site: Site, size: int, rounds: int, big: int, *, with_vanilla: bool) -> Iterator[Row]:
    """Measure everything; vanilla is asked where it has an answer.

    Raises:
        ResultsDiffer: ckanext-dcat's serialiser says something else with the same profile.
    """
    size = max(PAGE, size // PAGE * PAGE)
    site.revision = 0
    sides = [ground.ours, *([ground.vanilla] if with_vanilla else [])]
    taken: dict[tuple[str, str], list[float]] = {}
    costs: dict[tuple[str, str], dict[str, float]] = {}
    for side in sides:
        ground.reset(side)
        with side.running():
            side.harvest("katalog", site.catalogue("katalog", size))
            if side.name == "ours":
                _require_equal(side)
            for work, paths in _works(side, size).items():
                found = side.do("ask", paths=paths, rounds=rounds, warm_up=paths[-1])
                taken[side.name, work] = [one for times in found.said["ms"].values() for one in times]
                costs[side.name, work] = _costs(found, len(paths) * rounds)
                print(f"  {side.name:8} {work:32} {median(taken[side.name, work]):8.2f} ms  {costs[side.name, work]}", flush=True)
    works = [work for name, work in taken if name == "ours"]
    yield from (_against_vanilla(work, taken, costs) for work in works)
    per_dataset = median(taken["vanilla", "page of 100, xml"]) / PAGE if with_vanilla else None
    yield _rebuild(ground.ours, size, sum(median(taken["vanilla", f"page of 100, {one}"]) for one in SYNTAXES) / PAGE if with_vanilla else None)
    with served(ground.ours) as (url, process):
        yield _unchanged(url)
        downloads = []
        for datasets in (big, 5 * big):
            _copy(ground.ours, datasets)
            downloads.append(_download(url, process, datasets))
            print(f"  {downloads[-1]}", flush=True)
            yield _of_download(downloads[-1], per_dataset)
    few, many = downloads
    name = f"whole catalogue: {many.datasets} datasets / {few.datasets}"
    yield Row(name, many.seconds * 1000, None, many.seconds / few.seconds, many.seconds / few.seconds, {})


def _works(side: Side, size: int) -> dict[str, list[str]]:
    names = _names(side)[:SINGLE]
    pages = {f"page of {PAGE}, {one}": [f"/catalog.{one}?page={number}" for number in range(1, size // PAGE + 1)] for one in SYNTAXES}
    return {**pages, **{f"one dataset, {one}": [f"/dataset/{name}.{one}" for name in names] for one in SYNTAXES}}


def _names(side: Side) -> list[str]:
    with closing(psycopg2.connect(side.dsn)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT name FROM package WHERE type = 'dataset' AND state = 'active' ORDER BY name")
        return [name for (name,) in cursor.fetchall()]


def _require_equal(side: Side) -> None:
    found: dict[str, Any] = side.do("compare", names=_names(side)[:SINGLE]).said
    if found["differ"]:
        raise ResultsDiffer(f"ckanext-dcat's serialiser says something else of {found['differ'][:5]}")
    print(f"  {found['compared']} documents say the same as ckanext-dcat's serialiser with our profile", flush=True)


def _costs(found: Figures, requests: int) -> dict[str, float]:
    """Give what a request takes of the process and asks of the database; the load of the machine hardly shows in either."""
    return {"computing ms": round(found.said["computing_ms"] / requests, 2), "SQL": round(found.counts["sql"] / (requests + 1), 1)}


def _against_vanilla(work: str, taken: dict[tuple[str, str], list[float]], costs: dict[tuple[str, str], dict[str, float]]) -> Row:
    own, other = taken["ours", work], taken.get(("vanilla", work), [])
    counts: dict[str, object] = {f"a request, {name}": costs[name, work] for name in ("ours", "vanilla") if (name, work) in costs}
    worst = min(other, default=0) / max(own)
    return Row(work, median(own), median(other) if other else None, median(other) / median(own) if other else 0, worst, counts)


def _rebuild(side: Side, size: int, vanilla_ms: float | None) -> Row:
    """Compare with what vanilla takes to write each dataset once in each of its three syntaxes; ours writes three profiles in up to four.

    What the command takes where nothing is to do, CKAN's start above all, does not count; it takes longer than the work, so both are medians.
    """
    start, whole = (median([_rebuild_seconds(side, *options) for _ in range(REBUILDS)]) for options in ((), ("--all",)))
    own = max(whole - start, 0.001) / size * 1000
    ratio = vanilla_ms / own if vanilla_ms else 0
    return Row(
        f"all fragments of {size} datasets anew, a dataset", own, vanilla_ms, ratio, ratio, {"seconds": round(whole, 2), "of them start": round(start, 2)}
    )


def _rebuild_seconds(side: Side, *options: str) -> float:
    command = [str(Path(sys.executable).parent / "ckan"), "luzern", "feed", "rebuild", "--json", *options]
    began = time.perf_counter()
    subprocess.run(command, env=side.environment | {"CKAN_INI": str(side.ini)}, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


@contextmanager
def served(side: Side) -> Iterator[tuple[str, psutil.Process]]:
    """Run the portal's web server with one process; give its address and that process."""
    port = free_port()
    environment = side.environment | {"CKAN_INI": str(side.ini), "LUZERN_BIND": f"127.0.0.1:{port}", "LUZERN_WEB_WORKERS": "1"}
    with side.ini.with_suffix(".web.log").open("ab") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", str(HOME / "config" / "gunicorn.conf.py")], env=environment, cwd=HOME, stdout=log, stderr=log
        )
    url = f"http://127.0.0.1:{port}"
    try:
        with httpx.Client(transport=httpx.HTTPTransport(retries=60), timeout=60) as client:
            client.get(f"{url}/catalog.xml?page=1").raise_for_status()
        yield url, psutil.Process(server.pid).children()[0]
    finally:
        server.terminate()
        server.wait(timeout=30)


def _unchanged(url: str) -> Row:
    with httpx.Client(timeout=60) as client:
        tag = client.get(f"{url}/catalog.xml?page=1").headers["ETag"]
        taken = []
        for _ in range(UNCHANGED):
            began = time.perf_counter()
            answer = client.get(f"{url}/catalog.xml?page=1", headers={"If-None-Match": tag})
            taken.append((time.perf_counter() - began) * 1000)
            if answer.status_code != 304:
                raise ResultsDiffer(f"If-None-Match was answered with {answer.status_code}")
    return Row("page of 100, If-None-Match, over gunicorn: 304", median(taken), None, 0, 0, {"slowest ms": round(max(taken), 1)})


def _copy(side: Side, datasets: int) -> None:
    """Multiply the datasets in the tables: fragments say the same of other ids."""
    with closing(psycopg2.connect(side.dsn)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(COPIES.read_text(encoding="utf-8"), {"datasets": datasets})


def _download(url: str, process: psutil.Process, datasets: int) -> Download:
    before, most = process.memory_info().rss, 0
    began, length, count = time.perf_counter(), 1, 0
    with urlopen(Request(f"{url}/catalog.xml"), timeout=600) as answer:
        answer.read(1)
        first = time.perf_counter() - began
        while piece := answer.read(1 << 18):
            length += len(piece)
            count += piece.count(b"<dcat:Dataset ")
            most = max(most, process.memory_info().rss)
    seconds = time.perf_counter() - began
    if abs(count - datasets) > length >> 18:  # a name may lie across two pieces
        raise ResultsDiffer(f"the whole catalogue has {count} datasets instead of {datasets}")
    return Download(datasets, first, seconds, length / 1e6, max(0, most - before) / 1e6)


def _of_download(found: Download, vanilla_ms: float | None) -> Row:
    own = found.seconds / found.datasets * 1000
    counts: dict[str, object] = {
        "seconds": round(found.seconds, 2),
        "first byte ms": round(found.first_byte * 1000, 1),
        "MB": round(found.megabytes, 1),
        "memory MB more": round(found.growth_mb, 1),
    }
    ratio = vanilla_ms / own if vanilla_ms else 0
    return Row(f"whole catalogue, {found.datasets} datasets, a dataset", own, vanilla_ms, ratio, ratio, counts)
