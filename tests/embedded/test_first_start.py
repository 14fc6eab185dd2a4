"""The first start: cut off anywhere, it is taken up again."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest

from embedded.watch import processes, wait_until
from portal import ROOT, Stack, new_stack

pytestmark = pytest.mark.services

SOURCES = "harvest"  # without the example city


@pytest.fixture
def fresh() -> Iterator[Stack]:
    """Give a stack that was never started."""
    with new_stack() as stack:
        yield stack


def test_a_first_start_that_is_killed_again_and_again_is_taken_up(fresh: Stack) -> None:
    fresh.state.parent.chmod(0o700)  # as below /root: where root starts the portal, PostgreSQL's own account can't enter
    for sign in ("postgres/cluster.new-*", "postgres/cluster/postmaster.pid", "log/preparation.log"):
        _kill_start_at(fresh, sign)
    done = fresh.command("start", LUZERN_HARVEST_SOURCES=SOURCES)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(httpx.get(f"{fresh.url}/api/3/action/organization_list", timeout=30).json()["result"]) > 10


def _kill_start_at(stack: Stack, sign: str) -> None:
    """Start, and kill the command as soon as the state has such a file."""
    said = stack.state.parent / "said.txt"
    with (
        said.open("wb") as output,
        subprocess.Popen(
            [sys.executable, "-m", "ckanext.luzern.embedded", "start"],
            cwd=ROOT,
            env={**stack.environment, "LUZERN_HARVEST_SOURCES": SOURCES},
            stdout=output,
            stderr=output,
        ) as start,
    ):
        wait_until(lambda: any(stack.state.glob(sign)) or start.poll() is not None, 60)
        assert start.poll() is None, said.read_text()
        start.kill()


def test_a_taken_public_port_is_named_with_what_to_do(fresh: Stack) -> None:
    with socket.create_server(("127.0.0.1", fresh.port)):
        done = fresh.command("start")
    assert done.returncode == 1
    assert f"port {fresh.port} on 127.0.0.1 is taken by process" in done.stderr
    assert "LUZERN_PORT=" in done.stderr
    assert processes(fresh.state) == []


def test_an_address_of_another_machine_is_not_called_taken(fresh: Stack) -> None:
    done = fresh.command("start", LUZERN_HOST="192.0.2.1")  # set aside for documentation
    assert done.returncode == 1
    assert f"can't listen on 192.0.2.1, port {fresh.port}" in done.stderr
    assert "LUZERN_HOST" in done.stderr
    assert processes(fresh.state) == []


def test_clean_leaves_what_is_not_its_own(fresh: Stack) -> None:
    fresh.state.mkdir(parents=True)
    (fresh.state / "redis").mkdir()
    (fresh.state / "letters.txt").write_text("not the portal's")
    assert fresh.command("clean", "--yes").returncode == 0
    assert [path.name for path in fresh.state.iterdir()] == ["letters.txt"]
    (fresh.state / "letters.txt").unlink()
