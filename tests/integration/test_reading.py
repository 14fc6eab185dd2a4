"""Many datasets read at once are what `package_show` gives for each."""

from __future__ import annotations

from typing import Any

import pytest
from ckan import logic, model
from ckan.logic.action.get import package_show
from ckan.plugins import toolkit as tk

from ckanext.luzern.catalog import read
from integration.api import Api
from integration.records import full_package

pytestmark = pytest.mark.services


def test_every_dataset_of_the_city_is_shown_as_ckan_shows_it(ckan: Any) -> None:
    ids = list(ckan.scalars(model.Session.query(model.Package.id).statement))
    shown = read.show(ids)
    assert [one.package.id for one in shown] == ids
    assert [(one.default, one.custom) for one in shown] == [logic.package_show_default_and_custom_schemas({"ignore_auth": True}, one) for one in ids]


def test_a_dataset_with_every_field_is_shown_as_ckan_shows_it(api: Api, ckan: Any) -> None:
    package = full_package()
    with api.dataset(**package) as created:
        (shown,) = read.show([created["id"]])
        assert (shown.default, shown.custom) == logic.package_show_default_and_custom_schemas({"ignore_auth": True}, created["id"])
        assert package.keys() <= shown.custom.keys()


def test_a_dataset_with_extras_no_schema_knows_is_shown_as_ckan_shows_it(api: Api, ckan: Any) -> None:
    with api.dataset() as created:
        package = model.Package.get(created["id"])
        assert package
        package.extras = {**package.extras, "fremd": "ein Wert", "leer": ""}
        ckan.flush()
        (shown,) = read.show([created["id"]])
        as_ckan_shows_it = logic.package_show_default_and_custom_schemas({"ignore_auth": True}, created["id"])
        ckan.rollback()  # or nobody could purge it
        assert (shown.default, shown.custom) == as_ckan_shows_it
        assert shown.custom["extras"]


@pytest.mark.parametrize("end", [0, 1])
def test_a_dataset_with_relationships_is_shown_as_ckan_shows_it(api: Api, ckan: Any, end: int) -> None:
    with api.dataset() as one, api.dataset() as other:
        ckan.add(model.PackageRelationship(subject=model.Package.get(one["id"]), object=model.Package.get(other["id"]), type="links_to"))
        ckan.flush()
        asked = {"id": (one, other)[end]["name"]}
        shown = tk.get_action("package_show")({"ignore_auth": True}, asked.copy())
        context: Any = {"ignore_auth": True, "model": model, "session": ckan, "use_cache": False}  # Any: what CKAN's own type leaves out
        as_ckan_shows_it = package_show(context, asked)
        ckan.rollback()  # or nobody could purge them
        assert shown == as_ckan_shows_it
        assert shown[("relationships_as_subject", "relationships_as_object")[end]]


def test_six_queries_are_enough_for_any_number(ckan: Any, statements: list[str]) -> None:
    ids = [row.id for row in ckan.query(model.Package.id)]
    statements.clear()
    read.show(ids)
    assert len(ids) > 10
    assert len(statements) <= 8


def test_the_order_is_that_of_the_ids_and_nothing_is_made_up(ckan: Any) -> None:
    first, second = (row.id for row in ckan.query(model.Package.id).limit(2))
    assert [one.package.id for one in read.show([second, "nobody", first, second])] == [second, first]
