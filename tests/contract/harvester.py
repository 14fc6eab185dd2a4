"""The contract every harvester keeps (harvesters/contract.py). A harvester's test inherits it with one line and gives a source.

class TestDcat(HarvesterContract):
    @pytest.fixture
    def delivery(self, …) -> Delivery: …
"""

from __future__ import annotations

import builtins
import io
import socket
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from luzern_harvesters import addresses
from luzern_harvesters.contract import Harvester, RawDocument
from luzern_harvesters.errors import SourceError
from luzern_harvesters.registry import harvester_for
from luzern_harvesters.run import Outcome, Reading, read
from luzern_harvesters.source import Source


@dataclass
class Delivery:
    """A good source with at least two datasets, one title with an umlaut; and ways to spoil it, each with what has to be raised."""

    source: Source
    count: int
    umlaut: str
    secret: str = ""
    spoil: dict[str, Callable[[], None]] = field(default_factory=dict)


def readings(source: Source) -> list[Reading]:
    with harvester_for(source) as harvester:
        return list(read(harvester, harvester.list().refs))


def documents(harvester: Harvester) -> list[RawDocument]:
    found = [harvester.fetch(ref) for ref in harvester.list().refs]
    return [raw for raw in found if isinstance(raw, RawDocument)]


class HarvesterContract:
    @pytest.fixture(autouse=True)
    def _only_checked_addresses_are_connected(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Whatever a harvester connects with, the address has passed ``addresses`` before."""
        checked: set[str] = set()
        is_allowed, connect = addresses.is_allowed, socket.socket.connect

        def remembered(address: str, *, private_allowed: bool) -> bool:
            allowed = is_allowed(address, private_allowed=private_allowed)
            checked.update([address] if allowed else [])
            return allowed

        def guarded(this: socket.socket, address: Any) -> None:
            assert this.family not in {socket.AF_INET, socket.AF_INET6} or address[0] in checked, f"connected to {address} unchecked"
            connect(this, address)

        monkeypatch.setattr(addresses, "is_allowed", remembered)
        monkeypatch.setattr(socket.socket, "connect", guarded)

    def test_it_lists_every_record_once_and_says_that_the_list_is_complete(self, delivery: Delivery) -> None:
        with harvester_for(delivery.source) as harvester:
            listing = harvester.list()

        assert listing.complete
        assert len({ref.remote_id for ref in listing.refs}) == len(listing.refs) == delivery.count

    def test_two_runs_give_the_same_records_in_the_same_order(self, delivery: Delivery) -> None:
        first, second = readings(delivery.source), readings(delivery.source)

        assert [(one.ref.remote_id, one.hash) for one in first] == [(one.ref.remote_id, one.hash) for one in second]
        assert all(one.hash for one in first)

    def test_every_record_of_a_good_delivery_can_be_published(self, delivery: Delivery) -> None:
        assert {one.outcome for one in readings(delivery.source)} == {Outcome.READ}

    def test_a_record_knows_its_source_and_its_remote_id(self, delivery: Delivery) -> None:
        for one in readings(delivery.source):
            assert one.record is not None
            assert (one.record.source_id, one.record.remote_id) == (delivery.source.id, one.ref.remote_id)

    def test_umlauts_survive(self, delivery: Delivery) -> None:
        assert delivery.umlaut in {one.record.title["de"] for one in readings(delivery.source) if one.record}

    def test_mapping_opens_no_connection_and_no_file(self, delivery: Delivery, monkeypatch: pytest.MonkeyPatch) -> None:
        with harvester_for(delivery.source) as harvester:
            raws = documents(harvester)
            expected = [harvester.map(raw) for raw in raws]  # loads what is loaded once: vocabularies

            def refuse(*arguments: object, **options: object) -> None:
                raise AssertionError(f"map went outside: {arguments[:2]}")

            monkeypatch.setattr(socket.socket, "connect", refuse)
            monkeypatch.setattr(builtins, "open", refuse)
            monkeypatch.setattr(io, "open", refuse)

            assert [harvester.map(raw) for raw in raws] == expected

    def test_mapping_depends_on_the_document_alone(self, delivery: Delivery) -> None:
        with harvester_for(delivery.source) as one, harvester_for(delivery.source) as other:
            for raw in documents(one):
                assert other.map(replace(raw, fetched_at="1999-01-01T00:00:00+00:00")) == one.map(raw)

    def test_the_source_settings_are_part_of_the_hash(self, delivery: Delivery) -> None:
        moved = delivery.source.model_copy(update={"organization": "stadtarchiv"})

        assert {one.hash for one in readings(moved)}.isdisjoint(one.hash for one in readings(delivery.source))

    def test_no_secret_is_shown(self, delivery: Delivery, caplog: pytest.LogCaptureFixture) -> None:
        if not delivery.secret:
            pytest.skip("this type has no secret")
        caplog.set_level("DEBUG")

        with harvester_for(delivery.source) as harvester:
            seen = [
                repr(harvester),
                repr(delivery.source),
                *(repr(raw) for raw in documents(harvester)),
                *(repr(one) for one in readings(delivery.source)),
                caplog.text,
            ]

        assert not [text for text in seen if delivery.secret in text]

    def test_a_spoilt_source_ends_with_an_error_that_a_person_understands(self, delivery: Delivery, subtests: pytest.Subtests) -> None:
        assert delivery.spoil, "say how this type of source can be spoilt"
        for how, spoil in delivery.spoil.items():
            with subtests.test(how):
                spoil()
                with harvester_for(delivery.source) as harvester, pytest.raises(SourceError) as caught:
                    list(read(harvester, harvester.list().refs))

                assert caught.value.finding.message.endswith(".")
                assert not delivery.secret or delivery.secret not in repr(caught.value.finding)
