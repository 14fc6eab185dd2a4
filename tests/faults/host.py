"""A process that has CKAN loaded and does what it is told, each task in a child of its own: a start of CKAN takes seconds, a fork none.

    python host.py INI      one task a line comes in as JSON, one answer a line goes out

The child may be killed at any step of its task, or limited in the size of the files that it writes; the next one starts afresh.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.cli import load_config
from ckan.config.middleware import make_app
from ckan.lib import uploader
from ckan.plugins import toolkit as tk
from redis.exceptions import RedisError
from sqlalchemy import event

from ckanext.luzern import queues
from ckanext.luzern.errors import LuzernError
from ckanext.luzern.harvest import jobs, journal, run
from ckanext.luzern.model import HarvestObject, HarvestRun, OutboxEntry
from ckanext.luzern.search import consistency, outbox
from luzern_harvesters.errors import HarvestError
from luzern_harvesters.source import Source

Values = dict[str, Any]  # Any: JSON
QUEUE = "faults"
AUDITED = {"http.client.send": "h", "subprocess.Popen": "p", "os.rename": "f", "os.remove": "f"}
MOMENTARY = {"id", "package_id", "created", "last_modified", "metadata_created", "metadata_modified", "metadata_modified_iso", "issued", "modified", "url"}
"""What differs between two portals with the same datasets."""


class Steps:
    """Notes what a task does to the world outside, a letter a step, and kills its process right before one of these steps.

    s a statement of PostgreSQL, c a commit, h a request to Solr, p a process that is started, f a file that is opened for writing or put in place
    """

    def __init__(self, kill_at: int) -> None:
        self.taken = ""
        self._kill_at = kill_at

    def watch(self) -> None:
        """Begin."""
        engine = model.Session.get_bind()
        event.listen(engine, "before_cursor_execute", lambda *_: self.take("s"))
        event.listen(engine, "commit", lambda *_: self.take("c"))
        sys.addaudithook(self._audit)

    def take(self, letter: str) -> None:
        """Note one step."""
        self.taken += letter
        if len(self.taken) == self._kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def _audit(self, name: str, arguments: tuple[Any, ...]) -> None:
        letter = AUDITED.get(name, "")
        if letter or (name == "open" and str(arguments[1]).startswith(("w", "a", "x"))):
            self.take(letter or "f")


def harvest(source: Values, batch: int = 200, kill_at: int = 0, largest_file: int = 0) -> Values:
    """Run over a source; ``largest_file`` in bytes is what a full disk takes (0: anything)."""
    steps = Steps(kill_at)
    steps.watch()
    run.BATCH = batch
    if largest_file:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
    report = run.run(Source.model_validate(source), lambda done, of, outcome: None)
    codes = sorted({finding.code for finding in report.findings})
    return {"status": report.status.value, "counts": dict(report.counts), "findings": codes, "held": asdict(report.held), "steps": steps.taken}


def state(source: str) -> Values:
    """Give all that a source has brought about, without what differs from one time to the next."""
    records = model.Session.scalars(sa.select(HarvestObject).filter_by(source_id=source).order_by(HarvestObject.remote_id)).all()
    return {
        "records": {one.remote_id: [one.state, one.hash, one.missing_runs if one.state == journal.ACTIVE else 0] for one in records},
        "datasets": {one.remote_id: _dataset(one.package_id) for one in records},
        "outbox": model.Session.scalar(sa.select(sa.func.count()).select_from(OutboxEntry)),
        "index": {kind: list(ids) for kind, ids in asdict(consistency.check()).items()},
        "running": model.Session.scalar(sa.select(sa.func.count()).select_from(HarvestRun).filter_by(source_id=source, status="running")),
    }


def ids(source: str) -> Values:
    """Give the ids of a source's datasets and files by remote id."""
    rows = model.Session.execute(sa.select(HarvestObject.remote_id, HarvestObject.package_id).filter_by(source_id=source))
    return {row.remote_id: [row.package_id, sorted(one["id"] for one in _shown(row.package_id)["resources"])] for row in rows}


def last_run(source: str) -> Values:
    """Give how the last run ended, and what came of the records it tells of."""
    past = journal.last_run(source)
    assert past
    return {"status": past.report.status.value, "outcomes": {one.remote_id: [one.result.value, *(f.code for f in one.findings)] for one in past.outcomes}}


def history(source: str) -> Values:
    """Give how the runs of a source ended, the newest first."""
    return {"statuses": [past.report.status.value for past in journal.history(source)]}


def enqueue(schedule: str = "* * * * *", minutes_later: int = 0) -> Values:
    """Queue a source with this schedule if it is due, where no worker takes it, and take it back."""
    queues.NORMAL = QUEUE
    one = Source(id="probe", type="dropzone", url="file:///ablage", organization="tiefbauamt", title="Probe", schedule=schedule, jitter_minutes=0)
    queued = jobs.enqueue_due([one], datetime.now(timezone.utc) + timedelta(minutes=minutes_later))
    tk.get_action("job_clear")({"ignore_auth": True}, {"queues": [QUEUE]})
    return {"queued": queued}


def drain() -> Values:
    """Tell the index what it has yet to learn."""
    return {"told": outbox.drain_all()}


def forget(source: str) -> Values:
    """Remove a source with everything it has brought about."""
    for (package_id,) in model.Session.execute(sa.select(HarvestObject.package_id).filter_by(source_id=source)).all():
        tk.get_action("dataset_purge")({"ignore_auth": True}, {"id": package_id})
    model.Session.execute(sa.delete(HarvestObject).filter_by(source_id=source))
    model.Session.execute(sa.delete(HarvestRun).filter_by(source_id=source))
    model.Session.commit()
    return {"told": outbox.drain_all()}


TASKS: dict[str, Callable[..., Values]] = {task.__name__: task for task in (harvest, state, ids, last_run, history, enqueue, drain, forget)}


def _shown(package_id: str) -> Values:
    return tk.get_action("package_show")({"ignore_auth": True}, {"id": package_id})


def _dataset(package_id: str) -> Values:
    package = _shown(package_id)
    files = [_file(one) for one in package["resources"]]
    return {name: value for name, value in package.items() if name not in MOMENTARY | {"resources", "organization"}} | {"resources": files}


def _file(entry: Values) -> Values:
    stored = Path(uploader.get_resource_uploader(entry).get_path(entry["id"]))
    content = sha256(stored.read_bytes()).hexdigest() if entry.get("url_type") == "upload" and stored.exists() else ""
    return {name: value for name, value in entry.items() if name not in MOMENTARY} | {"content": content}


def _answer(app: Any, task: Values) -> Values:  # Any: CKAN's application
    """Do a task in a child; say how it ended."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        with os.fdopen(writing, "w", encoding="utf-8") as answer, app.test_request_context():
            json.dump(_done(task), answer, default=str)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as answer:
        text = answer.read()
    _, status = os.waitpid(child, 0)
    return json.loads(text) if text else {"killed_by": os.waitstatus_to_exitcode(status)}


def _done(task: Values) -> Values:
    try:
        return TASKS[task.pop("task")](**task)
    except (LuzernError, HarvestError) as err:
        return {"error": type(err).__name__}
    except RedisError:  # which of its kinds it is depends on the moment
        return {"error": RedisError.__name__}


def main() -> None:
    """Serve until the other side closes the pipe."""
    outward = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever prints must not spoil the answers
    made: Any = make_app(load_config(sys.argv[1]))
    app = made._wsgi_app
    with app.test_request_context():
        engine: Any = model.Session.get_bind()
        model.Session.remove()
    engine.dispose()  # a connection that two processes use is none
    answers = (_answer(app, json.loads(line)) for line in sys.stdin)
    for answer in chain([{"is": "ready"}], answers):
        outward.write(json.dumps(answer) + "\n")
        outward.flush()


if __name__ == "__main__":
    main()
