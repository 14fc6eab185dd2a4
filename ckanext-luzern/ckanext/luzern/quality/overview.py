"""What is known of the quality of the public datasets: figures of the whole and of every organisation, and each dataset; a few queries for each."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects.postgresql import aggregate_order_by

from ckanext.luzern.catalog.visibility import PUBLIC
from ckanext.luzern.model import Judgement, Link, LinkUse

from .links import is_dead
from .mqa import DIMENSIONS

WHOLE = ""
"""The scope of all organisations together; any other is an organisation's name."""


@dataclass(frozen=True)
class Figures:
    """Numbers of datasets, unless named otherwise.

    ``rejected`` would not be imported by opendata.swiss, ``faulty`` have violations, ``improvable`` warnings. ``points`` are the MQA's mean of 405,
    ``dimensions`` the means by dimension. ``links`` were asked at least once, ``dead`` of them do not answer. ``promised`` say when newer data
    comes, ``overdue`` of them are late.
    """

    datasets: int = 0
    rejected: int = 0
    faulty: int = 0
    improvable: int = 0
    points: float = 0
    dimensions: Mapping[str, float] = field(default_factory=dict, hash=False)
    links: int = 0
    dead: int = 0
    promised: int = 0
    overdue: int = 0


@dataclass(frozen=True)
class Standing:
    """A dataset: its titles and its organisation's by language, counts of faults by severity, points of 405; ``due_at`` as in the judgement."""

    id: str
    name: str
    title: Mapping[str, str]
    organization: str
    rejections: int
    violations: int
    warnings: int
    points: int
    dimensions: Mapping[str, float]
    links: int
    dead: int
    due_at: date | None
    judged_at: datetime

    def is_overdue(self, today: date) -> bool:
        """Tell whether newer data should have come."""
        return self.due_at is not None and self.due_at < today


@dataclass(frozen=True)
class LinkStanding:
    """An address of a dataset, and what it is for (``kinds``: download, access, page).

    ``checked_at`` is None before the first question; ``reason`` (German) says what was wrong at the last.
    """

    url: str
    kinds: list[str]
    status: int
    reason: str
    failures: int
    is_dead: bool
    checked_at: datetime | None


@dataclass(frozen=True)
class Advice:
    """What would raise the points of many: how many datasets it concerns, and the points it would bring to all of them together."""

    rule: str
    field: str
    text: str
    remedy: str
    datasets: int
    points: float


def figures(today: date) -> dict[str, Figures]:
    """Give the figures of the whole (``WHOLE``) and of every organisation that has public datasets."""
    judged = {row.scope: row for row in model.Session.execute(_judged(today))}
    asked = {row.scope: row for row in model.Session.execute(_asked())}
    return {scope or WHOLE: _figures(row, asked.get(scope)) for scope, row in judged.items()}


def datasets(today: date, scope: str = WHOLE, *, limit: int | None = None, offset: int = 0) -> list[Standing]:
    """Give datasets, those that need help first."""
    one, is_late = Judgement, sa.func.coalesce(Judgement.due_at < today, sa.false())
    gravest = (one.rejections.desc(), one.violations.desc(), sa.literal_column("dead").desc(), is_late.desc(), one.points)
    query = _standings().order_by(*gravest, model.Package.title, model.Package.id)
    query = query.where(model.Group.name == scope) if scope else query
    return [_standing(row) for row in model.Session.execute(query.limit(limit).offset(offset))]


def dataset(name: str) -> tuple[Standing, list[dict[str, Any]], list[LinkStanding]] | None:
    """Give a dataset by name or id with the findings of its judgement, and its links, dead ones first; None where no public one is called so."""
    row = model.Session.execute(_standings().where((model.Package.name == name) | (model.Package.id == name))).first()
    if row is None:
        return None
    findings = model.Session.scalar(sa.select(Judgement.findings).where(Judgement.package_id == row.id))
    kinds = sa.func.array_agg(aggregate_order_by(LinkUse.kind, LinkUse.kind)).label("kinds")
    columns = (Link.url, kinds, Link.status, Link.reason, Link.failures, is_dead().label("is_dead"), Link.checked_at)
    uses = sa.select(*columns).join(LinkUse, LinkUse.url == Link.url).where(LinkUse.package_id == row.id).group_by(Link.url)
    links = model.Session.execute(uses.order_by(Link.failures.desc(), Link.url))
    return _standing(row), findings or [], [LinkStanding(**link._mapping) for link in links]  # noqa: SLF001  the public name of a row as a mapping


def advice(scope: str = WHOLE, limit: int = 5) -> list[Advice]:
    """Give what would raise the points most, over all datasets."""
    found = sa.func.jsonb_to_recordset(Judgement.findings).table_valued(
        sa.column("severity", sa.Text), sa.column("rule", sa.Text), sa.column("field", sa.Text), sa.column("text", sa.Text),
        sa.column("remedy", sa.Text), sa.column("points", sa.Float),
    ).render_derived(name="found", with_types=True)  # fmt: skip
    one, total = found.c, sa.func.sum(found.c.points)
    columns = (one.rule, one.field, one.text, one.remedy, sa.func.count().label("datasets"), total.label("points"))
    query = _public(sa.select(*columns).select_from(Judgement).join(found, sa.true())).where(one.severity == "advice", one.points > 0)
    query = query.where(model.Group.name == scope) if scope else query
    rows = model.Session.execute(query.group_by(one.rule, one.field, one.text, one.remedy).order_by(total.desc(), one.rule).limit(limit))
    return [Advice(**row._mapping) for row in rows]  # noqa: SLF001  the public name of a row as a mapping


def titles(names: Sequence[str] | None = None) -> dict[str, Mapping[str, str]]:
    """Give the titles of organisations by language: of these, or of all."""
    group = model.group_table.c
    query = sa.select(group.name, group.title, group.extras["title_translated"].astext.label("translated")).where(group.is_organization)
    query = query if names is None else query.where(group.name.in_(names))
    return {row.name: _texts(row.translated, row.title or row.name) for row in model.Session.execute(query)}


def _figures(row: Any, asked: Any) -> Figures:
    counts = {name: getattr(row, name) for name in ("datasets", "rejected", "faulty", "improvable", "promised", "overdue")}
    dimensions = {name: round(float(getattr(row, name) or 0), 1) for name in DIMENSIONS}
    links = {"links": asked.links, "dead": asked.dead} if asked else {}
    return Figures(points=round(float(row.points or 0), 1), dimensions=dimensions, **counts, **links)


def _judged(today: date) -> sa.Select[Any]:
    one = Judgement
    counted = {
        "datasets": sa.true(),
        "rejected": one.rejections > 0,
        "faulty": one.violations > 0,
        "improvable": one.warnings > 0,
        "promised": one.due_at.is_not(None),
        "overdue": one.due_at < today,
    }
    counts = [sa.func.count().filter(condition).label(name) for name, condition in counted.items()]
    means = [sa.func.avg(one.dimensions[name].as_float()).label(name) for name in DIMENSIONS]
    columns = (model.Group.name.label("scope"), *counts, sa.func.avg(one.points).label("points"), *means)
    return _public(sa.select(*columns).select_from(one)).group_by(sa.func.rollup(model.Group.name))


def _asked() -> sa.Select[Any]:
    url = sa.func.distinct(Link.url)
    columns = (model.Group.name.label("scope"), sa.func.count(url).label("links"), sa.func.count(url).filter(is_dead()).label("dead"))
    uses = sa.select(*columns).select_from(LinkUse).join(Link, Link.url == LinkUse.url).join(Judgement, Judgement.package_id == LinkUse.package_id)
    return _public(uses).where(Link.checked_at.is_not(None)).group_by(sa.func.rollup(model.Group.name))


def _standings() -> sa.Select[Any]:
    one, package = Judgement, model.Package
    url = sa.func.distinct(Link.url)
    numbers = (sa.func.count(url).filter(Link.checked_at.is_not(None)).label("links"), sa.func.count(url).filter(is_dead()).label("dead"))
    asked = sa.select(*numbers).select_from(LinkUse).join(Link, Link.url == LinkUse.url).where(LinkUse.package_id == package.id).lateral("asked")
    names = (package.id, package.name, package.title, package.extras["title_translated"].astext.label("translated"))
    judged = (one.rejections, one.violations, one.warnings, one.points, one.dimensions, one.due_at, one.judged_at)
    columns = (*names, model.Group.name.label("organization"), *judged, asked.c.links, asked.c.dead)
    return _public(sa.select(*columns).select_from(one)).join(asked, sa.true())


def _public(query: sa.Select[Any]) -> sa.Select[Any]:
    """Narrow a selection from judgements to datasets that everybody sees."""
    package = model.Package
    return query.join(package, sa.and_(package.id == Judgement.package_id, *PUBLIC)).join(model.Group, model.Group.id == package.owner_org)


def _standing(row: Any) -> Standing:
    values = {name: value for name, value in row._mapping.items() if name != "translated"}  # noqa: SLF001  the public name of a row as a mapping
    return Standing(**{**values, "title": _texts(row.translated, row.title or row.name)})


def _texts(stored: str | None, otherwise: str) -> Mapping[str, str]:
    texts = json.loads(stored) if stored else {}
    return {"de": otherwise, **{language: text for language, text in texts.items() if text}}
