"""Every page of the example city opens, for visitors and for whoever edits, and every file downloads."""

from __future__ import annotations

import pytest

from integration.api import Api, Editor

pytestmark = pytest.mark.services


def test_every_page_opens(editor: Editor, api: Api) -> None:
    datasets = api.result("package_search", rows=200)["results"]
    pages = ["/", "/dataset/", "/dataset/?q=wasser", "/organization/", "/group/", "/about", "/fr/dataset/", "/it/", "/en/organization/"]
    pages += [f"/organization/{name}" for name in api.result("organization_list")] + [f"/group/{name}" for name in api.result("group_list")]
    pages += ["/organization/about/tiefbauamt", "/group/about/envi", "/dataset/new", "/organization/edit/tiefbauamt", "/group/edit/envi"]
    for dataset in datasets:
        pages += [f"/dataset/{dataset['name']}", f"/dataset/edit/{dataset['name']}", f"/dataset/{dataset['name']}.ttl"]
        for resource in dataset["resources"]:
            pages += [f"/dataset/{dataset['name']}/resource/{resource['id']}", f"/dataset/{dataset['name']}/resource/{resource['id']}/edit"]

    assert len(datasets) >= 25
    assert {page: status for page in pages if (status := editor.client.get(page).status_code) != 200} == {}


def test_every_file_downloads_as_it_was_delivered(editor: Editor, api: Api) -> None:
    resources = [resource for dataset in api.result("package_search", rows=200)["results"] for resource in dataset["resources"]]
    uploads = [resource for resource in resources if resource["url_type"] == "upload"]

    sizes = {resource["url"]: (len(editor.client.get(resource["url"]).content), int(resource["size"])) for resource in uploads}

    assert len(uploads) >= 25
    assert {url: pair for url, pair in sizes.items() if pair[0] != pair[1]} == {}


def test_example_data_says_what_it_is(editor: Editor, api: Api) -> None:
    dataset = next(one for one in api.result("package_search", rows=200)["results"] if one.get("is_example"))
    page = editor.client.get(f"/dataset/{dataset['name']}").text
    resource = editor.client.get(f"/dataset/{dataset['name']}/resource/{dataset['resources'][0]['id']}").text

    assert "<strong>Beispieldaten:</strong>" in page
    assert "<strong>Beispieldaten:</strong>" in resource
    assert dataset["remarks"]["de"].startswith("Beispieldaten:")
