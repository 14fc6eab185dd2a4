"""How a layer can be had: as GeoJSON in one answer, by the REST interface, by WFS and WMS beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from luzern_harvesters.finding import Finding
from luzern_harvesters.record import Distribution, Text

from .rest import Document

EXTENSIONS = {"WFSServer": ("wfs", "WFS", "WFS_SRVC"), "WMSServer": ("wms", "WMS", "WMS_SRVC"), "WCSServer": ("wcs", "WCS", "WCS_SRVC")}
DEFAULT_MOST = 1_000  # features an answer holds where the server does not say (ArcGIS REST API §Query, maxRecordCount)


@dataclass(frozen=True)
class Amount:
    """How many features a layer has, and the portal's own copy where it made one (name, bytes, SHA-256)."""

    count: int | None = None
    file: str = ""
    size: int = 0
    sha256: str = ""


def of_layer(url: str, layer: Document, service: Document, amount: Amount, title: str, prefix: str) -> Iterator[Distribution | Finding]:
    """Give a layer's distributions; ``prefix`` keeps keys apart where several layers share a dataset."""
    if can_query(layer, service):
        most = page_size(layer, service)
        if amount.file:
            named = _named(title, "GeoJSON")
            yield Distribution(f"{prefix}geojson", file=amount.file, title=named, format="GEOJSON", byte_size=amount.size, checksum=amount.sha256)
        elif amount.count is not None and amount.count > most:
            message = f"«{title}» hat {amount.count} Objekte, eine Antwort fasst höchstens {most}: Statt eines Downloads wird der Dienst angegeben."
            remedy = "Beim Dienst eine höhere Zahl (maxRecordCount) oder bei der Quelle «copy_features» einstellen."
            yield Finding.warning("answer-too-small", "distributions", message, remedy)
        else:
            yield from _download(url, layer, service, title, prefix)
    elif layer.get("fields"):
        yield Finding.info("query-off", "distributions", f"«{title}» lässt sich nicht abfragen (capabilities ohne «Query»); es gibt nur den Dienst.")
    yield Distribution(f"{prefix}rest", url, url, title=_named(title, "ArcGIS-Dienst (REST)"), format="REST")


def page_size(layer: Document, service: Document) -> int:
    """Give how many features an answer holds."""
    stated = layer.get("maxRecordCount") or service.get("maxRecordCount")
    return stated if isinstance(stated, int) and stated > 0 else DEFAULT_MOST


def of_service(url: str, document: Document, siblings: Sequence[str], title: str) -> Iterator[Distribution]:
    """Give the services beside a map service (``supportedExtensions``), and the same data's other services."""
    stated = document.get("supportedExtensions")
    before, rest, after = url.partition("/rest/services/")
    for extension in stated.split(",") if isinstance(stated, str) and rest else ():
        if known := EXTENSIONS.get(extension.strip()):
            key, name, code = known
            address = f"{before}/services/{after}/{extension.strip()}?service={name}&request=GetCapabilities"
            yield Distribution(key, address, address, title=_named(title, name), format=code)
    for sibling in siblings:
        kind = sibling.rpartition("/")[2]
        yield Distribution(kind.lower(), sibling, sibling, title=_named(title, f"ArcGIS-Dienst ({kind})"), format="REST")


def can_query(layer: Document, service: Document) -> bool:
    """Tell whether features can be asked for: the layer has fields and nobody says no."""
    stated = layer.get("capabilities") or service.get("capabilities")
    return bool(layer.get("fields")) and layer.get("type") != "Raster Layer" and (not isinstance(stated, str) or "Query" in stated or "Data" in stated)


def _download(url: str, layer: Document, service: Document, title: str, prefix: str) -> Iterator[Distribution]:
    formats = str(layer.get("supportedQueryFormats") or service.get("supportedQueryFormats") or "JSON, geoJSON").lower()
    if "geojson" in formats:
        query = f"where={quote('1=1')}&outFields=*&outSR=4326&f=geojson"
        yield Distribution(f"{prefix}geojson", f"{url}/query?{query}", title=_named(title, "GeoJSON"), format="GEOJSON", media_type="application/geo+json")
    else:
        query = f"where={quote('1=1')}&outFields=*&f=json"
        yield Distribution(f"{prefix}json", f"{url}/query?{query}", title=_named(title, "JSON"), format="JSON", media_type="application/json")


def _named(title: str, what: str) -> Text:
    return {"de": f"{title} ({what})" if "(" not in what else f"{title}: {what}"}
