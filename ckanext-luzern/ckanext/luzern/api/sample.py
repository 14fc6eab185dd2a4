"""What the examples speak of: a dataset with a file and a table that this portal has, so that every request can be copied and works. Reads the database alone."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from ckan import model

from ckanext.luzern.catalog.visibility import PUBLIC


@dataclass(frozen=True)
class Sample:
    """Names and ids; empty where the portal has nothing of the kind. ``table`` is a file that is loaded as a table."""

    dataset: str = ""
    identifier: str = ""
    file: str = ""
    organization: str = ""
    theme: str = ""
    table: str = ""


def sample(dataset: str = "", file: str = "") -> Sample:
    """Give the dataset of that name and its file; else, or where everybody may not see it, the first with a CSV file that the portal keeps itself."""
    found = _file(dataset, file) if dataset else None
    found = found or _file()
    if found is None:
        return Sample()
    return Sample(found.name, found.identifier or found.name, found.id, found.organization or "", _theme(found.package_id), _table())


def _file(dataset: str = "", file: str = "") -> sa.Row[tuple[str, str, str, str, str]] | None:
    package, resource, owner = model.Package, model.Resource, model.Group
    query = (
        sa.select(
            package.name, package.id.label("package_id"), package.extras["identifier"].astext.label("identifier"), resource.id, owner.name.label("organization")
        )
        .join(resource, resource.package_id == package.id)
        .join(owner, owner.id == package.owner_org)
        .where(*PUBLIC, resource.state == model.State.ACTIVE)
        .order_by(
            sa.case((sa.and_(resource.url_type == "upload", resource.format == "CSV"), 0), else_=1), package.metadata_created, package.id, resource.position
        )
    )
    query = query.where(package.name == dataset) if dataset else query
    query = query.where(resource.id == file) if file else query
    return model.Session.execute(query.limit(1)).first()


def _theme(package_id: str) -> str:
    group, member = model.Group, model.Member
    themes = sa.select(group.name).join(member, member.group_id == group.id).where(group.type == "group", group.state == model.State.ACTIVE)
    of_dataset = sa.case((member.table_id == package_id, 0), else_=1)
    return (
        model.Session.scalar(themes.where(member.table_name == "package", member.state == model.State.ACTIVE).order_by(of_dataset, group.name).limit(1)) or ""
    )


def _table() -> str:
    package, resource = model.Package, model.Resource
    loaded = sa.cast(resource.extras, sa.Text).like('%"datastore_active": true%')
    query = sa.select(resource.id).join(package, package.id == resource.package_id).where(*PUBLIC, resource.state == model.State.ACTIVE, loaded)
    return model.Session.scalar(query.order_by(resource.created).limit(1)) or ""
