"""Requests to Solr for many documents; single ones are CKAN's."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import requests
from ckan.lib import search

from ckanext.luzern import config
from ckanext.luzern.errors import IndexUnavailable
from ckanext.luzern.search.documents import Document

log = logging.getLogger(__name__)

BAD_REQUEST = 400
TITLES = "name,title,title_de,title_fr,title_it,title_en"
"""Fields to ask for where a dataset is named."""


def public_datasets() -> str:
    """Give the filter for datasets everybody may see."""
    return f'+entity_type:package +state:active +capacity:public +site_id:"{config.site_id()}"'


def title(found: Mapping[str, Any], language: str) -> str:
    """Give a found dataset's title in a language, or in German."""
    return found.get(f"title_{language}") or found.get("title_de") or found["title"]


def server() -> str:
    """Give the address of the Solr the portal's core is in."""
    return search.make_connection().url.rstrip("/").rpartition("/")[0]


def select(parameters: Mapping[str, Any], handler: str = "select") -> Mapping[str, Any]:
    """Ask for what ``package_search`` can't be asked for; give Solr's answer.

    Raises:
        IndexUnavailable: Solr does not answer, or not as it should.
    """
    answer = _post(handler, data={**parameters, "wt": "json"})
    if not answer.ok:
        raise IndexUnavailable(f"Solr refuses a question: {answer.text[:1000]}")
    return answer.json()


def update(documents: Sequence[Document], deleted: Sequence[str]) -> None:
    """Add or replace documents and delete those with the keys given, in one committed request.

    A document Solr refuses keeps no other one out: then each is sent alone, and the refused one stands in the log and in
    ``ckan luzern index check``.

    Raises:
        IndexUnavailable: Solr does not answer, or not as it should.
    """
    if not _send({"delete": list(deleted), "add": list(documents)}):
        _send({"delete": list(deleted)})
        for one in documents:
            if not _send({"add": [one]}):
                log.error("dataset=%s: the index refuses it", one["id"])


def walk(query: str, fields: Sequence[str], order: str, rows: int) -> Iterator[Mapping[str, Any]]:
    """Give the fields of every document a query finds, by cursor: in constant memory, whatever their number.

    ``order`` has to end in the index' key. Raises:
        IndexUnavailable: Solr does not answer, or not as it should.
    """
    cursor, following = "", "*"
    while cursor != following:
        cursor = following
        values = {"q": "*:*", "fq": query, "fl": ",".join(fields), "sort": order, "rows": rows, "cursorMark": cursor, "wt": "json"}
        answer = _post("select", data=values).json()
        yield from answer["response"]["docs"]
        following = answer["nextCursorMark"]


def _send(commands: Mapping[str, Any]) -> bool:
    """Give False where Solr refuses what was sent."""
    body = json.dumps({name: value for name, value in commands.items() if value}).encode()
    options = {"commit": "true"} if config.index_is_committed() else {}
    answer = _post("update", data=body, params=options, headers={"Content-Type": "application/json"})
    if answer.status_code == BAD_REQUEST:
        log.error("Solr refuses an update: %s", answer.text[:1000])
    return answer.status_code != BAD_REQUEST


def _post(handler: str, **request: Any) -> requests.Response:
    connection = search.make_connection()
    try:
        answer = connection.get_session().post(f"{connection.url.rstrip('/')}/{handler}", timeout=connection.timeout, **request)
    except requests.RequestException as err:
        raise IndexUnavailable(str(err)) from err
    if not answer.ok and answer.status_code != BAD_REQUEST:
        raise IndexUnavailable(f"Solr answers {answer.status_code}: {answer.text[:1000]}")
    return answer
