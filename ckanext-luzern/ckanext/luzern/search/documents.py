"""Documents for the index, as CKAN makes them one by one: ``PackageSearchIndex.index_package`` up to the point where it sends.

That function can't be asked for the document alone. A test compares what CKAN itself indexed, for every dataset.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

import ckan.plugins as p
from ckan import model
from ckan.lib import plugins as lib_plugins
from ckan.lib.search import index
from dateutil import parser

from ckanext.luzern import config
from ckanext.luzern.catalog.read import Shown

Document = dict[str, Any]  # Any: a string, number, truth value, or a list of strings

RESOURCE_FIELDS = {"name": "res_name", "description": "res_description", "format": "res_format", "url": "res_url", "resource_type": "res_type"}
NOT_INDEXED = ("extras", "tags", "resources", "relationships_as_subject", "relationships_as_object")
CLEANED = ("title", "notes", "title_string")
NO_KEY = re.compile(r"[^0-9A-Za-z_-]")
_NO_DATE = object()


def index_id(package_id: str) -> str:
    """Give the key of a dataset's document; several portals may share an index."""
    return hashlib.md5(f"{package_id}{config.site_id()}".encode(), usedforsecurity=False).hexdigest()


def belongs(package: model.Package) -> bool:
    """Tell whether a dataset has a place in the index; private ones have, CKAN shows them to those who may see them."""
    return config.index_keeps_deleted() or package.state not in {None, "deleted"}


def document(shown: Shown) -> Document:
    """Give the document of a dataset."""
    package = {**shown.default, "data_dict": json.dumps(shown.default), "validated_data_dict": json.dumps(shown.custom)}
    if package.get("title"):
        package["title_string"] = package["title"]
    made = {name: value for name, value in package.items() if name not in NOT_INDEXED}
    made |= _extras(package.get("extras", ()), {*index.RESERVED_FIELDS, *package})
    made |= _tags(package.get("tags", ()))
    made |= {
        "capacity": "private" if package["private"] else "public",
        "groups": [group["name"] for group in package.get("groups", ())],
        "organization": package["organization"] and package["organization"]["name"],
        **_resources(package.get("resources", ())),
    }
    made = {**_relationships(package), **made, index.TYPE_FIELD: index.PACKAGE_TYPE, "dataset_type": package["type"]}
    made = {name: value for name, value in map(_with_date, made.items()) if value is not _NO_DATE}
    made |= {name: index.escape_xml_illegal_chars(made[name]) for name in CLEANED if made.get(name)}
    made |= {name: f"{package[name]}Z" for name in ("metadata_created", "metadata_modified")}
    made |= {"site_id": config.site_id(), "index_id": index_id(package["id"])}
    if made.get("title"):
        made["title"] = made["title"].lstrip()
    for plugin in p.PluginImplementations(p.IPackageController):
        made = plugin.before_dataset_index(made)
    made["permission_labels"] = lib_plugins.get_permission_labels().get_dataset_labels(shown.package)
    return {name: value for name, value in made.items() if value not in (None, "")}  # Solr has no empty values


def _extras(extras: Iterable[Mapping[str, str]], taken: set[str]) -> Document:
    found: Document = {}
    for extra in extras:
        key, value = NO_KEY.sub("", extra["key"]), extra["value"]
        found[f"extras_{key}"] = value
        if key not in taken:
            found[key] = value
    return found


def _tags(tags: Iterable[Mapping[str, Any]]) -> Document:
    """CKAN indexes the terms of a vocabulary in a field of its own; our datasets have free tags alone."""
    found: Document = {"tags": []}
    for tag in tags:
        vocabulary = model.Session.get(model.Vocabulary, tag["vocabulary_id"]) if tag.get("vocabulary_id") else None
        found.setdefault(f"vocab_{vocabulary.name}" if vocabulary else "tags", []).append(tag["name"])
    return found


def _resources(resources: Iterable[Mapping[str, Any]]) -> Document:
    names = {**RESOURCE_FIELDS, **{name: f"res_extras_{name}" for name in model.Resource.get_extra_columns()}}
    entries = list(resources)
    return {ours: [entry.get(name, "") for entry in entries] for name, ours in names.items()} if entries else {}


def _relationships(package: Mapping[str, Any]) -> Document:
    found: dict[str, list[str]] = {}
    forward_to_reverse = model.PackageRelationship.forward_to_reverse_type
    others = [(forward_to_reverse(one["type"]), one["subject_package_id"]) for one in package.get("relationships_as_object", ())]
    others += [(one["type"], one["object_package_id"]) for one in package.get("relationships_as_subject", ())]
    for kind, package_id in others:
        other = model.Session.get(model.Package, package_id)
        found.setdefault(kind, []).append(other.name if other else package_id)
    return found


def _with_date(field: tuple[str, Any]) -> tuple[str, Any]:
    """Give a field that Solr takes for a date as one, with a time zone; one that can't be read is left out."""
    name, value = field
    if not name.endswith("_date"):
        return field
    try:
        date = parser.parse(value or "")
    except parser.ParserError:
        return name, _NO_DATE
    return name, date.isoformat() if date.tzinfo else f"{date.isoformat()}Z"
