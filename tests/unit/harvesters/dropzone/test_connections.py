"""No driver connects where nobody has looked, whatever the name service says in between."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from luzern_harvesters import addresses
from luzern_harvesters.dropzone import DropzoneHarvester, connections
from luzern_harvesters.errors import SourceRefused
from luzern_harvesters.run import Outcome, read
from unit.harvesters.dropzone import servers
from unit.harvesters.dropzone.folders import YAML
from unit.harvesters.dropzone.servers import Store

pytestmark = pytest.mark.remote

NAME, HERE, FORBIDDEN = "ablage.example", "127.0.0.1", "169.254.169.254"


@pytest.fixture(params=["sftp", "webdav", "web", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    if request.param == "s3":
        with servers.s3_service() as service:
            yield prepared(servers.s3(service, monkeypatch), monkeypatch)
    else:
        with getattr(servers, request.param)(tmp_path) as running:
            yield prepared(running, monkeypatch)


def prepared(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("ABLAGE_USER", store.user)
    monkeypatch.setenv("ABLAGE_PASSWORD", store.password)
    store.write("Bäume/metadaten.yaml", YAML.encode())
    store.write("Bäume/daten.csv", b"a\n1\n")
    return store


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give the addresses that are connected to; nothing leaves this machine."""
    found: list[str] = []
    connect = socket.socket.connect

    def noted(this: socket.socket, address: Any) -> None:
        if this.family in {socket.AF_INET, socket.AF_INET6}:
            found.append(address[0])
            assert address[0] == HERE, f"connected to {address}"
        connect(this, address)

    monkeypatch.setattr(socket.socket, "connect", noted)
    return found


def answers(monkeypatch: pytest.MonkeyPatch, good: int) -> None:
    """Let the name service answer with this machine so many times, then with where nobody may go."""
    asked = 0
    lookup = socket.getaddrinfo

    def resolved(host: Any, port: Any, *arguments: Any, **options: Any) -> Any:
        nonlocal asked
        if host != NAME:
            return lookup(host, port, *arguments, **options)
        asked += 1
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (HERE if asked <= good else FORBIDDEN, int(port or 0)))]

    monkeypatch.setattr(socket, "getaddrinfo", resolved)


def by_name(store: Store, **options: object) -> Any:
    endpoint = str(store.options.get("endpoint", "")).replace(HERE, NAME)
    return store.source(store.url.replace(HERE, NAME), **({"endpoint": endpoint} if endpoint else {}), **options)


@pytest.mark.parametrize("good", [1, 2, 3])
def test_a_name_that_moves_is_not_followed(store: Store, good: int, connected: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, good)

    try:
        with DropzoneHarvester(by_name(store)) as harvester:
            found = {reading.outcome.name for reading in read(harvester, harvester.list().refs)}
    except SourceRefused as err:
        found = {err.finding.code}
    assert found in ({"READ"}, {"address-forbidden"})
    assert set(connected) <= {HERE}


def test_a_name_that_stays_is_read(store: Store, connected: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, good=1_000)

    with DropzoneHarvester(by_name(store)) as harvester:
        assert [reading.outcome for reading in read(harvester, harvester.list().refs)] == [Outcome.READ]
    assert connected


def test_an_address_inside_is_refused_at_the_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    make = connections.checked_sockets(private_allowed=False)

    with pytest.raises(SourceRefused):
        make((socket.AF_INET, socket.SOCK_STREAM, 6, "", (HERE, 80)))


def test_the_address_of_a_driver_that_connects_itself_is_one_that_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server((HERE, 0)) as listener:
        port = listener.getsockname()[1]
        monkeypatch.setattr(connections, "resolve", lambda host, port, private_allowed: ("127.0.0.2", HERE))

        assert connections.answering_address(NAME, port, 2, private_allowed=True) == HERE
    assert addresses.is_allowed(HERE, private_allowed=True)


NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


@pytest.mark.skipif(not NGINX, reason="nginx is not installed")
@pytest.mark.parametrize("form", ["html", "json"])
def test_a_folder_of_nginx_is_read_in_both_its_forms(tmp_path: Path, form: str) -> None:
    assert NGINX
    (tmp_path / "ablage" / "Brücken & Co").mkdir(parents=True)
    (tmp_path / "ablage" / "Brücken & Co" / "metadaten.yaml").write_text(YAML)
    (tmp_path / "ablage" / "Brücken & Co" / ("länge" * 12 + ".csv")).write_text("a\n1\n")
    for path in (tmp_path, *tmp_path.rglob("*")):
        path.chmod(0o755)
    with socket.create_server((HERE, 0)) as free:
        port = free.getsockname()[1]
    folders = " ".join(f"{kind}_temp_path {tmp_path}/t;" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    settings = tmp_path / "nginx.conf"
    settings.write_text(
        f"daemon off; user root; pid {tmp_path}/pid; error_log stderr; events {{}} "
        f"http {{ access_log off; charset utf-8; {folders} server {{ listen {HERE}:{port}; root {tmp_path}; autoindex on; autoindex_format {form}; }} }}"
    )
    with subprocess.Popen([NGINX, "-e", "stderr", "-c", str(settings)], stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(port)
            source = Store(f"http://{HERE}:{port}/ablage", lambda *_: None, lambda *_: None).source(user_env="", password_env="")
            with DropzoneHarvester(source) as harvester:
                (reading,) = read(harvester, harvester.list().refs)
        finally:
            process.terminate()

    assert (reading.outcome, reading.ref.remote_id) == (Outcome.READ, "Brücken & Co")
    assert reading.record is not None
    assert [one.key for one in reading.record.distributions] == ["länge" * 12 + ".csv"]


def wait_for(port: int) -> None:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        with suppress(OSError), socket.create_connection((HERE, port), 1):
            return
        time.sleep(0.02)
    raise AssertionError("nginx does not answer")
