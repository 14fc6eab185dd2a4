"""What a fragment is about: one dataset, and where it stands in the portal."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from ckanext.luzern.feeds.settings import FeedSettings
from ckanext.luzern.feeds.values import Fields


@dataclass(frozen=True)
class Scope:
    """The dataset's node, its package and its ``page`` on the portal.

    ``one_resource`` is the rule of opendata.swiss' importer (``profile.Profile``): nothing else may be described as dataset, series or service.
    """

    node: NamedNode
    package: Fields
    settings: FeedSettings
    page: str
    one_resource: bool
