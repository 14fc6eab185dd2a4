"""compose.yaml: valid, closed to the outside but for nginx, and complete for config/ckan."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from arch.source import ROOT

FOLDER = ROOT / "docker"
TEXT = (FOLDER / "compose.yaml").read_text(encoding="utf-8")
SERVICES = yaml.safe_load(TEXT)["services"]
PORTAL = [name for name, service in SERVICES.items() if str(service["image"]).startswith("luzern-portal")]


def test_it_fits_the_compose_specification() -> None:
    checker = Path(sys.executable).with_name("check-jsonschema")
    if not checker.exists():
        pytest.skip("check-jsonschema is not installed (extra `lint`)")

    done = subprocess.run([checker, "--builtin-schema", "vendor.compose-spec", FOLDER / "compose.yaml"], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_only_nginx_can_be_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]
    assert all(SERVICES[name]["networks"] == ["inner"] for name in ("postgres", "redis", "solr", "grants"))


def test_every_image_that_is_not_ours_is_pinned() -> None:
    images = [service["image"] for name, service in SERVICES.items() if name not in PORTAL]

    assert [image for image in images if not re.search(r":\d[\w.-]+(@sha256:[0-9a-f]{64})?$", image)] == []


def test_the_portal_runs_with_as_few_rights_as_it_needs() -> None:
    for name in PORTAL:
        service = SERVICES[name]
        assert (service["read_only"], service["cap_drop"], service["security_opt"]) == (True, ["ALL"], ["no-new-privileges:true"]), name


def test_web_and_workers_wait_for_the_migrations() -> None:
    for name in ("web", "worker", "scheduler"):
        conditions = {other: wait["condition"] for other, wait in SERVICES[name]["depends_on"].items()}
        assert conditions == {"init": "service_completed_successfully", "grants": "service_completed_successfully"}


def test_what_is_mounted_is_there() -> None:
    mounts = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", []) if volume.startswith(".")}

    assert [mount for mount in sorted(mounts) if not (FOLDER / mount).exists()] == []


def test_the_example_of_the_environment_names_everything_that_has_to_be_set() -> None:
    needed = set(re.findall(r"\$\{([A-Z_]+):\?\}", TEXT))
    named = set(re.findall(r"^([A-Z_]+)=", (FOLDER / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))

    assert needed - named == set()


def test_every_variable_of_the_configuration_is_set() -> None:
    lines = [line for path in (ROOT / "config/ckan").glob("*.ini") for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    needed = {name for line in lines for name in re.findall(r"\$\{([A-Z0-9_]+)\}", line)}
    in_the_image = set(re.findall(r"\b([A-Z][A-Z0-9_]+)=", (FOLDER / "Dockerfile").read_text(encoding="utf-8")))

    assert needed - set(SERVICES["web"]["environment"]) - in_the_image == set()


def test_the_core_of_the_compose_file_is_the_core_the_portal_asks() -> None:
    properties = (FOLDER / "solr/core.properties").read_text(encoding="utf-8")

    assert f"name={SERVICES['web']['environment']['CKAN_SOLR_URL'].rsplit('/', 1)[1]}\n" in properties
    assert "-Dluzern.configsets=" in SERVICES["solr"]["environment"]["SOLR_OPTS"]
    assert "${luzern.configsets}" in (ROOT / "config/solr/server/solr.xml").read_text(encoding="utf-8")
