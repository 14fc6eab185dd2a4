"""A dataset as schema.org has it, for search engines: what Google Dataset Search asks of a page, in the reader's language. Pure.

Only what is known is said; a description that is too short for Google (50 characters) is completed by who publishes what.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from geomet import InvalidGeoJSONException, wkt

from ckanext.luzern.feeds.iri import valid_iri
from ckanext.luzern.feeds.settings import FeedSettings
from ckanext.luzern.feeds.values import Fields, clean, items, parts
from luzern_harvesters.record import Text
from luzern_schemas.document import LANGUAGES
from luzern_schemas.vocabulary import Vocabulary, load

Node = dict[str, Any]  # Any: JSON

SHORTEST, LONGEST = 50, 5000  # characters of a description
CODES = {"DEU": "de", "FRA": "fr", "ITA": "it", "ENG": "en", "ROH": "rm"}


def dataset(package: Fields, settings: FeedSettings, language: str) -> Node:
    """Describe a package as ``package_show`` gives it."""
    owner = next(iter(parts(package.get("organization"))), {})
    return _filled(
        {
            "@context": "https://schema.org/",
            "@type": "Dataset",
            "@id": f"{settings.site}/dataset/{package['id']}",
            "url": page(package, settings),
            "name": text(package.get("title_translated"), language),
            "description": description(package, language, [owner.get("title") or "", text(settings.publisher.name, language)]),
            "identifier": permalink(package, settings),
            "sameAs": [one for one in map(valid_iri, map(clean, items(package.get("url")))) if one],
            "keywords": keywords(package, language),
            "about": [_term(one, language) for one in _terms(load("theme"), package.get("theme"))],
            "license": licences(package),
            "isAccessibleForFree": True,
            "inLanguage": _languages(package),
            "creator": [*_agents(package.get("publisher"), language), *_agents(package.get("creator"), language)] or _department(owner, settings),
            "publisher": publisher(settings, language),
            "datePublished": clean(package.get("issued") or package.get("metadata_created", ""))[:10],
            "dateModified": clean(package.get("modified") or package.get("metadata_modified", ""))[:10],
            "version": clean(package.get("version") or ""),
            "temporalCoverage": [one for one in map(_period, parts(package.get("temporal_coverage"))) if one],
            "spatialCoverage": [one for one in (_place(part, language) for part in parts(package.get("spatial_coverage"))) if one],
            "variableMeasured": [_variable(column, language) for column in parts(package.get("columns"))],
            "distribution": [download(resource, package, settings, language) for resource in parts(package.get("resources"))],
            "includedInDataCatalog": {"@type": "DataCatalog", "@id": settings.site, "name": text(settings.title, language), "url": f"{settings.site}/"},
        }
    )


def catalogue(settings: FeedSettings, language: str) -> Node:
    """Describe the portal as a whole."""
    return _filled(
        {
            "@context": "https://schema.org/",
            "@type": "DataCatalog",
            "@id": settings.site,
            "url": f"{settings.site}/",
            "name": text(settings.title, language),
            "description": text(settings.description, language),
            "inLanguage": [CODES[code] for code in settings.languages if code in CODES],
            "license": [term.iri for term in _terms(load("licence"), settings.licence)],
            "publisher": publisher(settings, language),
        }
    )


def as_script(node: Node) -> str:
    """Write JSON-LD that can stand in a page's ``<script>``: nothing in it ends the element."""
    written = json.dumps(node, ensure_ascii=False)
    return written.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def text(value: Any, language: str) -> str:
    """Give a multilingual text in a language, else in the first of ours that it has; empty where it has none."""
    texts: Text = value if isinstance(value, Mapping) else {}
    return clean(next((texts[one] for one in (language, *LANGUAGES) if texts.get(one)), ""))


def page(package: Fields, settings: FeedSettings) -> str:
    """Give the address of a dataset's page."""
    return f"{settings.site}/dataset/{package.get('name') or package['id']}"


def permalink(package: Fields, settings: FeedSettings) -> str:
    """Give the address that a dataset keeps whatever it is called."""
    identifier = clean(package.get("identifier") or "")
    return f"{settings.site}/perma/{identifier}@{settings.organisation}" if identifier else ""


def description(package: Fields, language: str, publishers: Iterable[str]) -> str:
    """Give a description of 50 to 5,000 characters, as far as what is known makes 50."""
    told = text(package.get("notes_translated"), language)
    if len(told) < SHORTEST:
        known = [text(package.get("title_translated"), language), told, *dict.fromkeys(filter(None, publishers))]
        told = " – ".join(filter(None, known))
    return told if len(told) <= LONGEST else f"{told[: LONGEST - 2].rsplit(' ', 1)[0]} …"


def keywords(package: Fields, language: str) -> list[str]:
    """Give the keywords in a language, else in the first that has some."""
    by_language = package.get("tags_translated")
    words = by_language if isinstance(by_language, Mapping) else {}
    return next((found for one in (language, *LANGUAGES) if (found := list(map(clean, items(words.get(one)))))), [])


def licences(package: Fields) -> list[str]:
    """Give the terms of use that all distributions share: the DCAT-AP CH term, and the Creative Commons licence beside it where there is one."""
    resources = parts(package.get("resources"))
    found = [load(vocabulary).find(clean(one)) for vocabulary, field in (("licence", "license"), ("rights", "rights")) for one in _shared(resources, field)]
    return [term.iri for term in found if term]


def publisher(settings: FeedSettings, language: str) -> Node:
    """Describe the city."""
    city = settings.publisher
    name = text(city.name, language)
    return _filled({"@type": "GovernmentOrganization", "@id": city.iri, "name": name, "url": city.homepage or city.iri})


def download(resource: Fields, package: Fields, settings: FeedSettings, language: str) -> Node:
    """Describe a resource; Google wants an address that gives the data, which of a service is the service's."""
    form = load("file-type").find(clean(resource.get("format") or ""))
    return _filled(
        {
            "@type": "DataDownload",
            "@id": f"{settings.site}/dataset/{package['id']}/resource/{resource['id']}",
            "name": text(resource.get("name_translated"), language),
            "description": text(resource.get("description_translated"), language),
            "contentUrl": address(resource, package, settings),
            "encodingFormat": clean(resource.get("mimetype") or "") or (form.related.get("media_type", form.code) if form else ""),
            "contentSize": f"{resource['size']} B" if str(resource.get("size") or "").isdecimal() else "",
            "sha256": checksum(resource, "sha256", 64),
            "license": licences({"resources": [resource]}),
            "dateModified": clean(resource.get("modified") or "")[:10],
        }
    )


def address(resource: Fields, package: Fields, settings: FeedSettings) -> str:
    """Give where a resource's data is: the download if there is one, else where it can be reached; of an upload without the reader's language."""
    if resource.get("url_type") == "upload":
        file = clean(resource.get("url") or "").rpartition("/")[2]
        return valid_iri(f"{settings.site}/dataset/{package['id']}/resource/{resource['id']}/download/{file}")
    given = (resource.get(name) for name in ("download_url", "url", "access_url"))
    return next((iri for one in given if (iri := valid_iri(clean(one or "")))), "")


def checksum(resource: Fields, algorithm: str, digits: int) -> str:
    """Give a resource's checksum if it is one of an algorithm; by its length where the algorithm is not told."""
    value, told = clean(resource.get("hash") or ""), clean(resource.get("hash_algorithm") or "")
    return value if len(value) == digits and (told.lower().endswith(algorithm) or not told) else ""


def _filled(node: Node) -> Node:
    """Leave out what is empty, and let a list of one be its entry."""
    return {name: value[0] if isinstance(value, list) and len(value) == 1 else value for name, value in node.items() if value not in ("", [], None, {})}


def _shared(resources: Iterable[Fields], field: str) -> list[str]:
    said = {clean(resource.get(field) or "") for resource in resources}
    return list(filter(None, said)) if len(said) == 1 else []


def _terms(vocabulary: Vocabulary, value: Any) -> Iterator[Any]:
    return filter(None, (vocabulary.find(clean(one)) for one in items(value)))


def _term(term: Any, language: str) -> Node:
    return {"@type": "DefinedTerm", "@id": term.iri, "name": term.label.get(language) or term.label["de"], "termCode": term.code}


def _languages(package: Fields) -> list[str]:
    return [CODES[term.code] for term in _terms(load("language"), package.get("language")) if term.code in CODES]


def _agents(value: Any, language: str) -> list[Node]:
    named = [(agent, text(agent.get("name_translated"), language)) for agent in parts(value)]
    return [
        _filled({"@type": "Organization", "@id": valid_iri(clean(a.get("uri") or "")), "name": n, "url": valid_iri(clean(a.get("url") or ""))})
        for a, n in named
        if n
    ]


def _department(owner: Fields, settings: FeedSettings) -> list[Node]:
    if not owner.get("title"):
        return []
    iri = f"{settings.site}/organization/{owner['name']}"
    return [{"@type": "GovernmentOrganization", "@id": iri, "name": clean(owner["title"]), "url": iri}]


def _period(part: Fields) -> str:
    """ISO 8601; an open end is ``..``."""
    start, end = (clean(part.get(name) or "") for name in ("start", "end"))
    return f"{start or '..'}/{end or '..'}" if start or end else ""


def _place(part: Fields, language: str) -> Node:
    iri = valid_iri(clean(part.get("uri") or ""))
    term = load("place").find(iri) if iri else None
    name = clean(part.get("text") or "") or ((term.label.get(language) or term.label["de"]) if term else "")
    place = _filled({"@type": "Place", "@id": iri, "name": name, "geo": _geo(part)})
    return place if len(place) > 1 else {}


def _geo(part: Fields) -> Node:
    """Give the box around a place's geometry, or the point it is."""
    points = next((found for name in ("bbox", "geom", "centroid") if (found := list(_points(part.get(name))))), [])
    if not points:
        return {}
    longitudes, latitudes = zip(*points, strict=True)
    west, south, east, north = min(longitudes), min(latitudes), max(longitudes), max(latitudes)
    if (west, south) == (east, north):
        return {"@type": "GeoCoordinates", "latitude": south, "longitude": west}
    return {"@type": "GeoShape", "box": f"{south} {west} {north} {east}"}


def _points(value: Any) -> Iterator[tuple[float, float]]:
    """Give the corners of a geometry in GeoJSON or WKT."""
    written = clean(value or "") if isinstance(value, str) or not value else json.dumps(value)
    try:
        geometry = json.loads(written) if written.startswith("{") else wkt.loads(written)
        yield from _corners(geometry["coordinates"])
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, StopIteration, RuntimeError, InvalidGeoJSONException):
        return  # geomet raises whatever goes wrong inside


def _corners(coordinates: Any) -> Iterator[tuple[float, float]]:
    if coordinates and isinstance(coordinates[0], (int, float)):
        yield float(coordinates[0]), float(coordinates[1])
    else:
        for one in coordinates:
            yield from _corners(one)


def _variable(column: Fields, language: str) -> Node:
    label = text(column.get("label_translated"), language)
    name = clean(column.get("name") or "")
    told = text(column.get("description_translated"), language) or (label if label != name else "")
    return _filled(
        {
            "@type": "PropertyValue",
            "name": label or name,
            "alternateName": name if label else "",
            "description": told,
            "unitText": clean(column.get("unit") or ""),
        }
    )
