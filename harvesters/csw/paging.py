"""GetRecords, page after page (OGC 07-006r1 §10.8, KVP binding; OGC 12-176r7 §7.3 for CSW 3.0).

A catalogue numbers its records from 1 and says where the next ones start. Servers err in all of it: positions that do not advance or
lie behind the end, totals that nobody delivers, records fewer than declared, the same page again. Each ends the reading and makes the
list incomplete, so that nothing is taken for removed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from luzern_harvesters.errors import SourceError, SourceRefused
from luzern_harvesters.file_url import is_file_url
from luzern_harvesters.finding import Finding, Level

from .answer import CSW, Answer, Part, read

log = logging.getLogger(__name__)

OWN = {"service", "version", "request", "outputschema", "elementsetname", "typenames", "resulttype", "startposition", "maxrecords"}
OWN |= {"acceptversions", "constraint", "constraintlanguage", "constraint_language_version", "sortby", "outputformat", "id"}
"""Parameters that the harvester states itself; whatever else an address holds belongs to the server (a ``map``, a key)."""
NOT_THIS_SCHEMA = {"csw-exception", "http-400", "http-406", "http-415", "http-500", "http-501"}
"""How catalogues refuse an output schema that they do not know."""


@dataclass(frozen=True)
class Query:
    """What is asked for."""

    version: str
    schemas: tuple[str, ...]
    type_names: str
    constraint: str
    sort_by: str
    page_size: int
    max_pages: int

    def page(self, url: str, schema: str, start: int) -> str:
        """Give the address of one page."""
        is_2 = self.version.startswith("2")
        asked = {
            "service": "CSW",
            "version": self.version,
            "request": "GetRecords",
            "typeNames": self.type_names,
            "resultType": "results" if is_2 else "",
            "elementSetName": "full",
            "outputSchema": schema if is_2 or schema != CSW[0] else CSW[1],
            "startPosition": str(start),
            "maxRecords": str(self.page_size),
            "constraintLanguage": "CQL_TEXT" if self.constraint else "",
            "constraint_language_version": "1.1.0" if self.constraint and is_2 else "",
            "constraint": self.constraint,
            "sortBy": self.sort_by,
        }
        return address(url, {name: value for name, value in asked.items() if value})


def address(url: str, asked: dict[str, str]) -> str:
    """Give the service's address with these parameters and those of its own that are none of the protocol's."""
    parts = urlsplit(url)
    kept = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if key.lower() not in OWN]
    return parts._replace(query=urlencode([*kept, *asked.items()], quote_via=quote), fragment="").geturl()


@dataclass
class Catalogue:
    """A catalogue being read, and what came of it."""

    url: str
    query: Query
    get: Callable[[str], bytes]
    shown: Callable[[str], str]
    parts: list[Part] = field(default_factory=list)
    schema: str = ""
    is_complete: bool = True
    findings: list[Finding] = field(default_factory=list)
    _matched: int | None = None
    _seen: set[bytes] = field(default_factory=set)

    def read(self) -> None:
        """Read every page.

        Raises:
            SourceError: nothing could be read.
        """
        if is_file_url(self.url):
            answer = read(self.get(self.url), self.shown(self.url))
            self._take(answer, 1)
            announced, remedy = "Die Datei kündigt {} Datensätze an, enthält aber {}", "; die anderen stehen auf weiteren Seiten."
        else:
            answer: Answer | None = self._first()
            start, number = 1, 0
            while answer and (number := number + 1):
                start, answer = self._step(answer, start, number)
            announced, remedy = "Der Katalog kündigt {} Datensätze an, liefert aber {}", "."
        if self.is_complete and self._matched is not None and len(self.parts) < self._matched:
            self.incomplete("fewer-than-announced", self.shown(self.url), announced.format(self._matched, len(self.parts)) + remedy)

    def incomplete(self, code: str, path: str, message: str) -> None:
        """Note why the list can't be whole."""
        self.is_complete = False
        self.findings.append(Finding(code, Level.WARNING, path, message, "Was fehlt, gilt nicht als entfernt."))

    def _first(self) -> Answer:
        """Give the first page in the best output schema that the catalogue has."""
        *better, self.schema = self.query.schemas
        for schema in better:
            try:
                answer = self._page(schema, 1)
            except SourceRefused as err:
                if err.finding.code not in NOT_THIS_SCHEMA:
                    raise
                log.info("schema=%s refused=%s", schema, err.finding.code)
                continue
            is_silent = bool(answer.matched) and not answer.parts
            is_plain = schema not in CSW and any(part.is_dublin_core for part in answer.parts)
            if not is_silent and not is_plain:
                self.schema = schema
                return answer
            log.info("schema=%s records=%d of=%s", schema, len(answer.parts), answer.matched)
        return self._page(self.schema, 1)

    def _page(self, schema: str, start: int) -> Answer:
        asked = self.query.page(self.url, schema, start)
        return read(self.get(asked), self.shown(asked))

    def _step(self, answer: Answer, start: int, number: int) -> tuple[int, Answer | None]:
        """Take a page; give the next one, None at the end."""
        here = self.shown(self.query.page(self.url, self.schema, start))
        if answer.parts and all(part.body in self._seen for part in answer.parts):
            self.incomplete("page-repeated", here, "Der Katalog liefert dieselbe Seite zweimal.")
            return start, None
        self._take(answer, start)
        following = self._following(answer, start)
        if following and following <= start:
            message = f"Nach den Datensätzen ab {start} verweist der Katalog auf jene ab {following}: Er blättert nicht vor."
            self.incomplete("page-not-advancing", here, message)
            return start, None
        if following and number >= self.query.max_pages:
            self.incomplete("too-many-pages", here, f"Der Katalog hat mehr als {self.query.max_pages} Seiten.")
            return start, None
        try:
            return following, self._page(self.schema, following) if following else None
        except SourceError as err:  # what was read before stands
            self.incomplete(err.finding.code, err.finding.path, f"Die Datensätze ab {following} fehlen: {err.finding.message}")
            return following, None

    def _following(self, answer: Answer, start: int) -> int:
        """Give the position of the next page; 0 at the end. Where a catalogue states none, it is counted."""
        total = answer.matched
        if not answer.parts or (total is not None and len(self.parts) >= total):
            return 0
        if answer.following is None:
            return start + len(answer.parts) if total is not None else 0
        return 0 if total is not None and answer.following > total else answer.following

    def _take(self, answer: Answer, start: int) -> None:
        """Keep a page's records, and compare what is there with what is said to be."""
        self.parts += answer.parts
        self.findings += answer.findings
        self._seen.update(part.body for part in answer.parts)
        where = self.shown(self.url if is_file_url(self.url) else self.query.page(self.url, self.schema, start))
        if answer.returned is not None and len(answer.parts) < answer.returned:
            self.incomplete("page-short", where, f"Eine Seite des Katalogs enthält {len(answer.parts)} Datensätze, angegeben sind {answer.returned}.")
        if answer.matched is not None and self._matched not in (None, answer.matched):
            message = f"Während des Lesens wurden aus {self._matched} Datensätzen {answer.matched}; einer kann übersprungen worden sein."
            self.incomplete("total-changed", where, message)
        self._matched = self._matched if answer.matched is None else answer.matched
