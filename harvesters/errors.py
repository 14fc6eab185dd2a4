"""Everything that can go wrong in a harvester.

    HarvestError
    ├── SettingsError        the source file is wrong: nothing was asked of the source
    ├── SourceError          the source as a whole can't be read: the run ends, everything known is kept
    │   ├── SourceUnreachable    no answer: name not found, refused, timed out
    │   ├── SourceRefused        an answer, but no: 401, 403, 404, 5xx, an address that is not allowed
    │   └── SourceMalformed      an answer that is not what the protocol says
    └── RecordError          this record can't be read: it is reported, the others go on

Each carries a ``Finding``: what a person is told, in German. ``str()`` is that sentence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .finding import Finding


class HarvestError(Exception):
    """Base of the tree; never raised itself."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


class SettingsError(HarvestError):
    """The source's settings are wrong; they are named by their path in the file."""


class SourceError(HarvestError):
    """The source as a whole can't be read."""


class SourceUnreachable(SourceError):
    """No answer came: the name is unknown, the connection was refused or the time ran out. Worth another try."""


class SourceRefused(SourceError):
    """The source answered with a refusal, or the address is not allowed."""


class SourceMalformed(SourceError):
    """The source answered with something its protocol does not know."""


class RecordError(HarvestError):
    """One record can't be read or mapped; the others go on."""
