from __future__ import annotations

from pathlib import Path

import pytest

from luzern_harvesters.dropzone import DropzoneHarvester
from luzern_harvesters.run import Reading, read
from unit.harvesters.dropzone.folders import Read, source_at


@pytest.fixture
def readings(tmp_path: Path) -> Read:
    """Give what a run over the folder reads."""

    def run(**options: object) -> list[Reading]:
        with DropzoneHarvester(source_at(tmp_path, **options)) as harvester:
            return list(read(harvester, harvester.list().refs))

    return run
