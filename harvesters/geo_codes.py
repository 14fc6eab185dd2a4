"""What the code lists of ISO 19115 and INSPIRE mean in the portal's terms, where the vocabularies don't know them already."""

from __future__ import annotations

import re

CODE = re.compile(r"^https?://(?:\w+\.)*(?:iso\.org|isotc211\.org|inspire\.ec\.europa\.eu)/\S*[#/](?:MD_\w+Code_)?(\w+)/?$", re.IGNORECASE)
"""A code's address, in ISO's own list or in INSPIRE's."""


def code_of(text: str) -> str:
    """Give the code that an address names (``…/codelists.xml#MD_MaintenanceFrequencyCode_annually``); any other text as it is."""
    match = CODE.match(text.strip())
    return match[1] if match else text


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
    return _INSPIRE_WORDS.get(word.strip().rstrip("/").rpartition("theme/")[2].lower(), "")


def theme_of(text: str) -> str:
    """Give the EU data theme of an INSPIRE theme or a topic category that is named by its address, else the topic category or the text itself."""
    code = code_of(text)
    if code == text:
        return text
    return inspire_theme(text) if "/theme/" in text.lower() else TOPICS.get(code.lower(), code)
