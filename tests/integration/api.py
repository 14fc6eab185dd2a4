"""The portal as a client sees it: its API with a sysadmin's token, and an editor's session."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from portal import Portal

Values = dict[str, Any]


class Api:
    """Calls of actions; ``call`` gives the status and the answer, ``result`` the result of one that must succeed."""

    def __init__(self, portal: Portal) -> None:
        self.client = httpx.Client(base_url=portal.url, headers={"Authorization": portal.token}, timeout=60)

    def call(self, action: str, values: object = None, /, **fields: Any) -> httpx.Response:
        body = json.dumps(fields if values is None else values)  # in ASCII: half a character can be sent too
        return self.client.post(f"/api/3/action/{action}", content=body, headers={"Content-Type": "application/json"})

    def result(self, action: str, /, **fields: Any) -> Any:
        answer = self.call(action, fields)
        assert answer.status_code == 200, f"{action}: {answer.status_code} {answer.text[:2000]}"
        return answer.json()["result"]

    def errors(self, action: str, /, **fields: Any) -> Values:
        """Give the messages of a call that must be refused."""
        answer = self.call(action, fields)
        assert answer.status_code == 409, f"{action}: {answer.status_code} {answer.text[:2000]}"
        return answer.json()["error"]

    @contextmanager
    def dataset(self, **fields: Any) -> Iterator[Values]:
        """Give a new dataset; it is gone afterwards."""
        created = self.result("package_create", **{**minimal(), **fields})
        try:
            yield created
        finally:
            self.result("dataset_purge", id=created["id"])


class Editor:
    """A sysadmin's session at the forms."""

    def __init__(self, portal: Portal) -> None:
        self.client = httpx.Client(base_url=portal.url, follow_redirects=True, timeout=60)
        password = portal.environment["LUZERN_ADMIN_PASSWORD"]
        self.post("/user/login", {"login": "admin", "password": password}, page="/user/login")

    def post(self, path: str, fields: dict[str, Any], *, page: str | None = None, files: Any = None) -> httpx.Response:
        """Open the page of a form and send it."""
        text = self.client.get(page or path).text
        token = re.search(r'name="_csrf_token"[^>]* (?:value|content)="([^"]+)"', text)
        assert token, f"{page or path} has no form"
        return self.client.post(path, data={"_csrf_token": token[1], **fields}, files=files)


def minimal() -> Values:
    """The least a dataset needs."""
    return {
        "title_translated": {"de": "Probe der Prüfungen"},
        "notes_translated": {"de": "Ein Datensatz für Tests."},
        "contact": [{"name_translated": {"de": "Fachstelle"}, "email": "ogd@example.org"}],
        "owner_org": "tiefbauamt",
    }


def resource(**fields: Any) -> Values:
    return {"url": "https://example.org/daten.csv", "license": "terms_by", "format": "CSV", **fields}
