"""One request to an ArcGIS Server, and what it answers when it does not answer.

Errors come with status 200 and a body ``{"error": {"code": …, "message": …}}`` (ArcGIS REST API §Handling errors).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from luzern_harvesters import json_text
from luzern_harvesters.errors import SourceMalformed, SourceRefused
from luzern_harvesters.finding import Finding
from luzern_harvesters.http import Client

MEANINGS = {
    400: "ungültige Anfrage",
    401: "Anmeldung nötig",
    403: "Zugriff verweigert",
    404: "nicht gefunden",
    498: "Schlüssel ungültig",
    499: "Schlüssel nötig",
}

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Answer:
    """An answer as it came, and read."""

    body: bytes
    document: Document
    fetched_at: str


class Rest:
    """Asks one server; the token goes to its own host only, and stays out of every address that is kept."""

    def __init__(self, client: Client, origin: str, token: str, *, in_query: bool) -> None:
        self._client = client
        self._host = urlsplit(origin).netloc
        self._token = token
        self._headers = {"X-Esri-Authorization": f"Bearer {token}"} if token and not in_query else {}
        self._query = {"token": token} if token and in_query else {}

    def get(self, url: str, **query: str) -> Answer:
        """Ask for a resource as JSON.

        Raises:
            SourceError: no answer, an error, or no JSON object.
        """
        is_own = urlsplit(url).netloc == self._host
        parameters = {**query, "f": query.get("f", "json"), **(self._query if is_own else {})}
        response = self._client.get(f"{url}?{urlencode(parameters)}", accept="application/json", headers=self._headers if is_own else {})
        return Answer(response.body, document_of(response.body, self._client.shown(url), self._token), response.fetched_at)

    def shown(self, url: str) -> str:
        """Give an address as it may be kept."""
        return self._client.shown(url)


def document_of(body: bytes, name: str, secret: str = "") -> Document:
    """Read an answer; ``name`` is what a person knows it by, ``secret`` what the server's own words may repeat and nobody should see.

    Raises:
        SourceRefused: it is an error.
        SourceMalformed: it is no JSON object.
    """
    document = json_text.parse(body, name)
    if not isinstance(document, dict):
        raise SourceMalformed(Finding.error("arcgis-unknown", name, f"Die Antwort von «{name}» ist keine Antwort eines ArcGIS-Servers."))
    if "error" in document or document.get("status") == "error":
        raise SourceRefused(_refusal(document, name, secret))
    return document


def _refusal(document: Document, name: str, secret: str) -> Finding:
    error = document.get("error")
    error = error if isinstance(error, dict) else {"code": document.get("code"), "message": document.get("messages")}
    code = error.get("code")
    said = error.get("message")
    words = "; ".join(str(one) for one in said) if isinstance(said, list) else str(said or "")
    words = words.replace(secret, "***") if secret else words
    meaning = MEANINGS.get(code, "Störung") if isinstance(code, int) else "Störung"
    message = f"Der ArcGIS-Server meldet einen Fehler{f' {code}' if code else ''}: {meaning}{f' («{words[:200]}»)' if words else ''}."
    remedy = "Den Dienst öffentlich freigeben oder bei der Quelle einen Schlüssel (token) einstellen." if code in (401, 403, 498, 499) else ""
    return Finding.error(f"arcgis-{code}" if isinstance(code, int) else "arcgis-error", name, message, remedy)
