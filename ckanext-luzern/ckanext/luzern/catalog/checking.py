"""CKAN's check of values against a schema, prepared for a schema that is used many times.

``navl_validate`` finds out anew for each dataset what the schema is: it flattens it twice and sorts it five times, which takes
as long as asking the validators. Here the schema is taken to pieces once. All validators are asked, in the same order, with the
same arguments; a converter that is slow for what it does has a stand-in. Where one objects, ``navl_validate`` itself says what
is wrong: its messages stay its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import types
from ckan.lib.navl import dictization_functions as navl

Fields = dict[str, Any]  # Any: values of a package as CKAN's actions take them
Key = tuple[Any, ...]  # of CKAN's flattened data: ("resources", 0, "url")
Flat = dict[Key, Any]
Calls = tuple[tuple[Callable[..., Any], int], ...]
"""The validators of a field, each with the number of its arguments."""

BEFORE, EXTRAS, AFTER, JUNK = "__before", "__extras", "__after", "__junk"


@dataclass(frozen=True)
class _Level:
    """The fields of a dataset, or those of the entries of one of its lists, in the order in which CKAN asks for them."""

    fields: Mapping[str, Calls]
    lists: frozenset[str]


class Check:
    """Checks values against one schema; called like ``tk.navl_validate``, with the same answer: the values to store, and errors."""

    def __init__(self, schema: Fields) -> None:
        self._schema = schema
        self._levels = dict(_levels(schema, ()))

    def __call__(self, values: Fields, context: types.Context) -> tuple[Fields, Fields]:
        """Give the values to store and no errors, or the errors of ``navl_validate``."""
        data = self._accepted(values, context)
        return tk.navl_validate(values, self._schema, context) if data is None else (data, {})

    def _accepted(self, values: Fields, context: types.Context) -> Fields | None:
        """Give the values to store; None where a validator objects, or the shape is none the schema knows."""
        data: Flat = navl.flatten_dict(values, schema=self._schema)
        prefixes = self._prefixes(data)
        if not self._set_aside(data, set(prefixes)):
            return None
        keys = [((*prefix, name), calls) for prefix in prefixes for name, calls in self._levels[prefix[::2]].fields.items()]
        errors: Flat = {key: [] for key, _ in keys}
        for key, _ in keys:
            if key not in data and not key[-1].startswith("__"):
                data[key] = tk.missing
        context = types.Context({**context, "schema_keys": list(self._schema)})
        try:
            for key, calls in _in_order(keys):
                _ask(key, calls, data, errors, context)
        except tk.Invalid:
            return None
        if any(errors.values()):
            return None
        return {**{name: [] for name, value in values.items() if value == []}, **navl.unflatten(data)}

    def _prefixes(self, data: Flat) -> list[Key]:
        """Give where entries stand, in CKAN's order: ``()`` for the dataset, ``("contact", 0)``, ``("resources", 0)`` and so on."""
        found: dict[Key, None] = {(): None}
        for prefix in sorted({key[:-1] for key in data if len(key) > 1}, key=navl.flattened_order_key):
            if prefix[::2] in self._levels and prefix[:-2] in found:
                found[prefix] = None
        return list(found)

    def _set_aside(self, data: Flat, prefixes: set[Key]) -> bool:
        """Put what no schema names into ``__extras`` of its entry, or into ``__junk``; False where a list is no list of entries."""
        for key in list(data):
            prefix, name = key[:-1], key[-1]
            level = self._levels[prefix[::2]] if prefix in prefixes else None
            if level and name in level.fields:
                continue
            value = data.pop(key)
            if level and name in level.lists and value != []:
                return False
            if level:
                data.setdefault((*prefix, EXTRAS), {})[name] = value
            else:
                data.setdefault((JUNK,), {})[key] = value
        return True


def _levels(schema: Mapping[str, Any], path: Key) -> Iterator[tuple[Key, _Level]]:
    to_extras = tk.get_converter("convert_to_extras")
    validators = {name: [_to_extras if one is to_extras else one for one in part] for name, part in sorted(schema.items()) if isinstance(part, list)}
    fields = {name: tuple((one, one.__code__.co_argcount) for one in part) for name, part in validators.items()}
    lists = {name: part for name, part in schema.items() if isinstance(part, dict)}
    yield path, _Level(fields, frozenset(lists))
    for name, part in lists.items():
        yield from _levels(part, (*path, name))


def _to_extras(key: Key, data: Flat, errors: Flat, context: types.Context) -> None:
    """Make an extra of a field, as CKAN's converter does, which looks through the whole dataset to find the next position."""
    position = next(number for number in count() if ("extras", number, "key") not in data)
    data["extras", position, "key"] = key[-1]
    as_text: Any = tk.get_validator("unicode_safe")
    data["extras", position, "value"] = as_text(data[key])


def _in_order(keys: list[tuple[Key, Calls]]) -> Iterator[tuple[Key, Calls]]:
    """Give what is asked before the fields, the fields, what becomes of unknown ones, what is asked after, and junk."""
    special: dict[str, list[tuple[Key, Calls]]] = {BEFORE: [], EXTRAS: [], AFTER: [], JUNK: []}
    fields = []
    for one in keys:
        special.get(one[0][-1], fields).append(one)
    yield from special[BEFORE]
    yield from fields
    yield from special[EXTRAS]
    yield from reversed(special[AFTER])
    yield from special[JUNK]


def _ask(key: Key, calls: Calls, data: Flat, errors: Flat, context: types.Context) -> None:
    """Ask the validators of one field, as ``navl`` does.

    Raises:
        tk.Invalid: one objects.
    """
    try:
        for call, arguments in calls:
            if arguments == 4:
                call(key, data, errors, context)
            else:
                data[key] = call(*(data.get(key), context)[:arguments])
    except tk.StopOnError:
        pass
