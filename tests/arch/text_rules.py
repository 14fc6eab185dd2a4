"""The rules of the house for what is not Python: templates, YAML, texts, every committed file."""

from __future__ import annotations

import hashlib
import importlib.util
import re
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from arch.source import PORTAL, File

Rule = Callable[[File], Iterator[str]]

# Written so that the rule does not break itself.
REGISTRY = re.compile(
    r"\b(?:(?:files\.)?python[h]osted|py[p]i|registry\.npm[j]s|repo\d?\.mave[n]|mave[n]central|(?:index|registry-1)\.docke[r]|ghc[r])\.(?:org|com|io|apache)\b"
)
MACHINE_PATH = re.compile(r"(?<![\w.:/}~-])/(?:(?:work|home|root|Users|tmp)/(?=[\w.-]))")
COPIED = re.compile(r"copied from (?P<package>[\w.]+) (?P<version>[\w.]+) (?P<path>\S+), sha256 (?P<hash>[0-9a-f]{64})")
TEMPLATE_FOLDERS = {"ckan": "templates", "ckanext.dcat": "templates", "ckanext.scheming": "templates"}
WITH_GERMAN = {".html", ".yaml", ".yml", ".po"}


def no_registry_is_named(file: File) -> Iterator[str]:
    """Where packages come from is the machine's setting."""
    yield from _matches(REGISTRY, file)


def no_path_of_one_machine_is_named(file: File) -> Iterator[str]:
    yield from _matches(MACHINE_PATH, file)


def templates_say_what_they_are_for(file: File) -> Iterator[str]:
    """The first thing in a template is ``{# what it shows, and the view model it prints #}``."""
    if _is_template(file) and not re.match(r"\s*\{#-?\s*\S.{10,}", file.text, re.DOTALL):
        yield "no docstring"


def copied_templates_follow_their_original(file: File) -> Iterator[str]:
    """A template that replaces CKAN's extends it, or names its original and the hash it had: a change in CKAN is then noticed."""
    if not _is_template(file) or "ckan_extends" in file.text:
        return
    name = str(file.path.relative_to(PORTAL / "templates"))
    stated = COPIED.search(file.text)
    if stated is None:
        originals = [package for package in TEMPLATE_FOLDERS if (path := _original(package, name)) and path.exists()]
        yield from (f"replaces {name} of {package}; extend it, or state «copied from {package} VERSION {name}, sha256 …»" for package in originals)
        return
    path = _original(stated["package"], stated["path"])
    found = hashlib.sha256(path.read_bytes()).hexdigest() if path and path.exists() else "none"
    if path and found != stated["hash"]:
        yield f"{stated['path']} of {stated['package']} has changed: compare, then state sha256 {found}"


def german_has_no_sharp_s(file: File) -> Iterator[str]:
    """Swiss spelling in templates and data; ``aliases`` hold what others write, ``q`` what citizens type."""
    if file.path.suffix not in WITH_GERMAN:
        return
    if file.path.suffix in {".yaml", ".yml"}:
        yield from (text[:60] for text in _texts(yaml.safe_load(file.text)) if "ß" in text)
    else:
        yield from _matches(re.compile("ß"), file)


def _matches(pattern: re.Pattern[str], file: File) -> Iterator[str]:
    for number, line in enumerate(file.lines, 1):
        if match := pattern.search(line):
            yield f"line {number}: {match[0]}"


def _texts(value: Any) -> Iterator[str]:  # Any: the recursive YAML value
    if isinstance(value, dict):
        for key, item in value.items():
            if key not in {"aliases", "q"}:
                yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, str):
        yield value


def _is_template(file: File) -> bool:
    return file.path.suffix == ".html" and file.is_in(PORTAL / "templates")


def _original(package: str, name: str) -> Path | None:
    """Find a template of an installed package; none where CKAN is not installed (the tests without it)."""
    spec = importlib.util.find_spec(package.split(".", maxsplit=1)[0]) and importlib.util.find_spec(package)
    return Path(spec.origin).parent / TEMPLATE_FOLDERS[package] / name if spec and spec.origin and package in TEMPLATE_FOLDERS else None


def _template(name: str, text: str) -> File:
    return File(PORTAL / "templates" / name, text)


_page = PurePosixPath("docs/planted.md")
_secret = "0" * 64

RULES: tuple[tuple[Rule, File], ...] = (
    (no_registry_is_named, File(_page, "see https://py" + "pi.org/project/x")),
    (no_registry_is_named, File(_page, '"resolved": "https://registry.npm' + 'js.org/axe-core"')),
    (no_path_of_one_machine_is_named, File(_page, "open /ho" + "me/anna/portal")),
    (no_path_of_one_machine_is_named, File(_page, "in `/wo" + "rk/main`")),
    (no_path_of_one_machine_is_named, File(_page, "cp x /tm" + "p/y")),
    (templates_say_what_they_are_for, _template("luzern/x.html", "<p>x</p>")),
    (copied_templates_follow_their_original, _template("header.html", "{# Our own head, whole. #}")),
    (copied_templates_follow_their_original, _template("luzern/x.html", f"{{# copied from ckan 2.12.0 header.html, sha256 {_secret} #}}")),
    (german_has_no_sharp_s, _template("luzern/x.html", "Straße")),
    (german_has_no_sharp_s, File(PurePosixPath("config/planted.yaml"), "label: {de: Straße}\naliases: [Grüsse]")),
)
