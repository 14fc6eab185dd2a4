"""What the page about the quality of one dataset shows: sentences in the reader's language and values, ready to print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.luzern.presenters.quality_page import Bar, State, bars, dataset_line, day_text, number_text, place_of, rating
from ckanext.luzern.quality.overview import LinkStanding, Standing

_ = tk._


@dataclass(frozen=True)
class FaultLine:
    """A finding: German sentences; ``clause`` is where the rule is written."""

    text: str
    remedy: str
    place: str
    clause: str
    worth: str


Groups = tuple[tuple[str, tuple[FaultLine, ...]], ...]
"""Headings with their findings."""


@dataclass(frozen=True)
class LinkLine:
    """An address and how it answers."""

    url: str
    kind: str
    state: State
    reason: str
    checked: str


@dataclass(frozen=True)
class DatasetPage:
    """Everything about one dataset; ``groups`` are headings with their findings, the gravest first."""

    name: str
    title: str
    state: State
    sentence: str
    rating: str
    freshness: str
    judged: str
    bars: tuple[Bar, ...]
    groups: Groups
    links: tuple[LinkLine, ...]


def dataset_page(one: Standing, findings: Sequence[Mapping[str, Any]], links: Sequence[LinkStanding], today: date, language: str) -> DatasetPage:
    """Show everything about one dataset."""
    line = dataset_line(one, today, language)
    return DatasetPage(
        name=one.name,
        title=line.title,
        state=line.state,
        sentence=_dataset_sentence(one),
        rating=rating(one.points),
        freshness=_freshness(one.due_at, today, language),
        judged=day_text(one.judged_at.date(), language),
        bars=bars(one.dimensions),
        groups=groups(findings),
        links=tuple(_link_line(link, language) for link in links),
    )


def groups(findings: Sequence[Mapping[str, Any]]) -> Groups:
    """Give findings under headings, the gravest first."""
    headings = {
        "rejected": _("Why opendata.swiss would not take it"),
        "violation": _("Breaks the rules of DCAT-AP CH"),
        "warning": _("Could be better"),
        "advice": _("What would bring more points"),
    }
    lines = {severity: tuple(_fault_line(found) for found in findings if found["severity"] == severity) for severity in headings}
    return tuple((heading, lines[severity]) for severity, heading in headings.items() if lines[severity])


def _dataset_sentence(one: Standing) -> str:
    if one.rejections:
        return _("opendata.swiss would not take this dataset. What has to change stands below.")
    if one.violations:
        return _("opendata.swiss can take this dataset, but it breaks rules of DCAT-AP CH.")
    return _("opendata.swiss can take this dataset, and it breaks no rule.")


def _freshness(due_at: date | None, today: date, language: str) -> str:
    if due_at is None:
        return _("When newer data comes is not promised.")
    day = day_text(due_at, language)
    return _("Overdue: newer data was to come by {day}.").format(day=day) if due_at < today else _("Newer data is to come by {day}.").format(day=day)


def _fault_line(found: Mapping[str, Any]) -> FaultLine:
    points = found.get("points") or 0
    worth = _("+{points} points").format(points=number_text(points)) if points else ""
    return FaultLine(found["text"], found.get("remedy", ""), place_of(found.get("field", "")), found.get("clause", ""), worth)


def _link_line(link: LinkStanding, language: str) -> LinkLine:
    kinds = {"download": _("File"), "access": _("Data"), "page": _("Page")}
    if link.checked_at is None:
        state = State(_("not asked yet"), "secondary")
    elif link.is_dead:
        state = State(_("does not answer"), "danger")
    elif link.failures:
        state = State(_("did not answer last time, is asked again"), "warning")
    else:
        state = State(_("answers"), "success")
    return LinkLine(
        link.url, ", ".join(kinds[kind] for kind in link.kinds), state, link.reason, day_text(link.checked_at.date(), language) if link.checked_at else ""
    )
