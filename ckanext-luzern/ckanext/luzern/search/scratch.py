"""A core beside the portal's, for trying: the same configset, an index of its own, gone when it has served."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import requests

from ckanext.luzern.errors import IndexUnavailable

PREFIX = "scratch-"
CONFIGSET = "solr"
OLD = 15 * 60 * 1000  # milliseconds after which a core was left behind by a process that died
TIMEOUT = 60


@dataclass(frozen=True)
class Core:
    """A core of a running Solr."""

    url: str

    def add(self, documents: Sequence[Mapping[str, Any]]) -> None:
        """Index documents; they can be found at once."""
        _ask(f"{self.url}/update?commit=true", json=list(documents))

    def find(self, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
        """Ask; give Solr's ``response``: ``numFound`` and ``docs``."""
        return _ask(f"{self.url}/select", data={**parameters, "wt": "json"})["response"]


@contextmanager
def core(solr_url: str, **settings: str) -> Iterator[Core]:
    """Give a new core of the Solr whose address is given without a core (``http://…/solr``).

    Those of processes that died are removed, too. ``settings`` go to Solr's CoreAdmin in place of our configset.

    Raises:
        IndexUnavailable: Solr does not answer, or makes no core.
    """
    _remove_old(solr_url)
    name = f"{PREFIX}{os.getpid()}-{uuid.uuid4().hex[:8]}"
    _administer(solr_url, action="CREATE", name=name, **(settings or {"configSet": CONFIGSET}))
    try:
        yield Core(f"{solr_url}/{name}")
    finally:
        _remove(solr_url, name)


def _remove_old(solr_url: str) -> None:
    for name, core in _administer(solr_url, action="STATUS")["status"].items():
        if name.startswith(PREFIX) and core["uptime"] > OLD:
            _remove(solr_url, name)


def _remove(solr_url: str, name: str) -> None:
    _administer(solr_url, action="UNLOAD", core=name, deleteIndex="true", deleteDataDir="true", deleteInstanceDir="true")


def _administer(solr_url: str, **parameters: str) -> Mapping[str, Any]:
    return _ask(f"{solr_url}/admin/cores", data={**parameters, "wt": "json"})


def _ask(address: str, **request: Any) -> Mapping[str, Any]:
    try:
        answer = requests.post(address, timeout=TIMEOUT, **request)
    except requests.RequestException as err:
        raise IndexUnavailable(str(err)) from err
    if not answer.ok:
        raise IndexUnavailable(f"Solr answers {answer.status_code}: {answer.text[:1000]}")
    return answer.json()
