"""Pages about the sources: how fresh each is, what its runs came to, and what waits for a person's word."""

from __future__ import annotations

import json
import logging
from datetime import datetime, timezone
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response

from ckanext.luzern.errors import IndexUnavailable, NothingToDecide
from ckanext.luzern.harvest import overview, removal, sources
from ckanext.luzern.harvest.journal import PastRun
from ckanext.luzern.presenters import harvest_download, harvest_page, harvest_status
from ckanext.luzern.search import outbox
from luzern_harvesters.errors import SettingsError
from luzern_harvesters.source import Source, Untouched

log = logging.getLogger(__name__)

HISTORY = 50  # runs on the page of a source
RUN = "/harvest/<source_id>/<int(max=9223372036854775807):number>"  # what a bigint holds

harvest = Blueprint("luzern_harvest", __name__)


@harvest.get("/harvest", strict_slashes=False)
def index() -> str:
    """Show every source; those that are switched off apart."""
    every = _sources()
    standings, departments = overview.standings(list(every)), overview.departments([source.organization for source in every.values()])
    now = datetime.now(timezone.utc)
    lines = {
        source.id: harvest_page.source_line(source, standings[source.id], departments.get(source.organization, source.organization), now, tk.h.lang())
        for source in sorted(every.values(), key=lambda source: (departments.get(source.organization, source.organization), source.title))
    }
    on = [line for line in lines.values() if every[line.id].enabled]
    off = [line for line in lines.values() if not every[line.id].enabled]
    shown = {"lines": on, "off": off, "sentence": harvest_page.overview_sentence(on, tk.h.lang()), "recent": overview.RECENT}
    return tk.render("luzern/harvest/index.html", shown)


@harvest.get("/harvest/<source_id>")
def source(source_id: str) -> str:
    """Show a source: how it is now, and its runs."""
    asked = _source(source_id)
    current = overview.current(source_id)
    shown = {"run": harvest_page.run_page(current, is_current=True, language=tk.h.lang()) if current else None, "datasets": _datasets(current)}
    runs = [harvest_page.run_line(past, tk.h.lang()) for past in overview.history(source_id, HISTORY)]
    return tk.render("luzern/harvest/source.html", {**shown, "runs": runs, "source": asked, "line": _line(asked)})


@harvest.get(RUN)
def run(source_id: str, number: int) -> str:
    """Show a run: what came of each record; to whoever may confirm what it held, a button to do so."""
    asked, past = _source(source_id), _known(overview.run_to_show(source_id, number))
    line = _line(asked)
    held = past.report.held
    gone, renamed = harvest_page.held_lines(held, overview.titles(source_id, {*held.missing, *held.renamed.values()}), past.outcomes)
    page = harvest_page.run_page(past, is_current=number == line.newest_run, language=tk.h.lang())
    may_approve = line.waiting_run == number and tk.h.check_access("luzern_harvest_approve", {"organization": asked.organization})
    shown = {"source": asked, "line": line, "run": page, "datasets": _datasets(past), "gone": gone, "renamed": renamed, "may_approve": may_approve}
    return tk.render("luzern/harvest/run.html", shown)


@harvest.get(f"{RUN}.json")
def run_json(source_id: str, number: int) -> Response:
    """Give everything that is kept of a run."""
    asked, past = _source(source_id), _known(overview.run_in_full(source_id, number))
    values = {"source": asked.id, **harvest_status.run_values(past)}
    return Response(json.dumps(values, ensure_ascii=False, indent=1), mimetype="application/json")


@harvest.get(f"{RUN}.csv")
def run_csv(source_id: str, number: int) -> Response:
    """Give the findings of a run as a table."""
    asked, past = _source(source_id), _known(overview.run_in_full(source_id, number))
    headers = {"Content-Disposition": f'attachment; filename="{asked.id}-{number}.csv"'}
    return Response(harvest_download.as_csv(past), headers=headers, content_type="text/csv; charset=utf-8; header=present")


@harvest.post(f"{RUN}/approve")
def approve(source_id: str, number: int) -> Any:
    """Do what the run held, on the word of whoever edits the organisation's datasets; then show the run."""
    asked = _source(source_id)
    try:
        tk.check_access("luzern_harvest_approve", {"user": tk.current_user.name}, {"organization": asked.organization})
        withdrawn, renamed = removal.approve(source_id, tk.current_user.name, number)
        _let_the_search_learn()
        tk.h.flash_success(tk._("Confirmed: {withdrawn} withdrawn, {renamed} renamed.").format(withdrawn=len(withdrawn), renamed=renamed))
    except tk.NotAuthorized as err:
        tk.abort(403, str(err))
    except NothingToDecide:
        tk.h.flash_error(tk._("There is nothing left to confirm here: somebody has done it already, or there is a newer harvest."))
    return tk.h.redirect_to("luzern_harvest.run", source_id=source_id, number=number)


def _datasets(past: PastRun | None) -> dict[str, str]:
    """Give the addresses of the datasets that a page speaks of, by remote id."""
    return overview.addresses(past.report.source_id, [outcome.remote_id for outcome in past.outcomes]) if past else {}


def _sources() -> dict[str, Source]:
    try:
        return {source.id: source for source in sources.every_source(Untouched())}
    except SettingsError as err:
        log.error("sources=unreadable reason=%s", err)
        tk.abort(503, tk._("The settings of the data sources cannot be read at the moment."))


def _source(source_id: str) -> Source:
    return _sources().get(source_id) or tk.abort(404, tk._("There is no such data source here."))


def _known(past: PastRun | None) -> PastRun:
    return past or tk.abort(404, tk._("There is no such harvest here."))


def _line(asked: Source) -> harvest_page.SourceLine:
    standing = overview.standings([asked.id])[asked.id]
    department = overview.departments([asked.organization]).get(asked.organization, asked.organization)
    return harvest_page.source_line(asked, standing, department, datetime.now(timezone.utc), tk.h.lang())


def _let_the_search_learn() -> None:
    try:
        outbox.drain_all()
    except IndexUnavailable as err:
        log.warning("the index is away and learns later: %s", err)
