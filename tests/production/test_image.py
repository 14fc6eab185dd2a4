"""The image: what can be said of it without building it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from arch.source import ROOT

DOCKERFILE = (ROOT / "docker" / "Dockerfile").read_text(encoding="utf-8")
INSTRUCTIONS = [line.split(maxsplit=1) for line in DOCKERFILE.replace("\\\n", " ").splitlines() if re.match(r"[A-Z]+ ", line)]


def of(instruction: str) -> list[str]:
    return [rest for name, rest in INSTRUCTIONS if name == instruction]


def test_hadolint_has_nothing_to_say() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    if not hadolint.exists():
        pytest.skip("hadolint is not installed (extra `lint`)")

    done = subprocess.run(
        [hadolint, "--no-color", "--config", "docker/.hadolint.yaml", "docker/Dockerfile"], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert (done.stdout, done.returncode) == ("", 0)


def test_the_base_is_one_pinned_tag() -> None:
    (image,) = (argument.partition("=")[2] for argument in of("ARG") if argument.startswith("PYTHON_IMAGE="))

    assert re.fullmatch(r"python:3\.\d+-slim-bookworm(@sha256:[0-9a-f]{64})?", image)
    assert all(base.startswith("${PYTHON_IMAGE}") for base in of("FROM"))


def test_it_runs_as_an_ordinary_user_and_tells_its_health() -> None:
    assert int(of("USER")[-1]) > 0
    assert len(of("HEALTHCHECK")) == 1


def test_nothing_is_fetched_by_add_and_every_package_is_checked_by_hash() -> None:
    installs = [command for run in of("RUN") for command in run.split("&&") if "pip install" in command]

    assert of("ADD") == []
    assert all("--require-hashes" in command or command.strip().endswith(" .") for command in installs)


def test_no_package_lists_stay_in_a_layer() -> None:
    assert all("rm -rf /var/lib/apt/lists/*" in run for run in of("RUN") if "apt-get update" in run)


def test_what_is_copied_is_let_through_to_the_build() -> None:
    ignore = (ROOT / "docker" / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    sources = {word for copy in of("COPY") if "--from" not in copy for word in copy.split()[:-1] if not word.startswith("--")}

    assert {f"!{source}" for source in sources} <= set(ignore)


def test_the_start_script_is_a_shell_script_without_a_fault() -> None:
    for script in ("portal.sh", "postgres/10-databases.sh"):
        subprocess.run(["sh", "-n", ROOT / "docker" / script], check=True)
