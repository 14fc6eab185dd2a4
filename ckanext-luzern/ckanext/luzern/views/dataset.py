"""The page of a dataset, of what is printed on it alone: CKAN would ask for views of each file, followers and the dataset itself again."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, current_app, g

dataset = Blueprint("luzern_dataset", __name__)


@dataset.get("/dataset/<id>")
def read(id: str) -> Any:
    """Show a dataset; whatever else stands at its address (an id, a refusal, another type of dataset) is CKAN's to answer."""
    try:
        package = tk.get_action("package_show")({"user": tk.current_user.name, "for_view": True}, {"id": id})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        package = {}
    if package.get("name") != id or package["type"] != "dataset":
        return current_app.view_functions["dataset.read"](package_type="dataset", id=id)
    g.pkg_dict = package
    return tk.render("package/read.html", {"pkg_dict": package, "dataset_type": "dataset"})
