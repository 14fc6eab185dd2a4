from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from contract.harvester import Delivery, HarvesterContract
from luzern_harvesters.source import Source

METADATA = """\
titel: {title}
beschreibung: Was darin steht.
thema: Umwelt
schlagworte: Baum
lizenz: terms_open
"""


class TestDropzone(HarvesterContract):
    @pytest.fixture
    def delivery(self, tmp_path: Path) -> Delivery:
        root = tmp_path / "ablage"
        for name in ("Bäume", "Brunnen"):
            (root / name).mkdir(parents=True)
            (root / name / "metadaten.yaml").write_text(METADATA.format(title=name), encoding="utf-8")
            (root / name / "daten.csv").write_text("a;b\n1;2\n", encoding="utf-8")
        values = {"id": "ablage", "type": "dropzone", "url": root.as_uri(), "organization": "stadtgruen", "title": "Ablage"}
        contact = {"name": "Stadtgrün", "email": "stadtgruen@luzern.example"}
        source = Source.model_validate({**values, "contact": contact, "options": {"settle_seconds": 0}})

        def empty() -> None:
            for folder in root.iterdir():
                shutil.rmtree(folder)

        return Delivery(source, 2, "Bäume", spoil={"empty": empty, "gone": lambda: shutil.rmtree(root)})
