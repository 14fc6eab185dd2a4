"""The federal rules, where they are at hand."""

from __future__ import annotations

from feeds.conftest import check_feed as federal_rules

__all__ = ["federal_rules"]
