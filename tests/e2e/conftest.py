"""A real browser on the running portal: Debian's Chromium, axe-core as ``package-lock.json`` names it.

``pytest tests/e2e --base-url http://127.0.0.1:5000`` looks at a portal that runs already, with the example city in it; its state directory is
``LUZERN_STATE``, as for every command. Pictures of every page are left in ``var/screenshots``.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

pytest.importorskip("playwright", reason="pytest-playwright is not installed")

from playwright.sync_api import ConsoleMessage, Page

from integration.api import Api, Editor
from portal import ROOT, Portal, Stack

STRICT = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ASK_AXE = """tags => axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]}).then(found => found.violations)"""
NODE_MODULES = ROOT / "node_modules"
BARRIERS = ROOT / "config" / "pages" / "known-barriers.yaml"
PICTURES = ROOT / "var" / "screenshots"

Violations = list[dict[str, Any]]  # Any: axe's own JSON


@pytest.fixture(scope="session")
def portal(request: pytest.FixtureRequest) -> Portal:
    """Give the portal at ``--base-url``, else the one that all tests share."""
    address = request.config.getoption("base_url")
    if not address:
        return request.getfixturevalue("portal")
    stack = Stack(Path(os.environ.get("LUZERN_STATE", ROOT / "var")), urlsplit(address).port or 80)
    return Portal(address, stack.state, stack.services())


@pytest.fixture(scope="session")
def base_url(portal: Portal) -> str:
    """Say where the portal answers."""
    return portal.url


@pytest.fixture(scope="session")
def api(portal: Portal) -> Api:
    return Api(portal)


@pytest.fixture(scope="session")
def editor(portal: Portal) -> Editor:
    return Editor(portal)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("there is no Chromium on this machine (Debian: apt-get install chromium)")
    return {"executable_path": chromium, "args": ["--no-sandbox"] if os.geteuid() == 0 else []}


@pytest.fixture(scope="session")
def axe_source() -> str:
    return installed("axe-core/axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def axe(page: Page, axe_source: str) -> Callable[[], Violations]:
    """Ask axe about the page as it stands; evaluated, not added as a script, which a strict Content-Security-Policy would refuse.

    What the page about accessibility admits (``axe`` in ``config/pages/known-barriers.yaml``) is left out, and nothing else.
    """

    def run() -> Violations:
        if not page.evaluate("'axe' in window"):
            page.evaluate(axe_source)
        return [one for one in page.evaluate(ASK_AXE, STRICT) if one["id"] not in admitted()]

    return run


@pytest.fixture(autouse=True)
def silence(page: Page, request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test in which the browser complains: an error or a warning on the console (what the Content-Security-Policy refuses is one), or an exception.

    A refused page is told by its test.
    """
    said: list[str] = []

    def note(message: ConsoleMessage) -> None:
        is_refused = message.text.startswith("Failed to load resource") and message.location["url"] == page.url
        is_about_graphics = "GL Driver Message (OpenGL, Performance" in message.text  # a machine without a graphics card draws maps slowly
        if message.type in {"error", "warning"} and not is_refused and not is_about_graphics:
            said.append(f"{message.text} ({message.location['url']})")

    page.on("console", note)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield
    assert said == []


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Give the folder where pictures of the pages are left."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    return PICTURES


def installed(path: str) -> Path:
    """Give a file of a package of npm; the test is skipped where it is not installed."""
    file = NODE_MODULES / path
    if not file.is_file():
        pytest.skip("the browser libraries are not installed (.ci/npm ci, as make test does)")
    return file


def admitted() -> set[str]:
    """Give the rules of axe that the portal says it breaks."""
    barriers = yaml.safe_load(BARRIERS.read_text(encoding="utf-8"))["barriers"]
    return {rule for barrier in barriers for rule in barrier.get("axe", [])}


def told(violations: Violations) -> list[str]:
    """Give violations in a line each: rule, and the elements that break it."""
    return [f"{one['id']}: {', '.join(' '.join(map(str, node['target'])) for node in one['nodes'][:3])}" for one in violations]
