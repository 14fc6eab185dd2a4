"""A delivery in a drop zone, to be spoilt."""

from __future__ import annotations

from pathlib import Path

FIELDS = {"titel": "Brücken", "beschreibung": "Alle Brücken.", "thema": "Verkehr", "schlagworte": "Brücke", "lizenz": "terms_by"}
CSV = b"a;b\n1;2\n"


def yaml_of(**fields: str) -> str:
    """Write ``metadaten.yaml``; a field that is given replaces the one of a good delivery."""
    return "".join(f"{name}: {value}\n" for name, value in {**FIELDS, **fields}.items())


def deliver(folder: Path, metadata: str | bytes | None = None, name: str = "metadaten.yaml", **files: bytes) -> Path:
    """Write a delivery: its metadata, and its data files; ``__`` in a keyword stands for the dot."""
    folder.mkdir(parents=True, exist_ok=True)
    text = yaml_of(titel=folder.name) if metadata is None else metadata
    (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
    for file, content in (files or {"daten__csv": CSV}).items():
        (folder / file.replace("__", ".")).write_bytes(content)
    return folder
