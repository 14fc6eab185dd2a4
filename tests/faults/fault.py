"""One fault of the table in docs/reliability.md: what goes wrong, what comes of it, and how long that may take.

    @fault("Status 200 with an empty body", "The run fails; every known dataset stays.", seconds=30)
    def test_an_empty_answer(site: Site) -> None: …

A row of the table is a test of this folder, and a test is a row: ``docs/generate.py`` writes the one from the other.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import ParamSpec

FOLDER = Path(__file__).parent
P = ParamSpec("P")


@dataclass(frozen=True)
class Fault:
    """What goes wrong, what comes of it, and after how many seconds the test gives up: a limit of the portal, not a measurement."""

    what: str
    outcome: str
    seconds: int


def fault(what: str, outcome: str, *, seconds: int = 60) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Make a test a row of the table."""

    def row(test: Callable[P, None]) -> Callable[P, None]:
        vars(test)["fault"] = Fault(what, outcome, seconds)
        return test

    return row


def modules() -> Iterator[ModuleType]:
    """Give the test modules, by name."""
    for path in sorted(FOLDER.glob("test_*.py")):
        yield importlib.import_module(f"faults.{path.stem}")


def tests(module: ModuleType) -> Iterator[tuple[str, Fault | None]]:
    """Give a module's tests in their order, each with its row; None where it has none."""
    for name, value in vars(module).items():
        if name.startswith("test_") and inspect.isfunction(value):
            yield name, vars(value).get("fault")
