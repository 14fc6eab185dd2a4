"""Drop zones on real servers: the same deliveries, whatever the protocol, and the same words when something is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from contract.harvester import Delivery, HarvesterContract
from luzern_harvesters.contract import Waiting
from luzern_harvesters.dropzone import DropzoneHarvester
from luzern_harvesters.errors import RecordError, SourceError, SourceRefused
from luzern_harvesters.run import Outcome, Reading, read
from luzern_harvesters.source import Source
from unit.harvesters.dropzone import servers
from unit.harvesters.dropzone.folders import YAML
from unit.harvesters.dropzone.servers import Store

pytestmark = pytest.mark.remote

NAMES = ("Bäume", "Brunnen & Co. #1")


@pytest.fixture(scope="module")
def s3_service() -> Iterator[str]:
    with servers.s3_service() as address:
        yield address


def readings(source: Source) -> list[Reading]:
    with DropzoneHarvester(source) as harvester:
        return list(read(harvester, harvester.list().refs))


def refusal(source: Source) -> SourceError:
    with DropzoneHarvester(source) as harvester, pytest.raises(SourceError) as caught:
        harvester.list()
    return caught.value


class ServerContract(HarvesterContract):
    """What holds on every server; a protocol's test gives ``running``."""

    @pytest.fixture
    def store(self, running: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
        monkeypatch.setenv("ABLAGE_USER", running.user)
        monkeypatch.setenv("ABLAGE_PASSWORD", running.password)
        for name in NAMES:
            running.write(f"{name}/metadaten.yaml", YAML.replace("Brücken der Stadt", f"'{name}'").encode())
            running.write(f"{name}/Länge 1.csv", b"a\n1\n")
        return running

    @pytest.fixture
    def delivery(self, store: Store) -> Delivery:
        def empty() -> None:
            for name in NAMES:
                store.remove(f"{name}/metadaten.yaml")
                store.remove(f"{name}/Länge 1.csv")

        return Delivery(store.source(), 2, "Bäume", secret=store.password, spoil={"empty": empty})

    def test_files_are_read_whole_and_have_an_address(self, store: Store) -> None:
        store.write("Bäume/gross.csv", b"0123456789" * 250_000)

        with DropzoneHarvester(store.source()) as harvester:
            reading = next(each for each in read(harvester, harvester.list().refs) if each.ref.remote_id == "Bäume")
            assert reading.record is not None
            small, large = reading.record.distributions
            with harvester.open(reading.ref, large.file) as file:
                content = b"".join(iter(lambda: file.read(1 << 20), b""))

        assert (small.key, small.byte_size) == ("Länge 1.csv", 4)
        assert small.url == f"{store.url}/B%C3%A4ume/L%C3%A4nge%201.csv"
        assert content == b"0123456789" * 250_000

    def test_an_unchanged_file_has_the_same_mark_and_a_rewritten_one_another(self, store: Store) -> None:
        def marks() -> dict[str, str]:
            with DropzoneHarvester(store.source()) as harvester:
                return {ref.remote_id: ref.mark for ref in harvester.list().refs}

        before, again = marks(), marks()
        store.write("Bäume/Länge 1.csv", b"a\n1\n2\n")

        assert before == again
        assert {name for name, mark in marks().items() if mark != before[name]} == {"Bäume"}

    def test_a_file_that_grows_makes_its_folder_wait(self, store: Store) -> None:
        with DropzoneHarvester(store.source()) as harvester:
            ref = harvester.list().refs[0]
            store.write(f"{ref.remote_id}/Länge 1.csv", b"a\n1\n2\n")

            found = harvester.fetch(ref)

        assert isinstance(found, Waiting)
        assert found.finding.code == "delivery-changing"

    def test_a_file_that_is_gone_is_that_records_affair(self, store: Store) -> None:
        with DropzoneHarvester(store.source()) as harvester:
            ref, other = harvester.list().refs
            document = harvester.fetch(ref)
            store.remove(f"{ref.remote_id}/Länge 1.csv")
            with pytest.raises(RecordError) as caught:
                harvester.open(ref, f"{ref.remote_id}/Länge 1.csv").read()
            later = harvester.fetch(ref)

            assert not isinstance(harvester.fetch(other), Waiting)

        assert not isinstance(document, Waiting)
        assert isinstance(later, Waiting)
        assert caught.value.finding.code == "file-unreadable"

    def test_a_wrong_password_is_told_without_it(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ABLAGE_PASSWORD", "ganz-falsch")

        error = refusal(store.source())

        assert isinstance(error, SourceRefused)
        assert error.finding.code == "login-refused"
        assert "Anmeldung" in error.finding.message
        assert "ganz-falsch" not in repr(error.finding)

    def test_a_folder_that_is_not_there_is_a_refusal(self, store: Store) -> None:
        assert isinstance(refusal(store.source(f"{store.url}/gibt-es-nicht")), SourceRefused)

    def test_links_are_not_followed(self, store: Store) -> None:
        if not store.link:
            pytest.skip("there are no links in it")
        store.write("../geheim.csv", b"geheim\n")
        store.link("Bäume/geheim.csv", "../geheim.csv")
        store.link("Bäume/kreis", ".")

        found = {each.ref.remote_id: each for each in readings(store.source())}

        assert {each.outcome for each in found.values()} == {Outcome.READ}
        record = found["Bäume"].record
        assert record is not None
        assert [one.key for one in record.distributions] == ["Länge 1.csv"]


def entered(server: AbstractContextManager[Store]) -> Iterator[Store]:
    with server as store:
        yield store


class TestSftp(ServerContract):
    @pytest.fixture
    def running(self, tmp_path: Path) -> Iterator[Store]:
        yield from entered(servers.sftp(tmp_path))


class TestWebDav(ServerContract):
    @pytest.fixture
    def running(self, tmp_path: Path) -> Iterator[Store]:
        yield from entered(servers.webdav(tmp_path))


class TestS3(ServerContract):
    @pytest.fixture
    def running(self, s3_service: str, monkeypatch: pytest.MonkeyPatch) -> Store:
        return servers.s3(s3_service, monkeypatch)


class TestWebFolder(ServerContract):
    @pytest.fixture
    def running(self, tmp_path: Path) -> Iterator[Store]:
        yield from entered(servers.web(tmp_path))

    def test_a_server_that_does_not_speak_webdav_is_told_so(self, store: Store) -> None:
        error = refusal(store.source(store.url.replace("http:", "webdav:")))

        assert (type(error), error.finding.code) == (SourceRefused, "http-501")

    def test_links_are_not_followed(self, store: Store) -> None:
        """A web server does not say what is a link on its disk; its listings are tested with the web folder."""
