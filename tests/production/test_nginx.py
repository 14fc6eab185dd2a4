"""nginx in front of the portal does what docs/operations.md promises; Debian's nginx with docker/nginx, run as an ordinary user."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from arch.source import ROOT
from production.front import FILE, NAME, POLICY, TAG, Front, StandIn


def test_what_the_portal_calls_public_is_asked_for_once(front: Front, portal: StandIn) -> None:
    answers = [front.ask("/public/feed.xml") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200] * 3
    assert answers[-1].headers["X-Cache"] == "HIT"
    assert portal.times("/public/feed.xml") == 1


def test_whoever_has_the_feed_costs_the_portal_nothing(front: Front, portal: StandIn) -> None:
    first = front.ask("/public/again.xml")
    again = [front.ask("/public/again.xml", headers={"If-None-Match": TAG}).status_code for _ in range(3)]

    assert first.status_code == 200
    assert again == [304] * 3
    assert portal.times("/public/again.xml") == 1


def test_a_page_and_its_linked_data_are_kept_apart(front: Front, portal: StandIn) -> None:
    for accept in ("text/html", "text/turtle", "text/html", "text/turtle"):
        front.ask("/public/dataset", headers={"Accept": accept})

    assert portal.times("/public/dataset") == 2


def test_what_the_portal_calls_private_is_never_kept(front: Front, portal: StandIn) -> None:
    for _ in range(2):
        front.ask("/private/page")

    assert portal.times("/private/page") == 2


def test_a_failure_is_passed_on_and_never_kept(front: Front, portal: StandIn) -> None:
    """By 503 a feed says that it is not complete."""
    answers = [front.ask("/public/failing").status_code for _ in range(2)]

    assert answers == [503, 503]
    assert portal.times("/public/failing") == 2


@pytest.mark.parametrize("headers", [{"Cookie": "luzern=abc"}, {"Authorization": "token"}], ids=["session", "key"])
def test_someone_known_gets_an_answer_of_their_own(front: Front, portal: StandIn, headers: dict[str, str]) -> None:
    path = f"/public/{next(iter(headers)).lower()}"
    front.ask(path)
    for _ in range(2):
        front.ask(path, headers=headers)

    assert portal.times(path) == 3


def test_the_session_cookie_is_the_one_the_portal_sets() -> None:
    ini = (ROOT / "config/ckan/80-security.ini").read_text(encoding="utf-8")
    template = (ROOT / "docker/nginx/portal.conf.template").read_text(encoding="utf-8")
    name = re.search(r"^SESSION_COOKIE_NAME = (\w+)", ini, re.MULTILINE)

    assert name
    assert f"(?:{name[1]}|remember_token)=" in template


def test_nobody_can_claim_another_address(front: Front, portal: StandIn) -> None:
    front.ask("/private/claim", headers={"X-Forwarded-For": "1.2.3.4", "X-Forwarded-Proto": "http", "Forwarded": "for=1.2.3.4"})
    headers = portal.headers("/private/claim")

    assert headers["x-forwarded-for"] == "127.0.0.1"
    assert headers["x-forwarded-proto"] == "https"
    assert headers["host"] == NAME
    assert "forwarded" not in headers


def test_every_answer_carries_the_security_headers_also_a_refusal(front: Front) -> None:
    for answer in (front.ask("/private"), front.ask("/", "POST", content=b"x" * 2_000_000)):
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


def test_what_the_portal_says_is_said_once_and_as_it_says(front: Front) -> None:
    passed, refused = front.ask("/private/policy"), front.ask("/", "POST", content=b"x" * 2_000_000)

    assert passed.headers.get_list("Content-Security-Policy") == [POLICY]
    assert passed.headers.get_list("X-Content-Type-Options") == ["nosniff"]
    assert "default-src 'none'" in refused.headers["Content-Security-Policy"]


def test_that_nothing_has_changed_leaves_the_browser_the_policy_it_has(front: Front) -> None:
    answer = front.ask("/private/unchanged")

    assert answer.status_code == 304
    assert "Content-Security-Policy" not in answer.headers


def test_plain_http_leads_to_https_under_the_portals_own_name(front: Front) -> None:
    answer = httpx.get(f"http://127.0.0.1:{front.http}/dataset?q=l%C3%A4rm", headers={"Host": "evil.example"})

    assert answer.status_code == 308
    assert answer.headers["Location"] == f"https://{NAME}/dataset?q=l%C3%A4rm"


def test_linked_data_travels_compressed(front: Front) -> None:
    answer = front.ask("/public/compressed", headers={"Accept-Encoding": "gzip"})

    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.content) == len(b"<rdf/>" * 1000)


def test_a_part_of_a_file_can_be_asked_for(front: Front, portal: StandIn) -> None:
    path = "/dataset/a/resource/b/download/c.csv"
    answer = front.ask(path, headers={"Range": "bytes=100-199"})

    assert (answer.status_code, answer.content) == (206, FILE[100:200])
    assert portal.headers(path)["range"] == "bytes=100-199"


def test_a_large_upload_passes_where_files_are_delivered_and_nowhere_else(front: Front) -> None:
    large = b"x" * 3_000_000

    assert front.ask("/api/3/action/resource_create", "POST", content=large).status_code == 200
    assert front.ask("/dataset/a/resource/new", "POST", content=large).status_code == 200
    assert front.ask("/anything", "POST", content=large).status_code == 413


def test_uploads_are_let_through_up_to_what_ckan_takes() -> None:
    ini = (ROOT / "config/ckan/50-files.ini").read_text(encoding="utf-8")
    limits = re.findall(r"client_max_body_size (\d+)m;", (ROOT / "docker/nginx/portal.conf.template").read_text(encoding="utf-8"))
    taken = re.search(r"CKAN_MAX_UPLOAD_SIZE_MB:-(\d+)", ini)

    assert taken
    assert max(int(limit) for limit in limits) > int(taken[1])


def test_guessing_passwords_is_slowed_down_and_reading_the_form_is_not(front: Front) -> None:
    posts = [front.ask("/user/login", "POST", content=b"x", sender="127.0.0.2").status_code for _ in range(10)]
    reads = [front.ask("/user/login", sender="127.0.0.2").status_code for _ in range(10)]

    assert 429 in posts
    assert set(reads) == {200}


def test_a_flood_of_api_calls_is_told_to_wait(front: Front) -> None:
    first = front.ask("/api/3/action/package_search", sender="127.0.0.3").status_code
    with ThreadPoolExecutor(8) as crowd:  # enough at once to be a flood on a slow machine too
        statuses = list(crowd.map(lambda number: front.ask(f"/api/3/action/package_search?q={number}", sender="127.0.0.3").status_code, range(300)))

    assert first == 200
    assert 429 in statuses


def test_no_setting_is_lost_by_a_header_of_its_own() -> None:
    """An ``add_header`` inside a location drops all those of the server."""
    text = (Path(ROOT) / "docker/nginx/portal.conf.template").read_text(encoding="utf-8")

    assert [block for block in re.findall(r"location [^{]+\{([^}]*)\}", text) if "add_header" in block] == []
