"""What opendata.swiss would say of a feed, where its rules are at hand."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from feeds.packages import Judge

TOOL = Path(__file__).resolve().parents[3] / "shared" / "tools" / "check_feed.py"


@pytest.fixture(scope="session")
def check_feed() -> ModuleType:
    if not TOOL.exists():
        pytest.skip("the shapes of opendata.swiss' checker are not beside the repository (../shared)")
    spec = importlib.util.spec_from_file_location("check_feed", TOOL)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["check_feed"] = module  # its dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def judge(check_feed: ModuleType, tmp_path: Path) -> Judge:
    """Give what is wrong with a feed: (judgement, rule) to sentences."""

    def judge(document: str) -> dict[tuple[str, str], list[str]]:
        file = tmp_path / "feed.xml"
        file.write_text(document, encoding="utf-8")
        graph, _, findings = check_feed.read(str(file))
        findings += check_feed.judge(graph, "@stadt-luzern", True, False)[0]
        faults: dict[tuple[str, str], list[str]] = {}
        for finding in findings:
            faults.setdefault((finding.judgement, finding.rule), []).append(f"{finding.dataset}: {finding.text}")
        return faults

    return judge
