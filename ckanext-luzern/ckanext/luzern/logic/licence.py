"""The terms of use of a dataset: one for all its resources, though CKAN keeps and saves them one resource at a time.

So who changes them for one file in a form can say that they hold for all, with ``license_for_all``; every resource gets them in one save.
"""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

FOR_ALL = "license_for_all"
_NOTED = "luzern_licence"  # in the context: what the resource's save hands on to the dataset's


def take(context: Any, resource: dict[str, Any]) -> Any:
    """Take the word out of what was sent, which is no field of a resource; give the context in which its dataset is to be saved."""
    is_for_all = tk.asbool(resource.pop(FOR_ALL, False))
    return {**context, _NOTED: resource.get("license")} if is_for_all else context


def spread(context: Any, dataset: dict[str, Any]) -> None:
    """Give every resource the terms of use that somebody said hold for all."""
    if licence := context.get(_NOTED):
        dataset["resources"] = [{**resource, "license": licence} for resource in dataset["resources"]]
