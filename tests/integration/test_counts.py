"""What a page asks of PostgreSQL and Solr when it is made anew, and that what it shows is what CKAN's own actions give."""

from __future__ import annotations

import json
from collections import Counter
from contextvars import Context
from typing import Any

import pytest

from bench.counting import watch
from integration.api import Api
from portal import Portal

pytestmark = pytest.mark.services

MOST = {
    "/dataset/{dataset}": (8, 1),
    "/dataset/{dataset}/resource/{resource}": (10, 0),
    "/dataset/": (2, 1),
    "/": (2, 1),
    "/group/": (2, 1),
    "/organization/": (2, 1),
    "/group/{theme}": (6, 1),
    "/organization/{organization}": (6, 1),
    "/api/3/action/package_show?id={dataset}": (5, 0),
    "/api/3/action/package_search?rows=20": (2, 1),
}
"""SQL statements and questions to Solr, at most. The portal keeps pages in memory besides, before CKAN: that is not looked at here."""


@pytest.fixture(scope="module")
def counts(application: Any, portal: Portal) -> Counter[str]:
    """Count from now on."""
    from ckan import model  # noqa: PLC0415  only a configured portal has a CKAN to import

    with application._wsgi_app.test_request_context():
        return watch(model.Session.get_bind(), portal.solr_url)


@pytest.fixture(scope="module")
def there(api: Api) -> dict[str, str]:
    """Name a dataset with themes and files, and what it belongs to."""
    found = api.result("package_search", fq="groups:[* TO *] AND res_format:CSV", rows=1)["results"][0]
    return {
        "dataset": found["name"],
        "resource": found["resources"][0]["id"],
        "theme": found["groups"][0]["name"],
        "organization": found["organization"]["name"],
    }


@pytest.mark.parametrize("path", MOST)
def test_a_page_asks_little(path: str, application: Any, counts: Counter[str], there: dict[str, str]) -> None:
    client = application._wsgi_app.test_client()
    address = path.format(**there)
    assert Context().run(client.get, address).status_code == 200  # what a process does once
    before = counts.copy()
    answer = Context().run(client.get, address)
    asked = counts - before
    assert answer.status_code == 200
    statements, questions = MOST[path]
    assert asked["sql"] <= statements
    assert asked["solr_queries"] <= questions
    assert asked["solr_updates"] == 0


def test_the_number_of_files_does_not_matter(api: Api, application: Any, counts: Counter[str]) -> None:
    client = application._wsgi_app.test_client()
    asked = []
    for number in (1, 30):
        files = [{"url": f"https://example.org/{one}.csv", "license": "terms_by", "format": "CSV"} for one in range(number)]
        with api.dataset(resources=files) as created:
            before = counts.copy()
            page = Context().run(client.get, f"/dataset/{created['name']}")
            asked.append((counts - before)["sql"])
            assert page.get_data(as_text=True).count("https://example.org/") >= number
    assert asked[0] == asked[1]


@pytest.mark.parametrize(("typed", "questions"), [("b", 1), ("fahrrad", 2)])
def test_suggestions_ask_once_more_only_where_hardly_a_title_begins_so(typed: str, questions: int, application: Any, counts: Counter[str]) -> None:
    before = counts.copy()
    assert Context().run(application._wsgi_app.test_client().get, f"/api/3/action/luzern_suggest?q={typed}").get_json()["result"]["suggestions"]
    assert (counts - before)["solr_queries"] == questions


def test_the_number_of_filters_does_not_matter_where_nothing_is_found(application: Any, counts: Counter[str]) -> None:
    client = application._wsgi_app.test_client()
    asked = []
    for filters in ("groups=tran", "groups=tran&groups=envi&res_format=CSV&organization=nobody"):
        before = counts.copy()
        page = Context().run(client.get, f"/dataset/?q=xyzzy+2031&{filters}").get_data(as_text=True)
        asked.append((counts - before)["solr_queries"])
        assert "Mit weniger gibt es Treffer" in page or filters.endswith("nobody")
    assert asked[0] == asked[1] <= 4


def test_what_other_searches_would_find_is_counted_as_they_find_it(ckan: Any) -> None:
    import ckan.plugins.toolkit as tk  # noqa: PLC0415  only a configured portal has a CKAN to import

    from ckanext.luzern import config  # noqa: PLC0415
    from ckanext.luzern.presenters.search_page import Search  # noqa: PLC0415
    from ckanext.luzern.search.counts import counts  # noqa: PLC0415
    from ckanext.luzern.search.language.german import german  # noqa: PLC0415

    texts = ("", "velo", "Böim", "Parkheuser", "quartier", '"Baumkataster"', "title:baum*", "?")
    searches = [Search(text, filters, sort) for text in texts for filters in ({}, {"groups": ["tran"]}) for sort in ("", "title_string asc")]

    def found(search: Search) -> int:
        fq = " ".join(f'{field}:"{value}"' for field, values in search.filters.items() for value in values)
        return tk.get_action("package_search")({}, {"q": search.query, "fq": fq, "sort": search.sort or None, "rows": 0})["count"]

    assert counts(searches, german(config.config_dir() / "search")) == [found(search) for search in searches]


@pytest.mark.parametrize("for_view", [True, False])
def test_every_dataset_is_shown_as_ckan_shows_it(ckan: Any, for_view: bool) -> None:
    import ckan.plugins.toolkit as tk  # noqa: PLC0415  only a configured portal has a CKAN to import
    from ckan import model  # noqa: PLC0415
    from ckan.logic.action.get import package_show  # noqa: PLC0415

    names = [name for (name,) in ckan.query(model.Package.name).filter_by(type="dataset")]
    assert len(names) > 10
    context: Any = {"ignore_auth": True, "user": "", "model": model, "session": ckan, **({"for_view": True} if for_view else {})}
    for name in names:
        shown = tk.get_action("package_show")(context.copy(), {"id": name})
        assert json.dumps(shown, sort_keys=True) == json.dumps(package_show(context | {"use_cache": False}, {"id": name}), sort_keys=True)


@pytest.mark.parametrize("asked", [{"rows": 20}, {"rows": 20, "fq": "res_format:CSV", "facet.field": ["groups", "organization", "tags"]}, {"rows": 0}])
def test_every_search_finds_what_ckan_finds(ckan: Any, asked: dict[str, Any]) -> None:
    import ckan.plugins.toolkit as tk  # noqa: PLC0415  only a configured portal has a CKAN to import
    import simplejson  # noqa: PLC0415  CKAN brings it
    from ckan import model  # noqa: PLC0415
    from ckan.logic.action.get import package_search  # noqa: PLC0415

    context: Any = {"user": "", "auth_user_obj": None, "model": model, "session": ckan}
    ours, theirs = tk.get_action("package_search")(context.copy(), {**asked}), package_search(context.copy(), {**asked})
    assert json.dumps(ours) == json.dumps(theirs)
    for_the_api = tk.get_action("package_search")(context | {"api_version": 3}, {**asked})
    assert simplejson.dumps(for_the_api, for_json=True) == simplejson.dumps(theirs, for_json=True)  # as CKAN's API writes it


def test_a_private_dataset_is_shown_to_nobody_else(api: Api, application: Any) -> None:
    client = application._wsgi_app.test_client()
    with api.dataset(private=True) as created:
        for path in (f"/dataset/{created['name']}", f"/dataset/{created['id']}", f"/api/3/action/package_show?id={created['name']}"):
            assert Context().run(client.get, path).status_code in {403, 404}


def test_an_id_leads_to_the_name(application: Any, api: Api, there: dict[str, str]) -> None:
    client = application._wsgi_app.test_client()
    package = api.result("package_show", id=there["dataset"])
    answer = Context().run(client.get, f"/dataset/{package['id']}")
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(f"/dataset/{package['name']}")
