"""Attributes as the data dictionary: from a WFS's XML Schema (DescribeFeatureType) and from an OGC API's JSON Schema."""

from __future__ import annotations

from typing import Any

from luzern_harvesters.record import Column
from luzern_harvesters.xml import Element

from .document import child, walk

XSD_TYPES = {
    **dict.fromkeys(
        ("int", "integer", "long", "short", "byte", "unsignedint", "unsignedlong", "unsignedshort", "nonnegativeinteger", "positiveinteger"), "integer"
    ),
    **dict.fromkeys(("decimal", "double", "float"), "decimal"),
    **dict.fromkeys(("string", "normalizedstring", "token", "anyuri", "id", "time", "language"), "text"),
    **dict.fromkeys(("date", "gyear", "gyearmonth"), "date"),
    "datetime": "datetime",
    "boolean": "boolean",
}
JSON_TYPES = {"integer": "integer", "number": "decimal", "string": "text", "boolean": "boolean"}
JSON_FORMATS = {"date": "date", "date-time": "datetime"}
GEOMETRIES = {"point": "Punkte", "linestring": "Linien", "line": "Linien", "curve": "Linien", "polygon": "Flächen", "surface": "Flächen"}
MOST_VALUES = 60


def columns_of_xsd(root: Element, name: str) -> tuple[Column, ...]:
    """Give the columns of a feature type (``prefix:Name``); empty where the schema does not describe it."""
    local = name.rpartition(":")[2]
    declared = next((one for one in root.all("element") if one.attributes.get("name") == local), None)
    if declared is None:
        return ()
    wanted = declared.attributes.get("type", "").rpartition(":")[2]
    described = next((one for one in root.all("complextype") if wanted and one.attributes.get("name") == wanted), child(declared, "complextype"))
    sequence = next((one for one in walk(described) if one.tag in {"sequence", "all"}), None) if described else None
    return tuple(_column_of_xsd(one) for one in sequence.all("element") if one.attributes.get("name")) if sequence else ()


def columns_of_json(schema: Any) -> tuple[Column, ...]:  # Any: the recursive JSON value
    """Give the columns of a JSON Schema (OGC API Features part 5) or of queryables (part 3 §6)."""
    properties = schema.get("properties") if isinstance(schema, dict) else None
    return tuple(_column_of_json(name, one) for name, one in properties.items() if isinstance(one, dict)) if isinstance(properties, dict) else ()


def _column_of_xsd(element: Element) -> Column:
    stated = element.attributes.get("type", "")
    restriction = child(element, "simpletype", "restriction")
    if restriction:
        stated = restriction.attributes.get("base", "")
    data_type, geometry = _type_of_xsd(stated)
    values = [one.attributes.get("value", "") for one in restriction.all("enumeration")] if restriction else []
    said = " ".join(walked.text for one in element.all("annotation") for walked in walk(one) if walked.tag == "documentation" and walked.text)
    described = " ".join(filter(None, (said, geometry, _values(values))))
    return Column(element.attributes["name"], description={"de": described} if described else {}, data_type=data_type)


def _type_of_xsd(stated: str) -> tuple[str, str]:
    local = stated.rpartition(":")[2].lower()
    if local.endswith("propertytype"):
        return "geometry", next((word for shape, word in GEOMETRIES.items() if shape in local), "")
    return XSD_TYPES.get(local, ""), ""


def _column_of_json(name: str, one: dict[str, Any]) -> Column:
    stated = one.get("type")
    kind = next((part for part in stated if part != "null"), "") if isinstance(stated, list) else str(stated or "")
    form, reference = str(one.get("format") or ""), str(one.get("$ref") or "")
    title, said = str(one.get("title") or ""), str(one.get("description") or "")
    if "geojson.org" in reference or form.startswith("geometry") or one.get("x-ogc-role") == "primary-geometry":
        data_type = "geometry"
        said = said or next((word for shape, word in GEOMETRIES.items() if shape in (reference + form).lower()), "")
    else:
        data_type = JSON_FORMATS.get(form) or JSON_TYPES.get(str(kind), "")
    values = one.get("enum")
    described = " ".join(filter(None, (said, _values([str(value) for value in values]) if isinstance(values, list) else "")))
    unit = one.get("x-ogc-unit")
    return Column(
        name,
        label={"de": title} if title and title != name else {},
        description={"de": described} if described else {},
        data_type=data_type,
        unit=unit if isinstance(unit, str) else "",
    )


def _values(values: list[str]) -> str:
    more = f" und {len(values) - MOST_VALUES} weitere" if len(values) > MOST_VALUES else ""
    return f"Werte: {'; '.join(values[:MOST_VALUES])}{more}." if values else ""
