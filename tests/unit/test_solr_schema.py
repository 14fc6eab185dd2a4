"""Our Solr schema holds CKAN's: a field of CKAN's that we lack or bend would break search at the next release, silently."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from portal import ROOT

CONFIGSET = ROOT / "config" / "solr" / "conf"
PARTS = ("fields/field", "fields/dynamicField", "copyField", "uniqueKey")


def definitions(path: Path, part: str) -> set[str]:
    return {f"{sorted(element.attrib.items())} {(element.text or '').strip()}" for element in ET.parse(path).getroot().findall(part)}


@pytest.mark.parametrize("part", PARTS)
def test_every_definition_of_ckan_is_ours_too(part: str) -> None:
    spec = find_spec("ckan")
    if spec is None or spec.origin is None:
        pytest.skip("CKAN is not installed")
    theirs = definitions(Path(spec.origin).parent / "config" / "solr" / "schema.xml", part)
    assert theirs
    assert theirs - definitions(CONFIGSET / "schema.xml", part) == set()


def test_the_schema_says_which_ckan_it_is_for() -> None:
    assert ET.parse(CONFIGSET / "schema.xml").getroot().get("name") == "ckan-2.12"


def test_every_file_the_schema_names_is_there() -> None:
    named = {value for element in ET.parse(CONFIGSET / "schema.xml").iter() for value in element.attrib.values() if value.endswith(".txt")}
    assert named
    assert not [name for name in named if not (CONFIGSET / name).exists()]
