"""What has to be in the catalogue before the first dataset: the harvesters' user, organisations and themes.

Everything is compared first and written only where it differs, so that every start of the portal can do it.
"""

from __future__ import annotations

import secrets

import ckan.plugins.toolkit as tk

from ckanext.luzern import config


def run() -> list[str]:
    """Bring user, organisations and themes to what the configuration says; one German line per change.

    Raises:
        ConfigurationError: a file of the configuration is missing.
    """
    return [*_harvest_user()]


def _harvest_user() -> list[str]:
    """Create the internal user of the harvesters: a sysadmin nobody can log in as, because nobody learns its password."""
    name = config.harvest_user()
    site_user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    try:
        tk.get_action("user_show")({"user": site_user}, {"id": name})
    except tk.ObjectNotFound:
        values = {"name": name, "email": f"{name}@example.invalid", "password": secrets.token_urlsafe(32), "sysadmin": True, "fullname": "Harvester"}
        tk.get_action("user_create")({"user": site_user}, values)
        return [f"Benutzer {name} angelegt."]
    return []
