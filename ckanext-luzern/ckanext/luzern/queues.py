"""RQ's queues: work for the workers, of which there may be many, on many machines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import ckan.plugins.toolkit as tk

LIVE, NORMAL = "luzern-live", "default"
"""Workers empty the first one first (``ckan jobs worker luzern-live default``)."""


def enqueue(work: Callable[..., None], title: str, queue: str, seconds: int, arguments: Sequence[Any] = ()) -> None:
    """Hand work to the workers; one that takes longer than so many seconds is ended."""
    tk.enqueue_job(work, list(arguments), title=title, queue=queue, rq_kwargs={"timeout": seconds, "result_ttl": 0})


def waiting() -> set[str]:
    """Give the titles of the work that waits for a worker."""
    jobs = tk.get_action("job_list")({"ignore_auth": True}, {"queues": [LIVE, NORMAL], "limit": -1})
    return {str(job["title"]) for job in jobs}
