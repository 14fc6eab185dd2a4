"""Many datasets read at once are what `package_show` gives for each."""

from __future__ import annotations

from typing import Any

import pytest
from ckan import logic, model

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


def test_six_queries_are_enough_for_any_number(ckan: Any, statements: list[str]) -> None:
    ids = [row.id for row in ckan.query(model.Package.id)]
    statements.clear()
    read.show(ids)
    assert len(ids) > 10
    assert len(statements) <= 8


def test_the_order_is_that_of_the_ids_and_nothing_is_made_up(ckan: Any) -> None:
    first, second = (row.id for row in ckan.query(model.Package.id).limit(2))
    assert [one.package.id for one in read.show([second, "nobody", first, second])] == [second, first]
