"""Templates, YAML and every committed file keep the rules of the house, and every rule can see a fault."""

from __future__ import annotations

import importlib.util

import pytest

from arch import text_rules
from arch.source import File, files

EVERY_RULE = dict.fromkeys(rule for rule, _ in text_rules.RULES)


def named(value: object) -> str:
    return getattr(value, "__name__", "").replace("_", " ")


@pytest.mark.parametrize("rule", EVERY_RULE, ids=named)
def test_the_house_keeps(rule: text_rules.Rule) -> None:
    assert [f"{file.path}: {objection}" for file in files() for objection in rule(file)] == []


@pytest.mark.parametrize(("rule", "planted"), text_rules.RULES, ids=named)
def test_a_planted_fault_is_seen(rule: text_rules.Rule, planted: File) -> None:
    if rule is text_rules.copied_templates_follow_their_original and importlib.util.find_spec("ckan") is None:
        pytest.skip("CKAN is not installed: its templates can't be compared")

    assert list(rule(planted))


def test_what_others_write_with_a_sharp_s_may_stand_as_an_alias() -> None:
    file = File(text_rules._page.with_suffix(".yaml"), "label: {de: Strassen}\naliases: [Straße]")

    assert list(text_rules.german_has_no_sharp_s(file)) == []
