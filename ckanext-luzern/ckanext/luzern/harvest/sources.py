"""The sources of the configuration."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from ckanext.luzern import config
from luzern_harvesters.errors import SettingsError
from luzern_harvesters.finding import Finding
from luzern_harvesters.source import Source, read_sources


def every_source(environment: Mapping[str, str] = os.environ) -> tuple[Source, ...]:
    """Read the sources of every configured folder, in the order of folders and file names.

    A page needs no keys: with ``Untouched`` as environment, the variables stay as they are written.

    Raises:
        SettingsError: a folder is missing, a file is wrong, or two files share an id.
    """
    sources: dict[str, Source] = {}
    for folder in config.source_folders():
        if not folder.is_dir():
            raise SettingsError(
                Finding.error("source-folder-missing", str(folder), f"Den Ordner der Quellen «{folder.name}» gibt es nicht.", "Siehe luzern.harvest.sources.")
            )
        for source in read_sources(folder, environment):
            if source.id in sources:
                raise SettingsError(Finding.error("source-id-twice", source.id, f"Die Kennung «{source.id}» steht in zwei Ordnern."))
            sources[source.id] = source
    return tuple(sources.values())


def select(ids: Iterable[str]) -> tuple[Source, ...]:
    """Give the sources of these ids; without any, every one that is switched on.

    A source that is named is given even when it is switched off: naming it is asking for it.

    Raises:
        SettingsError: as for ``every_source``, or there is no such source.
    """
    known = {source.id: source for source in every_source()}
    wanted = tuple(ids)
    if not wanted:
        return tuple(source for source in known.values() if source.enabled)
    for source_id in wanted:
        if source_id not in known:
            raise SettingsError(
                Finding.error("source-unknown", source_id, f"Die Quelle «{source_id}» gibt es nicht.", "`ckan luzern harvest list` zeigt alle.")
            )
    return tuple(known[source_id] for source_id in wanted)
