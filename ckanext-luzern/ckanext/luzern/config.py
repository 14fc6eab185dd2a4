"""The portal's own options, one typed reader each; defaults and descriptions stand in ``config_declaration.yaml`` alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import ckan.plugins.toolkit as tk

from ckanext.luzern.errors import ConfigurationError
from luzern_schemas.document import LANGUAGES

SMTP_PORT = 25


def config_dir() -> Path:
    """Give the folder of organisations, themes, sources and pages (``luzern.config_dir``).

    Raises:
        ConfigurationError: the option is not set.
    """
    value: str = tk.config.get("luzern.config_dir") or ""
    if not value:
        raise ConfigurationError("Die Einstellung luzern.config_dir fehlt: der Ordner mit organizations.yaml, themes.yaml und harvest/.")
    return Path(value)


def contact() -> str:
    """Give the e-mail address of those who run the portal (``luzern.contact``); empty where there is none yet."""
    return tk.config.get("luzern.contact") or ""


def source_folders() -> tuple[Path, ...]:
    """Give the folders of source files (``luzern.harvest.sources``), in the order given."""
    names: list[str] = tk.config.get("luzern.harvest.sources") or ["harvest"]
    return tuple(config_dir() / name for name in names)


def harvest_user() -> str:
    """Give the name of the user that harvesters write as (``luzern.harvest.user``)."""
    return tk.config["luzern.harvest.user"]


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed in, and in whose name; ``user`` is empty where the server asks for none."""

    host: str
    port: int
    sender: str
    starttls: bool
    user: str
    password: str = field(repr=False)


def sends_mail() -> bool:
    """Tell whether receipts of harvests go out by mail (``luzern.harvest.mail``)."""
    return tk.config["luzern.harvest.mail"]


def tells_of_examples() -> bool:
    """Tell whether sources of made-up data send receipts too (``luzern.harvest.receipts_of_examples``)."""
    return tk.config["luzern.harvest.receipts_of_examples"]


def mail_server() -> MailServer:
    """Give CKAN's mail server (``smtp.server``, a host with or without port, and the other ``smtp.*``)."""
    host, _, port = tk.config["smtp.server"].partition(":")
    user, password = tk.config.get("smtp.user") or "", tk.config.get("smtp.password") or ""
    return MailServer(host, int(port) if port else SMTP_PORT, tk.config.get("smtp.mail_from") or "", bool(tk.config["smtp.starttls"]), user, password)


def has_default_views() -> bool:
    """Tell whether new resources get views (``ckan.views.default_views``)."""
    return bool(tk.config["ckan.views.default_views"])


def site_id() -> str:
    """Give the portal's name in the index, which several may share (``ckan.site_id``)."""
    return tk.config["ckan.site_id"]


def index_keeps_deleted() -> bool:
    """Tell whether deleted datasets stay in the index (``ckan.search.remove_deleted_packages``, the other way round)."""
    return not tk.config["ckan.search.remove_deleted_packages"]


def index_is_committed() -> bool:
    """Tell whether the portal commits to the index itself, or leaves it to Solr (``ckan.search.solr_commit``)."""
    return tk.config["ckan.search.solr_commit"]


def database_url() -> str:
    """Give the address of CKAN's database (``sqlalchemy.url``), password included."""
    return tk.config["sqlalchemy.url"]


def site_url() -> str:
    """Give the public address of the portal (``ckan.site_url``), without a slash at its end."""
    return tk.config["ckan.site_url"].rstrip("/")


def cache_seconds() -> int:
    """Give for how many seconds anyone may keep an answer that is the same for everybody (``ckan.cache_expires``)."""
    return int(tk.config["ckan.cache_expires"] or 0)


def cache_bytes() -> int:
    """Give how much memory each web process keeps pages in (``luzern.cache.megabytes``), in bytes; 0 keeps none."""
    return tk.config["luzern.cache.megabytes"] * 1_000_000


def login_cookies() -> tuple[str, str]:
    """Give the names of the cookies that tell who somebody is (``SESSION_COOKIE_NAME``, ``REMEMBER_COOKIE_NAME``)."""
    return tk.config["SESSION_COOKIE_NAME"], tk.config["REMEMBER_COOKIE_NAME"]


def key_header() -> str:
    """Give the name of the header that API tokens come in (``apitoken_header_name``)."""
    return tk.config["apitoken_header_name"]


def inline_types() -> tuple[str, ...]:
    """Give the media types of files that a browser may show instead of keeping (``ckan.files.inline_content_types``)."""
    return tuple(tk.config["ckan.files.inline_content_types"])


def opendata_swiss_organisation() -> str:
    """Give the city's short name on opendata.swiss (``luzern.opendata_swiss.organisation``): the second half of every identifier."""
    return tk.config["luzern.opendata_swiss.organisation"]


def catalogue_text(name: str) -> dict[str, str]:
    """Give a text of the catalogue, ``title``, ``description`` or ``publisher``, by language (``luzern.catalogue.title.de``, …); filled ones only."""
    texts = {language: tk.config.get(f"luzern.catalogue.{name}.{language}") for language in LANGUAGES}
    return {language: text for language, text in texts.items() if text}


def site_title() -> str:
    """Give the portal's name where no language is asked for (``ckan.site_title``)."""
    return tk.config["ckan.site_title"]


def publisher_iri() -> str:
    """Give the IRI of the city as publisher (``luzern.catalogue.publisher_iri``)."""
    return tk.config["luzern.catalogue.publisher_iri"]


def publisher_homepage() -> str:
    """Give the city's page about its open data (``luzern.catalogue.publisher_homepage``)."""
    return tk.config["luzern.catalogue.publisher_homepage"]


def catalogue_languages() -> tuple[str, ...]:
    """Give the languages of the catalogue as EU codes (``luzern.catalogue.languages``)."""
    return tuple(tk.config["luzern.catalogue.languages"])


def catalogue_licence() -> str:
    """Give the terms of use of the catalogue itself as DCAT-AP CH term (``luzern.catalogue.licence``)."""
    return tk.config["luzern.catalogue.licence"]


def catalogue_issued() -> str:
    """Give the day the catalogue went public (``luzern.catalogue.issued``); empty before."""
    return tk.config["luzern.catalogue.issued"]


def catalogue_spatial() -> str:
    """Give the IRI of the place the catalogue is about (``luzern.catalogue.spatial``)."""
    return tk.config["luzern.catalogue.spatial"]


def quality_organisation() -> str:
    """Give the organisation that owns the dataset of the scores (``luzern.quality.organisation``)."""
    return tk.config["luzern.quality.organisation"]


def quality_contact() -> str:
    """Give the address of who answers questions about the scores (``luzern.quality.contact``); empty where they are no dataset."""
    return tk.config.get("luzern.quality.contact") or ""


def datasets_per_page() -> int:
    """Give how many hits a page of the search shows."""
    return tk.config["ckan.datasets_per_page"]
