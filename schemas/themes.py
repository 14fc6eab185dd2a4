"""The themes of the catalogue as data: the EU's themes in the portal's order, the finer Swiss themes under them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from luzern_schemas.document import in_all_languages, read
from luzern_schemas.errors import TreeError
from luzern_schemas.vocabulary import Term, load


@dataclass(frozen=True, slots=True)
class Theme:
    """One EU theme as the portal shows it; ``swiss`` are the themes of opendata.swiss that belong under it."""

    term: Term
    description: Mapping[str, str] = field(hash=False)
    swiss: tuple[Term, ...]

    @property
    def name(self) -> str:
        """Name in addresses: the code in lower case."""
        return self.term.code.lower()

    @property
    def title(self) -> Mapping[str, str]:
        """Name for readers, by language."""
        return self.term.label


def read_themes(path: Path) -> tuple[Theme, ...]:
    """Read the themes in the order they are shown.

    Raises:
        TreeError: a theme is unknown, missing or stands twice.
    """
    entries = read(path)["themes"]
    known = load("theme")
    if sorted(entry["code"] for entry in entries) != sorted(term.code for term in known):
        raise TreeError(f"{path.name}: the themes are not exactly those of the vocabulary, each once")
    return tuple(
        Theme(
            term=known[entry["code"]],
            description=MappingProxyType(in_all_languages(entry["description"])),
            swiss=tuple(term for term in load("theme-swiss") if term.related["theme"] == entry["code"]),
        )
        for entry in entries
    )
