"""Ask Lighthouse about home, search and a dataset of the portal that runs on LUZERN_PORT: ``make lighthouse``.

Not a test of every run: it takes a minute and 170 MB, which npm fetches once, and its performance is that of an idle machine.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
VERSION = "13.5.0"
PATHS = ("/", "/dataset/", "/dataset/velozaehlstellen-tageswerte")
LEAST = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or ""


def main() -> int:
    """Print the scores of each page and what costs points; give 1 where one is too low."""
    site = f"http://127.0.0.1:{os.environ.get('LUZERN_PORT', '5000')}"
    return int(sum(too_low(f"{site}{path}") for path in PATHS) > 0)


def too_low(address: str) -> bool:
    """Print the scores of a page, and tell whether one is too low."""
    report = asked(address)
    scores = {name: round(100 * report["categories"][name]["score"]) for name in LEAST}
    sys.stdout.write("\n  ".join([address, *(f"{name} {score}" for name, score in scores.items())]) + "\n")
    for name, audit in report["audits"].items():
        if audit["score"] is not None and audit["score"] < 1 and audit["scoreDisplayMode"] == "binary":
            sys.stdout.write(f"    {name}: {audit['title']}\n")
    return any(scores[name] < least for name, least in LEAST.items())


def asked(address: str) -> Any:  # Any: Lighthouse's own JSON
    """Give Lighthouse's report about an address."""
    file = ROOT / "var" / "lighthouse.json"
    file.parent.mkdir(exist_ok=True)
    options = ["--quiet", "--chrome-flags=--headless=new --no-sandbox", "--output=json", f"--output-path={file}"]
    command = [".ci/npm", "exec", "--yes", "--", f"lighthouse@{VERSION}", address, *options]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "CHROME_PATH": CHROMIUM}, check=True)
    return json.loads(file.read_text(encoding="utf-8"))


if __name__ == "__main__":
    sys.exit(main())
