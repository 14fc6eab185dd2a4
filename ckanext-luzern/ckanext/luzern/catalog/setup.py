"""What has to be in the catalogue before the first dataset: users, organisations and themes.

Everything is compared first and written only where it differs, so that every start of the portal can do it.
"""

from __future__ import annotations

import os
import secrets

import ckan.plugins.toolkit as tk

from ckanext.luzern import config
from ckanext.luzern.catalog import groups
from ckanext.luzern.errors import ConfigurationError
from luzern_schemas.errors import SchemaError
from luzern_schemas.organizations import read_organizations
from luzern_schemas.themes import read_themes


def run() -> list[str]:
    """Bring users, organisations and themes to what the configuration says; one German line per change.

    What a person entered in a field the configuration leaves empty stays.

    Raises:
        ConfigurationError: a file of the configuration is missing or contradicts itself.
    """
    folder = config.config_dir()
    try:
        organizations = [groups.from_organization(entry) for entry in read_organizations(folder / "organizations.yaml")]
        themes = [groups.from_theme(entry) for entry in read_themes(folder / "themes.yaml")]
    except (OSError, SchemaError) as err:
        raise ConfigurationError(f"Organisationen oder Themen lassen sich nicht lesen: {err}") from err
    return [*_administrator(), *_harvest_user(), *groups.synchronise("organization", organizations), *groups.synchronise("group", themes)]


def _administrator() -> list[str]:
    """Create the first sysadmin, ``admin``, where ``LUZERN_ADMIN_PASSWORD`` is set; the password is never an argument."""
    password = os.environ.get("LUZERN_ADMIN_PASSWORD")
    return _user("admin", password, "Administration") if password else []


def _harvest_user() -> list[str]:
    """Create the internal user of the harvesters: a sysadmin nobody can log in as, because nobody learns its password."""
    return _user(config.harvest_user(), secrets.token_urlsafe(32), "Harvester")


def _user(name: str, password: str, full_name: str) -> list[str]:
    site_user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    try:
        tk.get_action("user_show")({"user": site_user}, {"id": name})
    except tk.ObjectNotFound:
        values = {"name": name, "email": f"{name}@example.invalid", "password": password, "sysadmin": True, "fullname": full_name}
        tk.get_action("user_create")({"user": site_user}, values)
        return [f"Benutzer {name} angelegt."]
    return []
