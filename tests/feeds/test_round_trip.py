"""What goes out comes back: read by ckanext-dcat's own parser, and judged as opendata.swiss will, from the least to the fullest and at random."""

from __future__ import annotations

from typing import Any

import pytest

from ckanext.luzern.feeds.profile import EUROPEAN, FULL, OPENDATA_SWISS, SYNTAXES, Profile
from feeds import random_packages
from feeds.packages import Judge, feed, maximal, minimal
from feeds.reading import comparable, expected, read

SEEDS = range(40)
PARSED = {"xml": "xml", "ttl": "turtle", "jsonld": "json-ld", "nt": "nt"}


def at_random(seed: int) -> dict[str, Any]:
    """A random dataset as ``package_show`` gives it."""
    made = minimal(seed + 10) | random_packages.fields(seed)
    ids = [{"id": f"{made['id'][:-6]}{number:06}", "created": "2026-11-02T08:00:00"} for number in range(len(made["resources"]))]
    return {**made, "resources": [given | resource for given, resource in zip(ids, made["resources"], strict=True)]}


def german_only() -> dict[str, Any]:
    return minimal(2, tags_translated={"de": ["Lärm"], "fr": [], "it": [""], "en": []})


def simple() -> dict[str, Any]:
    """The fullest dataset, with files the test can put in order by their address."""
    package = maximal()
    resources = [
        {**resource, "url_type": "", "url": f"https://example.org/{number}.csv", "access_url": ""} for number, resource in enumerate(package["resources"])
    ]
    return {**package, "resources": resources}


@pytest.mark.parametrize("profile", [OPENDATA_SWISS, FULL, EUROPEAN], ids=lambda profile: profile.name)
@pytest.mark.parametrize("package", [minimal(), german_only(), simple()], ids=["least", "german only", "fullest"])
def test_a_dataset_is_read_back_to_the_same_fields(package: dict[str, Any], profile: Profile) -> None:
    check(package, profile)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_dataset_is_read_back_to_the_same_fields(seed: int) -> None:
    check(at_random(seed), FULL)
    check(at_random(seed), EUROPEAN)


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_every_syntax_is_read_back_to_the_same_fields(syntax: str) -> None:
    package = at_random(7)

    assert comparable(read(feed(package, profile=FULL, syntax=syntax), PARSED[syntax])[0], package) == expected(package)


def test_opendata_swiss_takes_random_datasets_as_they_are(judge: Judge) -> None:
    faults = judge(feed(*map(at_random, SEEDS)))

    assert set(faults) <= {("shacl-warning", "page")}, faults


def check(package: dict[str, Any], profile: Profile) -> None:
    back = comparable(read(feed(package, profile=profile))[0], package)
    wanted = expected(package)
    if profile is OPENDATA_SWISS:  # one name without a language, and no period with an open end
        for fields in (back, wanted):
            fields.pop("contact")
            fields["periods"] = [period for period in fields["periods"] if all(period)]
    assert back == wanted
