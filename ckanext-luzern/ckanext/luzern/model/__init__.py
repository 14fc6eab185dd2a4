"""Our tables. CKAN's own are reached through its actions."""

from __future__ import annotations

from .harvest import HarvestObject, HarvestReport, HarvestRun

__all__ = ["HarvestObject", "HarvestReport", "HarvestRun"]
