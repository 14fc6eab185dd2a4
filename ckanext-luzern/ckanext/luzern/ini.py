"""Joins ``config/ckan/*.ini`` to the one file CKAN reads, with addresses and secrets from the environment.

The same fragments serve every way to run the portal. Standard library only: the production image calls it before CKAN is there::

    python -m ckanext.luzern.ini /etc/ckan/ckan.ini

In a fragment ``${NAME}`` is a variable that must be set and ``${NAME:-value}`` one with a default.
"""

from __future__ import annotations

import configparser
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

HOME = Path(os.environ.get("LUZERN_HOME") or Path(__file__).resolve().parents[3])
VARIABLE = re.compile(r"\$\{(?P<name>[A-Z][A-Z0-9_]*)(?::-(?P<default>[^}]*))?\}")
HEADER = "# Made from config/ckan/*.ini and the environment by ckanext.luzern.ini: change those. Holds secrets.\n"


class IniError(Exception):
    """The fragments and the environment do not make a configuration; the message says what is missing or said twice."""


def render(folder: Path, environment: Mapping[str, str]) -> str:
    """Give the text of ``ckan.ini``.

    Raises:
        IniError: a variable without value, or one option in two fragments.
    """
    joined = _parser()
    origin: dict[tuple[str, str], Path] = {}
    fragments = sorted(folder.glob("*.ini"))
    if not fragments:
        raise IniError(f"no *.ini in {folder}")
    for path in fragments:
        fragment = _parser()
        fragment.read_string(path.read_text(encoding="utf-8"), str(path))
        for section in fragment.sections():
            if not joined.has_section(section):
                joined.add_section(section)
            for option, value in fragment.items(section):
                first = origin.setdefault((section, option), path)
                if first != path:
                    raise IniError(f"{option} stands in {first.name} and in {path.name}")
                joined.set(section, option, _substitute(value, environment, path))
    lines = [HEADER]
    for section in joined.sections():
        lines += [f"\n[{section}]\n", *(f"{option} = {value}\n" for option, value in joined.items(section))]
    return "".join(lines)


def write(target: Path, environment: Mapping[str, str], folder: Path = HOME / "config" / "ckan") -> None:
    """Replace ``target`` in one step, readable by its owner alone."""
    text = render(folder, environment)
    draft = target.with_name(target.name + ".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(target)


def _substitute(text: str, environment: Mapping[str, str], path: Path) -> str:
    def value(match: re.Match[str]) -> str:
        found = environment.get(match["name"]) or match["default"]
        if found is None:
            raise IniError(f"{path.name} needs the environment variable {match['name']}")
        return found.replace("%", "%%")  # CKAN's reader takes a lone % for a reference

    return VARIABLE.sub(value, text)


def _parser() -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser()
    parser.optionxform = str  # pyright: ignore[reportAttributeAccessIssue]  the documented way to keep the case of names
    return parser


if __name__ == "__main__":
    try:
        write(Path(sys.argv[1]), os.environ)
    except IniError as error:
        sys.exit(f"ckanext.luzern.ini: {error}")
