"""A small DCAT catalogue in Turtle, to be spoilt."""

from __future__ import annotations

from contract.web import Site
from faults.observed import a_source
from luzern_harvesters.source import Source

PREFIXES = """\
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix hydra: <http://www.w3.org/ns/hydra/core#> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
"""
DATASET = """
<https://partner.example/{name}> a dcat:Dataset ; dct:identifier "{name}" ; dct:title "{title}"@de ; dct:description "Was gezählt wird."@de ;
  dct:issued "{issued}" ; dcat:contactPoint [ a vcard:Organization ; vcard:fn "Stelle" ; vcard:hasEmail <mailto:stelle@example.org> ] ;
  dcat:distribution [ a dcat:Distribution ; dcat:downloadURL <https://partner.example/{name}.csv> ;
    dct:license <http://dcat-ap.ch/vocabulary/licenses/terms_by> ] .
"""
VIEW = "\n<{page}> a hydra:PartialCollectionView ; hydra:next <{following}> .\n"
TOTAL = "\n<urn:all> a hydra:Collection ; hydra:totalItems {total} .\n"
PATH = "/katalog.ttl"
TURTLE = "text/turtle"


def turtle(*titles: str, issued: str = "2026-01-31", following: str = "", total: int | None = None) -> str:
    """Write a page of the catalogue, one dataset for each title."""
    datasets = "".join(DATASET.format(name=title.lower().replace(" ", "-"), title=title, issued=issued) for title in titles)
    view = VIEW.format(page="urn:page", following=following) if following else ""
    return PREFIXES + datasets + view + ("" if total is None else TOTAL.format(total=total))


def catalogue(site: Site, path: str = PATH, *, memory_mb: int = 1024, **options: object) -> Source:
    """Give the source that reads it."""
    return a_source("dcat", site.url + path, memory_mb=memory_mb, **options)


def put(site: Site, text: str | bytes, path: str = PATH) -> None:
    """Serve a page."""
    site.put(path, text, Content_Type=TURTLE)
