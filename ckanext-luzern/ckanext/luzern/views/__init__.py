"""Blueprints: one module each, listed here."""

from __future__ import annotations

from flask import Blueprint

from ckanext.luzern.views.feeds import feeds


def get_blueprints() -> list[Blueprint]:
    """Give every blueprint of the portal."""
    return [feeds]
