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


@tk.auth_allow_anonymous_access
def luzern_dataset_check(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Let whoever sees a dataset have it judged (``id`` alone), and whoever may make one have judged what is not stored."""
    try:
        tk.check_access("package_show" if set(data_dict) == {"id"} else "package_create", context, data_dict)
    except tk.NotAuthorized:
        return {"success": False, "msg": "Prüfen lassen kann, wer den Datensatz sieht oder einen anlegen darf."}
    return {"success": True}


def get_auth_functions() -> dict[str, Callable[..., Any]]:
    """Give the authorisation functions by action."""
    return {"luzern_dataset_check": luzern_dataset_check, "luzern_harvest_approve": luzern_harvest_approve}
