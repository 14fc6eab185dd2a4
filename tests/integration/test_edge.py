"""What every answer says to the browser, who gets a cookie, and what is answered from memory: never private, never older than a second."""

from __future__ import annotations

import time
from collections.abc import Iterator

import httpx
import pytest

from integration.api import Api, Editor, resource
from integration.feed_server import FeedServer, feed_server
from portal import Portal

pytestmark = pytest.mark.services

DATASET = "/dataset/velozaehlstellen-tageswerte"
PAGES = [
    "/",
    "/dataset/",
    "/dataset/?q=velo&groups=tran",
    DATASET,
    "/group/",
    "/group/tran",
    "/organization/",
    "/organization/tiefbauamt",
    "/harvest",
    "/quality",
    "/feeds",
    "/about",
    "/accessibility",
    "/privacy",
    "/fr/dataset/",
    "/api/3/action/package_show?id=velozaehlstellen-tageswerte",
    "/api/3/action/package_search?q=velo&rows=20",
    "/api/3/action/luzern_dataset_check?id=velozaehlstellen-tageswerte",
]
OTHERS = [
    "/feeds/opendata-swiss.xml",
    "/catalog.ttl",
    f"{DATASET}.jsonld",
    "/sitemap.xml",
    "/robots.txt",
    "/luzern/theme.css",
    "/luzern/favicon.svg",
    "/api/3/action/status_show",
    "/api/3/action/package_show?id=nowhere",
    "/api/3/action/nothing",
    "/nowhere",
    "/dataset/nowhere",
    "/dataset/new",
    "/user/admin",
]
SIGN_IN = ["/user/login", "/dashboard/datasets"]
USUAL = (
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Permissions-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
)
PROMISE = 1.0  # seconds an answer may be older than the catalogue


@pytest.fixture
def web(portal: Portal) -> Iterator[httpx.Client]:
    """Somebody the portal does not know."""
    with httpx.Client(base_url=portal.url, timeout=60) as client:
        yield client


@pytest.fixture(scope="module")
def server(portal: Portal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FeedServer]:
    """A web server of one process, whose ways to PostgreSQL and Solr are watched."""
    with feed_server(portal, tmp_path_factory.mktemp("web")) as running:
        yield running


@pytest.mark.parametrize("path", [*PAGES, *OTHERS, *SIGN_IN])
def test_every_answer_has_the_security_headers(web: httpx.Client, path: str) -> None:
    said = web.get(path).headers

    assert [name for name in USUAL if len(said.get_list(name)) != 1] == []
    assert "unsafe" not in said["Content-Security-Policy"]


@pytest.mark.parametrize("path", [*PAGES, *OTHERS])
def test_readers_get_no_cookie(web: httpx.Client, path: str) -> None:
    assert "Set-Cookie" not in web.get(path).headers


@pytest.mark.parametrize("path", SIGN_IN)
def test_on_the_way_to_sign_in_there_is_one_and_nobody_keeps_it(web: httpx.Client, path: str) -> None:
    said = web.get(path).headers

    assert said["Set-Cookie"].startswith("luzern=")
    assert "HttpOnly" in said["Set-Cookie"]
    assert said["Cache-Control"] == "private"
    assert "ETag" not in said


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_whoever_has_a_page_is_told_so_without_it(web: httpx.Client, path: str, method: str) -> None:
    first, again = has_it(web, method, path)
    if again.status_code == 200:  # it has changed in between
        first, again = has_it(web, method, path)

    assert first.status_code == 200
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "Cookie" in again.headers["Vary"]
    assert "Accept-Encoding" in again.headers["Vary"]


def test_the_head_of_an_answer_is_that_of_the_whole(web: httpx.Client) -> None:
    whole, head = (web.request(method, "/about", headers={"Accept-Encoding": "identity"}) for method in ("GET", "HEAD"))

    assert head.content == b""
    for name in ("ETag", "Content-Length", "Content-Type", "Cache-Control", "Vary"):
        assert head.headers[name] == whole.headers[name]


def test_a_page_travels_packed_to_who_unpacks_it(web: httpx.Client) -> None:
    packed, plain = (web.get("/about", headers={"Accept-Encoding": encoding}) for encoding in ("gzip", "identity"))

    assert packed.headers["Content-Encoding"] == "gzip"
    assert int(packed.headers["Content-Length"]) * 2 < int(plain.headers["Content-Length"])
    assert "Content-Encoding" not in plain.headers
    assert packed.text == plain.text


def test_the_style_sheet_may_be_kept_for_ever_at_its_stamped_address(web: httpx.Client) -> None:
    address = web.get("/").text.partition('rel="stylesheet" href="')[2].partition('"')[0]

    assert web.get(address).headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "immutable" not in web.get("/luzern/theme.css").headers["Cache-Control"]


def test_a_page_asked_for_again_costs_neither_database_nor_index(server: FeedServer) -> None:
    """But for the question whether it still holds, once a second."""
    costs = [cost(server, DATASET, "/", "/dataset/", "/api/3/action/package_search?rows=20") for _ in range(20)]

    assert costs[0] != (0, 0)
    assert (0, 0) in costs


def test_a_change_is_seen_within_a_second(api: Api, web: httpx.Client) -> None:
    with api.dataset(title_translated={"de": "Alter Titel"}) as dataset:
        path, action = f"/dataset/{dataset['name']}", f"/api/3/action/package_show?id={dataset['name']}"
        for _ in range(8):  # every process of the web server has it
            assert "Alter Titel" in web.get(path).text
            assert "Alter Titel" in web.get(action).text
        api.result("package_patch", id=dataset["id"], title_translated={"de": "Neuer Titel"})
        time.sleep(PROMISE)  # that long the old one may be given: the promise itself

        for _ in range(8):
            assert "Neuer Titel" in web.get(path).text
            assert "Neuer Titel" in web.get(action).text


def test_a_search_finds_what_is_new_within_a_second(api: Api, web: httpx.Client) -> None:
    path = "/dataset/?q=Dampfschiffwellenh%C3%B6he"
    for _ in range(8):
        assert "Dampfschiffwellenhöhe am Steg" not in web.get(path).text
    with api.dataset(title_translated={"de": "Dampfschiffwellenhöhe am Steg"}):
        time.sleep(PROMISE)
        assert all("am Steg" in web.get(path).text for _ in range(8))
    time.sleep(PROMISE)
    assert not any("am Steg" in web.get(path).text for _ in range(8))


def test_whoever_wants_no_second_of_delay_says_so(api: Api, web: httpx.Client) -> None:
    with api.dataset(title_translated={"de": "Alter Titel"}) as dataset:
        path = f"/dataset/{dataset['name']}"
        assert "Alter Titel" in web.get(path).text
        api.result("package_patch", id=dataset["id"], title_translated={"de": "Neuer Titel"})

        assert "Neuer Titel" in web.get(path, headers={"Cache-Control": "no-cache"}).text


def test_what_is_made_private_is_gone_within_a_second(api: Api, web: httpx.Client, editor: Editor) -> None:
    with api.dataset() as dataset:
        path = f"/dataset/{dataset['name']}"
        assert [web.get(path).status_code for _ in range(8)] == [200] * 8
        api.result("package_patch", id=dataset["id"], private=True)
        assert editor.client.get(path).status_code == 200
        time.sleep(PROMISE)
        mine = editor.client.get(path)

        assert mine.status_code == 200
        assert "public" not in mine.headers["Cache-Control"]
        assert [web.get(path).status_code for _ in range(8)] == [404] * 8
        assert web.get(f"/api/3/action/package_show?id={dataset['name']}").status_code in {403, 404}


@pytest.mark.parametrize("path", ["/", DATASET, "/about"])
def test_whoever_is_signed_in_gets_an_own_page_and_leaves_none(web: httpx.Client, editor: Editor, path: str) -> None:
    mine, theirs = editor.client.get(path), web.get(path)

    assert "/user/_logout" in mine.text
    assert "/user/_logout" not in theirs.text
    assert "ETag" not in mine.headers
    assert "public" not in mine.headers["Cache-Control"]


def test_what_a_key_opens_is_not_called_public(api: Api) -> None:
    said = api.client.get("/api/3/action/package_search?include_private=true").headers

    assert "public" not in said["Cache-Control"]
    assert "ETag" not in said


def test_an_answer_kept_for_one_origin_is_readable_by_every_other(web: httpx.Client) -> None:
    action = "/api/3/action/package_search?rows=1"
    own, foreign = web.get(action), web.get(action, headers={"Origin": "https://example.org"})

    assert [one.headers["Access-Control-Allow-Origin"] for one in (own, foreign)] == ["*", "*"]


def test_a_host_has_its_own_answers(web: httpx.Client) -> None:
    evil = web.get("/about", headers={"Host": "evil.example"})

    assert "evil.example" not in evil.text
    assert "evil.example" not in web.get("/about").text


@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {"Cookie": "luzern=x"}, {"Authorization": "x"}], ids=["part", "session", "key"])
def test_what_depends_on_who_asks_is_not_answered_from_memory(web: httpx.Client, headers: dict[str, str]) -> None:
    assert "ETag" in web.get("/dataset/").headers
    assert "ETag" not in web.get("/dataset/", headers=headers).headers


def test_a_very_long_question_is_answered_and_not_kept(web: httpx.Client) -> None:
    answer = web.get("/dataset/", params={"q": "velo " * 300})

    assert answer.status_code == 200
    assert "ETag" not in answer.headers
    assert answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_while_solr_is_away_no_search_is_given_from_memory_and_none_of_its_answers_kept(server: FeedServer) -> None:
    path = "/dataset/?q=velo&groups=tran"
    assert server.get(path).status_code == 200
    server.solr.down()
    try:
        time.sleep(PROMISE)
        missing = server.get(path)
        assert missing.status_code == 503
        assert "ETag" not in missing.headers
    finally:
        server.solr.up()

    assert server.get(path).status_code == 200


def test_without_the_database_nothing_old_is_given(server: FeedServer) -> None:
    assert server.get("/about").status_code == 200
    server.postgres.down()
    try:
        time.sleep(PROMISE)
        assert server.get(DATASET).status_code >= 500
    finally:
        server.postgres.up()

    assert server.get(DATASET).status_code == 200


def test_a_file_somebody_uploaded_runs_nothing(api: Api, web: httpx.Client) -> None:
    with api.dataset() as dataset:
        for name, content_type in (("x.html", "text/html"), ("x.svg", "image/svg+xml"), ("x.js", "text/javascript")):
            fields = {**resource(), "package_id": dataset["id"], "url": name}
            sent = api.client.post("/api/3/action/resource_create", data=fields, files={"upload": (name, b"<script>1</script>", content_type)})
            assert sent.status_code == 200, sent.text
            file = web.get(sent.json()["result"]["url"])

            assert file.headers["Content-Disposition"].startswith("attachment")
            assert file.headers["X-Content-Type-Options"] == "nosniff"
            assert "javascript" not in file.headers["Content-Type"]
            assert "sandbox" in file.headers["Content-Security-Policy"]
            assert file.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def has_it(web: httpx.Client, method: str, path: str) -> tuple[httpx.Response, httpx.Response]:
    """Ask for an answer, and ask again with its entity tag."""
    first = web.get(path)
    return first, web.request(method, path, headers={"If-None-Match": first.headers["ETag"]})


def cost(server: FeedServer, *paths: str) -> tuple[int, int]:
    """Give the bytes that go to PostgreSQL and Solr for these pages."""
    postgres, solr = server.postgres.passed, server.solr.passed
    assert {server.get(path).status_code for path in paths} == {200}
    return server.postgres.passed - postgres, server.solr.passed - solr
