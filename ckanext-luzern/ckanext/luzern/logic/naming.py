"""Names of datasets: the last part of their address, and their identifier on opendata.swiss. Given once, kept for ever."""

from __future__ import annotations

import re
import unicodedata

import sqlalchemy as sa
from ckan import model

NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
MIN_LENGTH, MAX_LENGTH = 2, 100  # CKAN's own limits
NAMES_LOCK = 0x4C757A65726E  # any number nobody else locks
RESERVED = {"new", "edit", "search", "groups", "activity", "resource"}  # first parts of CKAN's own addresses below /dataset/
_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o"})


def slug(title: str) -> str:
    """Give ``Lärm, Strassen`` as ``laerm-strassen``; ``datensatz`` where nothing is left."""
    lower = unicodedata.normalize("NFC", title).lower().translate(_LETTERS)
    ascii_only = unicodedata.normalize("NFKD", lower).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[: MAX_LENGTH - 8].strip("-")
    return words if len(words) >= MIN_LENGTH and words not in RESERVED else f"datensatz-{words}".strip("-")


def free_name(title: str) -> str:
    """Give the slug of a title, with a number where another dataset has it; names of deleted datasets stay taken."""
    _wait_for_others()
    name = slug(title)
    pattern = f"^{re.escape(name)}(-[0-9]+)?$"
    taken = {row.name for row in model.Session.query(model.Package.name).filter(model.Package.name.op("~")(pattern))}
    number = 2
    candidate = name
    while candidate in taken:
        candidate, number = f"{name}-{number}", number + 1
    return candidate


def is_taken(name: str) -> bool:
    """Tell whether a dataset, deleted or not, has this name."""
    _wait_for_others()
    return bool(model.Session.query(model.Package.id).filter_by(name=name).first())


def _wait_for_others() -> None:
    """Let one transaction at a time give names: two datasets of the same title may be created at the same moment."""
    model.Session.execute(sa.select(sa.func.pg_advisory_xact_lock(NAMES_LOCK)))
