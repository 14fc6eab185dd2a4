from __future__ import annotations

import gzip
import io
import json
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler

import pytest

from contract.web import Answer, Site, serve
from luzern_harvesters import addresses, redaction
from luzern_harvesters.errors import HarvestError, SourceMalformed, SourceRefused, SourceUnreachable
from luzern_harvesters.http import USER_AGENT, Client, Limits


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


def client(**limits: float) -> Client:
    return Client(private_addresses=True, limits=Limits(**{"retries": 0, **limits}))


class TestAddresses:
    @pytest.mark.parametrize(
        "address",
        [
            "127.0.0.1",
            "10.1.2.3",
            "192.168.0.1",
            "172.16.0.1",
            "100.64.0.1",
            "169.254.169.254",
            "0.0.0.0",
            "224.0.0.1",
            "::1",
            "fc00::1",
            "fe80::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
        ],
    )
    def test_what_is_not_public_is_refused(self, address: str) -> None:
        assert not addresses.is_allowed(address, private_allowed=False)

    @pytest.mark.parametrize("address", ["169.254.169.254", "0.0.0.0", "224.0.0.1", "fe80::1", "64:ff9b:1::7f00:1"])
    def test_some_are_refused_even_where_private_ones_are_allowed(self, address: str) -> None:
        assert not addresses.is_allowed(address, private_allowed=True)

    @pytest.mark.parametrize("address", ["8.8.8.8", "2a00:1450:400a::1"])
    def test_public_ones_are_allowed(self, address: str) -> None:
        assert addresses.is_allowed(address, private_allowed=False)

    def test_the_client_asks_no_private_address_unless_the_source_says_so(self, site: Site) -> None:
        url = site.put("/", "geheim")

        with pytest.raises(SourceRefused, match="internen Netz"):
            Client().get(url)
        assert not site.asked

    def test_a_name_is_resolved_once_and_that_address_is_used(self, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        real, asked = socket.getaddrinfo, list[str]()

        def resolver(host: str, port: int, *arguments: object, **options: object) -> object:
            if host != "wechselnd.example":
                return real(host, port, *arguments, **options)  # pyright: ignore[reportArgumentType]  passed on as it came
            asked.append(host)
            address = "127.0.0.1" if len(asked) == 1 else "127.0.0.9"  # the second answer is the attack
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

        monkeypatch.setattr(socket, "getaddrinfo", resolver)
        url = site.put("/x", "da").replace("127.0.0.1", "wechselnd.example")

        assert client().get(url).body == b"da"
        assert asked == ["wechselnd.example"]

    def test_an_unknown_name_is_told(self) -> None:
        with pytest.raises(SourceUnreachable, match="gibt es nicht"):
            client().get("http://gibt-es-nicht.invalid/")


class TestRedirects:
    def test_three_are_followed_and_the_final_address_is_told(self, site: Site) -> None:
        for number in range(3):
            site.put(f"/{number}", status=302, Location=f"/{number + 1}")
        site.put("/3", "am Ziel")

        answer = client().get(f"{site.url}/0")

        assert (answer.body, answer.url) == (b"am Ziel", f"{site.url}/3")

    def test_a_circle_ends(self, site: Site) -> None:
        with pytest.raises(SourceRefused, match="leitet"):
            client().get(site.put("/a", status=301, Location="/a"))

    @pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/"])
    def test_only_the_web_is_followed(self, site: Site, target: str) -> None:
        with pytest.raises(SourceRefused, match="http oder https"):
            client().get(site.put("/a", status=302, Location=target))

    def test_every_hop_is_checked(self, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        url = site.put("/a", status=302, Location="http://10.0.0.1/intern")
        real = addresses.is_allowed
        monkeypatch.setattr(addresses, "is_allowed", lambda address, *, private_allowed: address == "127.0.0.1" or real(address, private_allowed=False))

        with pytest.raises(SourceRefused, match="internen Netz"):
            client().get(url)

    def test_keys_stay_with_the_host_they_are_for(self, site: Site) -> None:
        with serve() as other:
            other.put("/b", "da")
            client().get(site.put("/a", status=302, Location=f"{other.url}/b"), headers={"Authorization": "Bearer geheim"})

            assert site.asked[0][1]["authorization"] == "Bearer geheim"
            assert "authorization" not in other.asked[0][1]


class TestLimits:
    def test_a_large_answer_is_refused(self, site: Site) -> None:
        with pytest.raises(SourceMalformed, match="grösser"):
            client(max_bytes=1000).get(site.put("/", b"x" * 1001))

    def test_a_packed_bomb_is_refused_before_it_unfolds(self, site: Site) -> None:
        bomb = gzip.compress(b"\0" * 200_000_000, 9)
        site.put("/", bomb, Content_Encoding="gzip")

        with pytest.raises(SourceMalformed, match="grösser"):
            client(max_bytes=1_000_000).get(f"{site.url}/")

    @pytest.mark.parametrize(("name", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
    def test_packed_answers_are_unpacked(self, site: Site, name: str, pack: Callable[[bytes], bytes]) -> None:
        assert client().get(site.put("/", pack(b"Luzern" * 9999), Content_Encoding=name)).body == b"Luzern" * 9999

    def test_every_member_of_a_packed_answer_counts(self, site: Site) -> None:
        assert client().get(site.put("/", gzip.compress(b"Lu") + gzip.compress(b"zern"), Content_Encoding="gzip")).body == b"Luzern"

    def test_a_packed_answer_that_is_cut_off_is_broken(self, site: Site) -> None:
        with pytest.raises(SourceMalformed, match="beschädigt"):
            client().get(site.put("/", gzip.compress(b"Luzern" * 9999)[:-20], Content_Encoding="gzip"))

    def test_a_drip_of_bytes_ends_with_the_time_for_the_whole(self, site: Site) -> None:
        def drip(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(200)
            handler.send_header("Content-Length", "1000")
            handler.end_headers()
            for _ in range(50):
                handler.wfile.write(b"x")
                time.sleep(0.05)

        site.answers["/"] = Answer(send=drip)
        began = time.monotonic()

        with pytest.raises(SourceUnreachable, match="Frist"):
            client(total=0.4).get(f"{site.url}/")
        assert time.monotonic() - began < 2

    def test_a_body_shorter_than_announced_is_broken(self, site: Site) -> None:
        site.put("/", "kurz", Content_Length="100", Connection="close")

        with pytest.raises(SourceMalformed, match="bricht ab"):
            client(read=1).get(f"{site.url}/")

    def test_nobody_there_is_told_at_once(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]

        with pytest.raises(SourceUnreachable, match="keine Verbindung"):
            client().get(f"http://127.0.0.1:{port}/")


class TestAnswers:
    def test_we_say_who_asks(self, site: Site) -> None:
        client().get(site.put("/", "x"))

        assert site.asked[0][1]["user-agent"] == USER_AGENT

    def test_what_did_not_change_is_not_sent_again(self, site: Site) -> None:
        site.answers["/"] = Answer(status=304)

        answer = client().get(f"{site.url}/", etag='"abc"', last_modified="Mon, 05 Jan 2026 10:00:00 GMT")

        assert answer.is_unchanged
        assert site.asked[0][1]["if-none-match"] == '"abc"'
        assert site.asked[0][1]["if-modified-since"] == "Mon, 05 Jan 2026 10:00:00 GMT"

    def test_a_busy_source_is_asked_again(self, site: Site) -> None:
        site.answers["/"] = [Answer(status=503, headers={"Retry-After": "0"}), Answer(b"da")]

        assert client(retries=1).get(f"{site.url}/").body == b"da"

    def test_a_long_retry_after_is_left_to_the_next_run(self, site: Site) -> None:
        site.answers["/"] = Answer(status=429, headers={"Retry-After": "3600"})

        with pytest.raises(SourceRefused, match="429"):
            client(retries=2).get(f"{site.url}/")
        assert len(site.asked) == 1

    def test_umlauts_in_an_address_are_encoded(self, site: Site) -> None:
        site.put("/br%C3%BCcke?f=json&q=zwei%20worte", "da")

        assert client().get(f"{site.url}/brücke?f=json&q=zwei worte").body == b"da"

    @pytest.mark.parametrize("proxy", ["http_proxy", "HTTP_PROXY", "ALL_PROXY"])
    def test_the_environment_names_no_proxy_to_us(self, site: Site, monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
        monkeypatch.setenv(proxy, "http://127.0.0.1:1")

        assert client().get(site.put("/", "da")).body == b"da"

    def test_connections_are_kept(self, site: Site) -> None:
        threads: set[int] = set()

        def note(handler: BaseHTTPRequestHandler) -> None:
            threads.add(threading.get_ident())
            handler.send_response(200)
            handler.send_header("Content-Length", "0")
            handler.end_headers()

        site.answers["/"] = Answer(send=note)
        ours = client()
        for _ in range(3):
            ours.get(f"{site.url}/")

        assert len(threads) == 1


class TestSecrets:
    @pytest.mark.parametrize(
        "url", ["https://x.example/a?api_key=geheim&f=json", "https://nutzer:geheim@x.example/a?f=json", "https://x.example/a?Token=geheim"]
    )
    def test_are_hidden_in_shown_addresses(self, url: str) -> None:
        assert "geheim" not in redaction.address(url)
        assert "x.example/a" in redaction.address(url)

    def test_are_in_no_error(self, site: Site) -> None:
        with pytest.raises(HarvestError) as caught:
            Client(private_addresses=True, limits=Limits(retries=0), secrets=["g3h3im"]).get(f"{site.url}/g3h3im?key=g3h3im")

        assert "g3h3im" not in f"{caught.value!r} {caught.value.finding}"

    def test_a_password_in_an_address_is_refused(self) -> None:
        with pytest.raises(SourceRefused, match="Passwort"):
            client().get("https://nutzer:geheim@x.example/")


class TestFiles:
    def test_a_file_is_saved_as_it_lies_there(self, site: Site) -> None:
        packed = gzip.compress(b"a\n1\n")
        file = io.BytesIO(b"what an attempt left that broke off")

        assert client().save(site.put("/daten.csv.gz", packed, Content_Encoding="x-gzip"), file).body == b""
        assert file.getvalue() == packed
        client().save(site.put("/daten.csv", packed, Content_Encoding="gzip"), file)
        assert file.getvalue() == b"a\n1\n"

    def test_what_is_saved_is_limited_too(self, site: Site) -> None:
        with pytest.raises(SourceMalformed) as caught:
            client(max_bytes=10).save(site.put("/daten.csv", b"x" * 11), io.BytesIO())

        assert caught.value.finding.code == "too-large"


class TestPosting:
    def test_values_arrive_as_json(self, site: Site) -> None:
        answer = client().post_json(site.put("/bericht", "danke"), {"ort": "Würzenbach"})

        assert answer.status == 200
        assert json.loads(site.received[0]) == {"ort": "Würzenbach"}
        assert site.asked[0][1]["content-type"] == "application/json"

    def test_a_private_address_gets_nothing(self, site: Site) -> None:
        with pytest.raises(SourceRefused, match="internen Netz"):
            Client().post_json(site.put("/bericht"), {})
        assert not site.received

    def test_nothing_is_sent_on_and_nothing_twice(self, site: Site) -> None:
        site.put("/weiter", status=307, Location=site.put("/anderswo"))

        with pytest.raises(SourceRefused, match="leitet weiter"):
            client(retries=2).post_json(f"{site.url}/weiter", {})
        with pytest.raises(SourceRefused, match="503"):
            client(retries=2).post_json(site.put("/gestoert", status=503), {})
        assert len(site.received) == 2
