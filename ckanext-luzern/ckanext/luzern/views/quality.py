"""Pages about how good the metadata is: the whole, every organisation, every dataset; each for machines too."""

from __future__ import annotations

import json
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, request

from ckanext.luzern.presenters import quality_dataset, quality_download, quality_page, quality_status
from ckanext.luzern.quality import days, overview, scores
from ckanext.luzern.quality.overview import WHOLE, Figures

ON_A_PAGE = 100
FIRST = 10  # datasets that need help, on the page of the whole

quality = Blueprint("luzern_quality", __name__)


@quality.get("/quality", strict_slashes=False)
def index() -> str:
    """Show the whole, its organisations, and the datasets that need help most."""
    figures, language, today = overview.figures(days.today()), tk.h.lang(), days.today()
    titles = overview.titles()
    lines = [quality_page.organization_line(scope, quality_page.in_language(titles[scope], language), one) for scope, one in figures.items() if scope != WHOLE]
    worst = [quality_page.dataset_line(one, today, language) for one in overview.datasets(today, limit=FIRST)]
    shown = {
        "summary": _summary(WHOLE, figures.get(WHOLE, Figures())),
        "organizations": sorted(lines, key=lambda line: line.title.casefold()),
        "worst": [line for line in worst if line.todo],
    }
    return tk.render("luzern/quality/index.html", shown)


@quality.get("/quality/organization/<name>")
def organization(name: str) -> str:
    """Show an organisation and its datasets, those that need help first."""
    title, figures = _organization(name)
    page, language = _page(), tk.h.lang()
    last = max(1, -(-figures.datasets // ON_A_PAGE))
    if page > last:
        tk.abort(404, tk._("There are only {number} pages.").format(number=last))
    found = overview.datasets(days.today(), name, limit=ON_A_PAGE, offset=(page - 1) * ON_A_PAGE)
    shown = {
        "name": name,
        "title": title,
        "summary": _summary(name, figures),
        "datasets": [quality_page.dataset_line(one, days.today(), language) for one in found],
        "page": page,
        "last": last,
    }
    return tk.render("luzern/quality/organization.html", shown)


@quality.get("/quality/dataset/<name>")
def dataset(name: str) -> str:
    """Show everything about one dataset."""
    one, findings, links = _dataset(name)
    title = _title(one.organization)
    page = quality_dataset.dataset_page(one, findings, links, days.today(), tk.h.lang())
    return tk.render("luzern/quality/dataset.html", {"page": page, "organization": one.organization, "organization_title": title})


@quality.get("/quality.json")
def index_json() -> Response:
    """Give the figures of the whole and of every organisation, and the trend of the whole."""
    today = days.today()
    return _json({"day": today.isoformat(), "scopes": quality_status.as_values(overview.figures(today)), "trend": quality_status.trend_values(days.history())})


@quality.get("/quality/organization/<name>.json")
def organization_json(name: str) -> Response:
    """Give the figures of an organisation, and their trend."""
    _title, figures = _organization(name)
    return _json({**quality_status.as_values({name: figures})[0], "trend": quality_status.trend_values(days.history(name))})


@quality.get("/quality/dataset/<name>.json")
def dataset_json(name: str) -> Response:
    """Give everything about one dataset."""
    return _json(quality_status.dataset_values(*_dataset(name)))


@quality.get("/quality/datasets.csv")
def datasets_csv() -> Response:
    """Give the scores of every dataset as a table; its address stays."""
    return _csv(quality_download.as_csv(scores.COLUMNS, scores.datasets()))


@quality.get("/quality/trend.csv")
def trend_csv() -> Response:
    """Give the figures of every day as a table; its address stays."""
    return _csv(quality_download.as_csv(scores.TREND_COLUMNS, scores.trend()))


def _summary(scope: str, figures: Figures) -> quality_page.Summary:
    return quality_page.summary(figures, overview.advice(scope), days.history(scope), tk.h.lang())


def _organization(name: str) -> tuple[str, Figures]:
    """Give the title of an organisation in the reader's language, and its figures."""
    return _title(name), overview.figures(days.today()).get(name, Figures())


def _title(organization: str) -> str:
    titles = overview.titles([organization])
    if organization not in titles:
        tk.abort(404, tk._("There is no such organisation here."))
    return quality_page.in_language(titles[organization], tk.h.lang())


def _dataset(name: str) -> tuple[overview.Standing, list[dict[str, Any]], list[overview.LinkStanding]]:
    return overview.dataset(name) or tk.abort(404, tk._("There is no public dataset of this name here that has been judged."))


def _page() -> int:
    text = request.args.get("page", "1")
    return int(text) if text.isdecimal() and 0 < len(text) < 10 and int(text) else tk.abort(404, tk._("There is no such page."))


def _json(values: dict[str, Any]) -> Response:
    return Response(json.dumps(values, ensure_ascii=False, indent=1), mimetype="application/json")


def _csv(text: str) -> Response:
    return Response(text, content_type="text/csv; charset=utf-8; header=present")
