"""``ckan luzern feed check``: judges a feed as opendata.swiss will."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from ckanext.luzern import config
from ckanext.luzern.errors import FeedUnreadable
from ckanext.luzern.presenters import feed_report
from ckanext.luzern.quality import document
from ckanext.luzern.quality.check import check_feed
from ckanext.luzern.views.documents import PATH
from luzern_harvesters.http import Client, Limits

SOUND, FAULTS, UNREADABLE = range(3)
LARGEST_PAGE = 1_000_000_000  # bytes


@click.command()
@click.option("--file", "file", type=click.Path(path_type=Path), help="Eine Datei: RDF/XML, Turtle, JSON-LD oder N-Triples.")
@click.option("--url", help="Die Adresse eines Feeds; weiteren Seiten wird gefolgt. Sonst der eigene für opendata.swiss.")
@click.option("--suffix", help="Womit jede Kennung enden muss; sonst wie eingestellt (@stadt-luzern).")
@click.option("--min-mqa", default=0.0, metavar="PUNKTE", help="So viele Punkte von 405 müssen es im Mittel mindestens sein.")
@click.option("--json", "as_json", is_flag=True, help="Ein JSON-Objekt mit jedem einzelnen Befund.")
def check(file: Path | None, url: str | None, suffix: str | None, min_mqa: float, *, as_json: bool) -> None:
    """Prüft einen Feed, wie opendata.swiss es tut: was abgelehnt würde, was gegen DCAT-AP CH verstösst, wie viele Punkte er erhält.

    Exit-Codes: 0 in Ordnung, 1 etwas wird abgelehnt, ist ein Verstoss oder hat zu wenige Punkte, 2 nicht lesbar.
    """
    if file and url:
        raise click.UsageError("Entweder --file oder --url.")
    try:
        feed = document.from_file(file) if file else _fetched(url or config.site_url() + PATH)
    except FeedUnreadable as err:
        click.echo(f"Nicht lesbar: {err}", err=True)
        sys.exit(UNREADABLE)
    report = check_feed(feed, suffix=suffix or f"@{config.opendata_swiss_organisation()}")
    if as_json:
        click.echo(json.dumps({"pages": feed.pages, **feed_report.as_values(report)}, ensure_ascii=False))
    else:
        click.echo("\n".join(feed_report.lines(report)))
    if report.total < min_mqa:
        click.echo(f"Zu wenige Punkte: {report.total:g}, verlangt sind {min_mqa:g}.", err=True)
    sys.exit(SOUND if report.is_sound and report.total >= min_mqa else FAULTS)


def _fetched(url: str) -> document.Feed:
    """Fetch a feed; whoever gives the command may ask this machine's own addresses."""
    client = Client(private_addresses=True, limits=Limits(max_bytes=LARGEST_PAGE))
    try:
        return document.from_web(url, client)
    finally:
        client.close()
