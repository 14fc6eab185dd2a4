"""The profile as ckanext-dcat uses it, for /catalog.* and /dataset/<name>.*, and read back by its own parser. No service is needed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
import yaml
from ckanext.dcat.processors import RDFParser, RDFSerializer
from rdflib import Graph, URIRef
from rdflib.compare import isomorphic

from ckanext.luzern.feeds import document, fragment, settings
from ckanext.luzern.feeds.profile import FULL
from feeds.packages import EU, ID, SITE, Judge, feed, maximal, minimal, term

DECLARATION = Path(__file__).resolve().parents[2] / "ckanext-luzern" / "ckanext" / "luzern" / "config_declaration.yaml"
PROFILES = ["luzern_dcat_ap_ch"]
SYNTAXES = {"xml": "xml", "ttl": "turtle", "jsonld": "json-ld", "nt": "nt"}


@pytest.fixture(autouse=True)
def portal(monkeypatch: pytest.MonkeyPatch) -> None:
    """The portal as it is declared, at the address of the packages."""
    for option in (option for group in yaml.safe_load(DECLARATION.read_text("utf-8"))["groups"] for option in group["options"]):
        default = option.get("default", "")
        monkeypatch.setitem(tk.config, option["key"], default.split() if option.get("type") == "list" else default)
    monkeypatch.setitem(tk.config, "ckan.site_url", SITE)
    monkeypatch.setitem(tk.config, "ckan.locale_default", "de")


def catalogue(syntax: str, *packages: dict[str, Any]) -> str:
    return RDFSerializer(profiles=PROFILES).serialize_catalog(
        {}, list(packages), _format=syntax, pagination_info={"count": len(packages), "current": f"{SITE}/c"}
    )


def test_the_declared_catalogue_is_one_opendata_swiss_takes(judge: Judge) -> None:
    portal = settings.from_config()

    assert judge(feed(minimal(), settings=portal)) == {}


def test_the_declared_catalogue_has_its_texts_in_four_languages() -> None:
    portal = settings.from_config()

    assert set(portal.title) == set(portal.description) == set(portal.publisher.name) == {"de", "fr", "it", "en"}


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_every_syntax_says_the_same(syntax: str) -> None:
    graph = Graph().parse(data=catalogue(syntax, maximal(), minimal(2)), format=SYNTAXES[syntax])

    plain = Graph().parse(data=catalogue("nt", maximal(), minimal(2)), format="nt")
    assert {(str(s), p, str(o)) for s, p, o in graph if isinstance(s, URIRef) and isinstance(o, URIRef)} == {
        (str(s), p, str(o)) for s, p, o in plain if isinstance(s, URIRef) and isinstance(o, URIRef)
    }
    assert len(graph) == len(plain)


def test_the_catalogue_describes_services_and_publisher() -> None:
    graph = Graph().parse(data=catalogue("xml", maximal()), format="xml")

    assert len(set(graph.subjects(term("rdf:type"), term("dcat:DataService")))) == 1
    assert graph.value(URIRef("https://www.stadtluzern.ch"), term("rdf:type")) == term("foaf:Agent")


def test_a_single_dataset_describes_its_publisher() -> None:
    graph = Graph().parse(data=RDFSerializer(profiles=PROFILES).serialize_dataset(maximal(), _format="ttl"), format="turtle")

    assert len(set(graph.objects(URIRef("https://www.stadtluzern.ch"), term("foaf:name")))) == 4


@pytest.mark.parametrize("package", [minimal(), maximal()], ids=["least", "fullest"])
def test_ckanext_dcat_says_of_a_dataset_what_its_fragment_says(package: dict[str, Any]) -> None:
    portal = settings.from_config()
    built = next(one for one in fragment.build(package, portal) if one.profile == FULL.name)
    ours = document.start("ttl") + document.publisher(FULL, "ttl", portal) + built.texts["ttl"] + document.end("ttl")

    theirs = RDFSerializer(profiles=PROFILES).serialize_dataset(package, _format="nt")

    assert isomorphic(Graph().parse(data=ours, format="turtle"), Graph().parse(data=theirs, format="nt"))


def test_the_feed_is_read_back_to_the_same_fields() -> None:
    package = maximal()
    parser = RDFParser(profiles=PROFILES)
    parser.parse(feed(package))

    read = next(iter(parser.datasets()))
    read |= {extra["key"]: extra["value"] for extra in read["extras"]}

    assert (read["title"], read["notes"], read["url"], read["version"]) == (
        "Wohnbevölkerung",
        package["notes_translated"]["de"],
        package["url"],
        package["version"],
    )
    assert {key: read[key] for key in ("issued", "modified", "frequency", "access_rights")} == {
        key: package[key] for key in ("issued", "modified", "frequency", "access_rights")
    }
    assert (read["identifier"], read["publisher_uri"], read["contact_email"]) == (
        "datensatz-1@stadt-luzern",
        "https://www.stadtluzern.ch",
        "ogd@example-luzern.ch",
    )
    assert (read["temporal_start"], read["temporal_end"], read["spatial_uri"]) == ("2010", "2025-12-31", "https://ld.admin.ch/municipality/1061")
    resource, expected = read["resources"][0], package["resources"][0]
    same = ("license", "rights", "issued", "modified", "availability", "status", "temporal_resolution", "size", "hash_algorithm")
    assert {key: resource[key] for key in same} == {key: expected[key] for key in same}
    assert (resource["format"], resource["hash"]) == (f"{EU}file-type/CSV", expected["hash"].lower())
    assert resource["download_url"].endswith(f"/dataset/{ID}/resource/{expected['id']}/download/bev.csv")
