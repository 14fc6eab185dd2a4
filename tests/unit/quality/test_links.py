"""Which addresses a dataset holds, and how they are asked: politely, safely, and as a browser would in the end."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise

import pytest

from ckanext.luzern.quality import asking
from ckanext.luzern.quality.asking import Answer, Pace, ask, host, in_statements

DCAT = "http://www.w3.org/ns/dcat#"


class Server:
    """A server with one answer to HEAD and one to GET for each path; ``asked`` are method, path and moment."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.answers: dict[str, tuple[int, int]] = {}
        self.asked: list[tuple[str, str, float]] = []
        self.together = self.most = 0

    def put(self, path: str, head: int, get: int | None = None) -> str:
        self.answers[path] = head, head if get is None else get
        return self.url + path


@contextmanager
def serve() -> Iterator[Server]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_HEAD(self) -> None:
            self.answer(0)

        def do_GET(self) -> None:
            self.answer(1)

        def answer(self, place: int) -> None:
            server.together += 1
            server.most = max(server.most, server.together)
            server.asked.append((self.command, self.path, time.monotonic()))
            body = b"x" * 2_000_000 if self.path == "/large" else b"a,b\n"
            self.send_response(server.answers[self.path][place])
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            server.together -= 1
            if self.command == "GET":
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Stay silent."""

        def handle(self) -> None:
            try:
                super().handle()
            except ConnectionError:  # the client had enough of a large file
                self.close_connection = True

    web = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    web.daemon_threads = True
    server = Server(f"http://127.0.0.1:{web.server_address[1]}")
    threading.Thread(target=web.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield server
    finally:
        web.shutdown()
        web.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    with serve() as server:
        yield server


def answers(*urls: str, pause: float = 0, ours: str = "", seconds: float = 10) -> dict[str, Answer]:
    internal = frozenset(map(host, urls))
    return {answer.url: answer for answer in ask(urls, Pace(time.monotonic() + seconds, ours, internal, pause))}


def test_addresses_are_found_in_the_statements_with_what_they_are_for() -> None:
    triples = "\n".join(
        [
            f"_:a <{DCAT}accessURL> <https://a.example/ort?x=1> .",
            f"_:a <{DCAT}downloadURL> <https://a.example/b.csv> .",
            f"<https://p.example/d> <{DCAT}landingPage> <https://a.example/seite> .",
            "<https://p.example/d> <http://xmlns.com/foaf/0.1/page> <https://a.example/doku> .",
            '<https://p.example/d> <http://purl.org/dc/terms/title> "https://kein.example"@de .',
            "_:b <http://xmlns.com/foaf/0.1/homepage> <https://kein.example> .",
            f"_:a <{DCAT}accessURL> <ftp://kein.example/x> .",
        ]
    )

    assert in_statements(triples) == {
        ("https://a.example/ort?x=1", "access"),
        ("https://a.example/b.csv", "download"),
        ("https://a.example/seite", "page"),
        ("https://a.example/doku", "page"),
    }


def test_the_portals_own_pages_are_not_asked_but_its_files_are() -> None:
    site = "https://daten.example"
    paths = ("/dataset/a", "/dataset/a/resource/b", "/dataset/a/resource/b/download/c.csv")
    triples = "\n".join(f"_:a <{DCAT}accessURL> <{site}{path}> ." for path in paths)

    assert in_statements(triples, site) == {(f"{site}{paths[2]}", "access")}
    assert len(in_statements(triples)) == 3


def test_a_server_that_answers_head_is_asked_no_more(server: Server) -> None:
    url = server.put("/a", 200)

    assert answers(url) == {url: Answer(url, 200)}
    assert [method for method, *_ in server.asked] == ["HEAD"]


@pytest.mark.parametrize("status", [403, 404, 405, 500, 501])
def test_a_server_that_refuses_head_may_still_answer_get(server: Server, status: int) -> None:
    url = server.put("/a", status, 200)

    assert answers(url)[url].is_alive
    assert [method for method, *_ in server.asked] == ["HEAD", "GET"]


def test_a_file_larger_than_wanted_is_there(server: Server) -> None:
    url = server.put("/large", 405, 200)

    assert answers(url)[url].is_alive


@pytest.mark.parametrize("status", [404, 410, 500])
def test_a_refusal_is_told_with_its_number_and_a_german_sentence(server: Server, status: int) -> None:
    url = server.put("/a", status)
    answer = answers(url)[url]

    assert (answer.status, answer.is_alive, answer.is_busy) == (status, False, False)
    assert str(status) in answer.reason


def test_a_busy_server_is_left_alone_and_nothing_is_held_against_it(server: Server) -> None:
    first, second = server.put("/a", 429), server.put("/b", 200)
    found = answers(first, second)

    assert found[first].is_busy
    assert second not in found


def test_one_question_at_a_time_goes_to_a_host_with_a_pause_between(server: Server) -> None:
    urls = [server.put(f"/{number}", 200) for number in range(4)]
    answers(*urls, pause=0.05)

    moments = [moment for *_, moment in server.asked]
    assert server.most == 1
    assert min(later - earlier for earlier, later in pairwise(moments)) >= 0.05


def test_the_portal_itself_needs_no_pause(server: Server) -> None:
    urls = [server.put(f"/{number}", 200) for number in range(3)]
    began = time.monotonic()

    assert len(answers(*urls, pause=30, ours=host(server.url))) == 3
    assert time.monotonic() - began < 10


def test_several_hosts_are_asked_at_once(server: Server) -> None:
    with serve() as other:
        urls = [server.put("/1", 200), server.put("/2", 200), other.put("/1", 200), other.put("/2", 200)]
        began = time.monotonic()
        answers(*urls, pause=1)

    assert time.monotonic() - began < 2  # what two pauses take, one after the other


def test_what_time_does_not_allow_is_left_for_later(server: Server) -> None:
    urls = [server.put(f"/{number}", 200) for number in range(50)]

    assert 0 < len(answers(*urls, pause=0.05, seconds=0.3)) < 15


def test_an_internal_address_is_refused_unless_it_is_known(server: Server) -> None:
    url = server.put("/a", 200)
    (answer,) = ask([url], Pace(time.monotonic() + 5))

    assert (answer.status, answer.reason) == (0, asking.INTERNAL)
    assert server.asked == []


def test_a_server_that_is_not_there_is_told_so() -> None:
    url = "http://127.0.0.1:9/"
    answer = answers(url)[url]

    assert (answer.status, answer.is_alive) == (0, False)
    assert answer.reason
