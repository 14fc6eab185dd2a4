"""The portal's own options, one typed reader each; defaults and descriptions stand in ``config_declaration.yaml`` alone."""

from __future__ import annotations

from pathlib import Path

import ckan.plugins.toolkit as tk

from ckanext.luzern.errors import ConfigurationError


def config_dir() -> Path:
    """Give the folder of organisations, themes, sources and pages (``luzern.config_dir``).

    Raises:
        ConfigurationError: the option is not set.
    """
    value: str = tk.config.get("luzern.config_dir") or ""
    if not value:
        raise ConfigurationError("Die Einstellung luzern.config_dir fehlt: der Ordner mit organizations.yaml, themes.yaml und harvest/.")
    return Path(value)


def source_folders() -> tuple[Path, ...]:
    """Give the folders of source files (``luzern.harvest.sources``), in the order given."""
    names: list[str] = tk.config.get("luzern.harvest.sources") or ["harvest"]
    return tuple(config_dir() / name for name in names)


def harvest_user() -> str:
    """Give the name of the user that harvesters write as (``luzern.harvest.user``)."""
    return tk.config["luzern.harvest.user"]


def database_url() -> str:
    """Give the address of CKAN's database (``sqlalchemy.url``), password included."""
    return tk.config["sqlalchemy.url"]


def site_url() -> str:
    """Give the public address of the portal (``ckan.site_url``), without a slash at its end."""
    return tk.config["ckan.site_url"].rstrip("/")
