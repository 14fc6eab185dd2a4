"""The settings of CKAN: fragments by concern, joined to one file."""

from __future__ import annotations

import configparser
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from ckanext.luzern import ini

FRAGMENTS = ini.HOME / "config" / "ckan"


def fragment(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text)


def test_fragments_become_one_file_with_the_values_of_the_environment(tmp_path: Path) -> None:
    fragment(tmp_path, "1.ini", "[app:main]\nckan.site_url = ${CKAN_SITE_URL}\nckan.Case = ${MAX:-500}\n")
    fragment(tmp_path, "2.ini", "[app:main]\nsolr_url = ${SOLR}/ckan\n[loggers]\nkeys = root\n")
    parser = configparser.ConfigParser()
    parser.read_string(ini.render(tmp_path, {"CKAN_SITE_URL": "http://x", "SOLR": "http://s"}))
    assert dict(parser["app:main"]) == {"ckan.site_url": "http://x", "ckan.case": "500", "solr_url": "http://s/ckan"}
    assert parser["loggers"]["keys"] == "root"


def test_a_password_with_a_percent_sign_survives_ckans_reader(tmp_path: Path) -> None:
    fragment(tmp_path, "1.ini", "[app:main]\nkey = ${SECRET}\n")
    parser = configparser.ConfigParser()
    parser.read_string(ini.render(tmp_path, {"SECRET": "50%(here)s%"}))
    assert parser["app:main"]["key"] == "50%(here)s%"


def test_a_missing_variable_is_named_with_the_fragment_that_needs_it(tmp_path: Path) -> None:
    fragment(tmp_path, "30-database.ini", "[app:main]\nsqlalchemy.url = ${CKAN_SQLALCHEMY_URL}\n")
    with pytest.raises(ini.IniError, match=r"30-database\.ini needs the environment variable CKAN_SQLALCHEMY_URL"):
        ini.render(tmp_path, {"CKAN_SQLALCHEMY_URL": ""})


def test_an_option_in_two_fragments_is_refused(tmp_path: Path) -> None:
    fragment(tmp_path, "1.ini", "[app:main]\ndebug = false\n")
    fragment(tmp_path, "2.ini", "[app:main]\ndebug = true\n")
    with pytest.raises(ini.IniError, match=r"debug stands in 1\.ini and in 2\.ini"):
        ini.render(tmp_path, {})


def test_the_file_holds_secrets_and_is_its_owners_alone(tmp_path: Path) -> None:
    fragment(tmp_path, "1.ini", "[app:main]\nkey = value\n")
    ini.write(tmp_path / "out", {}, tmp_path)
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o600


def test_addresses_and_secrets_come_from_the_environment_alone() -> None:
    text = "".join(path.read_text() for path in FRAGMENTS.glob("*.ini"))
    assert not re.search(r"(?m)^[^#\n]*://(?!\$)", text)
    assert not re.search(r"(?im)^(secret_key|[\w.]*(password|secret)[\w.]*)\s*=\s*(?!.*\$\{)", text)


def test_the_module_is_a_command_that_names_what_is_missing(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "ckanext.luzern.ini", str(tmp_path / "ckan.ini")], env={}, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "needs the environment variable" in done.stderr
    assert "Traceback" not in done.stderr
