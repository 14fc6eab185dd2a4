"""A web server of the portal whose ways to PostgreSQL and Solr can be cut, and what a reader makes of a feed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from faults.proxy import Proxy
from portal import ROOT, Portal, free_port

FEED = "/feeds/opendata-swiss.xml"
LISTED = """
    SELECT f.identifier FROM luzern_fragment f JOIN package p ON p.id = f.package_id
    WHERE f.profile = 'opendata-swiss' AND f.is_listed AND p.state = 'active' AND NOT p.private ORDER BY f.identifier
"""


@dataclass(frozen=True)
class FeedServer:
    """Answers at ``url``; ``postgres`` and ``solr`` stand between it and the portal's services."""

    url: str
    postgres: Proxy
    solr: Proxy
    client: httpx.Client = field(repr=False)

    def get(self, path: str = FEED, **headers: str) -> httpx.Response:
        """Ask without taking gzip, unless the headers say otherwise; ``If_None_Match`` stands for If-None-Match."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(path, headers={"Accept-Encoding": "identity", **named})


@contextmanager
def feed_server(portal: Portal, folder: Path, setting: str = "") -> Iterator[FeedServer]:
    """Run gunicorn with the portal's own settings and one of the test's, on another port."""
    settings = (portal.state / "ckan.ini").read_text(encoding="utf-8").partition("[loggers]")[0]
    proxies = []
    for address in (portal.dsn, portal.solr_url):
        port = urlsplit(address).port or 0
        proxies.append(Proxy(port))
        settings = settings.replace(f"127.0.0.1:{port}", f"127.0.0.1:{proxies[-1].port}")
    (folder / "ckan.ini").write_text(f"{settings}\n{setting}\n", encoding="utf-8")
    port = free_port()
    environment = {**os.environ, **portal.environment, "CKAN_INI": str(folder / "ckan.ini"), "LUZERN_BIND": f"127.0.0.1:{port}", "LUZERN_WEB_WORKERS": "1"}
    for name, (address, proxy) in {"CKAN_SQLALCHEMY_URL": (portal.dsn, proxies[0]), "CKAN_SOLR_URL": (portal.solr_url, proxies[1])}.items():
        environment[name] = address.replace(f":{urlsplit(address).port}/", f":{proxy.port}/")  # CKAN prefers them to the file
    command = [str(Path(sys.executable).parent / "gunicorn"), "--config", str(ROOT / "config/gunicorn.conf.py")]
    with (folder / "web.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            wait_for(client)
            yield FeedServer(f"http://127.0.0.1:{port}", proxies[0], proxies[1], client)
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_for(client: httpx.Client) -> None:
    for _ in range(600):
        with suppress(httpx.TransportError):
            if client.get("/api/3/action/status_show").status_code == 200:
                return
        time.sleep(0.1)
    raise TimeoutError("the web server does not answer")


def identifiers(text: str) -> list[str]:
    """Give the identifiers of a feed's datasets, in its order."""
    return re.findall(r"<dct:identifier[^>]*>([^<]+@[^<]+)</dct:identifier>", text)


def datasets(ntriples: str) -> set[str]:
    """Give the nodes that a catalogue calls its datasets."""
    return set(re.findall(r"<http://www\.w3\.org/ns/dcat#dataset> <([^>]+)>", ntriples))
