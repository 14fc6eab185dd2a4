"""Small feeds to be judged: one right one, and ways to break it."""

from __future__ import annotations

from typing import Any

from ckanext.luzern.feeds import document, fragment
from ckanext.luzern.feeds.document import Page
from ckanext.luzern.feeds.profile import FULL, OPENDATA_SWISS, Profile
from ckanext.luzern.quality.check import FeedReport, check_document
from feeds.packages import SETTINGS, SITE, maximal, resource

SUFFIX = "@stadt-luzern"


def complete() -> dict[str, Any]:
    """A package that gets every point."""
    of_resources = {"rights": "https://creativecommons.org/licenses/by/4.0/", "size": 48213, "format": "CSV", "mimetype": "text/csv"}
    return maximal() | {"resources": [resource(1, download_url="https://example-luzern.ch/bev.csv", issued="2026-11-01", **of_resources)]}


def feed(*packages: dict[str, Any], profile: Profile = OPENDATA_SWISS, syntax: str = "xml") -> str:
    built = [each.texts[syntax] for package in packages for each in fragment.build(package, SETTINGS) if each.profile == profile.name]
    head = document.head(profile, syntax, SETTINGS, Page(f"{SITE}/feeds/opendata-swiss.xml", len(built)))
    return "".join((document.start(syntax), document.between(syntax).join((head, *built)), document.end(syntax)))


def judged(text: str) -> FeedReport:
    return check_document(text.encode(), "application/rdf+xml", suffix=SUFFIX)


def rules_of(report: FeedReport) -> set[tuple[str, str]]:
    """Severity and rule of every fault but advice."""
    faults = [*report.faults, *(fault for each in report.datasets for fault in each.faults)]
    return {(fault.severity, fault.rule) for fault in faults if fault.severity != "advice"}


__all__ = ["FULL", "OPENDATA_SWISS", "SETTINGS", "SUFFIX", "complete", "feed", "judged", "rules_of"]
