"""What Solr keeps of a dataset.

CKAN hands every stored field to the index as it lies in the database. Our multilingual and repeating fields lie there as JSON; a
term of Solr's plain string fields holds 32 KB at most, so that a long description would make the dataset impossible to index.
To these come the fields that citizens' words are looked for in, and those of facets.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ckanext.luzern import config
from ckanext.luzern.search import facets, fields
from ckanext.luzern.search.language.german import german
from luzern_schemas.organizations import read_organizations

MAX_TERM_BYTES = 32_000


def document(package: dict[str, Any]) -> dict[str, Any]:
    """Give the Solr document without values that no field of it could hold; shape: field to string or list of strings."""
    found = {key: value for key, value in package.items() if _fits(key, value)}
    dataset = json.loads(package["validated_data_dict"])
    organization = dataset.get("organization") or {}
    folder = config.config_dir()
    names = _names_of_organizations(folder).get(organization.get("name", ""), ()) or tuple(filter(None, [organization.get("title")]))
    ours = fields.of(dataset, german(folder / "search"), names)
    if names:
        ours["organization_names"] = "\t".join([organization.get("name", ""), *names])
    return {**found, **ours, **facets.document(dataset)}


@cache
def _names_of_organizations(folder: Path) -> Mapping[str, tuple[str, ...]]:
    """Give what each organisation is called, by its name: titles in every language, abbreviation, former names."""
    organizations = read_organizations(folder / "organizations.yaml")
    return {one.name: (*one.title.values(), *filter(None, [one.abbreviation]), *one.former_names) for one in organizations}


def _fits(key: str, value: Any) -> bool:
    if key in {"data_dict", "validated_data_dict", "text", "title", "notes"}:  # stored only, or analysed word by word
        return True
    if isinstance(value, dict) or (isinstance(value, list) and any(isinstance(item, dict) for item in value)):
        return False
    return not isinstance(value, str) or len(value.encode()) <= MAX_TERM_BYTES
