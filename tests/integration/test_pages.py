"""Every page of the example city opens, for visitors and for whoever edits, and every file downloads."""

from __future__ import annotations

import re

import httpx
import pytest
from rdflib import Graph

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


def test_an_organisation_shows_what_those_below_it_publish_and_lets_one_choose_among_them(editor: Editor) -> None:
    above = editor.client.get("/organization/baudirektion").text
    narrowed = editor.client.get("/organization/baudirektion?organization=stadtplanung").text

    assert "/dataset/velonetz" in above
    assert "/dataset/strassenverzeichnis" in above
    assert "?organization=stadtplanung" in above
    assert "/dataset/velozaehlstellen-tageswerte" not in above
    assert "/dataset/velonetz" in narrowed
    assert "/dataset/strassenverzeichnis" not in narrowed
    assert "?organization=" not in editor.client.get("/organization/stadtplanung").text


def test_every_file_downloads_as_it_was_delivered(editor: Editor, api: Api) -> None:
    resources = [resource for dataset in api.result("package_search", rows=200)["results"] for resource in dataset["resources"]]
    uploads = [resource for resource in resources if resource["url_type"] == "upload"]

    sizes = {resource["url"]: (len(editor.client.get(resource["url"]).content), int(resource["size"])) for resource in uploads}

    assert len(uploads) >= 25
    assert {url: pair for url, pair in sizes.items() if pair[0] != pair[1]} == {}


def test_example_data_says_what_it_is(editor: Editor, api: Api) -> None:
    dataset = api.result("package_search", q="Digitalstrategie")["results"][0]  # others may be a test's own
    page = editor.client.get(f"/dataset/{dataset['name']}").text
    resource = editor.client.get(f"/dataset/{dataset['name']}/resource/{dataset['resources'][0]['id']}").text

    assert "<strong>Beispieldaten:</strong>" in page
    assert "<strong>Beispieldaten:</strong>" in resource
    assert dataset["remarks"]["de"].startswith("Beispieldaten:")


def test_a_page_that_is_passed_on_says_once_what_it_is(editor: Editor, api: Api) -> None:
    dataset = api.result("package_show", id="velozaehlstellen-tageswerte")
    pages = ["/", "/dataset/?q=velo", "/group/tran", "/about", "/en/api-docs", "/dataset/" + dataset["name"]]
    for page in [*pages, f"/dataset/{dataset['name']}/resource/{dataset['resources'][0]['id']}"]:
        text = editor.client.get(page).text
        said = dict(re.findall(r'<meta (?:property|name)="([^"]+)"\s+content="([^"]*)"', text))
        assert said["og:title"] == " ".join(re.findall("<title>(.*?)</title>", text, re.DOTALL)[0].split())
        assert said["og:title"].endswith(said["og:site_name"])
        assert said["og:description"] == said["description"] != ""
        assert [text.count(name) for name in ("og:title", "og:description", "og:site_name", "twitter:card")] == [1, 1, 1, 1]


def test_the_pages_speak_of_themes_in_german(editor: Editor, api: Api) -> None:
    dataset = next(one for one in api.result("package_search", rows=200)["results"] if one["groups"])
    visitor = httpx.Client(base_url=editor.client.base_url, timeout=60)
    pages = ["/", "/dataset/", "/group/", "/group/envi", "/organization/tiefbauamt", f"/dataset/{dataset['name']}", f"/dataset/groups/{dataset['name']}"]

    texts = {page: visitor.get(page).text for page in pages}

    assert [page for page, text in texts.items() if re.search(r"\bGruppen?\b|There is no description", text)] == []
    assert "Die Themen sind die der europäischen Datenportale" in texts["/group/"]
    assert "Lizenzen" not in texts["/dataset/"]


def test_visitors_meet_no_link_to_a_page_closed_to_them(editor: Editor) -> None:
    visitor = httpx.Client(base_url=editor.client.base_url, timeout=60)

    assert "/members/" not in visitor.get("/organization/tiefbauamt").text
    assert "/members/" in editor.client.get("/organization/tiefbauamt").text


def test_a_wrong_address_is_answered_in_german(editor: Editor) -> None:
    answer = editor.client.get("/gibt-es-nicht")

    assert answer.status_code == 404
    assert "404 Nicht gefunden" in answer.text
    assert "Diese Adresse gibt es hier nicht." in answer.text


@pytest.mark.parametrize(
    ("ending", "media_type", "syntax"),
    [
        ("xml", "application/rdf+xml", "xml"),
        ("ttl", "text/turtle", "turtle"),
        ("nt", "application/n-triples", "nt"),
        ("jsonld", "application/ld+json", "json-ld"),
    ],
)
def test_linked_data_comes_in_every_syntax(editor: Editor, api: Api, ending: str, media_type: str, syntax: str) -> None:
    name = api.result("package_list")[0]

    for address in (f"/dataset/{name}.{ending}", f"/catalog.{ending}"):
        answer = editor.client.get(address)
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].partition(";")[0] == media_type
        assert len(Graph().parse(data=answer.text, format=syntax)) > 20


@pytest.mark.parametrize(
    ("address", "status"),
    [("/catalog.gugus", 404), ("/dataset/{name}.csv", 404), ("/dataset/gibt-es-nicht.ttl", 404), ("/catalog.ttl?page=x", 400), ("/catalog.ttl?page=0", 400)],
)
def test_a_wrong_address_of_linked_data_is_no_internal_error(editor: Editor, api: Api, address: str, status: int) -> None:
    assert editor.client.get(address.format(name=api.result("package_list")[0])).status_code == status


@pytest.mark.parametrize(
    ("file", "format_code", "shown_as"),
    [("a.html", "HTML", "attachment"), ("a.svg", "SVG", "attachment"), ("a.csv", "CSV", "attachment"), ("a.pdf", "PDF", "inline")],
)
def test_an_upload_has_its_format_and_runs_no_script(editor: Editor, api: Api, file: str, format_code: str, shown_as: str) -> None:
    with api.dataset() as dataset:
        fields = {"package_id": dataset["id"], "license": "terms_by"}
        answer = api.client.post("/api/3/action/resource_create", data=fields, files={"upload": (file, b"<script>alert(1)</script>")})
        stored = answer.json()["result"]
        download = editor.client.get(stored["url"])

    assert stored["format"] == format_code
    assert download.headers["Content-Disposition"].startswith(shown_as)
    assert download.headers["X-Content-Type-Options"] == "nosniff"
