"""The house keeps its rules, and every rule can see a fault."""

from __future__ import annotations

import pytest

from arch import ckan_imports, rules
from arch.source import File, python_files

# The only place where everything is caught: the loop over a source's records, so that one bad record costs no other.
BROAD_EXCEPT = "harvesters/run.py"

EVERY_RULE = dict.fromkeys(rule for rule, _ in rules.RULES)


def named(value: object) -> str:
    return getattr(value, "__name__", "").replace("_", " ")


@pytest.mark.parametrize("rule", [rule for rule in EVERY_RULE if rule is not rules.nothing_is_caught_blindly], ids=named)
def test_the_house_keeps(rule: rules.Rule) -> None:
    assert [f"{file.path}: {objection}" for file in python_files() for objection in rule(file)] == []


def test_everything_is_caught_in_one_place_only() -> None:
    places = [str(file.path) for file in python_files() for _ in rules.nothing_is_caught_blindly(file)]

    assert places in ([], [BROAD_EXCEPT])


@pytest.mark.parametrize(("rule", "planted"), rules.RULES, ids=named)
def test_a_planted_fault_is_seen(rule: rules.Rule, planted: File) -> None:
    assert list(rule(planted))


def test_every_import_from_ckan_that_is_allowed_is_used_and_has_a_reason() -> None:
    used = {name for file in python_files() for _, name in rules.imported(file)}

    assert set(ckan_imports.ALLOWED) - used == set()
    assert all(len(reason) > 20 for reason in ckan_imports.ALLOWED.values())
