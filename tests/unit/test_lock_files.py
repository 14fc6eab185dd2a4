"""The lock files: they hold what setup.py and jgo.toml ask for, by hash, and name no source."""

from __future__ import annotations

import ast
import re

import pytest

from portal import ROOT

SETUP = ast.parse((ROOT / "setup.py").read_text(encoding="utf-8"))


def wanted(*extras: str) -> set[str]:
    """Give the names setup.py asks for, as an index normalises them."""
    values = {keyword.arg: keyword.value for node in ast.walk(SETUP) if isinstance(node, ast.Call) for keyword in node.keywords}
    optional = ast.literal_eval(values["extras_require"])
    requirements = [*ast.literal_eval(values["install_requires"]), *(one for extra in extras or optional for one in optional[extra])]
    return {re.sub(r"[-_.]+", "-", re.split(r"[\[=<>~! ]", one)[0]).lower() for one in requirements}


@pytest.mark.parametrize(("lock", "extras"), [("requirements.lock", ("remote", "portal", "embedded")), ("requirements-dev.lock", ())])
def test_a_lock_file_holds_what_setup_asks_for(lock: str, extras: tuple[str, ...]) -> None:
    locked = set(re.findall(r"(?m)^([a-z0-9][a-z0-9.-]*)==", (ROOT / lock).read_text()))
    assert wanted(*extras) - locked == set(), "run `make lock`"


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_version_has_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert all("--hash=sha256:" in entry for entry in re.split(r"(?m)^(?=[a-z0-9])", text) if "==" in entry)
    assert "://" not in text
    assert "--index-url" not in text


def test_the_development_lock_has_the_versions_of_the_other() -> None:
    def versions(lock: str) -> set[str]:
        return set(re.findall(r"(?m)^([a-z0-9][a-z0-9.-]*==[^ ;\\]+)", (ROOT / lock).read_text()))

    assert versions("requirements.lock") <= versions("requirements-dev.lock")


def test_the_jars_lock_holds_every_coordinate_with_its_hash() -> None:
    coordinates = set(re.findall(r'"([\w.-]+:[\w.-]+:[\w.-]+)"', (ROOT / "config" / "jgo.toml").read_text()))
    entries = (ROOT / "config" / "jgo.lock.toml").read_text().split("[[dependencies]]")[1:]
    fields = [dict(re.findall(r'(\w+) = "([^"]*)"', entry)) for entry in entries]
    assert len(coordinates) > 100
    assert coordinates <= {f"{one['groupId']}:{one['artifactId']}:{one['version']}" for one in fields}
    assert all(len(one["sha256"]) == 64 for one in fields)
