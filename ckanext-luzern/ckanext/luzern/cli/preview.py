"""``ckan luzern preview …``: makes the previews of uploaded files."""

from __future__ import annotations

import math

import click

from ckanext.luzern.preview import jobs, keep


@click.group()
def preview() -> None:
    """Macht die Vorschau hochgeladener Dateien: erste Zeilen, Karte, Diagramm."""


@preview.command()
@click.option("--all", "every", is_flag=True, help="Alle Dateien, auch die unveränderten.")
def build(every: bool) -> None:
    """Macht die Vorschau der Dateien, die neu sind oder sich geändert haben. Das Portal macht es auch selbst, jede Minute."""
    if every:
        keep.forget()
    made = jobs.build(math.inf, lambda resource_id, reason: click.echo(f"  {resource_id}: {reason}") if reason else None)
    click.echo(f"Gemacht: {made}." if made else "Nichts zu machen: Jede Datei hat ihre Vorschau.")
