"""The feed opendata.swiss fetches every day: all of it, or nothing.

Whatever identifier is missing from the answer is deleted there with its subscriptions and its address. So the datasets are read from the
database, which knows them all, in one snapshot, never from the index; and an answer that is not complete is no answer (``FeedUnavailable``).
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from sqlalchemy.exc import SQLAlchemyError

from ckanext.luzern.errors import FeedUnavailable
from ckanext.luzern.feeds import document, fragment
from ckanext.luzern.feeds.fragment import Built
from ckanext.luzern.feeds.profile import OPENDATA_SWISS
from ckanext.luzern.feeds.settings import FeedSettings
from ckanext.luzern.feeds.values import Fields

log = logging.getLogger(__name__)

PATH = "/feeds/opendata-swiss.xml"


def feed(settings: FeedSettings) -> str:
    """Give the feed of this moment as RDF/XML, in one page: the checker reads no further, and a city has some hundred datasets.

    Raises:
        FeedUnavailable: the database can't be read, a dataset can't be described, or there is none.
    """
    try:
        packages = sorted(opted_in(public_packages()), key=lambda package: str(package.get("identifier")))
    except (SQLAlchemyError, tk.ObjectNotFound, tk.NotAuthorized, tk.ValidationError) as err:
        raise FeedUnavailable(f"the datasets can't be read: {err}") from err
    entries = [entry(package, settings) for package in packages]
    return page(entries, settings, modified=max((package["metadata_modified"] for package in packages), default=""))


def public_packages() -> list[Fields]:
    """Read every active public dataset from one snapshot of the database; drafts, private and deleted ones are not among them."""
    model.Session.rollback()  # the isolation level holds from the first statement of a transaction; nothing has been written
    model.Session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    wanted = sa.select(model.Package.id).where(model.Package.state == model.State.ACTIVE, model.Package.private.is_(False), model.Package.type == "dataset")
    show = tk.get_action("package_show")
    return [show({"ignore_auth": True, "use_cache": False}, {"id": package_id}) for package_id in model.Session.scalars(wanted)]


def opted_in(packages: Iterable[Fields]) -> list[Fields]:
    """Leave out what a department keeps from opendata.swiss, and what gets there through geocat: it would appear twice."""
    return [package for package in packages if tk.asbool(package.get("opendata_swiss", True)) and not tk.asbool(package.get("via_geocat", False))]


def entry(package: Fields, settings: FeedSettings) -> Built:
    """Describe one dataset for the feed; a value that had to be left out is logged, the dataset stays.

    Raises:
        FeedUnavailable: it has no usable identifier, so opendata.swiss could not tell it from a new one.
    """
    built = next(iter(fragment.build(package, settings)))
    for finding in built.findings:
        log.warning("feed=opendata-swiss dataset=%s outcome=%s path=%s", package["id"], finding.code, finding.path)
    if not built.identifier:
        raise FeedUnavailable(f"dataset {package['id']} has no identifier")
    return built


def page(entries: Sequence[Built], settings: FeedSettings, *, modified: str) -> str:
    """Join fragments, catalogue, publisher and page.

    Raises:
        FeedUnavailable: there is no dataset; an empty catalogue would be taken as the order to delete every one.
    """
    if not entries:
        raise FeedUnavailable("no dataset is public and opted in")
    about = document.Page(f"{settings.site}{PATH}", len(entries), modified and f"{modified[:19]}Z")
    head = document.head(OPENDATA_SWISS, "xml", settings, about)
    return "".join([document.start("xml"), head, *(built.texts["xml"] for built in entries), document.end("xml")])
