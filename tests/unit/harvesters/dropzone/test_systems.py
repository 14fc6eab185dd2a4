"""Where a drop zone may lie, and what is kept of its credentials: nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from luzern_harvesters.dropzone import DropzoneHarvester
from luzern_harvesters.errors import HarvestError, SettingsError, SourceRefused, SourceUnreachable
from luzern_harvesters.run import Outcome, read
from luzern_harvesters.source import Source
from unit.harvesters.dropzone.folders import YAML, deliver
from unit.harvesters.dropzone.sftp_server import PASSWORD, USER, Address, serving


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Address]:
    deliver(tmp_path / "ablage" / "Brücken", metadaten__yaml=YAML, daten__csv="a\n1\n")
    (tmp_path / "ablage" / "Brücken" / "kreis").symlink_to(tmp_path / "ablage")
    monkeypatch.setenv("ABLAGE_PASSWORD", PASSWORD)
    with serving(tmp_path) as address:
        yield address


def source(url: str, **options: object) -> Source:
    values = {"id": "ablage", "type": "dropzone", "url": url, "organization": "tiefbauamt", "title": "Ablage", "private_addresses": True}
    return Source.model_validate({**values, "options": {"settle_seconds": 0, **options}})


def sftp(server: Address, **options: object) -> Source:
    return source(f"sftp://{USER}@127.0.0.1:{server.port}/ablage", **{"password_env": "ABLAGE_PASSWORD", "host_key": server.host_key, **options})


def error_of(wanted: Source) -> HarvestError:
    with DropzoneHarvester(wanted) as harvester, pytest.raises(HarvestError) as caught:
        harvester.list()
    return caught.value


def test_sftp_is_read_like_a_folder_and_keeps_no_credentials(server: Address, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    with DropzoneHarvester(sftp(server)) as harvester:
        (reading,) = read(harvester, harvester.list().refs)
        with harvester.open(reading.ref, "Brücken/daten.csv") as file:
            content = file.read()
        seen = f"{harvester!r}{vars(harvester)!r}{reading!r}{caplog.text}"

    assert (reading.outcome, reading.ref.remote_id, content) == (Outcome.READ, "Brücken", b"a\n1\n")
    assert reading.record is not None
    assert [one.url for one in reading.record.distributions] == [f"sftp://127.0.0.1:{server.port}/ablage/Br%C3%BCcken/daten.csv"]
    assert PASSWORD not in seen


def test_sftp_is_not_used_without_the_servers_key(server: Address) -> None:
    assert error_of(sftp(server, host_key="")).finding.code == "host-key-missing"
    assert error_of(sftp(server, host_key="SHA256:falsch")).finding.code == "host-key-wrong"


def test_a_wrong_password_is_a_refusal(server: Address, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ABLAGE_PASSWORD", "falsch")

    error = error_of(sftp(server))

    assert isinstance(error, SourceRefused)
    assert (error.finding.code, "falsch" in str(error)) == ("login-refused", False)


def test_a_folder_that_the_server_does_not_have_is_a_refusal(server: Address) -> None:
    wanted = sftp(server).model_copy(update={"url": f"sftp://{USER}@127.0.0.1:{server.port}/gibt-es-nicht"})

    assert isinstance(error_of(wanted), SourceRefused)


def test_a_server_that_does_not_answer_is_unreachable() -> None:
    assert isinstance(error_of(source("sftp://127.0.0.1:1/a", host_key="SHA256:x")), SourceUnreachable)
    assert isinstance(error_of(source("webdav://127.0.0.1:1/a")), SourceUnreachable)


@pytest.mark.parametrize("url", ["sftp://127.0.0.1/a", "webdavs://10.1.2.3/a", "smb://192.168.1.1/share", "webdav://169.254.169.254/"])
def test_addresses_inside_are_refused_unless_the_source_says_so(url: str) -> None:
    assert error_of(source(url).model_copy(update={"private_addresses": False})).finding.code == "address-forbidden"


@pytest.mark.parametrize(
    ("url", "options", "code"),
    [
        ("ftp://luzern.example/a", {}, "scheme-unknown"),
        ("sftp://amt:geheim@luzern.example/a", {}, "password-in-address"),
        ("sftp://luzern.example/a", {"password_env": "GIBT_ES_NICHT"}, "variable-missing"),
        ("sftp:///a", {}, "host-missing"),
    ],
)
def test_wrong_settings_are_named_before_anything_is_asked(url: str, options: dict[str, object], code: str) -> None:
    error = error_of(source(url, **options))

    assert isinstance(error, SettingsError)
    assert (error.finding.code, "geheim" in str(error)) == (code, False)


def test_a_missing_driver_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "smbclient", None)

    assert error_of(source("smb://127.0.0.1/share")).finding.code == "driver-missing"
