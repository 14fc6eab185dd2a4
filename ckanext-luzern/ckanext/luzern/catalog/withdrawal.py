"""Taking a dataset out of the catalogue and putting it back: state and memberships change, id, name, resources and files stay."""

from __future__ import annotations

from collections.abc import Iterable

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan import model, types

from ckanext.luzern import config
from ckanext.luzern.catalog import read


def withdraw(package_id: str) -> None:
    """Delete a dataset as ``package_delete`` does, in the open transaction; nothing is committed, nothing indexed.

    Raises:
        tk.ObjectNotFound: there is no such dataset.
    """
    package = _get(package_id)
    for plugin in p.PluginImplementations(p.IPackageController):
        plugin.delete(package)
        plugin.after_dataset_delete(_context(), {"id": package_id})
    package.delete()
    for member in _memberships(package_id):
        member.delete()
    for collaborator in model.Session.query(model.PackageMember).filter_by(package_id=package_id):
        collaborator.delete()
    model.Session.flush()


def restore(package_id: str) -> None:
    """Make a deleted dataset active again, in its organisation and its themes, in the open transaction; nothing is committed, nothing indexed.

    Raises:
        tk.ObjectNotFound: there is no such dataset.
    """
    package = _get(package_id)
    package.undelete()
    for member in _memberships(package_id):
        if (member.capacity, member.group_id) == ("organization", package.owner_org):
            member.undelete()
    model.Session.flush()
    shown = read.show([package_id])[0].custom
    for plugin in p.PluginImplementations(p.IPackageController):
        plugin.edit(package)
        plugin.after_dataset_update(_context(), shown)


def _get(package_id: str) -> model.Package:
    package = model.Session.get(model.Package, package_id, populate_existing=True)
    if package is None:
        raise tk.ObjectNotFound(f"there is no dataset {package_id}")
    return package


def _memberships(package_id: str) -> Iterable[model.Member]:
    return model.Session.query(model.Member).filter_by(table_id=package_id, table_name="package")


def _context() -> types.Context:
    return {"user": config.harvest_user(), "ignore_auth": True, "session": model.Session}
