"""What pages tell programs: schema.org, typed links, well-known addresses, Croissant."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import rdflib

from integration.api import Api, resource
from portal import Portal

pytestmark = pytest.mark.services

DATASET = "/dataset/velozaehlstellen-tageswerte"


@pytest.fixture(scope="module")
def web(portal: Portal) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=portal.url, timeout=60) as client:
        yield client


def scripts(page: str) -> list[Any]:
    return [json.loads(text) for text in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)]


def links(answer: httpx.Response) -> dict[str, list[str]]:
    """Give the targets of the links by relation."""
    found: dict[str, list[str]] = {}
    for target, relation in re.findall(r'<([^>]*)>; rel="([^"]*)"', answer.headers.get("Link", "")):
        found.setdefault(relation, []).append(target)
    return found


def test_the_page_of_a_dataset_holds_one_description_for_search_engines(web: httpx.Client) -> None:
    (found,) = scripts(web.get(DATASET).text)

    assert (found["@type"], found["name"]) == ("Dataset", "Velozählstellen Tageswerte")
    assert found["creator"]["name"] == "Tiefbauamt"
    assert len(found["distribution"]) == 2
    assert {one["name"] for one in found["variableMeasured"]} > {"Datum"}


def test_a_private_dataset_tells_search_engines_nothing(portal: Portal, api: Api) -> None:
    with api.dataset(private=True, resources=[resource()]) as dataset:
        page = api.client.get(f"/dataset/{dataset['name']}")

    assert page.status_code == 200
    assert scripts(page.text) == []
    assert "Link" not in page.headers


def test_the_home_page_describes_the_catalogue(web: httpx.Client) -> None:
    page = web.get("/fr/")

    assert [one["@type"] for one in scripts(page.text)] == ["DataCatalog"]
    assert scripts(page.text)[0]["name"].startswith("Données ouvertes")
    assert 'type="application/atom+xml"' in page.text


def test_every_link_in_the_header_of_a_dataset_leads_somewhere(web: httpx.Client, portal: Portal) -> None:
    found = links(web.get(DATASET))
    ours = [target for targets in found.values() for target in targets if target.startswith(portal.url)]

    assert {"cite-as", "describedby", "item", "license", "type", "collection"} == set(found)
    assert len(found["describedby"]) == 5
    assert {target: web.get(target, follow_redirects=True).status_code for target in ours} == dict.fromkeys(ours, 200)


def test_the_header_of_the_home_page_leads_to_every_way_to_have_all_of_it(web: httpx.Client, portal: Portal) -> None:
    found = links(web.get("/"))

    assert found["api-catalog"] == [f"{portal.url}/.well-known/api-catalog"]
    assert f"{portal.url}/catalog.ttl" in found["describedby"]


def test_the_api_catalogue_is_a_link_set_whose_targets_answer(web: httpx.Client, portal: Portal) -> None:
    answer = web.get("/.well-known/api-catalog")
    head = web.head("/.well-known/api-catalog")
    catalogue = answer.json()["linkset"][0]

    assert answer.headers["Content-Type"] == 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'
    assert links(head) == {"api-catalog": [f"{portal.url}/.well-known/api-catalog"]}
    assert {web.get(one["href"]).status_code for one in catalogue["item"]} <= {200, 503}  # the guard's word on the feed is another test's


@pytest.mark.parametrize("media_type", ["text/turtle", "application/rdf+xml", "application/ld+json", "application/n-triples"])
def test_the_description_of_the_catalogue_counts_its_datasets(web: httpx.Client, portal: Portal, api: Api, media_type: str) -> None:
    answer = web.get("/.well-known/void", headers={"Accept": media_type})
    graph = rdflib.Graph().parse(data=answer.text, format=answer.headers["Content-Type"].partition(";")[0])
    void = rdflib.Namespace("http://rdfs.org/ns/void#")
    catalogue = rdflib.URIRef(portal.url)

    assert answer.headers["Content-Type"].startswith(media_type)
    assert (catalogue, rdflib.RDF.type, void.Dataset) in graph
    assert int(str(graph.value(catalogue, void.entities))) == len(api.result("package_list"))
    assert {str(one) for one in graph.objects(catalogue, void.dataDump)} == {f"{portal.url}/catalog.{ending}" for ending in ("ttl", "xml", "jsonld", "nt")}


def test_a_dataset_with_a_table_is_to_be_had_in_croissant(web: httpx.Client) -> None:
    answer = web.get(f"{DATASET}/croissant.jsonld")

    assert answer.headers["Content-Type"].startswith("application/ld+json")
    assert answer.json()["conformsTo"] == "http://mlcommons.org/croissant/1.0"
    assert len(answer.json()["recordSet"][0]["field"]) > 3


def test_without_a_table_there_is_no_croissant(web: httpx.Client, api: Api) -> None:
    with api.dataset(name="probe-bild", resources=[resource(format="PDF")]):
        assert web.get("/dataset/probe-bild/croissant.jsonld").status_code == 404
        assert "croissant" not in web.get("/dataset/probe-bild").text
    assert web.get("/dataset/probe-nirgends/croissant.jsonld").status_code == 404
