"""Actions of our own, and what is put before CKAN's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def get_actions() -> dict[str, Callable[..., Any]]:
    """Give the actions by name."""
    return {}
