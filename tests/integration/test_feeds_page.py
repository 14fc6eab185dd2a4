"""The page about the feeds: its addresses answer, its commands run, its figures are true."""

from __future__ import annotations

import html
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import httpx
import pytest

from integration.api import Api
from portal import Portal

pytestmark = pytest.mark.services

ANSWERS = {200, 302, 503}  # /perma redirects; the guard's word on the feed is another test's


@pytest.fixture(scope="module")
def page(portal: Portal) -> str:
    answer = httpx.get(f"{portal.url}/feeds", timeout=60)
    assert answer.status_code == 200
    return answer.text


def test_every_address_on_it_answers(page: str, portal: Portal) -> None:
    article = page.partition("<article")[2].partition("</article>")[0]
    addresses = [html.unescape(address) for address in re.findall(r'href="(http[^"]+)"', article)]

    assert len(addresses) > 12
    assert {address: status for address in addresses if (status := httpx.get(address, timeout=60).status_code) not in ANSWERS} == {}


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_every_command_on_it_runs(page: str, tmp_path: Path) -> None:
    commands = [html.unescape(command) for command in re.findall(r"<code[^>]*>(.*?)</code>", page)]

    assert len(commands) >= 8
    assert all(command.startswith("curl ") for command in commands)
    assert [command for command in commands if subprocess.run(shlex.split(command), cwd=tmp_path, capture_output=True, check=False).returncode] == []


def test_it_says_how_many_datasets_there_are_and_how_good(page: str, api: Api) -> None:
    assert f"{len(api.result('package_list'))} Datensätze" in page
    assert 'class="alert' in page


@pytest.mark.parametrize(("language", "title"), [("fr", "Flux et catalogue"), ("it", "Feed e catalogo"), ("en", "Feeds and catalogue")])
def test_it_speaks_the_readers_language(portal: Portal, language: str, title: str) -> None:
    assert f"<h1>{title}</h1>" in httpx.get(f"{portal.url}/{language}/feeds", timeout=60).text
