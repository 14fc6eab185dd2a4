"""The feeds over HTTP: complete or refused, in every syntax, and cheap for whoever asks again."""

from __future__ import annotations

import gzip
import time
import zlib
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg2
import pytest
from psycopg2.extensions import cursor
from pyoxigraph import RdfFormat, parse
from werkzeug.http import http_date
from werkzeug.test import Client
from werkzeug.wrappers import Request

from integration.api import Api, minimal, resource
from integration.feed_server import FEED, LISTED, FeedServer, datasets, feed_server, identifiers
from portal import Portal

pytestmark = [pytest.mark.services, pytest.mark.usefixtures("open_feed")]

FORMATS = {
    "xml": RdfFormat.RDF_XML,
    "rdf": RdfFormat.RDF_XML,
    "ttl": RdfFormat.TURTLE,
    "n3": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
}
DATASET = "http://www.w3.org/ns/dcat#dataset"


@pytest.fixture(scope="session")
def server(portal: Portal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FeedServer]:
    with feed_server(portal, tmp_path_factory.mktemp("web")) as running:
        yield running


@pytest.fixture
def documents(ckan: Any) -> Client:
    """A client of the documents in this process, with pages of 20."""
    from ckanext.luzern.views import documents  # noqa: PLC0415  only a configured portal has a CKAN to import

    return Client(lambda environ, start: documents.answer(Request(environ))(environ, start))  # type: ignore[misc]  an answer is expected


def listed(database: cursor) -> list[str]:
    database.execute(LISTED)
    return [row[0] for row in database.fetchall()]


def members(text: str | bytes, ending: str) -> set[str]:
    return {str(triple.object.value) for triple in parse(text, format=FORMATS[ending]) if triple.predicate.value == DATASET}


# --- complete ---


def test_the_feed_has_exactly_the_public_datasets_that_are_opted_in_each_once(server: FeedServer, database: cursor) -> None:
    answer = server.get()

    assert answer.status_code == 200
    assert identifiers(answer.text) == listed(database)
    assert len(listed(database)) > 25


@pytest.mark.parametrize("ending", FORMATS)
def test_every_syntax_holds_every_public_dataset(server: FeedServer, database: cursor, ending: str) -> None:
    database.execute("SELECT count(*) FROM package WHERE state = 'active' AND NOT private")

    expected = database.fetchone()

    for profile in ("", "?profiles=euro_dcat_ap_3"):
        answer = server.get(f"/catalog.{ending}{profile}")
        assert (answer.status_code, len(answer.content)) == (200, int(answer.headers["Content-Length"]))
        assert (len(members(answer.content, ending)),) == expected


@pytest.mark.parametrize("query", ["", "&profiles=euro_dcat_ap_3", "&modified_since=2020-01-01"])
def test_pages_are_the_whole_and_name_each_other(ckan: Any, documents: Client, monkeypatch: pytest.MonkeyPatch, query: str) -> None:
    from ckanext.luzern.feeds import stream  # noqa: PLC0415  only a configured portal has a CKAN to import

    monkeypatch.setattr(stream, "ITEMS_PER_PAGE", 20)
    stream._outlines.clear()
    whole = datasets(documents.get(f"/catalog.nt?{query.removeprefix('&')}").text)
    found, address = [], f"/catalog.nt?page=1{query}"
    while address:
        text = documents.get(address).text
        found.append(datasets(text))
        following = next((line for line in text.splitlines() if "hydra/core#next>" in line or "hydra/core#nextPage>" in line), "")
        address = "/catalog" + following.split("/catalog")[-1].split('"')[0].split(">")[0] if following else ""
        assert all(parameter.split("=")[0] in address for parameter in query.split("&") if parameter and address)
    stream._outlines.clear()

    assert [len(page) for page in found[:-1]] == [20] * (len(found) - 1)
    assert len(found) > 2
    assert sum(map(len, found)) == len(set().union(*found))
    assert set().union(*found) == whole


def test_what_changed_since_is_what_a_reader_gets(server: FeedServer, api: Api) -> None:
    with api.dataset(title_translated={"de": "Neues von heute"}) as dataset:
        since = dataset["metadata_modified"]
        answer = server.get(f"/catalog.nt?modified_since={since}")

    assert datasets(answer.text) == {one for one in datasets(answer.text) if dataset["id"] in one or dataset["name"] in one}
    assert len(datasets(answer.text)) == 1
    assert server.get("/catalog.nt?modified_since=2100-01-01T00:00:00Z").status_code == 200
    assert server.get("/catalog.nt?modified_since=gestern").status_code == 400


@pytest.mark.parametrize(("path", "status"), [("page=0", 400), ("page=x", 400), ("page=²", 400), ("page=4711", 404), ("profiles=gugus", 400)])
def test_parameters_without_sense_are_told(server: FeedServer, path: str, status: int) -> None:
    assert server.get(f"/catalog.ttl?{path}").status_code == status


def test_a_search_stays_with_the_index(server: FeedServer, api: Api) -> None:
    name = api.result("package_list")[0]

    assert len(members(server.get(f"/catalog.ttl?fq=name:{name}").text, "ttl")) == 1


# --- follows every change, and no other ---


def test_a_new_dataset_a_changed_and_a_deleted_one_show_at_once(server: FeedServer, api: Api) -> None:
    tags = [server.get().headers["ETag"]]
    with api.dataset(title_translated={"de": "Erste Fassung"}, resources=[resource()]) as dataset:
        identifier = f"{dataset['identifier']}@stadt-luzern"
        assert identifier in identifiers(server.get().text)
        tags.append(server.get().headers["ETag"])
        api.result("package_patch", id=dataset["id"], title_translated={"de": "Zweite Fassung"})
        assert "Zweite Fassung" in server.get().text
        tags.append(server.get().headers["ETag"])
        api.result("resource_create", package_id=dataset["id"], **resource(url="https://example.org/zweite.csv"))
        assert "zweite.csv" in server.get().text
        tags.append(server.get().headers["ETag"])
        for field, value in (
            ({"private": True}, {"private": False}),
            ({"opendata_swiss": False}, {"opendata_swiss": True}),
            ({"via_geocat": True}, {"via_geocat": False}),
        ):
            api.result("package_patch", id=dataset["id"], **field)
            assert identifier not in identifiers(server.get().text)
            api.result("package_patch", id=dataset["id"], **value)
            assert identifier in identifiers(server.get().text)
        api.result("package_delete", id=dataset["id"])
        assert identifier not in identifiers(server.get().text)

    assert len(set(tags)) == 4


def test_a_bulk_change_shows_too(server: FeedServer, api: Api) -> None:
    with api.dataset() as dataset:
        api.result("bulk_update_private", datasets=[dataset["id"]], org_id=dataset["owner_org"])
        assert f"{dataset['identifier']}@stadt-luzern" not in identifiers(server.get().text)
        api.result("bulk_update_public", datasets=[dataset["id"]], org_id=dataset["owner_org"])
        assert f"{dataset['identifier']}@stadt-luzern" in identifiers(server.get().text)


def test_what_is_refused_or_rolled_back_changes_nothing(server: FeedServer, api: Api, ckan: Any) -> None:
    from ckan.plugins import toolkit as tk  # noqa: PLC0415  only a configured portal has a CKAN to import

    with api.dataset() as dataset:
        before = server.get()
        api.errors("package_patch", id=dataset["id"], contact=[])
        values = {"id": dataset["id"], "title_translated": {"de": "Nie gesehen"}}
        tk.get_action("package_patch")({"user": "admin", "ignore_auth": True, "defer_commit": True, "return_id_only": True}, values)
        ckan.rollback()
        after = server.get()

    assert (after.headers["ETag"], after.content) == (before.headers["ETag"], before.content)


def test_the_datasets_of_a_renamed_organisation_say_its_name_after_the_rebuild(server: FeedServer, api: Api, portal: Portal) -> None:
    before = api.result("organization_show", id="tiefbauamt")
    with api.dataset(owner_org="tiefbauamt") as dataset:
        try:
            api.result("organization_patch", id="tiefbauamt", title_translated={**before["title_translated"], "de": "Amt für Umbenennung"})
            portal.ckan("luzern", "feed", "rebuild", "--workers", "2")
            renamed = server.get(f"/dataset/{dataset['name']}.ttl").text
        finally:
            api.result("organization_patch", id="tiefbauamt", title_translated=before["title_translated"])
            portal.ckan("luzern", "feed", "rebuild")
        restored = server.get(f"/dataset/{dataset['name']}.ttl").text

    assert "Amt für Umbenennung" in renamed
    assert "Amt für Umbenennung" not in restored
    assert "Alles ist auf dem neusten Stand" in portal.ckan("luzern", "feed", "rebuild").stdout


def test_a_rebuild_leaves_a_dataset_to_whoever_is_writing_it(ckan: Any, api: Api, portal: Portal) -> None:
    from ckanext.luzern.feeds import store  # noqa: PLC0415  only a configured portal has a CKAN to import

    package_id = api.result("package_show", id=api.result("package_list")[0])["id"]
    with closing(psycopg2.connect(portal.dsn)) as writer, writer.cursor() as row:
        row.execute("SELECT 1 FROM package WHERE id = %s FOR UPDATE", [package_id])
        meanwhile = store.rewrite([package_id])
        writer.rollback()  # PostgreSQL lets go of it before it answers; of a connection that is closed it does some time later

    assert (meanwhile, store.rewrite([package_id])) == (0, 1)


# --- one dataset ---


@pytest.mark.parametrize("ending", FORMATS)
def test_a_dataset_comes_in_every_syntax_by_name_and_id(server: FeedServer, api: Api, ending: str) -> None:
    name = api.result("package_list")[0]
    package_id = api.result("package_show", id=name)["id"]
    answers = [server.get(f"/dataset/{one}.{ending}") for one in (name, package_id)]

    assert answers[0].content == answers[1].content
    assert len(list(parse(answers[0].content, format=FORMATS[ending]))) > 20


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/turtle", "text/turtle"),
        ("text/turtle;charset=utf-8", "text/turtle"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', "application/ld+json"),
        ("application/rdf+xml;q=0.9, text/html;q=0.5", "application/rdf+xml"),
        ("application/ld+json", "application/ld+json"),
        ("application/n-triples", "application/n-triples"),
    ],
)
def test_the_page_of_a_dataset_gives_way_to_linked_data(server: FeedServer, portal: Portal, api: Api, accept: str, media_type: str) -> None:
    name = api.result("package_list")[0]
    answer = server.get(f"/dataset/{name}", Accept=accept)
    same = server.get(f"/fr/dataset/{name}", Accept=accept)

    assert answer.headers["Content-Type"].startswith(media_type)
    assert "Accept" in answer.headers["Vary"].split(", ")
    assert same.content == answer.content
    assert "Accept" in server.get(f"/dataset/{name}", Accept="text/html").headers["Vary"].split(", ")


@pytest.mark.parametrize("accept", ["text/html", "*/*", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"])
def test_a_browser_gets_the_page(server: FeedServer, api: Api, accept: str) -> None:
    assert server.get(f"/dataset/{api.result('package_list')[0]}", Accept=accept).headers["Content-Type"].startswith("text/html")


def test_a_dataset_costs_one_question_to_the_database(documents: Client, api: Api, statements: list[str]) -> None:
    name = api.result("package_list")[0]
    statements.clear()

    assert documents.get(f"/dataset/{name}.ttl").status_code == 200
    assert len(statements) == 1


def test_a_private_dataset_is_seen_by_whom_ckan_lets_see_it_and_kept_by_nobody(server: FeedServer, api: Api) -> None:
    with api.dataset(private=True) as dataset:
        path = f"/dataset/{dataset['name']}.ttl"
        stranger, insider = server.get(path), server.get(path, Authorization=api.client.headers["Authorization"])

    assert stranger.status_code == 404
    assert insider.status_code == 200
    assert "private" in insider.headers["Cache-Control"]
    assert "public" not in insider.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/dataset/gibt-es-nicht.ttl", "/dataset/gibt-es-nicht.csv", "/catalog.csv"])
def test_what_is_not_there_is_not_found(server: FeedServer, path: str) -> None:
    assert server.get(path).status_code == 404


# --- conditional, compressed, kept ---


@pytest.mark.parametrize("path", [FEED, "/catalog.ttl", "/catalog.jsonld?page=1", "/dataset/{name}.xml"])
def test_whoever_has_a_document_gets_no_second_one(server: FeedServer, api: Api, path: str) -> None:
    path = path.format(name=api.result("package_list")[0])
    first = server.get(path)
    again = server.get(path, If_None_Match=first.headers["ETag"])
    by_date = server.get(path, If_Modified_Since=first.headers["Last-Modified"])
    by_a_later_date = server.get(path, If_Modified_Since=http_date(time.time() + 86_400))
    by_an_earlier_date = server.get(path, If_Modified_Since="Thu, 01 Jan 1970 00:00:00 GMT")
    by_no_date = server.get(path, If_Modified_Since="gestern")
    other = server.get(path, If_None_Match='"etwas anderes"', If_Modified_Since=first.headers["Last-Modified"])

    assert [by_a_later_date.status_code, by_an_earlier_date.status_code, by_no_date.status_code] == [304, 200, 200]
    assert not first.headers["ETag"].startswith("W/")
    assert [again.status_code, by_date.status_code, other.status_code] == [304, 304, 200]
    assert (again.content, again.headers["ETag"]) == (b"", first.headers["ETag"])
    assert "max-age" in again.headers["Cache-Control"]


def test_a_dataset_that_is_gone_for_good_makes_the_catalogue_newer(server: FeedServer, api: Api, database: cursor) -> None:
    with api.dataset():
        database.execute("UPDATE luzern_fragment SET built_at = built_at - interval '1 hour'")
        had = server.get("/catalog.ttl").headers["Last-Modified"]

    assert server.get("/catalog.ttl", If_Modified_Since=had).status_code == 200


@pytest.mark.parametrize("path", [FEED, "/catalog.nt", "/dataset/{name}.ttl"])
def test_a_document_is_the_same_packed_and_asked_for_by_head(server: FeedServer, api: Api, path: str) -> None:
    path = path.format(name=api.result("package_list")[0])
    plain = server.get(path)
    with server.client.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as packed:
        raw = b"".join(packed.iter_raw())
    head = server.client.head(path, headers={"Accept-Encoding": "identity"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert gzip.decompress(raw) == plain.content
    assert len(raw) < len(plain.content)
    assert (head.status_code, head.content) == (200, b"")
    assert [head.headers[name] for name in ("ETag", "Content-Length")] == [plain.headers["ETag"], str(len(plain.content))]


@pytest.mark.parametrize("path", [FEED, "/catalog.ttl", "/dataset/{name}.ttl"])
def test_anybody_may_keep_a_document_and_nobody_gets_a_cookie(server: FeedServer, api: Api, path: str) -> None:
    answer = server.get(path.format(name=api.result("package_list")[0]))

    assert "public" in answer.headers["Cache-Control"]
    assert "stale-while-revalidate" in answer.headers["Cache-Control"]
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in answer.headers


def test_a_packed_document_is_one_stream_that_any_reader_unpacks(server: FeedServer) -> None:
    with server.client.stream("GET", "/catalog.xml", headers={"Accept-Encoding": "gzip"}) as packed:
        unpack = zlib.decompressobj(16 + zlib.MAX_WBITS)
        text = b"".join(unpack.decompress(part) for part in packed.iter_raw())

    assert unpack.eof
    assert text.rstrip().endswith(b"</rdf:RDF>")


# --- when something is away ---


def test_without_the_index_the_feed_is_the_same(server: FeedServer) -> None:
    before = server.get()
    server.solr.down()
    try:
        after = server.get()
        page = server.get("/catalog.ttl?page=1")
    finally:
        server.solr.up()

    assert (after.headers["ETag"], after.content) == (before.headers["ETag"], before.content)
    assert page.status_code == 200


def test_an_emptied_index_changes_nothing(server: FeedServer, portal: Portal) -> None:
    before = server.get()
    portal.ckan("search-index", "clear")
    try:
        after = server.get()
    finally:
        portal.ckan("search-index", "rebuild")

    assert after.content == before.content


@pytest.mark.parametrize("path", [FEED, "/catalog.ttl", "/catalog.xml?page=1", "/dataset/{name}.ttl"])
def test_without_the_database_the_answer_is_503_and_when_to_ask_again(server: FeedServer, api: Api, path: str) -> None:
    path = path.format(name=api.result("package_list")[0])
    server.postgres.down()
    try:
        answer = server.get(path)
    finally:
        server.postgres.up()

    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "no-store" in answer.headers["Cache-Control"]
    assert "Datenbank" in answer.text
    assert server.get(path).status_code == 200


def test_a_dataset_without_its_texts_closes_every_document_until_they_are_there(server: FeedServer, api: Api, database: cursor, portal: Portal) -> None:
    with api.dataset(**{**minimal(), "title_translated": {"de": "Ohne Text"}}) as dataset:
        database.execute("DELETE FROM luzern_fragment WHERE package_id = %s", [dataset["id"]])
        closed = [server.get(path) for path in (FEED, "/catalog.ttl", "/catalog.nt?page=1", f"/dataset/{dataset['name']}.ttl")]
        portal.ckan("luzern", "feed", "rebuild")
        opened = server.get()

    assert [answer.status_code for answer in closed] == [503] * 4
    assert "1 Datensatz ist noch nicht beschrieben" in closed[0].text
    assert f"{dataset['identifier']}@stadt-luzern" in identifiers(opened.text)
