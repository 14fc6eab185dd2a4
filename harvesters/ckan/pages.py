"""The pages of ``package_search`` (CKAN API 3), and recorded answers of its relatives.

Pages are sorted by id, so that a change between two of them moves nothing; what is announced, doubled and missing is compared all the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from luzern_harvesters import json_text
from luzern_harvesters.errors import SourceError, SourceMalformed, SourceRefused
from luzern_harvesters.file_url import is_file_url
from luzern_harvesters.finding import Finding
from luzern_harvesters.http import Response

DOCUMENT = re.compile(r"(?:\.json|/package_show|/current_package_list_with_resources)$")
"""Addresses of one answer, which are read as they are: another action, or a recorded file."""

Package = dict[str, Any]
Get = Callable[[str], Response]
Keep = Callable[[Package], None]


@dataclass
class Found:
    """What the pages gave: each package goes to ``keep`` once, so that no more than a page stays in memory as it came."""

    keep: Keep
    announced: int | None = None
    is_complete: bool = True
    findings: list[Finding] = field(default_factory=list)

    def note_missing(self, code: str, path: str, message: str) -> None:
        """Note that the list is not whole."""
        self.is_complete = False
        self.findings.append(Finding.warning(code, path, message, "Was fehlt, bleibt im Portal, wie es ist."))


def site_of(url: str) -> str:
    """Give the address of the site, whichever of its addresses is stated; empty where a document tells nothing of it."""
    parts = urlsplit(url)
    if is_file_url(url) or parts.path.endswith(".json"):
        return ""
    path = parts.path.partition("/api/")[0].rstrip("/").removesuffix("/api").removesuffix("/dataset")
    return parts._replace(path=path, query="", fragment="").geturl()


def read(url: str, filters: Mapping[str, str], get: Get, keep: Keep, *, page_size: int, max_pages: int) -> Found:
    """Read page after page; ``filters`` are parameters of the search (``fq``, ``include_private``).

    Raises:
        SourceError: the first page can't be had; of the others, what was read stands.
    """
    found, seen = Found(keep), set[str]()
    if is_file_url(url) or DOCUMENT.search(urlsplit(url).path):
        answer = get(url)
        _take(found, json_text.parse(answer.body, answer.url), answer.url, seen)
        _check_total(found, answer.url, len(seen))
        return found
    start = 0
    for _ in range(max_pages):
        page = _address(url, filters, page_size, start)
        try:
            answer = get(page)
            taken = _take(found, json_text.parse(answer.body, answer.url), answer.url, seen)
        except SourceError as err:
            if not start:
                raise
            found.note_missing("page-missing", err.finding.path, f"Die Seite ab Datensatz {start + 1} war nicht zu haben. {err.finding.message}")
            return found
        start += taken
        if not taken or start >= (found.announced or 0):
            break
    else:
        found.note_missing("too-many-pages", url, f"Es sind mehr als {max_pages} Seiten.")
    _check_total(found, url, len(seen))
    return found


def _address(url: str, filters: Mapping[str, str], rows: int, start: int) -> str:
    """The stated address may be a search already: its ``q`` and ``fq`` hold."""
    stated = {name: value for name, value in parse_qsl(urlsplit(url).query) if name in {"q", "fq"}}
    parts = [part for part in (stated.get("fq", ""), filters.get("fq", "")) if part]
    both = " ".join(f"+({part})" for part in parts) if len(parts) > 1 else "".join(parts)
    query = {**stated, **filters, "fq": both, "sort": "id asc", "rows": rows, "start": start}
    return f"{site_of(url)}/api/3/action/package_search?{urlencode({name: value for name, value in query.items() if value != ''})}"


def _take(found: Found, document: Any, where: str, seen: set[str]) -> int:
    """Take a page's packages; give how many it has.

    Raises:
        SourceRefused: the answer is an error message.
        SourceMalformed: it is no answer of CKAN's.
    """
    packages, count = _packages(document, where)
    if count is not None:
        if found.announced is not None and count != found.announced:
            found.findings.append(Finding.info("total-changed", where, f"Während des Lesens wurden aus {found.announced} Datensätzen {count}."))
        found.announced = count
    doubled = 0
    for package in packages:
        name = str(package.get("id") or package.get("name") or "")
        doubled += name in seen
        if name and name not in seen:
            seen.add(name)
            found.keep(package)
        elif not name:
            found.findings.append(Finding.warning("identifier-missing", where, "Ein Datensatz hat weder id noch name; er wird nicht gelesen."))
    if doubled and doubled == len(packages):
        found.note_missing("page-repeated", where, "Die Quelle liefert dieselbe Seite zweimal.")
        return 0
    if doubled:
        found.findings.append(
            Finding.info("record-twice", where, f"{doubled} Datensätze kommen auf mehreren Seiten vor; die Quelle hat sich beim Lesen geändert.")
        )
    return len(packages)


def _packages(document: Any, where: str) -> tuple[list[Package], int | None]:
    """Understand ``package_search``, ``package_show``, ``current_package_list_with_resources``, and what is left when their envelope is cut away."""
    if isinstance(document, dict) and (document.get("success") is False or ("error" in document and "result" not in document)):
        raise SourceRefused(
            Finding.error("answer-error", where, f"Die Quelle meldet einen Fehler statt der Datensätze. {_reason(document.get('error'))}".rstrip())
        )
    result = document.get("result", document) if isinstance(document, dict) else document
    if isinstance(result, dict) and isinstance(result.get("results"), list):
        count = result.get("count")
        return _objects(result["results"]), count if isinstance(count, int) and not isinstance(count, bool) else None
    if isinstance(result, dict) and "name" in result and ("title" in result or "resources" in result or "id" in result):
        return [result], None
    if isinstance(result, list) and all(isinstance(one, dict) and ("id" in one or "name" in one) for one in result):
        return _objects(result), None
    raise SourceMalformed(Finding.error("ckan-none", where, "Die Antwort ist keine von CKAN: Sie enthält keine Datensätze.", "Bitte die Adresse prüfen."))


def _objects(found: list[Any]) -> list[Package]:
    return [one for one in found if isinstance(one, dict)]


def _reason(error: Any) -> str:
    said = error.get("message") or error.get("__type") if isinstance(error, dict) else error
    return f"Sie sagt: «{str(said)[:200]}»." if said else ""


def _check_total(found: Found, where: str, count: int) -> None:
    if found.is_complete and found.announced is not None and count < found.announced:
        found.note_missing("total-differs", where, f"Die Quelle nennt {found.announced} Datensätze, geliefert hat sie {count}.")
