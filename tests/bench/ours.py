"""The portal's side: its own engine, as a worker calls it.

python -m bench.ours INI
"""

from __future__ import annotations

import sys

from bench.host import Values, serve
from ckanext.luzern.harvest.run import run
from luzern_harvesters.source import Source


def harvest(name: str, url: str) -> Values:
    """Harvest a catalogue into the portal."""
    source = Source(id=name, type="dcat", url=url, organization="tiefbauamt", title=name, private_addresses=True)
    report = run(source, lambda done, of, outcome: None)
    return {"status": report.status.value, "findings": [finding.message for finding in report.findings], **report.counts}


if __name__ == "__main__":
    serve({"harvest": harvest}, sys.argv[1])
