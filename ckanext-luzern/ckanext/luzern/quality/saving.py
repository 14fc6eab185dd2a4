"""The check where a person saves: what would harm the feed is refused with a sentence per field, before anything is committed.

A harvest is never refused: its dataset is stored, judged and told, because nobody is there to mend it. Drafts may be incomplete, and a dataset
without a resource is one that gets them next.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model

from ckanext.luzern import config
from ckanext.luzern.feeds.profile import OPENDATA_SWISS
from ckanext.luzern.feeds.settings import from_config
from ckanext.luzern.logic import naming, shape
from ckanext.luzern.model import Fragment

from . import links
from .check import Fault, Report, check_fragment, check_package

NOT_YET = {"distribution"}  # rules that a dataset in the making breaks
WHOLE = "title_translated"  # where the form tells what no field alone is to blame for
_RESOURCE = re.compile(r"resources\[(\d+)\]\.?(\w*)")

Messages = dict[str, Any]  # Any: sentences by field; of resources, one such dictionary each


def refuse(context: Any, package_id: str) -> None:
    """Look at what was just written of a dataset, in the transaction that wrote it.

    Raises:
        tk.ValidationError: opendata.swiss would not take it, or it breaks DCAT-AP CH; the transaction is undone.
    """
    if context.get("user") == config.harvest_user():
        return
    package = model.Package
    written = sa.select(Fragment.xml).join(package, package.id == Fragment.package_id)
    active = written.where(package.id == package_id, package.state == model.State.ACTIVE, Fragment.profile == OPENDATA_SWISS.name)
    if (xml := model.Session.scalar(active)) and (found := messages(check_fragment(xml, from_config()).of("rejected", "violation"))):
        model.Session.rollback()
        raise tk.ValidationError(found)


def messages(faults: Iterable[Fault]) -> Messages:
    """Give the sentences by field, as CKAN's forms and its API tell them; of resources in their order."""
    found: Messages = {}
    for fault in faults:
        sentence = f"{fault.text} {fault.remedy}".strip()
        if fault.rule in NOT_YET:
            continue
        if of_resource := _RESOURCE.fullmatch(fault.field):
            resources = found.setdefault("resources", [])
            resources += [{} for _ in range(int(of_resource[1]) + 1 - len(resources))]
            resources[int(of_resource[1])].setdefault(of_resource[2] or "url", []).append(sentence)
        else:
            field = fault.field if fault.field not in {"", "resources"} else WHOLE
            found.setdefault(field, []).append(sentence)
    return found


def judge(package: dict[str, Any]) -> Report:
    """Judge a dataset that is stored, with what is known of its links."""
    return check_package(package, from_config(), dead=links.dead_of([package["id"]])[package["id"]])


@tk.side_effect_free
def luzern_dataset_check(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Judge a dataset: with ``id`` alone the one that is stored, else the one that is given, which is not stored."""
    tk.check_access("luzern_dataset_check", context, data_dict)
    if set(data_dict) == {"id"}:
        report = judge(tk.get_action("package_show")(tk.fresh_context(context, ignore_auth=True), data_dict))
    else:
        shape.check(data_dict)
        report = check_package(_completed(data_dict), from_config())
    faults = [asdict(fault) for fault in report.faults]
    return {"dataset": report.dataset, "is_sound": report.is_sound, "points": {**report.points, "total": report.total}, "faults": faults}


def get_actions() -> dict[str, Callable[..., Any]]:
    """Give the actions by name."""
    return {"luzern_dataset_check": luzern_dataset_check}


def _completed(package: dict[str, Any]) -> dict[str, Any]:
    """Give a dataset that is not stored yet what addresses are made of: what it says itself need not be fit for one."""
    name = package.get("name")
    resources = [{**resource, "id": str(number)} for number, resource in enumerate(package.get("resources") or ())]
    fit = name if isinstance(name, str) and naming.NAME.fullmatch(name) else "neu"
    return {"identifier": name or "neu", **package, "id": "neu", "name": fit, "resources": resources}
