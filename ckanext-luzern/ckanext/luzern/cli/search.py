"""``ckan luzern search …``: how well the search finds, and what it makes of a word."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import click

from ckanext.luzern import config
from ckanext.luzern.errors import ConfigurationError, IndexUnavailable
from ckanext.luzern.search import evaluate, query, solr, words
from ckanext.luzern.search.evaluate import Answer, Evaluation, Figures, Golden
from ckanext.luzern.search.language.german import German

DONE, UNAVAILABLE = 0, 2


@click.group()
def search() -> None:
    """Misst und erklärt die Suche."""


@search.command("evaluate")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Ein JSON-Objekt mit Kennzahlen und Fehltreffern.")
def evaluate_file(file: Path, as_json: bool) -> None:
    """Stellt die Anfragen einer Datei und sagt, wie gut sie finden, was sie sollen.

    FILE ist YAML: datasets: [{title, notes, tags}], queries: [{q, expect: [title, …]}]. Gesucht wird in einem eigenen Index neben dem
    des Portals; die Listen in config/search gelten, wie sie jetzt sind. Exit-Codes: 0 gemessen, 2 die Suche antwortet nicht.
    """
    try:
        found = evaluate.run(Golden.read(file), solr.server(), _german())
    except ConfigurationError as err:
        raise click.ClickException(str(err)) from err
    except IndexUnavailable as err:
        click.echo(f"Die Suche antwortet nicht: {err}", err=True)
        sys.exit(UNAVAILABLE)
    click.echo(json.dumps(_as_json(found), ensure_ascii=False, indent=2) if as_json else "\n".join(_report(found)))


@search.command()
@click.argument("text", nargs=-1, required=True)
def explain(text: tuple[str, ...]) -> None:
    """Zeigt, was die Suche aus einer Anfrage macht: Wortteile, andere Namen, Mundart."""
    german, typed = _german(), " ".join(text)
    for term in german.terms(typed):
        click.echo(" ".join(term.phrase) + ("  (darf fehlen)" if term.optional else ""))
        _list("Teile", [" + ".join(term.parts)] if term.parts else [])
        _list("heisst auch", [" ".join(meaning) for meaning in term.meanings])
        if not term.is_understood:
            _list("gemeint sein könnte", [" + ".join(meant) for meant in german.neighbours.of(term.phrase[0])])
    if asked := query.question(typed, german):
        click.echo(f"Erste Frage:  {asked.strict['q']}\nZweite Frage: {asked.relaxed['q']}")


@search.command()
@click.option("--write", is_flag=True, help="In config/search/words_catalogue.txt schreiben.")
def learn(write: bool) -> None:
    """Nennt Wörter des Katalogs, die die Wortliste nicht kennt und aus denen andere bestehen könnten.

    Danach durchsehen: was selbst zusammengesetzt ist, gehört nicht in die Liste. Neue Wörter wirken nach `ckan search-index rebuild`.
    """
    unknown = words.unknown(words.of_catalogue(), _german())
    if write:
        path = config.config_dir() / "search" / words.FILE
        click.echo(f"{words.add(path, unknown)} neue Wörter in {path.name}")
    else:
        click.echo(" ".join(unknown) or "Alle Wörter sind bekannt.")


def _german() -> German:
    return German(config.config_dir() / "search")


def _list(name: str, entries: Iterable[str]) -> None:
    if text := ", ".join(entries):
        click.echo(f"    {name}: {text}")


def _report(found: Evaluation) -> list[str]:
    lines = [f"{'':<16}{'Anfragen':>9}{'zuoberst':>10}{'in den 3':>10}{'MRR':>8}"]
    lines += [_line(name, figures) for name, figures in [*found.by_category.items(), ("alle", found.figures)]]
    lines.append(f"\n{found.seconds:.1f} Sekunden. zuoberst: hit@1, in den 3: hit@3, MRR: Mittel von 1/Rang.")
    lines += [f"\nNicht unter den ersten {evaluate.AT_TOP}: {len(found.misses)}"] if found.misses else []
    return lines + [_miss(answer) for answer in found.misses]


def _line(name: str, figures: Figures) -> str:
    return f"{name:<16}{figures.queries:>9}{figures.hit_at_1:>10.3f}{figures.hit_at_3:>10.3f}{figures.mrr:>8.3f}"


def _miss(answer: Answer) -> str:
    rank = f" (Rang {answer.rank})" if answer.rank else ""
    return f"  «{answer.query.q}»\n    soll:   {' | '.join(answer.query.expect)}{rank}\n    findet: {' | '.join(answer.found[: evaluate.AT_TOP]) or 'nichts'}"


def _as_json(found: Evaluation) -> dict[str, object]:
    misses = [{"q": one.query.q, "expect": one.query.expect, "found": one.found, "rank": one.rank or None} for one in found.misses]
    by_category = {name: asdict(figures) for name, figures in found.by_category.items()}
    return {**asdict(found.figures), "seconds": round(found.seconds, 2), "by_category": by_category, "misses": misses}
