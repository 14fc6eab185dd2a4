"""Who may do what, beyond CKAN's own rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def get_auth_functions() -> dict[str, Callable[..., Any]]:
    """Give the authorisation functions by action."""
    return {}
