"""Names of datasets: the last part of their address, and from the first one their identifier on opendata.swiss.

A name is given once: no other dataset gets one that a dataset has or had, because its identifier would be the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects.postgresql import ARRAY

from ckanext.luzern.model import FormerName

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
    """Give each title's slug, with a number where another dataset has or had it; names of deleted datasets stay taken.

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


def is_taken(name: str, by_other_than: str = "") -> bool:
    """Tell whether a dataset, deleted or not, has or had this name; one dataset may be left out, by its id."""
    wait_for_others()
    return bool(_taken([name], by_other_than))


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


def _taken(names: Iterable[str], by_other_than: str = "") -> set[str]:
    wanted = sa.any_(sa.literal(list(names), ARRAY(sa.Unicode)))
    today = sa.select(model.Package.name).where(model.Package.name == wanted, model.Package.id != by_other_than)
    before = sa.select(FormerName.name).where(FormerName.name == wanted, FormerName.package_id != by_other_than)
    return set(model.Session.scalars(sa.union_all(today, before)))


def wait_for_others() -> None:
    """Let one transaction at a time give names, to datasets or tags: two may give the same at the same moment."""
    model.Session.execute(sa.select(sa.func.pg_advisory_xact_lock(NAMES_LOCK)))
