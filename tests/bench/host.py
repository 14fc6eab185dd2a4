"""A process that has CKAN loaded and harvests on demand, each time in a child of its own. Runs in both virtual environments.

One task a line comes in as JSON, one answer a line goes out: figures, and what the run itself said.
"""

from __future__ import annotations

import json
import os
import select
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ckan import model
from ckan.cli import load_config
from ckan.config.middleware import make_app
from ckan.plugins import toolkit as tk

from bench.counting import watch

Values = dict[str, Any]  # Any: JSON
MEGABYTE = 1024  # in the kilobytes of /proc


def serve(tasks: dict[str, Callable[..., Values]], ini: str) -> None:
    """Serve until the other side closes the pipe."""
    outward = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever prints must not spoil the answers
    loaded: Any = make_app(load_config(ini))
    app = loaded._wsgi_app
    with app.test_request_context():
        engine: Any = model.Session.get_bind()
        model.Session.remove()
    engine.dispose()  # a connection that two processes use is none
    for line in sys.stdin:
        task = json.loads(line)
        outward.write(json.dumps(_answer(app, tasks[task.pop("task")], task)) + "\n")
        outward.flush()


def _answer(app: Any, task: Callable[..., Values], values: Values) -> Values:
    """Do a task in a child; add its peak of memory."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        with os.fdopen(writing, "w", encoding="utf-8") as answer, app.test_request_context():
            json.dump(_measured(task, values), answer)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as answer:
        peaks: dict[int, int] = {}
        while not select.select([answer], [], [], 0.05)[0]:
            peaks |= {pid: peak for pid in (child, *_children(child)) if (peak := _peak(pid))}
        text = answer.read()
    os.waitpid(child, 0)
    if not text:
        raise SystemExit("the task failed: its traceback stands above")
    return {**json.loads(text), "peak_mb": sum(peaks.values()) / MEGABYTE}


def _measured(task: Callable[..., Values], values: Values) -> Values:
    counts = watch(model.Session.get_bind(), tk.config["solr_url"].rstrip("/"))
    began, before = time.perf_counter(), os.times()
    said = task(**values)
    seconds, after = time.perf_counter() - began, os.times()
    cpu = sum(after[:4]) - sum(before[:4])  # its own and that of the children it has waited for
    return {"seconds": seconds, "cpu_seconds": cpu, "counts": dict(counts), "said": said}


def _children(pid: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]
    except OSError:
        return []


def _peak(pid: int) -> int:
    """Give the most memory a process has had, in kilobytes; 0 where it is over."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)
