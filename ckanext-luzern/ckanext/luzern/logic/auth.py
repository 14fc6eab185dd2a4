"""Who may do what, beyond CKAN's own rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk


def luzern_harvest_approve(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Let whoever edits datasets of an ``organization`` (its name) confirm what a harvest of its source has held."""
    try:
        tk.check_access("package_create", context, {"owner_org": data_dict["organization"]})
    except tk.NotAuthorized:
        return {"success": False, "msg": "Bestätigen kann, wer Datensätze der Organisation bearbeitet."}
    return {"success": True}


def get_auth_functions() -> dict[str, Callable[..., Any]]:
    """Give the authorisation functions by action."""
    return {"luzern_harvest_approve": luzern_harvest_approve}
