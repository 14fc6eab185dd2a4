"""The command ``luzern-harvest``: looks at sources without CKAN.

Exit codes: 0 complete, 1 some records failed or the source gave less than it announced, 2 wrong settings, 3 source not readable.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import click

from .contract import Listing
from .documentation import describe_types, source_schema
from .dropzone import template
from .errors import SettingsError, SourceError
from .finding import Finding, Level
from .preview import Tally, findings_of, line_of
from .registry import harvester_for
from .run import Outcome, Reading, read
from .source import read_source
from .wording import place

SIGNS = {Level.ERROR: "Fehler", Level.WARNING: "Warnung", Level.INFO: "Hinweis"}
SOURCE = click.argument("file", metavar="SOURCE.yaml", type=click.Path(path_type=Path))


@click.group()
def main() -> None:
    """Harvest sources of the City of Lucerne, looked at without the portal."""


@main.command()
@SOURCE
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, the last is the summary.")
@click.option("--limit", type=click.IntRange(1), help="Read at most so many records.")
def preview(file: Path, as_json: bool, limit: int | None) -> None:
    """Show which datasets a source gives, and what is wrong with them; nothing is written."""
    tally, listing = Tally(), Listing((), complete=False)
    try:
        with harvester_for(read_source(file)) as harvester:
            listing = harvester.list()
            for reading in read(harvester, listing.refs[:limit]):
                tally.add(reading)
                click.echo(json.dumps(line_of(reading), ensure_ascii=False) if as_json else _told(reading))
    except (SettingsError, SourceError) as err:
        if as_json:
            summary = {**tally.summary(replace(listing, complete=False)), "error": findings_of([err.finding])[0]}
            click.echo(json.dumps({"summary": summary}, ensure_ascii=False))
        _fail(err)
    summary = tally.summary(listing)
    click.echo(json.dumps({"summary": summary}, ensure_ascii=False) if as_json else _told_summary(summary, listing.findings))
    sys.exit(1 if tally.outcomes[Outcome.FAILED.value] or not listing.complete else 0)


@main.command()
@SOURCE
def check(file: Path) -> None:
    """Check a source file, and ask the source for its list."""
    try:
        with harvester_for(read_source(file)) as harvester:
            listing = harvester.list()
    except (SettingsError, SourceError) as err:
        _fail(err)
    for finding in listing.findings:
        click.echo(_line(finding))
    click.echo(f"Die Quellendatei ist in Ordnung; die Quelle nennt {len(listing.refs)} Datensätze.")


@main.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON, with the JSON Schema of each type's options.")
@click.option("--schema", is_flag=True, help="The JSON Schema of a source file.")
def types(as_json: bool, schema: bool) -> None:
    """List the types of sources and their options."""
    if as_json or schema:
        click.echo(json.dumps(source_schema() if schema else describe_types(), ensure_ascii=False, indent=2))
        return
    for kind in describe_types():
        click.echo(f"{kind['type']}: {kind['title']}")
        for option in kind["options"]:
            click.echo(
                f"    {option['name']}  {option['description']}" + (f" (Vorgabe: {option['default']})" if option["default"] not in ("", None, []) else "")
            )


main.add_command(template.command)


def _told(reading: Reading) -> str:
    title = next(iter(reading.record.title.values()), "") if reading.record else ""
    words = {Outcome.READ: "gelesen", Outcome.WAITING: "wartet", Outcome.FAILED: "fehlerhaft"}
    lines = [f"{words[reading.outcome]:10} {reading.ref.remote_id}" + (f" – {title}" if title else "")]
    if reading.record:
        lines += [f"             {one.format or '?':8} {one.url or one.access_url or one.file}" for one in reading.record.distributions]
    return "\n".join([*lines, *(f"    {_line(finding)}" for finding in reading.findings)])


def _told_summary(summary: dict[str, Any], findings: tuple[Finding, ...]) -> str:
    parts = f"{summary['previewed']} von {summary['listed']} Datensätzen angesehen: {summary['read']} gelesen, {summary['waiting']} warten, {summary['failed']} fehlerhaft."
    return "\n".join([*map(_line, findings), parts, *([] if summary["complete"] else ["Die Liste der Quelle ist nicht vollständig."])])


def _line(finding: Finding) -> str:
    where = f" ({place(finding.path)})" if finding.path else ""
    return f"{SIGNS[finding.level]}{where}: {finding.message} {finding.remedy}".rstrip()


def _fail(err: SettingsError | SourceError) -> NoReturn:
    click.echo(_line(err.finding), err=True)
    sys.exit(2 if isinstance(err, SettingsError) else 3)
