"""A file or service of a dataset, as a line of its page and as a page of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ckanext.luzern.presenters import locale
from ckanext.luzern.presenters.locale import Text
from luzern_schemas.vocabulary import load

SERVICES = frozenset({"WMS_SRVC", "WFS_SRVC", "WMTS_SRVC", "REST", "SPARQLQ", "MAP_PRVW", "OAPIF_SRVC", "HTML"})
FIRST = ("CSV", "XLSX", "ODS", "GEOJSON", "GPKG", "JSON", "PARQUET", "SHP", "ZIP", "XML")
"""What most people can open comes first."""


@dataclass(frozen=True)
class FileLine:
    """What a reader weighs before clicking. ``day`` is when the file last changed, ``size`` its length; both empty where unknown.

    ``is_service``: the address answers questions instead of giving a file; ``is_ours``: the file lies on the portal. ``code`` is that of its format, ``licence``
    that of its terms of use, "" where none is known.
    """

    id: str
    title: Text
    about: Text
    format: str
    size: str
    day: str
    address: str
    is_service: bool
    is_ours: bool
    code: str
    licence: str
    checksum: str = ""


def file_line(resource: Mapping[str, Any], language: str) -> FileLine:
    """Give a resource, as ``package_show`` has it, for a reader of ``language``."""
    code = str(resource.get("format") or "").upper()
    term = load("file-type").find(code)
    title = locale.text(resource.get("name_translated") or resource.get("name"), language)
    return FileLine(
        id=resource["id"],
        title=title or Text(address_name(resource.get("url") or "")),
        about=locale.text(resource.get("description_translated"), language),
        format=(term.label.get(language) or term.label["de"]) if term else code,
        size=locale.size(resource.get("size")),
        day=locale.day(resource.get("modified") or resource.get("issued"), language),
        address=resource.get("download_url") or resource.get("url") or resource.get("access_url") or "",
        is_service=code in SERVICES,
        is_ours=resource.get("url_type") == "upload",
        code=code,
        licence=licence.code if (licence := load("licence").find(resource.get("license"))) else "",
        checksum=str(resource.get("hash") or ""),
    )


def primary(resources: list[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """Give the file that most readers want: the first of the format that most programs open; None where there are only services."""
    files = [one for one in resources if str(one.get("format") or "").upper() not in SERVICES and (one.get("url") or one.get("download_url"))]
    return min(files, key=_rank, default=None)


def address_name(address: str) -> str:
    """Give the last part of an address, for what has no better name."""
    return address.rstrip("/").rpartition("/")[2]


def _rank(resource: Mapping[str, Any]) -> int:
    code = str(resource.get("format") or "").upper()
    return FIRST.index(code) if code in FIRST else len(FIRST)
