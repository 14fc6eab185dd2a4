"""``ckan luzern quality …``: judges the datasets, asks their links, and says how good they are."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import click

from ckanext.luzern.presenters import quality_status
from ckanext.luzern.quality import asking, days, judge, links, overview, scores

as_json_lines = click.option("--json", "as_json", is_flag=True, help="Ein JSON-Objekt je Zeile.")


@click.group()
def quality() -> None:
    """Prüft die Metadaten und ihre Links und sagt, wie gut sie sind."""


@quality.command("judge")
@click.option("--all", "every", is_flag=True, help="Alle Datensätze, auch die unveränderten.")
@as_json_lines
def judge_datasets(every: bool, as_json: bool) -> None:
    """Prüft Datensätze, deren Text in den Feeds sich geändert hat, und hält die Zahlen des Tages fest."""

    def told(done: int, of: int) -> None:
        click.echo(json.dumps({"judged": done, "of": of}) if as_json else f"  {done}/{of} geprüft")

    scores.publish()
    number = judge.judge(judge.every() if every else judge.stale(), told)
    days.note()
    if not as_json:
        click.echo(f"Geprüft: {number}." if number else "Nichts zu prüfen: Seit der letzten Prüfung hat sich nichts geändert.")


@quality.command("links")
@click.option("--all", "every", is_flag=True, help="Alle Adressen jetzt, nicht nur die, die an der Reihe sind.")
@click.option("--seconds", default=3600, show_default=True, type=click.IntRange(min=1), help="Nach so vielen Sekunden ist Schluss.")
@as_json_lines
def check_links(every: bool, seconds: int, as_json: bool) -> None:
    """Fragt die Adressen in den Metadaten, ob sie antworten: HEAD, dann GET, je Rechner eine aufs Mal."""

    def told(answer: asking.Answer) -> None:
        if as_json:
            click.echo(json.dumps(asdict(answer), ensure_ascii=False))
        elif not answer.is_alive:
            click.echo(f"  {answer.url}: {answer.reason}")

    if every:
        links.ask_again()
    number = links.check(told, seconds=seconds)
    if not as_json:
        click.echo(f"Gefragt: {number}." if number else "Keine Adresse ist an der Reihe.")


@quality.command()
@click.argument("name", metavar="[DATENSATZ]", required=False)
@as_json_lines
def show(name: str | None, as_json: bool) -> None:
    """Sagt, wie gut die Metadaten sind: im Ganzen und je Organisation, oder alles über einen Datensatz."""
    if name is None:
        figures = overview.figures(days.today())
        values, lines = quality_status.as_values(figures), quality_status.lines(figures)
    else:
        found = overview.dataset(name)
        if found is None:
            raise click.ClickException(f"Einen öffentlichen Datensatz «{name}», der schon geprüft ist, gibt es nicht.")
        values, lines = [quality_status.dataset_values(*found)], quality_status.dataset_lines(*found)
    _print(values, lines, as_json=as_json)


def _print(values: list[dict[str, Any]], lines: list[str], *, as_json: bool) -> None:
    for line in [json.dumps(one, ensure_ascii=False) for one in values] if as_json else lines:
        click.echo(line)
