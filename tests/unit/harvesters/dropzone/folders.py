"""Deliveries made on disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from luzern_harvesters.run import Reading
from luzern_harvesters.source import Source

YAML = """\
titel: Brücken der Stadt
beschreibung: Alle Brücken mit Baujahr.
thema: Verkehr
schlagworte: Brücke, Bauwerk
lizenz: terms_by
kontakt: Tiefbauamt, tiefbauamt@luzern.example
"""

META = """\
<?xml version="1.0" encoding="utf-8"?>
<datensammlung>
<datensatz>
<titel>Brücken</titel>
<beschreibung>Alle Brücken.</beschreibung>
<kategorie>Mobilität, Umwelt</kategorie>
<schlagworte>brücke, bauwerk</schlagworte>
<lizenz>terms_by</lizenz>
{more}
</datensatz>
</datensammlung>
"""

Read = Callable[..., list[Reading]]


def source_at(root: Path, **options: object) -> Source:
    """Give a source for a folder; files count as settled at once."""
    values = {"id": "ablage", "type": "dropzone", "url": root.as_uri(), "organization": "tiefbauamt", "title": "Ablage"}
    contact = {"name": "Tiefbauamt", "email": "tiefbauamt@luzern.example"}
    return Source.model_validate({**values, "contact": contact, "options": {"settle_seconds": 0, **options}})


def deliver(folder: Path, **files: str | bytes) -> Path:
    """Write files into a folder; ``__`` in a keyword stands for the dot."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / name.replace("__", ".")
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def codes(reading: Reading) -> list[str]:
    """Give the codes of a reading's findings."""
    return [finding.code for finding in reading.findings]
