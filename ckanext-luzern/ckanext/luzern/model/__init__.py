"""Our tables. CKAN's own are reached through its actions."""

from __future__ import annotations

from .feed import FeedMember, Fragment
from .harvest import HarvestObject, HarvestOutcome, HarvestRun
from .name import FormerName
from .outbox import OutboxEntry
from .preview import KeptPreview
from .quality import Judgement, Link, LinkUse, QualityDay

__all__ = [
    "FeedMember",
    "FormerName",
    "Fragment",
    "HarvestObject",
    "HarvestOutcome",
    "HarvestRun",
    "Judgement",
    "KeptPreview",
    "Link",
    "LinkUse",
    "OutboxEntry",
    "QualityDay",
]
