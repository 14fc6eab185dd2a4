"""Answers of a web server."""

from __future__ import annotations

import gzip
import json
import socket
import time
from http.server import BaseHTTPRequestHandler
from itertools import count

import pytest

from contract.web import Answer, Site
from faults.catalogue import PATH, TURTLE, catalogue, put, turtle
from faults.fault import fault
from faults.observed import a_source, observe
from luzern_harvesters.errors import SourceMalformed, SourceRefused, SourceUnreachable
from luzern_harvesters.http import Client, Limits
from luzern_harvesters.reader import Reader

WHOLE = turtle("Brücken", "Bäume").encode()
HEADERS = {"Content-Type": TURTLE}


def raw(answer: bytes) -> Answer:
    """Send these bytes and hang up."""

    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(answer)
        handler.close_connection = True

    return Answer(send=send)


@fault("Status 200 with an empty body", "The source fails («leer»); every known dataset stays.")
def test_an_empty_answer(site: Site) -> None:
    put(site, b"")

    observed = observe(catalogue(site))

    assert observed.failed_as(SourceMalformed)
    assert observed.codes == {"answer-empty"}


@fault("A valid catalogue without a single dataset", "It is read and told («keine Datensätze»); removals are held (see «A source that is suddenly empty»).")
def test_a_valid_empty_catalogue(site: Site) -> None:
    put(site, turtle() + "<urn:katalog> a dcat:Catalog .")

    observed = observe(catalogue(site))

    assert (observed.error, observed.listing.refs) == (None, ())
    assert "catalogue-empty" in observed.codes


@fault("A body that is cut off", "The source fails; of the half document nothing is published.")
def test_a_truncated_body(site: Site) -> None:
    put(site, WHOLE[:-200])

    observed = observe(catalogue(site))

    assert observed.failed_as(SourceMalformed)
    assert observed.titles == []


@fault("A Content-Length larger than the body", "The source fails («bricht ab»).")
def test_a_body_shorter_than_announced(site: Site) -> None:
    site.answers[PATH] = Answer(WHOLE, headers={**HEADERS, "Content-Length": str(len(WHOLE) + 100), "Connection": "close"})

    assert observe(catalogue(site)).codes == {"answer-broken"}


@fault("A Content-Length smaller than the body", "What was announced is read, is no whole document, and the source fails.")
def test_a_body_longer_than_announced(site: Site) -> None:
    site.answers[PATH] = Answer(WHOLE, headers={**HEADERS, "Content-Length": str(len(WHOLE) - 100), "Connection": "close"})

    observed = observe(catalogue(site))

    assert observed.failed_as(SourceMalformed)
    assert observed.titles == []


@fault("A chunked body that ends before its last chunk", "The source fails («bricht ab»).")
def test_a_chunk_is_missing(site: Site) -> None:
    site.answers[PATH] = raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/turtle\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n" + WHOLE[:100])

    assert observe(catalogue(site)).codes == {"answer-broken"}


@fault("A server that speaks no HTTP", "The source fails («beschädigt»).")
def test_no_http(site: Site) -> None:
    site.answers[PATH] = raw(b"220 ftp.example.org ready\r\n")

    assert observe(catalogue(site)).codes == {"answer-broken"}


@fault("A connection that is reset in the middle of the body", "It is asked for twice more, seconds apart; then the source counts as unreachable.")
def test_a_reset_connection(site: Site) -> None:
    def reset(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<http")
        handler.wfile.flush()
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        handler.connection.close()
        handler.close_connection = True

    site.answers[PATH] = Answer(send=reset)

    assert observe(catalogue(site)).failed_as(SourceUnreachable)
    assert len(site.asked) == 3


@fault("Nobody listens at the address", "The source counts as unreachable; the next run tries again.")
def test_a_refused_connection() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/katalog.ttl"

    assert observe(a_source("dcat", url)).failed_as(SourceUnreachable)


@fault("A host name that does not exist", "The source counts as unreachable («gibt es nicht»).")
def test_an_unknown_host() -> None:
    assert observe(a_source("dcat", "http://gibt-es-nicht.invalid/katalog.ttl")).failed_as(SourceUnreachable)


@fault("A page of the catalogue answers 404", "The source fails; from the pages that came nothing is concluded.")
def test_a_lost_page(site: Site) -> None:
    put(site, turtle("Brücken", following=f"{site.url}/zwei.ttl"))

    observed = observe(catalogue(site))

    assert observed.failed_as(SourceRefused)
    assert observed.codes == {"http-404"}


@fault("Status 500 half-way through the pages", "The source fails; from the pages that came nothing is concluded.")
def test_an_error_half_way(site: Site) -> None:
    put(site, turtle("Brücken", following=f"{site.url}/zwei.ttl"))
    site.answers["/zwei.ttl"] = Answer(b"oops", 500)

    observed = observe(catalogue(site))

    assert observed.failed_as(SourceRefused)
    assert observed.codes == {"http-500"}


@fault("The same page again under the next address", "Reading ends, the listing is incomplete: what came is published, nothing is removed.")
def test_a_repeated_page(site: Site) -> None:
    for path in (PATH, "/zwei.ttl", "/drei.ttl"):
        put(site, turtle("Brücken", following=f"{site.url}/zwei.ttl"), path)

    observed = observe(catalogue(site))

    assert observed.titles == ["Brücken"]
    assert not observed.is_complete
    assert "page-repeated" in observed.codes


@fault("Pages that never end, each with another next one", "Reading ends at max_pages, the listing is incomplete: nothing is removed.")
def test_endless_pages(site: Site) -> None:
    number = count()

    def another(handler: BaseHTTPRequestHandler) -> None:
        here = next(number)
        body = turtle(f"Blatt {here}", following=f"{site.url}/seite-{here + 1}.ttl").encode()
        site.answers[f"/seite-{here + 1}.ttl"] = Answer(send=another)
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/turtle\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))

    site.answers[PATH] = Answer(send=another)

    observed = observe(catalogue(site, max_pages=20))

    assert len(observed.titles) == 20
    assert not observed.is_complete
    assert "too-many-pages" in observed.codes


@fault("A catalogue that announces more datasets than it gives", "The listing is incomplete: what came is published, nothing is removed.")
def test_a_total_that_disagrees(site: Site) -> None:
    put(site, turtle("Brücken", total=300))

    observed = observe(catalogue(site))

    assert observed.titles == ["Brücken"]
    assert not observed.is_complete
    assert "fewer-than-announced" in observed.codes


@fault("A next page on another host", "It is not asked for; the listing is incomplete.")
def test_a_page_elsewhere(site: Site) -> None:
    put(site, turtle("Brücken", following="http://localhost:1/zwei.ttl"))

    observed = observe(catalogue(site))

    assert observed.titles == ["Brücken"]
    assert not observed.is_complete


@fault("Status 429 with a short Retry-After", "It is asked again after that time, and read.")
def test_a_busy_source(site: Site) -> None:
    site.answers[PATH] = [Answer(status=429, headers={"Retry-After": "1"}), Answer(WHOLE, headers=HEADERS)]

    assert len(observe(catalogue(site)).titles) == 2


@fault("Status 429 with a Retry-After of an hour", "The source fails at once and is left in peace until its next run.")
def test_a_source_busy_for_long(site: Site) -> None:
    site.answers[PATH] = Answer(status=429, headers={"Retry-After": "3600"})

    assert observe(catalogue(site)).codes == {"http-429"}
    assert len(site.asked) == 1


@fault("Status 401", "The source fails («Anmeldung nötig»); no key is in the message.")
def test_a_login_is_asked_for(site: Site) -> None:
    site.answers["/katalog.ttl?api_key=geheim"] = Answer(status=401)

    observed = observe(catalogue(site, "/katalog.ttl?api_key=geheim"))

    assert observed.failed_as(SourceRefused)
    assert "Anmeldung" in str(observed.error)
    assert "geheim" not in repr(observed.findings)


@fault("A redirect to an address inside the network", "It is not asked for («internen Netz»); the source fails.")
def test_a_redirect_inside(site: Site) -> None:
    site.answers[PATH] = Answer(status=302, headers={"Location": "http://169.254.169.254/latest/meta-data/"})

    observed = observe(catalogue(site))

    assert observed.failed_as(SourceRefused)
    assert "169.254" in repr(observed.findings)


@fault("A redirect to file:", "The file is not opened; the source fails.")
def test_a_redirect_to_a_file(site: Site) -> None:
    site.answers[PATH] = Answer(status=302, headers={"Location": "file:///etc/passwd"})

    assert observe(catalogue(site)).codes == {"address-scheme"}


@fault("A redirect to itself", "After three redirects the source fails.")
def test_a_redirect_in_a_circle(site: Site) -> None:
    site.answers[PATH] = Answer(status=301, headers={"Location": PATH})

    assert observe(catalogue(site)).codes == {"too-many-redirects"}
    assert len(site.asked) == 4


@fault("A name that resolves to another address after the check", "It is resolved once: the connection goes to the address that was checked.")
def test_a_name_that_changes(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    put(site, WHOLE)
    real, asked = socket.getaddrinfo, list[str]()

    def resolve(host: str, port: int, *arguments: object, **options: object) -> object:
        if host != "wechselnd.example":
            return real(host, port, *arguments, **options)  # pyright: ignore[reportArgumentType]  passed on as it came
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1" if len(asked) == 1 else "127.0.0.9", port))]  # the second one is the attack

    monkeypatch.setattr(socket, "getaddrinfo", resolve)

    assert len(observe(a_source("dcat", f"{site.url}{PATH}".replace("127.0.0.1", "wechselnd.example"))).titles) == 2
    assert len(asked) == 1


@fault("A body that drips byte by byte", "The request ends with its time (300 s in operation, 1 s here); the source counts as unreachable.", seconds=20)
def test_a_slow_drip(site: Site) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        for _ in range(100):
            handler.wfile.write(b"x")
            time.sleep(0.05)

    site.answers[PATH] = Answer(send=drip)

    with pytest.raises(SourceUnreachable, match="Frist"):
        Client(private_addresses=True, limits=Limits(total=1)).get(site.url + PATH)


@fault("A server that takes the request and says nothing", "The run ends with the source's time (limits.minutes); the next one starts on time.", seconds=30)
def test_a_silent_server(site: Site) -> None:
    site.answers[PATH] = Answer(send=lambda _: time.sleep(8))

    with Reader(catalogue(site)) as reader:
        reader._ends_at = time.monotonic() + 2  # the least that a source file can say is a minute
        with pytest.raises(SourceUnreachable, match="länger als"):
            reader.list()


@fault("A body that never ends", "It is refused at the size limit; no more is kept in memory.")
def test_a_body_without_end(site: Site) -> None:
    def pour(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/turtle\r\n\r\n")
        try:
            while True:
                handler.wfile.write(b"# nichts\n" * 10_000)
        except OSError:
            handler.close_connection = True

    site.answers[PATH] = Answer(send=pour)

    assert observe(catalogue(site, max_bytes=5_000_000)).codes == {"too-large"}


@fault("Headers that never end", "The source fails; no more than a few hundred kilobytes are kept.")
def test_headers_without_end(site: Site) -> None:
    def pour(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        try:
            for number in count():
                handler.wfile.write(b"X-%d: %s\r\n" % (number, b"x" * 1000))
        except OSError:
            handler.close_connection = True

    site.answers[PATH] = Answer(send=pour)

    assert observe(catalogue(site)).error is not None


@fault("A gzip bomb: 200 kilobytes that unpack to 200 megabytes", "It is refused at the size limit while it is unpacked.")
def test_a_packed_bomb(site: Site) -> None:
    site.put(PATH, gzip.compress(bytes(200_000_000), 9), Content_Encoding="gzip", Content_Type=TURTLE)

    assert observe(catalogue(site)).codes == {"too-large"}


@fault("A packed body that is cut off", "The source fails («beschädigt»); what could be unpacked is not used.")
def test_a_packed_body_cut_off(site: Site) -> None:
    site.put(PATH, gzip.compress(WHOLE)[:-12], Content_Encoding="gzip", Content_Type=TURTLE)

    assert observe(catalogue(site)).codes == {"answer-broken"}


@fault("A page of a bot filter or a login with status 200", "The source fails and says that a web page came instead of data.")
def test_a_web_page(site: Site) -> None:
    site.put(PATH, "<!DOCTYPE html><html><body>Sind Sie ein Mensch?</body></html>", Content_Type=TURTLE)

    observed = observe(catalogue(site))

    assert observed.failed_as(SourceMalformed)
    assert "Webseite" in str(observed.error)


@fault("An error message with status 200", "The source fails and repeats what the message says.")
def test_an_error_with_status_200(site: Site) -> None:
    body = json.dumps({"success": False, "error": {"message": "Solr ist nicht da"}})
    site.put("/api/3/action/package_search?sort=id+asc&rows=100&start=0", body, Content_Type="application/json")

    observed = observe(a_source("ckan", site.url))

    assert observed.failed_as(SourceRefused)
    assert "Solr ist nicht da" in str(observed.error)
