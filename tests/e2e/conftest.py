"""A real browser on the running portal: Debian's Chromium, axe-core from its wheel.

``pytest tests/e2e --base-url http://127.0.0.1:5000`` looks at a portal that runs already, with the example city in it.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright", reason="pytest-playwright is not installed")

from playwright.sync_api import ConsoleMessage, Page

STRICT = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

Violations = list[dict[str, Any]]  # Any: axe's own JSON


@pytest.fixture(scope="session")
def base_url(request: pytest.FixtureRequest) -> str:
    """Say where the portal answers: at ``--base-url``, else one is started for the session."""
    return request.config.getoption("base_url") or request.getfixturevalue("portal").url


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("there is no Chromium on this machine (Debian: apt-get install chromium)")
    return {"executable_path": chromium, "args": ["--no-sandbox"] if os.geteuid() == 0 else []}


@pytest.fixture(scope="session")
def axe_source() -> str:
    spec = importlib.util.find_spec("axe_playwright_python")
    if spec is None or spec.origin is None:
        pytest.skip("axe-playwright-python is not installed")
    return (Path(spec.origin).parent / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def axe(page: Page, axe_source: str) -> Callable[[], Violations]:
    """Ask axe about the page as it stands; evaluated, not added as a script, which a strict Content-Security-Policy would refuse."""

    def run() -> Violations:
        page.evaluate(axe_source)
        return page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}}).then(found => found.violations)", STRICT)

    return run


@pytest.fixture(autouse=True)
def silence(page: Page, request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test in which the browser complains: an error or a warning on the console, or an exception. A refused page is told by its test."""
    said: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not (message.text.startswith("Failed to load resource") and message.location["url"] == page.url):
            said.append(f"{message.text} ({message.location['url']})")

    page.on("console", note)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield
    assert said == []


def told(violations: Violations) -> list[str]:
    """Give violations in a line each: rule, and the elements that break it."""
    return [f"{one['id']}: {', '.join(' '.join(map(str, node['target'])) for node in one['nodes'][:3])}" for one in violations]
