"""What every test of a fault may ask for, and its time limit."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from types import FrameType

import pytest

from contract.web import Site, serve
from faults.engine import Engine, engine_of
from portal import Portal


@pytest.fixture(autouse=True)
def _within_its_time(request: pytest.FixtureRequest) -> Iterator[None]:
    """End a test that hangs: a fault that holds a run for ever is the worst of all."""
    seconds = vars(request.function)["fault"].seconds

    def late(signal_number: int, frame: FrameType | None) -> None:
        raise AssertionError(f"not over after {seconds} seconds")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.fixture
def site() -> Iterator[Site]:
    """Give a web server that answers what the test says."""
    with serve() as running:
        yield running


@pytest.fixture(scope="session")
def running_engine(portal: Portal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """One engine for the whole session."""
    with engine_of(portal, tmp_path_factory.mktemp("engine")) as engine:
        yield engine


@pytest.fixture
def engine(running_engine: Engine) -> Iterator[Engine]:
    """Give the engine, all its connections whole; what the test harvests is gone afterwards."""
    yield running_engine
    running_engine.forget()
