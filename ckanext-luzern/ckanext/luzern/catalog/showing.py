"""What the schemas of ``package_show`` do to a dataset, worked out once instead of for each.

CKAN flattens a dataset to tuples, finds each field's validators, sorts everything five times and searches all extras for every
field. For showing, that comes to a rule per field: kept, dropped, or turned into another value. The rules are made of the
validators themselves, so that a field added to the schema needs nothing here; a test compares the outcome with CKAN's.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import dictization
from ckan.lib import plugins as lib_plugins
from ckan.logic.schema import default_show_package_schema

Values = dict[str, Any]  # Any: a package, resource, tag … as CKAN's actions give it
Schema = Mapping[str, Any]  # Any: a list of validators, or the schema of the entries of a list
Step = Callable[[str, Any, Values], Any]
"""One validator: the field's name, its value and the entry it stands in; gives the new value, or DROPPED."""

DROPPED = object()
CHECKS = ("not_empty", "name_validator", "package_name_validator")  # give messages, which showing has no use for, and leave the value as it is


@dataclass(frozen=True)
class _Rules:
    """For one level: the steps of each field, the rules of each list of entries, and what becomes of any other field."""

    fields: Mapping[str, tuple[Step, ...]]
    lists: Mapping[str, _Rules]
    keeps_others: bool
    drops_others: bool
    from_extras: frozenset[str]

    def apply(self, values: Values) -> Values:
        """Give an entry as its schema shows it."""
        shown: Values = {}
        others: Values = {}
        for name, value in values.items():
            if name in self.lists and isinstance(value, list):
                shown[name] = [self.lists[name].apply(entry) for entry in value]
            elif name in self.fields:
                result = self._field(name, value, values)
                if result is not DROPPED:
                    shown[name] = result
            elif self.keeps_others:
                shown[name] = value
            elif not self.drops_others:
                others[name] = value
        return {**shown, "__extras": others} if others else shown

    def _field(self, name: str, value: Any, values: Values) -> Any:
        for step in self.fields[name]:
            value = step(name, value, values)
            if value is DROPPED:
                break
        return value


def default(values: Values) -> Values:
    """Give a dataset as CKAN's own schema shows it; our fields stand in ``extras``."""
    return _default_rules().apply(values)


def custom(values: Values) -> Values:
    """Give a dataset as our schema shows it: extras become fields, JSON texts the values they stand for."""
    rules = _custom_rules()
    fields = dict(values)
    extras = []
    repeating = [extra for extra in values["extras"] if extra["key"] in rules.lists]
    for extra in values["extras"]:
        if extra["key"] in rules.lists:
            fields[extra["key"]] = json.loads(extra["value"])
        elif extra["key"] in rules.from_extras:
            fields[extra["key"]] = extra["value"]
        else:
            extras.append(extra)
    fields["extras"] = extras
    if not extras and len(repeating) != len(values["extras"]):
        del fields["extras"]  # CKAN leaves no list behind where it took the last entry out, but keeps one that was empty
    return rules.apply(fields)


def of_row(package: model.Package) -> Values:
    """Give a dataset's own fields and those of its resources as our schema shows them, from rows that are at hand.

    Without what CKAN adds: tags, groups, organisation, addresses of copied files.
    """
    resources = [{**dictization.table_dictize(resource, {}), **(resource.extras or {})} for resource in package.resources]
    extras = [{"key": key, "value": value} for key, value in (package.extras or {}).items()]
    return custom({**dictization.table_dictize(package, {}), "extras": extras, "resources": resources})


@cache
def _default_rules() -> _Rules:
    return _rules(default_show_package_schema())


@cache
def _custom_rules() -> _Rules:
    """Let scheming put its validators into the schema, as it does each time a dataset is shown."""
    plugin = lib_plugins.lookup_package_plugin("dataset")
    schema = plugin.show_package_schema()
    lib_plugins.plugin_validate(plugin, {}, {"type": "dataset", "name": ""}, schema, "package_show")
    return _rules(schema)


def _rules(schema: Schema) -> _Rules:
    lists = {name: _rules(part) for name, part in schema.items() if isinstance(part, dict)}
    fields = {name: part for name, part in schema.items() if isinstance(part, list) and not name.startswith("__")}
    others = schema.get("__extras", [])
    from_extras = tk.get_converter("convert_from_extras")
    without = (from_extras, *map(tk.get_validator, CHECKS))
    return _Rules(
        fields={name: tuple(_step(one) for one in validators if one not in without) for name, validators in fields.items()},
        lists=lists,
        keeps_others=tk.get_validator("keep_extras") in others,
        drops_others=tk.get_validator("ignore") in others,
        from_extras=frozenset(name for name, validators in fields.items() if from_extras in validators),
    )


def _step(validator: Callable[..., Any]) -> Step:
    if validator is tk.get_validator("ignore_missing"):
        return lambda name, value, values: DROPPED if value is None else value
    if validator is tk.get_validator("ignore"):
        return lambda name, value, values: DROPPED
    arguments = validator.__code__.co_argcount  # CKAN asks the same
    if arguments == 4:
        return lambda name, value, values: _flat(validator, name, values)
    return lambda name, value, values: _converted(validator, (value, {})[:arguments])


def _converted(validator: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    try:
        return validator(*arguments)
    except tk.Invalid:
        return arguments[0]


def _flat(validator: Callable[..., Any], name: str, values: Values) -> Any:
    """Call a validator that looks at the field's neighbours."""
    data = {(other,): value for other, value in values.items()}
    with suppress(tk.Invalid, tk.StopOnError):
        validator((name,), data, defaultdict(list), {})
    return data.get((name,), DROPPED)
