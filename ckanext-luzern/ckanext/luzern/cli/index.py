"""``ckan luzern index …``: whether the search knows what the catalogue holds."""

from __future__ import annotations

import json
import sys

import click

from ckanext.luzern.errors import IndexUnavailable
from ckanext.luzern.search import consistency

CONSISTENT, DIFFERENT, UNAVAILABLE = range(3)

WHAT = {"missing": "Fehlen in der Suche", "surplus": "Nur in der Suche, nicht im Katalog", "outdated": "In der Suche in einem anderen Stand"}
SHOWN = 10  # ids


@click.group()
def index() -> None:
    """Vergleicht die Suche mit dem Katalog."""


@index.command()
@click.option("--repair", "repairs", is_flag=True, help="Unterschiede beheben.")
@click.option("--json", "as_json", is_flag=True, help="Ein JSON-Objekt mit den Kennungen der Datensätze.")
def check(repairs: bool, as_json: bool) -> None:
    """Sagt, welche Datensätze die Suche nicht so kennt, wie sie im Katalog stehen.

    Exit-Codes: 0 kein Unterschied (oder behoben), 1 Unterschiede, 2 die Suche antwortet nicht.
    """
    try:
        differences = consistency.check()
        repaired = consistency.repair(differences) if repairs and differences else 0
    except IndexUnavailable as err:
        click.echo(f"Die Suche antwortet nicht: {err}", err=True)
        sys.exit(UNAVAILABLE)
    found = {kind: getattr(differences, kind) for kind in WHAT}
    if as_json:
        click.echo(json.dumps({**found, "repaired": repaired}))
    else:
        for kind, ids in found.items():
            some = f" ({', '.join(ids[:SHOWN])}{' …' if len(ids) > SHOWN else ''})" if ids else ""
            click.echo(f"{WHAT[kind]}: {len(ids)}{some}")
        if repairs:
            click.echo(f"Der Suche neu gemeldet: {repaired}")
    sys.exit(DIFFERENT if differences and not repairs else CONSISTENT)
