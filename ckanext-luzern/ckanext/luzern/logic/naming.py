"""Names of datasets: the last part of their address, and their identifier on opendata.swiss. Given once, kept for ever."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects.postgresql import ARRAY

NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
MIN_LENGTH, MAX_LENGTH = 2, 100  # CKAN's own limits
NAMES_LOCK = 0x4C757A65726E  # any number nobody else locks
FIRST_NUMBERS = range(2, 8)  # looked up together with the name itself
RESERVED = {"new", "edit", "search", "groups", "activity", "resource"}  # first parts of CKAN's own addresses below /dataset/
_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o"})


def slug(title: str) -> str:
    """Give ``Lärm, Strassen`` as ``laerm-strassen``; ``datensatz`` where nothing is left."""
    lower = unicodedata.normalize("NFC", title).lower().translate(_LETTERS)
    ascii_only = unicodedata.normalize("NFKD", lower).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[: MAX_LENGTH - 8].strip("-")
    return words if len(words) >= MIN_LENGTH and words not in RESERVED else f"datensatz-{words}".strip("-")


def free_name(title: str) -> str:
    """Give a name for one new dataset; see ``free_names``."""
    return free_names([title])[0]


def free_names(titles: Iterable[str]) -> list[str]:
    """Give each title's slug, with a number where another dataset has it; names of deleted datasets stay taken.

    One query finds them, unless very many datasets have the same title: names are looked up, never searched through.
    """
    wait_for_others()
    names = [slug(title) for title in titles]
    taken = _taken(candidate for name in dict.fromkeys(names) for candidate in (name, *_numbered(name, FIRST_NUMBERS)))
    candidates = {name: _free(name, taken) for name in names}
    given: dict[str, None] = {}  # in the order of the titles
    for name in names:
        given[next(candidate for candidate in candidates[name] if candidate not in given)] = None
    return list(given)


def is_taken(name: str) -> bool:
    """Tell whether a dataset, deleted or not, has this name."""
    wait_for_others()
    return bool(model.Session.query(model.Package.id).filter_by(name=name).first())


def _free(name: str, taken: set[str]) -> Iterator[str]:
    """Give ``name``, ``name-2``, ``name-3`` … as far as they are free; beyond the first numbers in blocks that double."""
    yield from (candidate for candidate in (name, *_numbered(name, FIRST_NUMBERS)) if candidate not in taken)
    numbers = FIRST_NUMBERS
    while True:
        numbers = range(numbers.stop, numbers.stop + 2 * len(numbers))
        more = _taken(_numbered(name, numbers))
        yield from (candidate for candidate in _numbered(name, numbers) if candidate not in more)


def _numbered(name: str, numbers: range) -> list[str]:
    return [f"{name}-{number}" for number in numbers]


def _taken(names: Iterable[str]) -> set[str]:
    return set(model.Session.scalars(sa.select(model.Package.name).where(model.Package.name == sa.any_(sa.literal(list(names), ARRAY(sa.Unicode))))))


def wait_for_others() -> None:
    """Let one transaction at a time give names, to datasets or tags: two may give the same at the same moment."""
    model.Session.execute(sa.select(sa.func.pg_advisory_xact_lock(NAMES_LOCK)))
