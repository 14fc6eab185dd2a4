"""A layer's fields as the data dictionary: names, aliases, types, and what coded values mean."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from luzern_harvesters.record import Column

from .rest import Document

TYPES = {
    "esriFieldTypeOID": "integer",
    "esriFieldTypeSmallInteger": "integer",
    "esriFieldTypeInteger": "integer",
    "esriFieldTypeBigInteger": "integer",
    "esriFieldTypeSingle": "decimal",
    "esriFieldTypeDouble": "decimal",
    "esriFieldTypeString": "text",
    "esriFieldTypeXML": "text",
    "esriFieldTypeGUID": "text",
    "esriFieldTypeGlobalID": "text",
    "esriFieldTypeDate": "datetime",
    "esriFieldTypeTimestampOffset": "datetime",
    "esriFieldTypeDateOnly": "date",
    "esriFieldTypeTimeOnly": "text",
    "esriFieldTypeGeometry": "geometry",
}
UNREADABLE = {"esriFieldTypeBlob", "esriFieldTypeRaster"}
GEOMETRIES = {
    "esriGeometryPoint": "Punkte",
    "esriGeometryMultipoint": "Punktgruppen",
    "esriGeometryPolyline": "Linien",
    "esriGeometryPolygon": "Flächen",
    "esriGeometryEnvelope": "Rechtecke",
    "esriGeometryMultiPatch": "3D-Körper",
}
MOST_VALUES = 60  # a longer list is a code table, not an explanation


def columns_of(layer: Document) -> tuple[Column, ...]:
    """Give the columns that a download holds."""
    return tuple(_columns(layer))


def _columns(layer: Document) -> Iterator[Column]:
    fields = layer.get("fields")
    for field in fields if isinstance(fields, list) else ():
        if not isinstance(field, dict) or not field.get("name") or str(field.get("type")) in UNREADABLE:
            continue
        name, alias = str(field["name"]), str(field.get("alias") or "").strip()
        described = _description(field, layer)
        yield Column(
            name,
            label={"de": alias} if alias and alias != name else {},
            description={"de": described} if described else {},
            data_type=TYPES.get(str(field.get("type")), ""),
        )


def _description(field: Document, layer: Document) -> str:
    if field.get("type") == "esriFieldTypeGeometry":
        return GEOMETRIES.get(str(layer.get("geometryType")), "")
    domain = field.get("domain")
    domain = domain if isinstance(domain, dict) else {}
    values = [(str(value.get("code")), str(value.get("name"))) for value in _dicts(domain.get("codedValues"))]
    if not values and field["name"] in (layer.get("typeIdField"), layer.get("subtypeField"), layer.get("subtypeFieldName")):
        values = [(str(one.get("id", one.get("code"))), str(one.get("name"))) for one in (*_dicts(layer.get("types")), *_dicts(layer.get("subtypes")))]
    if values:
        return _values(list(dict.fromkeys(values)))
    limits = domain.get("range")
    return f"Werte von {limits[0]} bis {limits[1]}." if isinstance(limits, list) and len(limits) == 2 else ""


def _values(values: list[tuple[str, str]]) -> str:
    """List the codes; a code that is its own meaning needs no second word."""
    said = [f"{code} = {name}" if code != name else code for code, name in values[:MOST_VALUES]]
    more = f" und {len(values) - MOST_VALUES} weitere" if len(values) > MOST_VALUES else ""
    return f"Werte: {'; '.join(said)}{more}."


def _dicts(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
