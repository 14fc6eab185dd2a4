"""What ``package_create`` and ``package_update`` ask of a dataset, all of it, prepared once for the many datasets of a batch.

The schemas are those of the form and of the API, as scheming fills them. What is spared are the questions to the database whose
answers a batch knows.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any, Literal, cast

import ckan.plugins.toolkit as tk
from ckan import model, types
from ckan.lib import plugins as lib_plugins

from ckanext.luzern import config
from ckanext.luzern.catalog.checking import Check
from ckanext.luzern.catalog.edits import Fields
from ckanext.luzern.errors import StoreError
from ckanext.luzern.logic import shape
from luzern_schemas import fields

Action = Literal["package_create", "package_update"]
Flat = dict[Any, Any]  # Any: CKAN's flattened data, by tuples of names and positions
Validator = Callable[..., Any]

REPEATING = tuple(field.name for field in fields.dataset_fields() if field.repeating)


def new_context(**more: Any) -> types.Context:
    """Give the context in which the datasets of one batch are checked and written."""
    return cast(
        "types.Context", {"user": config.harvest_user(), "ignore_auth": True, "session": model.Session, "is_harvest": True, "accepted_owners": set(), **more}
    )


def require_shape(values: Fields) -> None:
    """Refuse what no validator could be asked about, as is done before CKAN's actions (logic/action.py).

    Raises:
        StoreError: with messages by field.
    """
    try:
        shape.check(values)
        shape.check_licences(values["resources"])
    except tk.ValidationError as err:
        raise StoreError(err.error_dict) from err


def accepted(values: Fields, context: types.Context, action: Action) -> Fields:
    """Give a dataset as the action would store it. ``context`` holds the ``package`` that is updated.

    Raises:
        StoreError: with CKAN's messages by field.
    """
    data, errors = _check(action)(values, context)
    if errors:
        raise StoreError(errors)
    extras = [*data.get("extras", ()), *({"key": name, "value": json.dumps(data[name])} for name in REPEATING if name in data)]
    return {**data, "extras": extras}


@cache
def _check(action: Action) -> Check:
    """Give the check of an action.

    Scheming puts its validators into the schema it is given; here it gets a dataset that no validator has to look up. What
    makes extras of repeating fields stands in no schema; ``accepted`` does it.
    """
    plugin = lib_plugins.lookup_package_plugin("dataset")
    schema: Any = plugin.create_package_schema() if action == "package_create" else plugin.update_package_schema()
    lib_plugins.plugin_validate(plugin, new_context(), {"type": "dataset", "name": "-", "identifier": "-"}, schema, action)
    if action == "package_create":
        schema["name"] = []  # a slug; the name is given when all is checked
    schema["owner_org"] = [_once(validator) for validator in schema["owner_org"]]
    unique = tk.get_validator("resource_id_does_not_exist")
    schema["resources"]["id"] = [_unless_its_own(one) if one is unique else one for one in schema["resources"]["id"]]
    return Check(schema)


def _once(validator: Validator) -> Validator:
    """Ask a validator once for each value that a batch's datasets have in common."""
    if validator.__code__.co_argcount != 4:
        return validator

    def validate(key: Any, data: Flat, errors: Flat, context: Any) -> None:
        accepted = context["accepted_owners"]
        if data.get(key) not in accepted:
            validator(key, data, errors, context)
            accepted.add(data.get(key))

    return validate


def _unless_its_own(validator: Validator) -> Validator:
    """Ask whether a resource is another dataset's only where it is not among the dataset's own, which the batch has read."""

    def validate(key: Any, data: Flat, errors: Flat, context: Any) -> None:
        package = context.get("package")
        if not package or all(data[key] != resource.id for resource in package.resources_all):
            validator(key, data, errors, context)

    return validate
