"""The outer shape of what is asked of the interface, checked before CKAN's actions that read or delete look at it.

They take a text for a text and a number for a number, and end in an internal error where it is none, or in a search of minutes. Asked by the
portal's own pages they get what they expect; so only who comes by the interface is checked, and once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, wraps
from importlib.metadata import entry_points
from types import FunctionType, ModuleType
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.logic.action import delete, get

from ckanext.luzern.logic import shape

Action = Callable[..., Any]  # Any: CKAN's context; what the action answers
Values = Mapping[str, Any]

OF_PLUGINS = (
    "datastore_info", "datastore_search", "dcat_catalog_search", "dcat_catalog_show", "dcat_dataset_show",
    "scheming_dataset_schema_show", "scheming_group_schema_show", "scheming_organization_schema_show",
)  # fmt: skip
NUMBERS = {"rows", "start", "limit", "offset", "page", "per_page", "facet.limit", "facet.mincount"}
TRUTHS = {"all_fields", "distinct", "expanded", "facet", "plain", "use_default_schema"}
INCLUDE = "include_"  # whatever begins so is a truth, too
TEXTS = {
    "id", "id2", "name", "q", "sort", "type", "resource_id", "vocabulary_id", "object_type", "capacity", "rel", "format", "modified_since",
    "fq", "qf", "bf", "mm", "tie", "boost", "defType", "order_by", "object", "user", "username",
}  # fmt: skip
LISTS = {"fq_list", "fl", "query", "groups", "organizations", "profiles"}  # of texts; a text is a list of one
NEEDED = {"group_autocomplete": ("q",), "organization_autocomplete": ("q",)}
OTHERWISE = {"datastore_search": {"q"}}  # a text for each column
FORMATS = ("xml", "rdf", "pretty-xml", "ttl", "turtle", "n3", "nt", "jsonld", "json-ld")
LARGEST = 2**31 - 1
MOST = 100  # entries of a list

NO_NUMBER = "Erwartet wird eine ganze Zahl. / A whole number is expected."
NO_TRUTH = "Erwartet wird true oder false. / True or false is expected."
NO_TEXTS = f"Erwartet wird eine Liste von höchstens {MOST} Texten. / A list of at most {MOST} texts is expected."
NO_FORMAT = f"Möglich sind: {', '.join(FORMATS)}. / Possible are: {', '.join(FORMATS)}."
MISSING = "Diese Angabe fehlt. / This value is missing."
_CHECKED = "luzern_asked"  # in the context: actions that an action calls are not strangers'


def guarded(own: Mapping[str, Action]) -> dict[str, Action]:
    """Put the check before our own actions that read or delete, and before all others of CKAN and its plugins that do; give all by name."""
    reading, deleting = (*_actions_of(get), *OF_PLUGINS), _actions_of(delete)
    others = {name: _following(name, reads=name in reading) for name in (*reading, *deleting) if name not in own}
    return {
        **others,
        **{name: _checked(name, action) if name in deleting or getattr(action, "side_effect_free", False) else action for name, action in own.items()},
    }


def asked(action: str, values: Values) -> dict[str, Any]:
    """Give what was asked without what was left empty.

    Raises:
        tk.ValidationError: with a message for each parameter that is not of its kind.
    """
    stated = {name: value for name, value in values.items() if not _is_empty(name, value)}
    errors: dict[str, Any] = {name: [fault] for name, value in stated.items() if (fault := _fault(action, name, value))}
    errors |= {name: [MISSING] for name in NEEDED.get(action, ()) if name not in stated}
    if errors:
        raise tk.ValidationError(errors)
    if "profiles" in stated:
        stated["profiles"] = _several(stated["profiles"])
    return stated


def _actions_of(module: ModuleType) -> tuple[str, ...]:
    return tuple(name for name, one in vars(module).items() if isinstance(one, FunctionType) and one.__module__ == module.__name__ and not name.startswith("_"))


def _following(name: str, *, reads: bool) -> Action:
    @tk.chained_action
    def following(action: Action, context: Any, data_dict: Values) -> Any:
        return action(context, data_dict)

    return _checked(name, tk.side_effect_free(following) if reads else following)


def _checked(name: str, action: Action) -> Action:
    """Wrap an action, chained or not; what marks it as such goes along."""

    @wraps(action)
    def checked(*arguments: Any) -> Any:
        *before, context, data_dict = arguments
        if "api_version" not in context or context.get(_CHECKED):
            return action(*arguments)
        context[_CHECKED] = True
        return action(*before, context, asked(name, data_dict))

    return checked


def _is_empty(name: str, value: Any) -> bool:
    is_blank = isinstance(value, str) and not value.strip()
    return value is None or (is_blank and (name in {*NUMBERS, *TRUTHS, "sort"} or name.startswith(INCLUDE)))


def _fault(action: str, name: str, value: Any) -> str:
    if name in NUMBERS:
        return "" if _is_number(value) else NO_NUMBER
    if name in TRUTHS or name.startswith(INCLUDE):
        return "" if _is_truth(value) else NO_TRUTH
    if name in LISTS and not _are_texts(value):
        return NO_TEXTS
    if name in TEXTS and not isinstance(value, str) and name not in OTHERWISE.get(action, ()):
        return shape.NOT_A_TEXT
    if name == "format" and value not in FORMATS:
        return NO_FORMAT
    if name == "profiles" and not set(_several(value)) <= _profiles():
        return f"Möglich sind: {', '.join(sorted(_profiles()))}. / Possible are: {', '.join(sorted(_profiles()))}."
    return shape.text_fault(value)


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return False
    try:
        number = int(value)
    except (ValueError, OverflowError):  # no number; one without end
        return False
    return abs(number) <= LARGEST and (isinstance(value, str) or number == value)


def _is_truth(value: Any) -> bool:
    if not isinstance(value, (bool, int, str)):
        return False
    try:
        tk.asbool(value)
    except ValueError:
        return False
    return True


def _are_texts(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and len(value) <= MOST and all(isinstance(part, str) for part in value))


def _several(value: str | list[str]) -> list[str]:
    return value.split(",") if isinstance(value, str) else value


@cache
def _profiles() -> frozenset[str]:
    return frozenset(entry.name for entry in entry_points(group="ckan.rdf.profiles"))
