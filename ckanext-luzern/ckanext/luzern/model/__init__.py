"""Our tables. CKAN's own are reached through its actions."""

from __future__ import annotations

from .harvest import HarvestObject, HarvestOutcome, HarvestRun
from .outbox import OutboxEntry

__all__ = ["HarvestObject", "HarvestOutcome", "HarvestRun", "OutboxEntry"]
