"""The harvesters that are installed, found by the entry point group ``luzern.harvesters``."""

from __future__ import annotations

from functools import cache
from importlib.metadata import entry_points

from .contract import Harvester
from .errors import SettingsError
from .finding import Finding
from .source import Source

GROUP = "luzern.harvesters"


@cache
def harvester_types() -> dict[str, type[Harvester]]:
    """Give every installed harvester class by its type, sorted by type."""
    found: dict[str, type[Harvester]] = {entry.name: entry.load() for entry in entry_points(group=GROUP)}
    return dict(sorted(found.items()))


def harvester_for(source: Source) -> Harvester:
    """Make the harvester of a source.

    Raises:
        SettingsError: the type is unknown, or an option is wrong.
    """
    entries = {entry.name: entry for entry in entry_points(group=GROUP)}
    if source.type not in entries:
        known = ", ".join(sorted(entries))
        raise SettingsError(Finding.error("type-unknown", "type", f"Den Quellentyp «{source.type}» gibt es nicht.", f"Möglich sind: {known}."))
    # Only its own module: a process that reads one source should not wait for the libraries of all others.
    harvester: type[Harvester] = entries[source.type].load()
    return harvester(source)
