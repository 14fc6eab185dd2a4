"""What the pages about quality show: sentences in the reader's language and values, ready to print; nothing here reads or writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import ckan.plugins.toolkit as tk
from babel.dates import format_date

from ckanext.luzern.presenters.quality_trend import Chart, chart
from ckanext.luzern.quality.fault import MAX_POINTS
from ckanext.luzern.quality.mqa import DIMENSIONS, MAXIMUM
from ckanext.luzern.quality.overview import Advice, Figures, Standing
from luzern_harvesters.wording import place

_, ngettext = tk._, tk.ungettext

RATINGS = ((351, "excellent"), (221, "good"), (121, "sufficient"), (0, "poor"))
"""From how many points data.europa.eu calls metadata so."""
DAYS_IN_TABLE = 14


@dataclass(frozen=True)
class State:
    """A judgement in words, and how serious it is: success, warning, danger or secondary."""

    text: str
    tone: str


@dataclass(frozen=True)
class Task:
    """Something to do: a sentence, and how serious it is."""

    text: str
    tone: str


@dataclass(frozen=True)
class Bar:
    """The points of a dimension: its name, what it asks, points and the most there are."""

    name: str
    meaning: str
    points: float
    maximum: int

    @property
    def percent(self) -> int:
        """Give the points as share of the most there are."""
        return round(100 * self.points / self.maximum)


@dataclass(frozen=True)
class AdviceLine:
    """What would raise the points: ``text``, ``remedy`` and ``place`` in German; ``worth`` says what it brings."""

    text: str
    remedy: str
    place: str
    worth: str


@dataclass(frozen=True)
class Trend:
    """The trend: a chart of the mean points, and the last days as (day, datasets, sound, points, dead links, overdue)."""

    chart: Chart
    description: str
    days: tuple[tuple[str, int, int, float, int, int], ...]


@dataclass(frozen=True)
class Summary:
    """A number of datasets as a whole: first sentence, rating, what is to do, points by dimension, what would raise them, trend (None before two days)."""

    datasets: int
    sentence: str
    rating: str
    tasks: tuple[Task, ...]
    bars: tuple[Bar, ...]
    advice: tuple[AdviceLine, ...]
    trend: Trend | None


@dataclass(frozen=True)
class Line:
    """An organisation or a dataset in a list; ``todo`` says in a few words what is wrong."""

    name: str
    title: str
    datasets: int
    state: State
    todo: str
    points: int


def summary(figures: Figures, advice: Sequence[Advice], history: Sequence[tuple[date, Figures]], language: str) -> Summary:
    """Sum up the whole or an organisation."""
    return Summary(
        datasets=figures.datasets,
        sentence=_sentence(figures),
        rating=rating(figures.points),
        tasks=_tasks(figures),
        bars=bars(figures.dimensions),
        advice=tuple(_advice_line(one, figures.datasets) for one in advice),
        trend=_trend(history, language),
    )


def organization_line(name: str, title: str, figures: Figures) -> Line:
    """Put an organisation in one line."""
    state = _state(rejected=figures.rejected, faulty=figures.faulty, dead=figures.dead, overdue=figures.overdue)
    todo = "; ".join(task.text.rstrip(".") for task in _tasks(figures))
    return Line(name, title, figures.datasets, state, todo, round(figures.points))


def dataset_line(one: Standing, today: date, language: str) -> Line:
    """Put a dataset in one line."""
    overdue = one.is_overdue(today)
    state = _state(rejected=one.rejections, faulty=one.violations, dead=one.dead, overdue=overdue)
    said = (
        [ngettext("{number} reason not to be taken", "{number} reasons not to be taken", one.rejections).format(number=one.rejections)]
        if one.rejections
        else []
    )
    said += [ngettext("{number} broken rule", "{number} broken rules", one.violations).format(number=one.violations)] if one.violations else []
    said += [ngettext("{number} dead link", "{number} dead links", one.dead).format(number=one.dead)] if one.dead else []
    said += [_("data overdue")] if overdue else []
    return Line(one.name, in_language(one.title, language), 1, state, "; ".join(said), one.points)


def bars(dimensions: Mapping[str, float]) -> tuple[Bar, ...]:
    """Show points by dimension."""
    words = {
        "findability": (_("Findability"), _("Keywords, themes, place and period are given.")),
        "accessibility": (_("Accessibility"), _("The addresses of the data answer, and files can be downloaded.")),
        "interoperability": (_("Interoperability"), _("Formats are open, machine-readable and named as agreed.")),
        "reusability": (_("Reusability"), _("Terms of use, access rights, contact and publisher are given.")),
        "contextuality": (_("Context"), _("Rights, sizes and dates are given.")),
    }
    return tuple(Bar(*words[name], dimensions.get(name, 0), MAXIMUM[name]) for name in DIMENSIONS)


def rating(points: float) -> str:
    """Say what points of 405 are worth."""
    words = {"excellent": _("excellent"), "good": _("good"), "sufficient": _("sufficient"), "poor": _("poor")}
    word = next(words[name] for least, name in RATINGS if points >= least)
    return _("{points} of {maximum} points: {word}").format(points=f"{points:.0f}", maximum=MAX_POINTS, word=word)


def in_language(texts: Mapping[str, str], language: str) -> str:
    """Give a text in a language, else in German."""
    return texts.get(language) or texts["de"]


def day_text(day: date, language: str) -> str:
    """Give a day as the readers of a language write it."""
    return format_date(day, "d.M.yyyy" if language in {"de", "it", "fr"} else "d MMM yyyy", locale=language)


def _sentence(figures: Figures) -> str:
    """Say first what matters most."""
    number = figures.datasets
    if not number:
        return _("No public dataset has been judged yet.")
    sound = number - max(figures.rejected, figures.faulty)
    if sound == number:
        said = ngettext(
            "The only dataset keeps all rules: opendata.swiss can take it.",
            "All {number} datasets keep the rules: opendata.swiss can take them.",
            number,
        )
        return said.format(number=number)
    return ngettext("{sound} of {number} dataset keeps all rules.", "{sound} of {number} datasets keep all rules.", number).format(sound=sound, number=number)


def _tasks(figures: Figures) -> tuple[Task, ...]:
    rejected, faulty, dead, overdue = figures.rejected, figures.faulty, figures.dead, figures.overdue
    counted = (
        (
            rejected,
            "danger",
            ngettext("{number} dataset would not be taken by opendata.swiss.", "{number} datasets would not be taken by opendata.swiss.", rejected),
        ),
        (faulty, "danger", ngettext("{number} dataset breaks a rule of DCAT-AP CH.", "{number} datasets break a rule of DCAT-AP CH.", faulty)),
        (dead, "warning", ngettext("{number} address does not answer.", "{number} addresses do not answer.", dead)),
        (overdue, "warning", ngettext("{number} dataset is older than promised.", "{number} datasets are older than promised.", overdue)),
    )
    return tuple(Task(text.format(number=number), tone) for number, tone, text in counted if number)


def _state(*, rejected: int, faulty: int, dead: int, overdue: int) -> State:
    if rejected:
        return State(_("not taken"), "danger")
    if faulty:
        return State(_("breaks rules"), "danger")
    if dead:
        return State(_("dead links"), "warning")
    if overdue:
        return State(_("overdue"), "warning")
    return State(_("in order"), "success")


def _advice_line(one: Advice, of: int) -> AdviceLine:
    worth = ngettext("{number} of {of} datasets, {points} points each on average", "{number} of {of} datasets, {points} points each on average", one.datasets)
    return AdviceLine(one.text, one.remedy, place_of(one.field), worth.format(number=one.datasets, of=of, points=number_text(one.points / one.datasets)))


def _trend(history: Sequence[tuple[date, Figures]], language: str) -> Trend | None:
    """One day is no trend."""
    if len(history) < 2:
        return None
    (first, begun), (last, now) = history[0], history[-1]
    words = {"first": day_text(first, language), "last": day_text(last, language), "before": round(begun.points), "now": round(now.points)}
    shown = tuple(
        (day_text(day, language), one.datasets, one.datasets - max(one.rejected, one.faulty), one.points, one.dead, one.overdue)
        for day, one in reversed(history[-DAYS_IN_TABLE:])
    )
    said = _("From {before} points on {first} to {now} points on {last}.").format(**words)
    return Trend(chart([(day, one.points) for day, one in history], MAX_POINTS, [words["first"], words["last"]]), said, shown)


def place_of(field: str) -> str:
    """Say where a finding stands; empty where it is about the whole."""
    return place(field) if field else ""


def number_text(value: float) -> str:
    """Give a number, with a tenth where it has one."""
    return f"{value:.0f}" if value == round(value) else f"{value:.1f}"
