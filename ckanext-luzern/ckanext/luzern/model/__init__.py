"""Our tables. CKAN's own are reached through its actions."""

from __future__ import annotations

from .harvest import HarvestObject, HarvestOutcome, HarvestRun

__all__ = ["HarvestObject", "HarvestOutcome", "HarvestRun"]
