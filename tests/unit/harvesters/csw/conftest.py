from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from contract.web import serve
from luzern_harvesters.record import DatasetRecord
from unit.harvesters.csw.answers import Catalogue, previewed, response, source_of


@pytest.fixture
def mapped(tmp_path: Path) -> Callable[..., DatasetRecord]:
    def of(record: str, **options: Any) -> DatasetRecord:
        file = tmp_path / "antwort.xml"
        file.write_bytes(response(record))
        found = previewed(source_of(file.as_uri(), **options))[1][0].record
        assert found is not None
        return found

    return of


@pytest.fixture
def catalogue() -> Iterator[Catalogue]:
    with serve() as site:
        yield Catalogue(site)
