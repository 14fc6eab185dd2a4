"""The files of the repository, as the rules of the house read them."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]
PORTAL = PurePosixPath("ckanext-luzern/ckanext/luzern")
PACKAGES = (PORTAL, PurePosixPath("harvesters"), PurePosixPath("schemas"))
WRITTEN_BY_TOOLS = ("/migration/",)  # Alembic's shape, not ours


@dataclass(frozen=True)
class File:
    """One text file; ``path`` is relative to the repository."""

    path: PurePosixPath
    text: str

    @cached_property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, str(self.path))

    def is_in(self, *folders: PurePosixPath) -> bool:
        return any(folder in self.path.parents for folder in folders)


@cache
def files() -> tuple[File, ...]:
    """Every text file that is committed or about to be; ignored ones belong to the machine, not to the house."""
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split("\0")
    return tuple(_read(name) for name in sorted(set(names)) if name and _is_text(ROOT / name))


def python_files() -> Iterator[File]:
    """Every module of the three packages."""
    return (file for file in files() if file.path.suffix == ".py" and file.is_in(*PACKAGES) and not any(part in f"/{file.path}" for part in WRITTEN_BY_TOOLS))


def templates() -> Iterator[File]:
    return (file for file in files() if file.path.suffix == ".html" and file.is_in(PORTAL / "templates"))


def _read(name: str) -> File:
    return File(PurePosixPath(name), (ROOT / name).read_text(encoding="utf-8"))


def _is_text(path: Path) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    try:
        return "\0" not in path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return False
