"""Everything that can go wrong in the portal itself.

    LuzernError
    ├── ConfigurationError   a setting of the portal is missing or wrong: a person who runs it has to mend it
    ├── StoreError           a dataset can't be written; carries CKAN's messages by field
    ├── Refused              records of a batch can't be written; carries the cause for each
    ├── DatabaseUnavailable  PostgreSQL is away or went away; what was committed stands
    ├── IndexUnavailable     a dataset is stored, but the search does not know it yet
    ├── SourceBusy           another process is harvesting the source at this moment
    ├── NothingToDecide      a source's last run held nothing, or somebody has decided
    ├── UnknownDataset       no harvested dataset has this name or id
    ├── FeedUnavailable      a feed can't be told in full: 503, never a shorter answer
    ├── FeedUnreadable       a feed that is to be judged does not answer, or is no RDF
    └── NotPreviewable       a file has nothing a page could show

What goes wrong in a source is told by ``luzern_harvesters.errors``; what a person enters wrongly is CKAN's ``ValidationError``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from luzern_harvesters.errors import RecordError


class LuzernError(Exception):
    """Base of the tree; never raised itself."""


class ConfigurationError(LuzernError):
    """A setting is missing or wrong; the message is German and names the option."""


class StoreError(LuzernError):
    """A dataset can't be written. ``messages`` is CKAN's error dictionary: field to messages, resources as a list of such."""

    def __init__(self, messages: Mapping[str, Any]) -> None:
        super().__init__(f"CKAN refused the dataset: {', '.join(messages)}")
        self.messages = messages


class Refused(LuzernError):
    """Some records of a batch can't be written, so that none was. ``causes``: position in the batch to what is wrong.

    All datasets are looked at before the first row is written, so that every one at fault is named.
    """

    def __init__(self, causes: Mapping[int, StoreError | RecordError]) -> None:
        super().__init__(f"records at {', '.join(map(str, causes))} can't be written")
        self.causes = causes


class IndexUnavailable(LuzernError):
    """A dataset was written and committed, but the index could not be told; whoever wrote it has to try again."""


class SourceBusy(LuzernError):
    """Another process holds the source's lock."""


class FeedUnavailable(LuzernError):
    """A feed can't be told in full at this moment; the message says why, for the log."""


class FeedUnreadable(LuzernError):
    """A feed that is to be judged does not answer, or is no RDF; the message says which page and why."""


class NotPreviewable(LuzernError):
    """A file has nothing a page could show; ``reason`` is one of ``preview.content.REASONS``."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"no preview: {reason}")
        self.reason = reason


class DatabaseUnavailable(LuzernError):
    """PostgreSQL is away, or went away in the middle; nothing half-written stays."""


class NothingToDecide(LuzernError):
    """A source's last run held nothing, or somebody has decided already."""


class UnknownDataset(LuzernError):
    """No harvested dataset has this name or id."""
