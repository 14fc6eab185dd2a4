"""Requests to Solr for many documents; single ones are CKAN's."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import unquote_plus

from ckan.lib import search
from urllib3 import BaseHTTPResponse, PoolManager, make_headers
from urllib3.exceptions import HTTPError, NewConnectionError, TimeoutError
from urllib3.util import parse_url

from ckanext.luzern import config
from ckanext.luzern.errors import IndexUnavailable
from ckanext.luzern.search import breaker
from ckanext.luzern.search.documents import Document

log = logging.getLogger(__name__)

OK, BAD_REQUEST = 200, 400
UPDATE_SECONDS = 60  # many documents and a commit take their time
TITLES = "name,title,title_de,title_fr,title_it,title_en"
"""Fields to ask for where a dataset is named."""


_connections = PoolManager(maxsize=8)  # CKAN makes a new one for each question
_watch = breaker.Breaker()  # of its own: a second is little for a question
os.register_at_fork(after_in_child=_connections.clear)


def public_datasets() -> str:
    """Give the filter for datasets everybody may see."""
    return f'+entity_type:package +state:active +capacity:public +site_id:"{config.site_id()}"'


def title(found: Mapping[str, Any], language: str) -> str:
    """Give a found dataset's title in a language, or in German."""
    return found.get(f"title_{language}") or found.get("title_de") or found["title"]


def server() -> str:
    """Give the address of the Solr the portal's core is in."""
    return search.make_connection().url.rstrip("/").rpartition("/")[0]


def version() -> str:
    """Give a word for what the index shows now, which every commit to it changes; empty while it does not answer within a second."""
    try:
        with _watch.asking(_is_late):
            shown = _post("admin/luke?show=index&numTerms=0&wt=json", timeout=1.0).json()["index"]
    except IndexUnavailable:
        return ""
    return f"{shown['version']}/{shown['numDocs']}"


def select(parameters: Mapping[str, Any], handler: str = "select") -> Mapping[str, Any]:
    """Ask for what ``package_search`` can't be asked for; give Solr's answer.

    Raises:
        IndexUnavailable: Solr does not answer, or not as it should.
    """
    with breaker.solr.asking(_is_late):
        answer = _post(handler, fields={**parameters, "wt": "json"}, encode_multipart=False)
    if answer.status != OK:
        raise IndexUnavailable(f"Solr refuses a question: {_beginning(answer)}")
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
        answer = _post("select", fields=values, encode_multipart=False).json()
        yield from answer["response"]["docs"]
        following = answer["nextCursorMark"]


def _send(commands: Mapping[str, Any]) -> bool:
    """Give False where Solr refuses what was sent."""
    body = json.dumps({name: value for name, value in commands.items() if value}).encode()
    committed = "?commit=true" if config.index_is_committed() else ""
    answer = _post(f"update{committed}", body=body, headers={"Content-Type": "application/json"}, timeout=UPDATE_SECONDS)
    if answer.status == BAD_REQUEST:
        log.error("Solr refuses an update: %s", _beginning(answer))
    return answer.status != BAD_REQUEST


def _is_late(err: BaseException) -> bool:
    return isinstance(err.__cause__, TimeoutError) and not isinstance(err.__cause__, NewConnectionError)  # a refusal comes at once


def _post(handler: str, headers: Mapping[str, str] | None = None, **request: Any) -> BaseHTTPResponse:
    connection = search.make_connection()
    request.setdefault("timeout", connection.timeout)  # a reader waits no longer
    address = parse_url(f"{connection.url.rstrip('/')}/{handler}")
    account = make_headers(basic_auth=unquote_plus(address.auth)) if address.auth else {}
    try:
        url = address._replace(auth=None).url
        answer = _connections.request("POST", url, headers={**account, **(headers or {})}, retries=False, **request)
    except HTTPError as err:
        raise IndexUnavailable(str(err)) from err
    if answer.status not in {OK, BAD_REQUEST}:
        raise IndexUnavailable(f"Solr answers {answer.status}: {_beginning(answer)}")
    return answer


def _beginning(answer: BaseHTTPResponse) -> str:
    return answer.data[:1000].decode(errors="replace")
