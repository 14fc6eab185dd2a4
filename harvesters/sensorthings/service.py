"""A SensorThings service (OGC 15-078r6 and 18-088): its entities page by page.

Links in the answers are taken for their query only: behind a proxy, servers often name themselves by an inner address.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

from luzern_harvesters import json_text
from luzern_harvesters.errors import SourceError, SourceMalformed, SourceRefused
from luzern_harvesters.file_url import is_file_url
from luzern_harvesters.finding import Finding
from luzern_harvesters.http import Response

Entity = dict[str, Any]
Get = Callable[[str], Response]

SETS = "Things|Datastreams|MultiDatastreams|Locations|Sensors|ObservedProperties|Observations|FeaturesOfInterest|HistoricalLocations"
RESOURCE = re.compile(rf"^(?P<root>.*?)/(?:{SETS})(?:\(.*\))?(?:/.*)?$")
ROOT = re.compile(rf"^(https?://[^\s?#]+?)/(?:{SETS})\(")
OWN = re.compile(rf"/({SETS})\([^/]*\)$")
TELLING = {"result": "Observations", "metadata": "Sensors", "feature": "FeaturesOfInterest", "unitOfMeasurement": "Datastreams", "location": "Locations"}
CSV = re.compile(r"csv", re.IGNORECASE)
SAFE = "$(),;=/'&%"


@dataclass
class Entities:
    """What the pages of an entity set gave; ``root`` is the service's address, empty if nothing tells it."""

    root: str
    found: list[Entity] = field(default_factory=list)
    offers_csv: bool = False
    announced: int | None = None
    is_complete: bool = True
    findings: list[Finding] = field(default_factory=list)

    def note_missing(self, code: str, path: str, message: str) -> None:
        """Note that the list is not whole."""
        self.is_complete = False
        self.findings.append(Finding.warning(code, path, message, "Was fehlt, bleibt im Portal, wie es ist."))


def read(url: str, entity_set: str, expand: str, get: Get, *, page_size: int, max_pages: int) -> Entities:
    """Read every entity of a set, expanded if the service can do that.

    Raises:
        SourceError: the service can't be read.
    """
    entities = Entities(_root_of(url))
    if is_file_url(url) or (not entities.root or "$expand" in url or "%24expand" in url):
        answer = get(url)
        document = document_of(answer)
        if not is_root(document):
            entities.root = entities.root or _own_root(document)
            following = _take(entities, document, answer.url)
            return entities if is_file_url(url) else _followed(entities, entity_set, following, get, max_pages)
        if is_file_url(url):
            entities.note_missing(
                "service-only", answer.url, "Das Dokument ist nur die Einstiegsseite des Dienstes; seine Sensoren sind darin nicht enthalten."
            )
            return entities
        entities.root, entities.offers_csv = url.rstrip("/"), _offers_csv(document)
    filter_ = "".join(f"&{part}" for part in urlsplit(url).query.split("&") if part.startswith(("$filter", "%24filter")))
    plain = f"$count=true&$top={page_size}{filter_}"
    try:
        return _followed(entities, entity_set, f"{plain}&$expand={expand}", get, max_pages)
    except SourceRefused:  # a service without $expand: what is not expanded is asked for one by one
        bare = Entities(entities.root, offers_csv=entities.offers_csv)
        bare.findings.append(Finding.info("expand-refused", entities.root, "Der Dienst kann Verknüpftes nicht mitliefern ($expand); es wird einzeln geholt."))
        return _followed(bare, entity_set, plain, get, max_pages)


def document_of(answer: Response) -> Any:
    """Read an answer.

    Raises:
        SourceRefused: it is an error message.
        SourceMalformed: it is no JSON.
    """
    document = json_text.parse(answer.body, answer.url)
    if isinstance(document, dict) and "value" not in document and "@iot.id" not in document and ("error" in document or document.get("type") == "error"):
        error = document.get("error")
        said = (error.get("message") if isinstance(error, dict) else error) or document.get("message") or ""
        said = " ".join(map(str, said)) if isinstance(said, list) else str(said)
        raise SourceRefused(Finding.error("answer-error", answer.url, f"Der Dienst meldet einen Fehler statt der Sensoren. Er sagt: «{said[:200]}»."))
    return document


def is_root(document: Any) -> bool:
    """Whether it is the service's entry page: names and addresses of its entity sets."""
    value = document.get("value") if isinstance(document, dict) else None
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) and "url" in one and "name" in one and not id_of(one) for one in value)


def id_of(entity: Any) -> str:
    """Give an entity's id as it stands in addresses: a number, or a text in quotes (OData 4.0 §4.3.1)."""
    found = entity.get("@iot.id", entity.get("id")) if isinstance(entity, dict) else None
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    return "'" + found.replace("'", "''") + "'" if isinstance(found, str) and found else ""


def listed(entity: Entity, name: str) -> list[Entity]:
    """Give the entities that an answer has expanded."""
    found = entity.get(name)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def address(root: str, path: str, query: str = "") -> str:
    """Give an address of the service."""
    return f"{root}/{quote(path, safe=SAFE)}" + (f"?{quote(query, safe=SAFE)}" if query else "")


def rest_of(entities: Entities, path: str, get: Get, link: str, max_pages: int) -> list[Entity]:
    """Read what an answer left out of an expanded list, or the whole list where it was not expanded.

    Raises:
        SourceError: it can't be had.
    """
    rest = Entities(entities.root)
    _followed(rest, path, link.partition("?")[2], get, max_pages)
    return rest.found


def _root_of(url: str) -> str:
    match = None if is_file_url(url) else RESOURCE.match(urlsplit(url).path)
    return urlsplit(url)._replace(path=match["root"], query="", fragment="").geturl() if match else ""


def _own_root(document: Any) -> str:
    """Take the service's address from an entity's own link."""
    values = document.get("value", [document]) if isinstance(document, dict) else document
    for one in values if isinstance(values, list) else ():
        link = one.get("@iot.selfLink") if isinstance(one, dict) else None
        if isinstance(link, str) and (match := ROOT.match(link)):
            return match[1]
    return ""


def _followed(entities: Entities, entity_set: str, query: str | None, get: Get, max_pages: int) -> Entities:
    """Read pages from a query on; a page that can't be had leaves the list incomplete, if it is not the first."""
    asked: set[str] = set()
    while query is not None:
        if query in asked or len(asked) >= max_pages:
            entities.note_missing(
                "page-repeated" if query in asked else "too-many-pages", entities.root, "Die Seiten der Liste führen im Kreis oder nehmen kein Ende."
            )
            break
        asked.add(query)
        page = address(entities.root, entity_set, query)
        try:
            answer = get(page)
            query = _take(entities, document_of(answer), answer.url)
        except SourceError as err:
            if not entities.found:
                raise
            entities.note_missing("page-missing", err.finding.path, f"Eine weitere Seite der Liste war nicht zu haben. {err.finding.message}")
            break
    if entities.is_complete and entities.announced is not None and len(entities.found) < entities.announced:
        message = f"Der Dienst nennt {entities.announced} Einträge, geliefert hat er {len(entities.found)}."
        entities.note_missing("total-differs", entities.root, message)
    return entities


def _take(entities: Entities, document: Any, where: str) -> str | None:
    """Take a page; give the query of the next one.

    Raises:
        SourceMalformed: it is no list of entities.
    """
    values = document.get("value") if isinstance(document, dict) and "value" in document else [document] if isinstance(document, dict) else document
    if not isinstance(values, list) or not all(isinstance(one, dict) for one in values) or (values and not any(id_of(one) for one in values)):
        raise SourceMalformed(Finding.error("sensorthings-none", where, "Die Antwort ist keine nach SensorThings: Sie enthält keine Einträge mit @iot.id."))
    if strangers := {_kind(one) for one in values} - {"Things", "Datastreams", "MultiDatastreams", "Locations", ""}:
        message = f"Die Antwort enthält {', '.join(sorted(strangers))} statt Things."
        raise SourceMalformed(Finding.error("sensorthings-other", where, message, "Erwartet wird die Adresse des Dienstes oder seiner Things."))
    known = {id_of(one) for one in entities.found}
    fresh = [one for one in values if id_of(one) and id_of(one) not in known]
    entities.found += fresh
    if not isinstance(document, dict):
        return None
    count = document.get("@iot.count", document.get("@odata.count"))
    entities.announced = int(count) if isinstance(count, int) or (isinstance(count, str) and count.isdecimal()) else entities.announced
    link = document.get("@iot.nextLink", document.get("@odata.nextLink"))
    return _next_query(entities, link, where, has_moved=bool(fresh)) if isinstance(link, str) and link else None


def _next_query(entities: Entities, link: str, where: str, *, has_moved: bool) -> str | None:
    """Give the query of the next page, if it can be had."""
    if not has_moved:
        entities.note_missing("page-repeated", where, "Der Dienst liefert dieselbe Seite zweimal.")
        return None
    if where.startswith("file:"):
        entities.note_missing("pages-missing", where, "Das Dokument ist nur eine Seite der Liste; weitere sind angekündigt.")
        return None
    try:
        host, query = urlsplit(link).netloc, urlsplit(link).query
    except ValueError:
        entities.note_missing("link-invalid", where, "Der Verweis auf die nächste Seite ist keine Adresse.")
        return None
    if host and host != urlsplit(where).netloc and not any(one.code == "link-elsewhere" for one in entities.findings):
        message = f"Der Dienst nennt sich selbst «{host}»; gelesen wird er unter der Adresse der Quelle."
        entities.findings.append(Finding.info("link-elsewhere", where, message, "Vermutlich fehlt ihm die Angabe seiner öffentlichen Adresse."))
    return query


def _kind(entity: Entity) -> str:
    """Tell which set an entity belongs to, by its own link or by what only that set has."""
    link = entity.get("@iot.selfLink")
    if isinstance(link, str) and (match := OWN.search(link)):
        return match[1]
    return next((name for field_name, name in TELLING.items() if field_name in entity), "")


def _offers_csv(document: Any) -> bool:
    """FROST names its extension for results as CSV among the requirements it meets."""
    settings = document.get("serverSettings")
    met = settings.get("conformance") if isinstance(settings, dict) else None
    return isinstance(met, list) and any(isinstance(one, str) and CSV.search(one) for one in met)
