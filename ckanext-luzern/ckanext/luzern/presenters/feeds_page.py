"""What the page about the feeds shows: each address with what it is for and a command that works, and how the feed stands. Reads and writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone

import ckan.plugins.toolkit as tk

from ckanext.luzern.feeds.guard import State
from ckanext.luzern.presenters.locale import moment_text
from ckanext.luzern.quality.overview import Figures

SYNTAXES = ("ttl", "xml", "jsonld", "nt")


@dataclass(frozen=True)
class Portal:
    """What the page has to know: the portal's address, its public datasets, and one of them to show the commands with."""

    site: str
    organisation: str
    datasets: int
    changed: datetime | None
    example: str


@dataclass(frozen=True)
class Standing:
    """How something is, in a sentence, and how serious that is: success, warning or danger."""

    text: str
    tone: str


@dataclass(frozen=True)
class Example:
    """A command to copy, and what it does."""

    text: str
    command: str


@dataclass(frozen=True)
class Section:
    """One kind of address: ``addresses`` are links, ``facts`` what is known of it now."""

    anchor: str
    title: str
    text: str
    addresses: tuple[str, ...]
    examples: tuple[Example, ...]
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """The page: how the feed and its content stand, then the addresses."""

    feed: Standing
    content: Standing
    sections: tuple[Section, ...]


def page(portal: Portal, state: State, figures: Figures) -> Page:
    """Put the page together."""
    return Page(
        _feed(state), _content(figures), (_opendata_swiss(portal, state), _catalogue(portal), _european(portal), *_datasets(portal), *_discovery(portal))
    )


def _feed(state: State) -> Standing:
    """Say whether the feed is shown; the guard's reasons are German."""
    if state.objection:
        return Standing(f"{tk._('The feed for opendata.swiss is held back until it is complete again.')} {state.objection}", "danger")
    return Standing(tk._("The feed for opendata.swiss is complete."), "success")


def _content(figures: Figures) -> Standing:
    if not figures.datasets:
        return Standing(tk._("The datasets have not been judged yet."), "secondary")
    if figures.rejected or figures.faulty:
        told = tk._("Of {datasets} datasets opendata.swiss would refuse {rejected}, and {faulty} break a rule of DCAT-AP CH.")
        return Standing(told.format(datasets=figures.datasets, rejected=figures.rejected, faulty=figures.faulty), "danger" if figures.rejected else "warning")
    told = tk._("All {datasets} datasets keep to the rules of DCAT-AP CH; their metadata get {points} of 405 points.")
    return Standing(told.format(datasets=figures.datasets, points=round(figures.points)), "success")


def _opendata_swiss(portal: Portal, state: State) -> Section:
    address = f"{portal.site}/feeds/opendata-swiss.xml"
    return Section(
        "opendata-swiss",
        tk._("For opendata.swiss"),
        tk._(
            "Every public dataset that its department gives to opendata.swiss, as DCAT-AP CH 3.0 in one document. It is fetched every day, and whatever is"
            " missing is deleted there: so the answer is complete, or it is 503."
        ),
        (address,),
        (Example(tk._("Fetch it only if it has changed:"), f"curl -sS --etag-compare luzern.etag --etag-save luzern.etag -o luzern.xml {address}"),),
        _facts(state.listed, state.changed),
    )


def _catalogue(portal: Portal) -> Section:
    address = f"{portal.site}/catalog"
    since = portal.changed or datetime(2026, 1, 1)  # noqa: DTZ001  naive, as CKAN keeps it
    return Section(
        "catalogue",
        tk._("The whole catalogue"),
        tk._(
            "Everything public in full, with services and series: in one document, or with page=1, 2 … a hundred datasets at a time."
            " With modified_since it holds only what has changed since that day."
        ),
        tuple(f"{address}.{syntax}" for syntax in SYNTAXES),
        (
            Example(tk._("All of it:"), f"curl -sS --compressed -o luzern.ttl {address}.ttl"),
            Example(tk._("The first hundred datasets:"), f'curl -sS --compressed "{address}.ttl?page=1"'),
            Example(tk._("What has changed since a day:"), f'curl -sS --compressed "{address}.ttl?modified_since={since:%Y-%m-%d}"'),
        ),
        _facts(portal.datasets, _aware(portal.changed)),
    )


def _european(portal: Portal) -> Section:
    address = f"{portal.site}/catalog.ttl?profiles=euro_dcat_ap_3"
    text = tk._("The same with the types that the European profile DCAT-AP 3 asks for, in each of the syntaxes above.")
    return Section("european", tk._("For data.europa.eu"), text, (address,), (Example(tk._("All of it:"), f'curl -sS --compressed "{address}"'),))


def _datasets(portal: Portal) -> tuple[Section, ...]:
    page = f"{portal.site}/dataset/{portal.example or '<name>'}"
    perma = f"{portal.site}/perma/{portal.example or '<identifier>'}@{portal.organisation}"
    single = Section(
        "dataset",
        tk._("A single dataset"),
        tk._("Append the syntax to the address of its page, or ask for the media type. Tables are described in Croissant too."),
        (*(f"{page}.{syntax}" for syntax in SYNTAXES), f"{page}/croissant.jsonld"),
        (Example(tk._("The page's address gives linked data to whoever asks for it:"), f"curl -sSL -H 'Accept: text/turtle' {page}"),),
    )
    lasting = Section(
        "perma",
        tk._("Addresses that last"),
        tk._(
            "An identifier always leads to the page of its dataset, whatever that is called now. Whoever follows a former name gets to the new one; where a"
            " dataset was withdrawn, the answer is 410 with the reason."
        ),
        (perma,),
        (Example(tk._("Where an identifier leads:"), f"curl -sSI {perma}"),),
    )
    return single, lasting


def _discovery(portal: Portal) -> tuple[Section, ...]:
    site, changes = portal.site, f"{portal.site}/feeds/changes.atom"
    news = Section(
        "changes",
        tk._("What is new"),
        tk._("New, changed and withdrawn datasets for feed readers (Atom), newest first; organization and theme narrow it, page goes further back."),
        (changes,),
        (Example(tk._("Of one theme:"), f'curl -sS "{changes}?theme=tran"'),),
    )
    programs = Section(
        "programs",
        tk._("For programs that know nothing but the host"),
        tk._("The interfaces (RFC 9727), the catalogue as a set of linked data (VoID), the sitemap. Pages name their linked data in the header Link."),
        (f"{site}/.well-known/api-catalog", f"{site}/.well-known/void", f"{site}/sitemap.xml"),
        (Example(tk._("What a page says about itself:"), f"curl -sSI {site}/"),),
    )
    search = Section(
        "api",
        tk._("The interface"),
        tk._("CKAN's action API searches the catalogue and gives datasets as JSON."),
        (f"{site}/api/3/action/package_search?q=Velo&rows=5",),
        (Example(tk._("Search:"), f'curl -sS "{site}/api/3/action/package_search?q=Velo&rows=5"'),),
    )
    return news, programs, search


def _facts(datasets: int, changed: datetime | None) -> tuple[str, ...]:
    counted = tk.ungettext("{number} dataset", "{number} datasets", datasets).format(number=datasets)
    return (counted, tk._("last change {moment}").format(moment=moment_text(changed))) if changed else (counted,)


def _aware(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=timezone.utc) if moment else None
