"""What the stack keeps between two starts."""

from __future__ import annotations

import json
import socket
import stat
from pathlib import Path

from ckanext.luzern.embedded import credentials, ports


def test_inner_ports_are_kept(tmp_path: Path) -> None:
    first = ports.inner(tmp_path / "ports.json")
    assert set(first) == set(ports.INNER)
    assert len(set(first.values())) == len(first)
    assert ports.inner(tmp_path / "ports.json") == first


def test_only_a_port_that_a_stranger_took_is_chosen_anew(tmp_path: Path) -> None:
    first = ports.inner(tmp_path / "ports.json")
    with socket.create_server(("127.0.0.1", first["solr"])):
        second = ports.inner(tmp_path / "ports.json")
    assert {name for name in first if first[name] != second[name]} == {"solr"}
    assert ports.known(tmp_path / "ports.json") == second


def test_a_torn_file_of_ports_is_written_anew(tmp_path: Path) -> None:
    (tmp_path / "ports.json").write_text('{"solr": 18')
    assert ports.inner(tmp_path / "ports.json") == json.loads((tmp_path / "ports.json").read_text())


def test_secrets_are_made_once_and_are_nobody_elses_to_read(tmp_path: Path) -> None:
    first = credentials.load(tmp_path / "secrets.env")
    assert set(first) == set(credentials.NAMES)
    assert len(set(first.values())) == len(first)
    assert stat.S_IMODE((tmp_path / "secrets.env").stat().st_mode) == 0o600
    assert credentials.load(tmp_path / "secrets.env") == first


def test_a_secret_that_came_with_a_new_version_is_added_and_the_others_stay(tmp_path: Path) -> None:
    (tmp_path / "secrets.env").write_text("CKAN_SECRET_KEY=kept\n")
    (tmp_path / "secrets.env.new").write_text("CKAN_SECRET_KEY=torn")
    secrets = credentials.load(tmp_path / "secrets.env")
    assert secrets["CKAN_SECRET_KEY"] == "kept"
    assert set(secrets) == set(credentials.NAMES)
