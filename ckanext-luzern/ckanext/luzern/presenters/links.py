"""What a page tells programs about itself: typed links after Signposting (signposting.org) and RFC 8288, and the API catalogue of RFC 9727. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ckanext.luzern.feeds import croissant, schema_org
from ckanext.luzern.feeds.settings import FeedSettings
from ckanext.luzern.feeds.values import Fields, parts

SYNTAXES = {"ttl": "text/turtle", "xml": "application/rdf+xml", "jsonld": "application/ld+json", "nt": "application/n-triples"}
ATOM = "application/atom+xml"
API_CATALOG = "/.well-known/api-catalog"
API_CATALOG_PROFILE = "https://www.rfc-editor.org/info/rfc9727"
MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)
MOST_ITEMS = 12  # of a dataset's files: servers in front take a header of some kilobytes, and linked data names all


@dataclass(frozen=True)
class Link:
    """A link of the page to something else; ``media_type`` and ``profile`` are empty where they say nothing."""

    target: str
    relation: str
    media_type: str = ""
    profile: str = ""


def header(links: Iterable[Link]) -> str:
    """Write the value of ``Link:``."""
    return ", ".join(_one(link) for link in links)


def of_dataset(package: Fields, settings: FeedSettings) -> list[Link]:
    """Give the links of a dataset's page: what to cite, what describes it, its files, its terms, who made it."""
    page = schema_org.page(package, settings)
    permalink, licences = schema_org.permalink(package, settings), schema_org.licences(package)
    files = [(address, resource) for resource in parts(package.get("resources")) if (address := schema_org.address(resource, package, settings))]
    return [
        *([Link(permalink, "cite-as")] if permalink else []),
        *(Link(f"{page}.{ending}", "describedby", media_type) for ending, media_type in SYNTAXES.items()),
        *([Link(f"{page}/croissant.jsonld", "describedby", SYNTAXES["jsonld"], croissant.CONFORMS_TO)] if croissant.is_tabular(package) else []),
        *(Link(address, "item", _media_type(resource)) for address, resource in (files if len(files) <= MOST_ITEMS else [])),
        *(Link(licence, "license") for licence in licences),
        Link("https://schema.org/Dataset", "type"),
        Link("https://schema.org/AboutPage", "type"),
        Link(settings.site, "collection"),
    ]


def of_catalogue(settings: FeedSettings) -> list[Link]:
    """Give the links of the home page: the ways to have all of it, and to hear of changes."""
    site = settings.site
    return [
        Link(f"{site}{API_CATALOG}", "api-catalog", "application/linkset+json"),
        Link(f"{site}/api-docs", "service-doc", "text/html"),
        Link(f"{site}/api-docs/openapi.json", "service-desc", "application/json"),
        Link(f"{site}/feeds", "service-doc", "text/html"),
        *(Link(f"{site}/catalog.{ending}", "describedby", media_type) for ending, media_type in SYNTAXES.items()),
        Link(f"{site}/.well-known/void", "describedby", SYNTAXES["ttl"]),
        Link(f"{site}/feeds/changes.atom", "alternate", ATOM),
    ]


def api_catalog(settings: FeedSettings) -> dict[str, Any]:
    """Write the link set that RFC 9727 asks for: every interface, with its documentation."""
    site = settings.site
    documentation = [{"href": f"{site}/feeds", "type": "text/html"}]
    feeds = [
        (f"{site}/feeds/opendata-swiss.xml", SYNTAXES["xml"]),
        *((f"{site}/catalog.{ending}", media_type) for ending, media_type in SYNTAXES.items()),
        (f"{site}/feeds/changes.atom", ATOM),
    ]
    api = {
        "anchor": f"{site}/api/3",
        "service-desc": [{"href": f"{site}/api-docs/openapi.json", "type": "application/json"}],
        "service-doc": [{"href": f"{site}/api-docs", "type": "text/html"}, *documentation],
        "status": [{"href": f"{site}/api/3/action/status_show", "type": "application/json"}],
    }
    items = [{"href": f"{site}/api/3"}, *({"href": address, "type": media_type} for address, media_type in feeds)]
    return {"linkset": [{"anchor": f"{site}{API_CATALOG}", "item": items}, api, *({"anchor": address, "service-doc": documentation} for address, _ in feeds)]}


def _media_type(resource: Fields) -> str:
    """Give a resource's media type if it is one: whatever else a person entered has no place in a header."""
    stated = str(resource.get("mimetype") or "")
    return stated if MEDIA_TYPE.fullmatch(stated) else ""


def _one(link: Link) -> str:
    parameters = {"rel": link.relation, "type": link.media_type, "profile": link.profile}
    written = "".join(f'; {name}="{value}"' for name, value in parameters.items() if value)
    return f"<{link.target}>{written}"
