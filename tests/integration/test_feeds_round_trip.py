"""Datasets saved through the API, from the least to the fullest and forty at random: each valid, each read back by ckanext-dcat's own parser."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from feeds import random_packages
from feeds.packages import maximal
from feeds.reading import comparable, expected, read
from integration.api import Api, Values, resource
from portal import Portal

pytestmark = [pytest.mark.services, pytest.mark.usefixtures("open_feed")]

TOOL = Path(__file__).resolve().parents[3] / "shared" / "tools" / "check_feed.py"
NOT_SENT = {"id", "name", "identifier", "type", "state", "private", "metadata_created", "metadata_modified", "organization"}
PARSED = {"ttl": "turtle", "jsonld": "json-ld", "xml": "xml"}


def fullest() -> Values:
    """Everything a dataset can say, with files that lie elsewhere."""
    said = {field: value for field, value in maximal().items() if field not in NOT_SENT}
    files = [{**one, "url_type": "", "url": f"https://example.org/{number}.csv", "access_url": ""} for number, one in enumerate(said["resources"])]
    return {**said, "resources": [{field: value for field, value in one.items() if field not in {"id", "created"}} for one in files]}


def german_only() -> Values:
    empty = {"fr": "", "it": "", "en": ""}
    return {"title_translated": {"de": "Nur auf Deutsch", **empty}, "tags_translated": {"de": ["Lärm"]}, "resources": [resource()]}


@pytest.fixture(scope="module")
def saved(api: Api, portal: Portal) -> Iterator[list[Values]]:
    """Give every dataset as it was stored; afterwards they are gone, and the feed may know it."""
    with ExitStack() as datasets:
        # The first to be entered is the last to be left: somebody gives his word that all of them may leave the feed.
        datasets.callback(portal.ckan, "luzern", "feed", "approve", "--by", "Tests")
        sent = [{"resources": [resource()]}, german_only(), fullest(), *map(random_packages.fields, range(40))]
        yield [datasets.enter_context(api.dataset(**fields)) for fields in sent]


def test_what_is_saved_is_read_back_to_the_same_fields(api: Api, saved: list[Values]) -> None:
    for number, dataset in enumerate(saved):
        ending = list(PARSED)[number % len(PARSED)]
        document = api.client.get(f"/dataset/{dataset['name']}.{ending}")
        assert document.status_code == 200
        assert comparable(read(document.text, PARSED[ending])[0], dataset) == expected(dataset), dataset["title"]


def test_opendata_swiss_takes_whatever_can_be_saved(portal: Portal, saved: list[Values]) -> None:
    found = judge(f"{portal.url}/feeds/opendata-swiss.xml")

    assert {dataset["identifier"] for dataset in saved} <= {name.partition("@")[0] for name in found["mqa_per_dataset"]}
    assert {(one["judgement"], one["rule"]) for one in found["findings"]} <= {("shacl-warning", "page")}, found["findings"]


def judge(address: str) -> dict[str, Any]:
    if not TOOL.exists():
        pytest.skip("the shapes of opendata.swiss' checker are not beside the repository (../shared)")
    done = subprocess.run([sys.executable, str(TOOL), address, "--json"], capture_output=True, text=True, check=False, timeout=300)
    assert done.stdout, done.stderr
    return json.loads(done.stdout)
