"""What the online resources of ISO 19115 are, by protocol, function and address."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Link:
    """What an online resource is: ``download``, ``service``, ``page``, ``documentation``, ``relation`` or ``ignored``; with the format where the protocol says it."""

    kind: str
    format: str = ""


IGNORED = Link("ignored")
PROTOCOLS = (
    # geocat.ch (including what it calls deprecated), then GeoNetwork's other names, the OGC's and INSPIRE's.
    (r"^opendata:swiss|^legend:png", IGNORED),
    (r"^legend", Link("documentation")),
    (r"^map:preview|^map:", Link("service", "MAP_PRVW")),
    (r"\bwmc\b|^ogc:owc", Link("relation")),
    (r"\bkml\b", Link("download", "KML")),
    (r"^www:download-app", Link("service", "HTML")),
    (r"^chtopo", Link("relation")),
    (r"^linked:data$", Link("service", "RDF")),
    (r"sparql", Link("service", "SPARQLQ")),
    (r"\bwmts\b", Link("service", "WMTS_SRVC")),
    (r"\bwms\b|\bview service", Link("service", "WMS_SRVC")),
    (r"\bwfs\b", Link("service", "WFS_SRVC")),
    (r"\bwcs\b", Link("service", "WCS_SRVC")),
    (
        r"esri[: ]?rest|arcgis|^ogc[: ]?(api|features|sta|stac)|ogcapi|oapif|\brest\b|\bodata\b|sensorthings|\bstac\b|^ogc:sos|^ogc:wps|^ogc:csw",
        Link("service", "REST"),
    ),
    (r"atom\b", Link("service", "ATOM")),
    (r"^(?:www:)?download|^file|^ftp|--download", Link("download")),
    (r"^www:link|^https?$|^text/html|--link|--related|--metadata-url|--partners|--samples|^www$", Link("page")),
)
"""Protocols of ``CI_OnlineResource`` in lower case, the first that fits."""
FUNCTIONS = {
    "download": "download",
    "offlineaccess": "page",
    "order": "page",
    "information": "page",
    "search": "page",
    "fileaccess": "download",
    "browsing": "page",
}
DATA = re.compile(
    r"^[^?#]+\.(?:csv|tsv|xlsx?|ods|json|geojson|gpkg|shp|gdb|zip|gml|kml|kmz|xtf|itf|dxf|tiff?|parquet)$|[?&]request=getfeature\b", re.IGNORECASE
)
"""Addresses of data, whatever people call the link to them."""
OTHER_REQUEST = re.compile(r"[?&]request=(?!getcapabilities\b)", re.IGNORECASE)
ASKED = re.compile(r"[?&]service=(wmts|wms|wfs|wcs|csw|sos|wps)\b", re.IGNORECASE)
QUERY = re.compile(r"/(wmts|wms|wfs|wcs)(?:server)?(?:[/?]|$)|/(rest)/services/", re.IGNORECASE)
SERVICES = {name: f"{name}_SRVC" for name in ("WMTS", "WMS", "WFS", "WCS")}


def link_of(protocol: str, function: str, address: str) -> Link | None:
    """Tell what an online resource is; None where neither protocol, function nor address say it."""
    words = protocol.strip().lower()
    found = next((link for pattern, link in PROTOCOLS if words and re.search(pattern, words)), None)
    if found and found.kind == "page" and (function == "download" or DATA.search(address)):
        return Link("download")
    asked = ASKED.search(address)
    if found and (found.kind != "page" or not asked or OTHER_REQUEST.search(address)):
        return found
    if match := asked or QUERY.search(address):
        return Link("service", SERVICES.get(next(filter(None, match.groups())).upper(), "REST"))
    return Link(FUNCTIONS[function]) if function in FUNCTIONS else None
