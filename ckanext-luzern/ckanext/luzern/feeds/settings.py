"""What the feeds say about the catalogue as a whole, and the name opendata.swiss knows us by."""

from __future__ import annotations

from dataclasses import dataclass

from ckanext.luzern import config
from luzern_harvesters.record import Text


@dataclass(frozen=True)
class Publisher:
    """The city as ``foaf:Agent``: one IRI that resolves (opendata.swiss asks it), tagged names, a page."""

    iri: str
    name: Text
    homepage: str = ""


@dataclass(frozen=True)
class FeedSettings:
    """The catalogue of DCAT-AP CH 3.0 §dcat:Catalog; ``languages`` and ``licence`` are codes of our vocabularies.

    ``site`` is the portal's address without a slash at its end: every IRI we coin starts with it. ``organisation`` is the city's short name
    on opendata.swiss, the second half of every identifier.
    """

    site: str
    organisation: str
    title: Text
    description: Text
    publisher: Publisher
    languages: tuple[str, ...] = ()
    licence: str = ""
    issued: str = ""
    spatial: str = ""

    def __hash__(self) -> int:
        """Let what follows from the settings alone be worked out once."""
        return hash(repr(self))


def from_config() -> FeedSettings:
    """Read the settings of this portal."""
    return FeedSettings(
        site=config.site_url(),
        organisation=config.opendata_swiss_organisation(),
        title=config.catalogue_text("title"),
        description=config.catalogue_text("description"),
        publisher=Publisher(config.publisher_iri(), config.catalogue_text("publisher"), config.publisher_homepage()),
        languages=config.catalogue_languages(),
        licence=config.catalogue_licence(),
        issued=config.catalogue_issued(),
        spatial=config.catalogue_spatial(),
    )
