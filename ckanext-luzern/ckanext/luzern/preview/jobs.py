"""Previews in the background: what the scheduler looks after, and what the workers do."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from ckan import model

from ckanext.luzern import queues
from ckanext.luzern.errors import NotPreviewable

from . import keep, stored
from .content import Preview, from_values
from .keep import Wanted

log = logging.getLogger(__name__)

TITLE = "preview build"
TIMEOUT = 600
SECONDS = 120  # a worker that makes previews harvests nothing meanwhile
SECONDS_OF_FILE = 90
MAX_BYTES = 200_000_000

Told = Callable[[str, str], None]
"""Told after each file: its resource's id, and why there is no preview."""


def enqueue_missing() -> int:
    """Let a worker make the previews that are missing, unless one has been asked already. A duty of every minute."""
    if not keep.is_any_missing() or TITLE in queues.waiting():
        return 0
    queues.enqueue(build_missing, TITLE, queues.NORMAL, TIMEOUT)
    return 1


def build_missing() -> None:
    """Make previews for a while; the rest waits for the next look: what a worker does."""
    build(SECONDS)


def build(seconds: float, told: Told = lambda resource_id, reason: None) -> int:
    """Make the previews that are missing, for so many seconds at most; give how many were made."""
    end, made = time.monotonic() + seconds, 0
    for one in keep.missing():
        if time.monotonic() > end:
            break
        if not keep.is_missing(one):
            continue
        model.Session.rollback()  # no transaction waits while a file is read
        preview = _preview(one)
        keep.store(one, preview)
        log.info("resource=%s preview=%s", one.resource_id, preview.reason or "made")
        told(one.resource_id, preview.reason)
        made += 1
    return made


def _preview(wanted: Wanted) -> Preview:
    try:
        with stored.copy(wanted.resource_id, MAX_BYTES) as path:
            return _read(path, wanted)
    except NotPreviewable as err:
        return Preview(reason=err.reason)


def _read(path: Path, wanted: Wanted) -> Preview:
    """Let a process of its own look at the file, with limits and without the portal's secrets."""
    asked = json.dumps({"path": str(path), "kind": wanted.kind, "chart": asdict(wanted.chart)})
    command = [sys.executable, "-m", "ckanext.luzern.preview.worker"]
    try:
        done = subprocess.run(command, input=asked, env={}, check=False, capture_output=True, text=True, encoding="utf-8", timeout=SECONDS_OF_FILE)  # noqa: S603  our own module
    except subprocess.TimeoutExpired as err:
        raise NotPreviewable("too-large") from err
    if done.returncode < 0:  # ended by a limit
        raise NotPreviewable("too-large")
    if done.returncode:
        log.error("resource=%s preview=failed %s", wanted.resource_id, done.stderr[-2000:])
        raise NotPreviewable("broken")
    return from_values(json.loads(done.stdout))
