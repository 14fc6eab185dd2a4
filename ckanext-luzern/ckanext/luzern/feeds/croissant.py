"""A tabular dataset in Croissant 1.0 (mlcommons.org/croissant): its files, and its table with the columns of the data dictionary. Pure.

For whoever trains models or loads tables by program. What the files hold is not looked at: the columns are those the department described.
"""

from __future__ import annotations

import re
from typing import Any

from ckanext.luzern.feeds import schema_org
from ckanext.luzern.feeds.settings import FeedSettings
from ckanext.luzern.feeds.values import Fields, clean, parts
from luzern_schemas.vocabulary import load

CONFORMS_TO = "http://mlcommons.org/croissant/1.0"
CONTEXT: dict[str, Any] = {
    "@language": "de",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
TABLES = ("CSV", "TSV")  # what Croissant extracts columns from by their names
FILES = (*TABLES, "PARQUET", "JSON", "JSON_LD", "GEOJSON", "XLSX", "XLS", "ODS", "ZIP")
TYPES = {
    "boolean": "sc:Boolean",
    "date": "sc:Date",
    "datetime": "sc:DateTime",
    "decimal": "sc:Float",
    "float": "sc:Float",
    "number": "sc:Float",
    "integer": "sc:Integer",
    "url": "sc:URL",
}


def is_tabular(package: Fields) -> bool:
    """Tell whether a dataset has a table that programs can read."""
    return any(_form(resource) in TABLES for resource in parts(package.get("resources")))


def dataset(package: Fields, settings: FeedSettings, language: str) -> dict[str, Any]:
    """Describe a package as ``package_show`` gives it."""
    about = schema_org.dataset(package, settings, language)
    kept = ("name", "description", "url", "identifier", "license", "keywords", "datePublished", "dateModified", "inLanguage", "sameAs")
    files = [resource for resource in parts(package.get("resources")) if _form(resource) in FILES]
    return {
        "@context": {**CONTEXT, "@language": language},
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        **{name: about[name] for name in kept if name in about},
        **{name: [{**agent, "@type": "sc:Organization"} for agent in _several(about.get(name))] for name in ("creator", "publisher")},
        "version": _version(about),
        "citeAs": _citation(about),
        "isLiveDataset": True,  # the files at these addresses are replaced by newer ones: the checksum is that of the last delivery
        "distribution": [_file(resource, package, settings, language) for resource in files],
        "recordSet": [_table(resource, package, language) for resource in files if _form(resource) in TABLES and parts(package.get("columns"))][:1],
    }


def _form(resource: Fields) -> str:
    term = load("file-type").find(clean(resource.get("format") or ""))
    return term.code if term else ""


def _file(resource: Fields, package: Fields, settings: FeedSettings, language: str) -> dict[str, Any]:
    about = schema_org.download(resource, package, settings, language)
    checksums = {name: found for name, digits in (("sha256", 64), ("md5", 32)) if (found := schema_org.checksum(resource, name, digits).lower())}
    kept = {name: about[name] for name in ("name", "description", "contentUrl", "contentSize") if name in about}
    media_type = about.get("encodingFormat", "application/octet-stream")
    return {"@type": "cr:FileObject", "@id": _key(resource), "name": _key(resource), **kept, "encodingFormat": media_type, **checksums}


def _table(resource: Fields, package: Fields, language: str) -> dict[str, Any]:
    """Only the first table has the columns for sure: they are the dataset's."""
    key = f"{_key(resource)}/table"
    columns = [column for column in parts(package.get("columns")) if clean(column.get("name") or "")]
    return {
        "@type": "cr:RecordSet",
        "@id": key,
        "name": key,
        "description": schema_org.text(resource.get("name_translated"), language) or schema_org.text(package.get("title_translated"), language),
        "field": [_field(column, f"{key}/{number}", resource, language) for number, column in enumerate(columns, 1)],
    }


def _field(column: Fields, key: str, resource: Fields, language: str) -> dict[str, Any]:
    name = clean(column["name"])
    told = [schema_org.text(column.get(field), language) for field in ("label_translated", "description_translated")]
    return {
        "@type": "cr:Field",
        "@id": key,
        "name": name,
        "description": ". ".join(filter(None, [*told, clean(column.get("unit") or "")])) or name,
        "dataType": TYPES.get(clean(column.get("data_type") or "").lower(), "sc:Text"),
        "source": {"fileObject": {"@id": _key(resource)}, "extract": {"column": name}},
    }


def _several(value: Any) -> list[dict[str, Any]]:
    return value if isinstance(value, list) else [value] if value else []


def _key(resource: Fields) -> str:
    return str(resource["id"])


def _version(about: dict[str, Any]) -> str:
    """Give the version; the day of the last change, written as a semantic version, where there is none: Croissant asks for one."""
    stated = re.fullmatch(r"(\d+)(?:\.(\d+))?(?:\.(\d+))?", about.get("version", ""))
    if stated:
        return ".".join(str(int(part or 0)) for part in stated.groups())
    day = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", about.get("dateModified", ""))
    return ".".join(str(int(part)) for part in day.groups()) if day else "1.0.0"


def _citation(about: dict[str, Any]) -> str:
    """Who, when, what, where: as a reference is written."""
    names = ", ".join(one["name"] for one in _several(about.get("creator") or about["publisher"]))
    return (
        f"{names} ({about.get('dateModified', '')[:4]}): {about.get('name', '')}. {about['publisher'].get('name', '')}. {about.get('identifier', about['url'])}"
    )
