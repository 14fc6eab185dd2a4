"""The other side: CKAN with ckanext-harvest and ckanext-dcat, gathered and imported in one process, as its queues would.

python -m bench.vanilla INI
"""

from __future__ import annotations

import sys
from collections import Counter
from typing import Any

from ckan import model
from ckan.plugins import toolkit as tk

from bench import page_requests
from bench.host import Values, serve

ORGANIZATION = "bench"


def harvest(name: str, url: str) -> Values:
    """Harvest a catalogue into vanilla."""
    from ckanext.harvest import queue  # noqa: PLC0415  # pyright: ignore[reportMissingImports]  installed in its environment alone
    from ckanext.harvest.model import HarvestJob, HarvestObject  # noqa: PLC0415  # pyright: ignore[reportMissingImports]

    harvester = _harvester()
    job = HarvestJob.get(_do("harvest_job_create", source_id=_source(name, url), run=False)["id"])
    for identifier in queue.gather_stage(harvester, job):
        queue.fetch_and_import_stages(harvester, HarvestObject.get(identifier))
    job.status = "Finished"
    job.save()
    states = model.Session.query(HarvestObject.report_status).filter_by(harvest_job_id=job.id)
    return dict(Counter(str(status) for (status,) in states))


def _harvester() -> Any:
    import ckan.plugins as p  # noqa: PLC0415  only a configured portal has a CKAN to import
    from ckanext.harvest.interfaces import IHarvester  # noqa: PLC0415  # pyright: ignore[reportMissingImports]

    return next(one for one in p.PluginImplementations(IHarvester) if one.info()["name"] == "dcat_rdf")


def _source(name: str, url: str) -> str:
    """Give the id of a source; make it, and the organisation, where it is missing."""
    try:
        return _do("harvest_source_show", id=name)["id"]
    except tk.ObjectNotFound:
        pass
    try:
        owner = _do("organization_show", id=ORGANIZATION)["id"]
    except tk.ObjectNotFound:
        owner = _do("organization_create", name=ORGANIZATION)["id"]
    return _do("harvest_source_create", name=name, title=name, url=url, source_type="dcat_rdf", owner_org=owner)["id"]


def _do(action: str, **values: Any) -> Values:
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    return tk.get_action(action)({"ignore_auth": True, "user": user}, values)


if __name__ == "__main__":
    serve({"harvest": harvest, "ask": page_requests.ask, "ask_pages": page_requests.ask, "read_pages": page_requests.read}, sys.argv[1])
