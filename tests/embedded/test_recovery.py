"""What a crash, damage and a second start do to a portal."""

from __future__ import annotations

import os
import signal

import psutil
import pytest

from embedded.watch import count_datasets, is_alive, is_listening, processes, wait_until
from portal import Stack

pytestmark = pytest.mark.services


def pid_of(stack: Stack, service: str) -> int:
    """Give the process of a service, as `status` tells it; 0 where it tells none."""
    rows = [line.split() for line in stack.command("status").stdout.splitlines()]
    pid = next((row[3] for row in rows if row[:1] == [service] and len(row) > 3), "–")
    return int(pid) if pid.isdecimal() else 0


@pytest.mark.parametrize("service", ["postgres", "redis", "solr", "example-partner", "web", "worker", "scheduler"])
def test_a_killed_service_comes_back_with_the_data(running: Stack, service: str) -> None:
    before, datasets = pid_of(running, service), count_datasets(running.url)
    listening = [child for child in psutil.Process(before).children(recursive=True) if is_listening(child)]
    os.kill(before, signal.SIGKILL)
    # The children of a killed web server answer for a moment longer, on the port that the new one needs.
    wait_until(lambda: not any(map(is_alive, listening)), 60)
    wait_until(lambda: pid_of(running, service) not in {0, before} and count_datasets(running.url) == datasets, 60)


@pytest.mark.parametrize("service", ["postgres", "solr"])
def test_a_start_right_after_a_kill_returns_when_the_portal_answers(running: Stack, service: str) -> None:
    datasets = count_datasets(running.url)
    os.kill(pid_of(running, service), signal.SIGKILL)
    done = running.command("start")

    assert f"running already: {running.url}" in done.stdout
    assert count_datasets(running.url) == datasets


def test_after_everything_is_killed_the_next_start_has_the_data(running: Stack) -> None:
    datasets = count_datasets(running.url)
    for process in processes(running.state):
        process.kill()
    running.start()
    assert count_datasets(running.url) == datasets >= 25


def test_without_its_supervisor_the_portal_is_started_anew(running: Stack) -> None:
    datasets = count_datasets(running.url)
    supervisor, *orphans = processes(running.state)
    supervisor.kill()
    assert running.command("status").returncode == 1
    assert "left behind" in running.command("start").stdout
    assert not [orphan for orphan in orphans if orphan.is_running()]
    assert count_datasets(running.url) == datasets


def test_a_second_start_says_where_the_first_one_runs(running: Stack) -> None:
    again = running.command("start", LUZERN_PORT="1")
    assert again.returncode == 0
    assert f"running already: {running.url}" in again.stdout
    foreground = running.command("run")
    assert foreground.returncode == 1
    assert f"running already: {running.url}" in foreground.stderr


def test_a_service_that_cannot_start_is_named_and_nothing_is_left_running(running: Stack) -> None:
    running.command("stop")
    control = running.state / "postgres" / "cluster" / "global" / "pg_control"
    whole = control.read_bytes()
    control.write_bytes(whole[:100])
    try:
        done = running.command("start")
    finally:
        control.write_bytes(whole)
    assert done.returncode == 1
    assert "postgres does not start" in done.stderr
    assert str(running.state / "log" / "postgres.log") in done.stderr
    assert processes(running.state) == []
