"""Answers of a web server."""

from __future__ import annotations

import gzip
import json
from http.server import BaseHTTPRequestHandler
from itertools import count

from contract.web import Answer, Site
from faults.catalogue import PATH, TURTLE, catalogue, put, turtle
from faults.fault import fault
from faults.observed import a_source, observe
from luzern_harvesters.errors import SourceMalformed, SourceRefused

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


@fault("A server that speaks no HTTP", "The source fails («beschädigt»).")
def test_no_http(site: Site) -> None:
    site.answers[PATH] = raw(b"220 ftp.example.org ready\r\n")

    assert observe(catalogue(site)).codes == {"answer-broken"}
