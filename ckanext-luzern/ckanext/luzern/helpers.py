"""Template helpers: only what needs the template's context; everything else comes from a presenter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def get_helpers() -> dict[str, Callable[..., Any]]:
    """Give the helpers by the name templates use."""
    return {}
