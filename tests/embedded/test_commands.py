"""start, stop, status, run, ckan: what they do and what they say."""

from __future__ import annotations

import json
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from embedded.watch import arguments, processes, wait_until
from portal import ROOT, Stack

pytestmark = pytest.mark.services


def test_stop_leaves_nothing_and_a_later_start_takes_up_ports_and_data(running: Stack) -> None:
    ports = json.loads((running.state / "ports.json").read_text())
    began = time.monotonic()
    done = running.command("stop")
    assert time.monotonic() - began < 30  # 10 are promised, on a machine with nothing else to do
    assert (done.returncode, done.stdout) == (0, "Stopped.\n")
    assert processes(running.state) == []
    assert running.command("status").returncode == 1
    assert "Nothing" in running.command("stop").stdout
    assert running.command("start").returncode == 0
    assert json.loads((running.state / "ports.json").read_text()) == ports


def test_status_tells_every_service_whatever_port_is_set(running: Stack) -> None:
    done = running.command("status", LUZERN_PORT="1")
    assert done.returncode == 0
    assert done.stdout.splitlines()[0] == running.url
    rows = {line.split()[0]: line.split()[1:] for line in done.stdout.splitlines()[2:]}
    assert set(rows) == {"postgres", "redis", "solr", "example-partner", "web", "worker", "scheduler"}
    assert all(state == "running" and int(memory) > 1 for state, _, _, memory, _ in rows.values())


def test_a_ckan_command_knows_the_portals_address_whatever_port_is_set(running: Stack) -> None:
    done = running.command("ckan", "user", "show", "admin", LUZERN_PORT="1")
    assert done.returncode == 0, done.stderr
    assert "admin" in done.stdout
    assert replace(running, port=1).services()["CKAN_SITE_URL"] == running.url


def test_a_foreground_run_shows_the_log_and_ends_on_ctrl_c(running: Stack, tmp_path: Path) -> None:
    with in_foreground(running, tmp_path / "output") as run:
        httpx.get(f"{running.url}/about", timeout=30)
        wait_until(lambda: "/about" in (tmp_path / "output").read_text())
        run.send_signal(signal.SIGINT)
        assert run.wait(timeout=30) == 0  # likewise
    assert processes(running.state) == []
    lines = (tmp_path / "output").read_text().splitlines()
    assert [line for line in lines if line.lstrip().startswith("web |") and "/about" in line]


def test_a_foreground_run_that_is_killed_takes_its_services_along(running: Stack, tmp_path: Path) -> None:
    with in_foreground(running, tmp_path / "output") as run:
        run.kill()
    wait_until(lambda: processes(running.state) == [])


def test_services_that_lost_their_supervisor_are_ended_by_stop(running: Stack) -> None:
    processes(running.state)[0].kill()
    assert running.command("stop").returncode == 0
    assert processes(running.state) == []


def test_secrets_stay_in_their_file(running: Stack) -> None:
    path = running.state / "secrets.env"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((running.state / "ckan.ini").stat().st_mode) == 0o600
    secrets = [line.partition("=")[2] for line in path.read_text().splitlines() if not line.startswith("#")]
    assert len(secrets) >= 6
    started_with = " ".join(argument for process in processes(running.state) for argument in arguments(process))
    logs = "".join(log.read_text(errors="replace") for log in (running.state / "log").iterdir())
    assert not [secret for secret in secrets if secret in started_with or secret in logs]


@contextmanager
def in_foreground(stack: Stack, output: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run the portal as `make run` does; give its process when it says how to stop it."""
    stack.command("stop")
    command = [sys.executable, "-m", "ckanext.luzern.embedded", "run"]
    with output.open("wb") as file, subprocess.Popen(command, cwd=ROOT, env=stack.environment, stdin=subprocess.DEVNULL, stdout=file, stderr=file) as run:
        try:
            wait_until(lambda: "Ctrl-C" in output.read_text(), 120)
            yield run
        finally:
            run.kill()
