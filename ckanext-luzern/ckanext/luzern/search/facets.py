"""What a search can be narrowed by: one value each, in the order the page shows them.

``field`` is a field of the index and the parameter in the address, so that each state of a search has one address. To add a facet: one value
here, and where CKAN's index lacks the field, ``codes`` says what of a dataset it keeps (``vocab_*`` is a list of strings in CKAN's schema).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from luzern_schemas.vocabulary import load

Package = Mapping[str, Any]  # Any: a dataset as package_show gives it


def N_(text: str) -> str:  # noqa: N802  gettext's own name: what is marked here is translated where it is shown
    """Mark a text for the translators."""
    return text


@dataclass(frozen=True)
class Facet:
    """One way to narrow a search. ``vocabulary`` names its values in the reader's language; where there is none, the search does."""

    field: str
    heading: str
    vocabulary: str = ""
    codes: Callable[[Package], Iterable[str]] | None = None


def _frequency(package: Package) -> list[str]:
    term = load("frequency").find(package.get("frequency"))
    return [term.code] if term else []


def _licences(package: Package) -> list[str]:
    terms = (load("licence").find(resource.get("license")) for resource in package.get("resources") or [])
    return sorted({term.code for term in terms if term})


FACETS = (
    Facet("groups", N_("Theme"), "theme"),
    Facet("organization", N_("Publisher")),
    Facet("res_format", N_("Format"), "file-type"),
    Facet("vocab_frequency", N_("Updated"), "frequency", _frequency),
    Facet("vocab_licence", N_("Use"), "licence", _licences),
)


def headings(without: str = "") -> dict[str, str]:
    """Give the fields to count and their headings, as CKAN's ``IFacets`` wants them, but for the field a page is about anyway."""
    return {facet.field: facet.heading for facet in FACETS if facet.field != without}


def document(dataset: Package) -> dict[str, list[str]]:
    """Give the fields that the index keeps for facets of our own."""
    return {facet.field: list(facet.codes(dataset)) for facet in FACETS if facet.codes}
