"""What the code lists of ISO 19115 and INSPIRE mean in the portal's terms, where the vocabularies don't know them already."""

from __future__ import annotations

import re
from dataclasses import dataclass

TOPICS = {
    "geoscientificinformation": "ENVI",
    "intelligencemilitary": "GOVE",
    "structure": "REGI",
    "utilitiescommunication": "ENER",
    "utilitiescommunication_utilities": "ENVI",  # water, waste water, waste
    "utilitiescommunication_communication": "TECH",
    "disaster": "ENVI",
    "extraterrestrial": "TECH",
}
"""ISO 19115 topic categories that the theme vocabulary leaves open because they fit no theme alone; geocat.ch divides some (``_``)."""

INSPIRE = {
    "ac": ("ENVI", "Atmosphärische Bedingungen", "Atmospheric conditions"),
    "ad": ("REGI", "Adressen", "Addresses"),
    "af": ("AGRI", "Landwirtschaftliche Anlagen und Aquakulturanlagen", "Agricultural and aquaculture facilities"),
    "am": (
        "ENVI",
        "Bewirtschaftungsgebiete/Schutzgebiete/geregelte Gebiete und Berichterstattungseinheiten",
        "Area management/restriction/regulation zones and reporting units",
    ),
    "au": ("REGI", "Verwaltungseinheiten", "Administrative units"),
    "br": ("ENVI", "Biogeografische Regionen", "Bio-geographical regions"),
    "bu": ("REGI", "Gebäude", "Buildings"),
    "cp": ("REGI", "Flurstücke/Grundstücke (Katasterparzellen)", "Cadastral parcels"),
    "cs": ("REGI", "Koordinatenreferenzsysteme", "Coordinate reference systems"),
    "ef": ("ENVI", "Umweltüberwachung", "Environmental monitoring facilities"),
    "el": ("REGI", "Höhe", "Elevation"),
    "er": ("ENER", "Energiequellen", "Energy resources"),
    "ge": ("ENVI", "Geologie", "Geology"),
    "gg": ("REGI", "Geografische Gittersysteme", "Geographical grid systems"),
    "gn": ("REGI", "Geografische Bezeichnungen", "Geographical names"),
    "hb": ("ENVI", "Lebensräume und Biotope", "Habitats and biotopes"),
    "hh": ("HEAL", "Gesundheit und Sicherheit", "Human health and safety"),
    "hy": ("ENVI", "Gewässernetz", "Hydrography"),
    "lc": ("ENVI", "Bodenbedeckung", "Land cover"),
    "lu": ("REGI", "Bodennutzung", "Land use"),
    "mf": ("ENVI", "Meteorologisch-geografische Kennwerte", "Meteorological geographical features"),
    "mr": ("ENVI", "Mineralische Bodenschätze", "Mineral resources"),
    "nz": ("ENVI", "Gebiete mit naturbedingten Risiken", "Natural risk zones"),
    "of": ("ENVI", "Ozeanografisch-geografische Kennwerte", "Oceanographic geographical features"),
    "oi": ("REGI", "Orthofotografie", "Orthoimagery"),
    "pd": ("SOCI", "Verteilung der Bevölkerung - Demografie", "Population distribution - demography"),
    "pf": ("ECON", "Produktions- und Industrieanlagen", "Production and industrial facilities"),
    "ps": ("ENVI", "Schutzgebiete", "Protected sites"),
    "sd": ("ENVI", "Verteilung der Arten", "Species distribution"),
    "so": ("ENVI", "Boden", "Soil"),
    "sr": ("ENVI", "Meeresregionen", "Sea regions"),
    "su": ("SOCI", "Statistische Einheiten", "Statistical units"),
    "tn": ("TRAN", "Verkehrsnetze", "Transport networks"),
    "us": ("GOVE", "Versorgungswirtschaft und staatliche Dienste", "Utility and governmental services"),
}
"""The 34 INSPIRE themes (GEMET): code, EU data theme, German and English label."""

_INSPIRE_WORDS = {word.lower(): theme for key, (theme, *labels) in INSPIRE.items() for word in (key, *labels)}


def inspire_theme(word: str) -> str:
    """Give the EU data theme of an INSPIRE theme, by label, code or IRI; empty if it is none."""
    return _INSPIRE_WORDS.get(word.strip().rstrip("/").rpartition("/theme/")[2].lower(), "")


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
QUERY = re.compile(r"[?&]service=(wmts|wms|wfs|wcs)\b|/(wmts|wms|wfs|wcs)(?:server)?(?:[/?]|$)|/(rest)/services/", re.IGNORECASE)


def link_of(protocol: str, function: str, address: str) -> Link | None:
    """Tell what an online resource is; None where neither protocol, function nor address say it."""
    words = protocol.strip().lower()
    found = next((link for pattern, link in PROTOCOLS if words and re.search(pattern, words)), None)
    if found:
        return Link("download") if found.kind == "page" and (function == "download" or DATA.search(address)) else found
    if match := QUERY.search(address):
        name = next(filter(None, match.groups())).upper()
        return Link("service", name if name == "REST" else f"{name}_SRVC")
    return Link(FUNCTIONS[function]) if function in FUNCTIONS else None
