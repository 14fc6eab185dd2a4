"""What the harvesters say of themselves is true of the source files that we ship."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from luzern_harvesters.documentation import source_schema

CONFIG = Path(__file__).parents[3] / "config"
FILES = sorted([*(CONFIG / "harvest").glob("*.yaml"), *(CONFIG / "example-city" / "harvest").glob("*.yaml")])


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return source_schema()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_source_file_fits_the_json_schema(path: Path, schema: dict[str, Any]) -> None:
    jsonschema.validate(yaml.safe_load(path.read_text(encoding="utf-8")), schema, jsonschema.Draft202012Validator)
