"""What a crash, damage and a second start do to a portal."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator

import httpx
import psutil
import pytest

from portal import Stack, new_stack

pytestmark = pytest.mark.services


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with new_stack() as new:
        new.start()
        yield new


@pytest.fixture(autouse=True)
def started(stack: Stack) -> None:
    stack.start()


def count(stack: Stack) -> int:
    """Ask the catalogue how many datasets it has; 0 while it does not answer."""
    try:
        answer = httpx.get(f"{stack.url}/api/3/action/package_search?rows=0", timeout=10)
        return answer.json()["result"]["count"] if answer.status_code == 200 else 0
    except httpx.TransportError:
        return 0


def processes(stack: Stack) -> list[psutil.Process]:
    return [process for process in psutil.process_iter() if belongs(process, stack)]


def belongs(process: psutil.Process, stack: Stack) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE and process.environ().get("LUZERN_STACK") == str(stack.state)
    except psutil.Error:
        return False


def pid_of(stack: Stack, service: str) -> int:
    rows = [line.split() for line in stack.command("status").stdout.splitlines()]
    pid = next((row[3] for row in rows if row[:1] == [service] and len(row) > 3), "–")
    return int(pid) if pid.isdecimal() else 0


def wait_until(condition: Callable[[], object], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, f"not within {seconds} seconds"
        time.sleep(0.2)


@pytest.mark.parametrize("service", ["postgres", "redis", "solr", "example-partner", "web", "worker"])
def test_a_killed_service_comes_back_with_the_data(stack: Stack, service: str) -> None:
    before, datasets = pid_of(stack, service), count(stack)
    os.kill(before, signal.SIGKILL)
    wait_until(lambda: pid_of(stack, service) not in {0, before} and count(stack) == datasets, 40)


def test_after_everything_is_killed_the_next_start_has_the_data(stack: Stack) -> None:
    datasets = count(stack)
    for process in processes(stack):
        process.kill()
    began = time.monotonic()
    stack.start()
    assert count(stack) == datasets >= 25
    assert time.monotonic() - began < 30


def test_without_its_supervisor_the_portal_is_started_anew(stack: Stack) -> None:
    datasets = count(stack)
    os.kill(int((stack.state / "run" / "supervisord.pid").read_text()), signal.SIGKILL)
    assert "ending" in stack.command("start").stdout
    assert count(stack) == datasets


def test_a_second_start_says_where_the_first_one_runs(stack: Stack) -> None:
    again = stack.command("start")
    assert again.returncode == 0
    assert stack.url in again.stdout
    foreground = stack.command("run")
    assert foreground.returncode == 1
    assert stack.url in foreground.stderr


def test_a_service_that_cannot_start_is_named_and_nothing_is_left_running(stack: Stack) -> None:
    stack.command("stop")
    control = stack.state / "postgres" / "cluster" / "global" / "pg_control"
    whole = control.read_bytes()
    control.write_bytes(whole[:100])
    try:
        done = stack.command("start")
    finally:
        control.write_bytes(whole)
    assert done.returncode == 1
    assert "postgres does not start" in done.stderr
    assert str(stack.state / "log" / "postgres.log") in done.stderr
    assert processes(stack) == []
