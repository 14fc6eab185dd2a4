"""Every kind of page a visitor can meet, and the forms of an editor, each once, by an address of the example city."""

from __future__ import annotations

from dataclasses import dataclass

DATASET = "/dataset/velozaehlstellen-tageswerte"


@dataclass(frozen=True)
class Place:
    """A page: what its pictures are called, its address, what it is answered with, its language, what is linked from there and meant (a regular expression).

    Only a page with a form that sends something ``needs_session``, and thereby a cookie.
    """

    name: str
    path: str
    status: int = 200
    language: str = "de"
    follow: str = ""
    needs_session: bool = False


PLACES = (
    Place("home", "/"),
    Place("home-fr", "/fr/", language="fr"),
    Place("home-it", "/it/", language="it"),
    Place("search", "/dataset/"),
    Place("search-hits", "/dataset/?q=velo"),
    Place("search-facets", "/dataset/?q=velo&groups=tran&res_format=CSV&vocab_frequency=DAILY"),
    Place("search-second-page", "/dataset/?page=2"),
    Place("search-nothing", "/dataset/?q=qwertzuiop&groups=tran"),
    Place("search-slip", "/dataset/?q=Parkheuser"),
    Place("search-en", "/en/dataset/", language="en"),
    Place("dataset", DATASET),
    Place("dataset-fr", f"/fr{DATASET}", language="fr"),
    Place("dataset-service", "/dataset/sammelstellen-und-oekihoefe"),
    Place("dataset-live", "/dataset/freie-plaetze-in-parkhaeusern-aktuell"),
    Place("file", DATASET, follow="/dataset/[^/]+/resource/[^/]+"),
    Place("themes", "/group/"),
    Place("theme", "/group/tran"),
    Place("organisations", "/organization/"),
    Place("organisation", "/organization/tiefbauamt"),
    Place("organisation-above", "/organization/baudirektion"),
    Place("sources", "/harvest"),
    Place("sources-fr", "/fr/harvest", language="fr"),
    Place("source", "/harvest/example-tiefbauamt"),
    Place("run", "/harvest/example-tiefbauamt", follow=r"/harvest/example-tiefbauamt/\d+"),
    Place("quality", "/quality"),
    Place("quality-organisation", "/quality/organization/tiefbauamt"),
    Place("quality-dataset", f"/quality{DATASET}"),
    Place("feeds", "/feeds"),
    Place("api-docs", "/api-docs"),
    Place("about", "/about"),
    Place("accessibility", "/accessibility"),
    Place("terms", "/terms"),
    Place("privacy", "/privacy"),
    Place("sign-in", "/user/login", needs_session=True),
    Place("password", "/user/reset", needs_session=True),
    Place("not-found", "/gibt-es-nicht", status=404),
    Place("not-found-dataset", "/dataset/gibt-es-nicht", status=404),
)

OF_EDITORS = (
    Place("new-dataset", "/dataset/new", needs_session=True),
    Place("edit-dataset", "/dataset/edit/velozaehlstellen-tageswerte", needs_session=True),
    Place("new-file", f"{DATASET}/resource/new", needs_session=True),
    Place("edit-organisation", "/organization/edit/tiefbauamt", needs_session=True),
)
