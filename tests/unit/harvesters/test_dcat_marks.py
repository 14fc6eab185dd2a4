"""What a dataset's change mark says: the same statements give the same mark, in whatever order and syntax they come."""

from __future__ import annotations

import itertools
import random
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from contract.web import Site, serve
from luzern_harvesters.contract import Capability, Listing, RawDocument
from luzern_harvesters.dcat import DcatHarvester, spool
from luzern_harvesters.dcat.graph import Statement, Term
from luzern_harvesters.dcat.ntriples import canonical
from luzern_harvesters.errors import SourceError, SourceMalformed
from luzern_harvesters.source import Source

PREFIXES = "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> . @prefix hydra: <http://www.w3.org/ns/hydra/core#> .\n"
DATASETS = [
    '<urn:{n}> a dcat:Dataset ; dct:title "T{n}"@de ; dcat:distribution [ dct:title "CSV" ; dct:rights [ dct:title "a" ] ] .\n',
    '<urn:{n}> dcat:distribution [ dct:title "CSV" ; dct:rights [ dct:title "b" ] ], [ dct:title "JSON" ] .\n',
    '<urn:{n}> dct:publisher <urn:office> .\n<urn:office> dct:title "Stelle"@de .\n',
]
P, Q = NamedNode("urn:p"), NamedNode("urn:q")


def source(url: str) -> Source:
    return Source(id="s", type="dcat", url=url, organization="o", title="t", private_addresses=True)


def listing(folder: Path, body: str, name: str = "c.ttl") -> Listing:
    (folder / name).write_text(body, encoding="utf-8")
    with DcatHarvester(source((folder / name).as_uri())) as harvester:
        return harvester.list()


def marks(folder: Path, statements: list[str]) -> dict[str, str]:
    return {ref.remote_id: ref.mark for ref in listing(folder, PREFIXES + "".join(statements)).refs}


def of(*numbers: int) -> list[str]:
    return [statement.replace("{n}", str(number)) for number in numbers for statement in DATASETS]


class TestMarks:
    def test_an_unchanged_record_can_go_unfetched(self) -> None:
        assert Capability.INCREMENTAL in DcatHarvester.capabilities

    def test_two_runs_and_any_order_of_statements_give_the_same_marks(self, tmp_path: Path) -> None:
        expected = marks(tmp_path, of(1, 2))

        assert len(set(expected.values())) == 2
        for order in itertools.permutations(of(1)):
            assert marks(tmp_path, [*of(2), *order]) == expected

    def test_the_same_statements_in_another_syntax_have_the_same_mark(self, tmp_path: Path) -> None:
        turtle = listing(tmp_path, PREFIXES + '<urn:d> a dcat:Dataset ; dct:title "Bäume"@de ; dcat:distribution [ dct:title "CSV" ] .')
        xml = listing(
            tmp_path,
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcat="http://www.w3.org/ns/dcat#" xmlns:dct="http://purl.org/dc/terms/">'
            '<dcat:Dataset rdf:about="urn:d"><dcat:distribution rdf:parseType="Resource"><dct:title>CSV</dct:title></dcat:distribution>'
            '<dct:title xml:lang="de">Bäume</dct:title></dcat:Dataset></rdf:RDF>',
            "c.rdf",
        )

        assert [ref.mark for ref in turtle.refs] == [ref.mark for ref in xml.refs]

    def test_a_change_anywhere_in_a_dataset_changes_its_mark_alone(self, tmp_path: Path) -> None:
        before = marks(tmp_path, of(1, 2))
        after = marks(tmp_path, [*of(1), *(statement.replace('"b"', '"c"') for statement in of(2))])

        assert [name for name in before if before[name] != after[name]] == ["urn:2"]

    def test_what_several_datasets_point_to_is_part_of_each(self, tmp_path: Path) -> None:
        before, after = marks(tmp_path, of(1, 2)), marks(tmp_path, [statement.replace("Stelle", "Amt") for statement in of(1, 2)])

        assert not set(before.values()) & set(after.values())

    def test_nameless_datasets_keep_their_order(self, tmp_path: Path) -> None:
        body = PREFIXES + "".join(f'[] a dcat:Dataset ; dct:title "{letter}" .' for letter in "caebd")

        assert [ref.remote_id for ref in listing(tmp_path, body).refs] == [ref.remote_id for ref in listing(tmp_path, body).refs]


class TestCanonicalForm:
    def shuffled(self, statements: list[Statement]) -> set[bytes]:
        """Write statements in many orders, their blank nodes renamed each time."""
        dice, written = random.Random(7), set[bytes]()
        for _ in range(30):
            names = defaultdict[Term, BlankNode](BlankNode)
            renamed: list[Statement] = [(names[s] if isinstance(s, BlankNode) else s, p, names[o] if isinstance(o, BlankNode) else o) for s, p, o in statements]
            written.add(canonical(dice.sample(renamed, len(renamed))))
        return written

    def test_blank_nodes_that_say_the_same_are_told_apart_by_who_points_to_them(self) -> None:
        one, two, three, four = (BlankNode() for _ in range(4))
        statements: list[Statement] = [
            (NamedNode("urn:d"), P, one), (NamedNode("urn:d"), Q, two), (one, P, three), (two, P, four), (three, P, Literal("x")), (four, P, Literal("x")),
        ]  # fmt: skip

        assert len(self.shuffled(statements)) == 1

    def test_twins_are_not_merged_and_circles_end(self) -> None:
        one, two, three = (BlankNode() for _ in range(3))
        twins: list[Statement] = [(NamedNode("urn:d"), P, one), (NamedNode("urn:d"), P, two), (one, P, Literal("x")), (two, P, Literal("x"))]
        circle: list[Statement] = [(one, P, two), (two, P, three), (three, P, one)]

        assert [written.count(b"\n") for written in self.shuffled(twins)] == [4]
        assert len(self.shuffled(circle)) == 1

    def test_a_knot_of_blank_nodes_takes_bounded_time(self) -> None:
        nodes = [BlankNode() for _ in range(100)]

        assert canonical([(one, P, other) for one in nodes for other in nodes]).count(b"\n") == 10_000


class TestWaitingOnDisk:
    @pytest.fixture
    def site(self) -> Iterator[Site]:
        with serve() as running:
            yield running

    def test_every_dataset_of_every_page_is_given_back_as_it_was_said(self, site: Site) -> None:
        for page in range(3):
            following = f"<urn:p> hydra:next <{site.url}/{page + 1}> ." if page < 2 else ""
            site.put(
                f"/{page}",
                PREFIXES + following + "".join(f'<urn:{page}{n}> a dcat:Dataset ; dct:title "{page}{n}" .' for n in range(5)),
                Content_Type="text/turtle",
            )

        with DcatHarvester(source(f"{site.url}/0")) as harvester:
            refs = harvester.list().refs
            raws = [harvester.fetch(ref) for ref in reversed(refs)]
            titles = [harvester.map(raw).title["de"] for raw in raws]

        assert titles == [f"{page}{n}" for page in (2, 1, 0) for n in (4, 3, 2, 1, 0)]
        assert [raw.sha256 for raw in raws] == [ref.mark for ref in reversed(refs)]
        assert all(isinstance(raw, RawDocument) for raw in raws)

    def test_a_page_that_multiplies_itself_ends_before_the_disk_does(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(spool, "MAX_BYTES", 100_000)
        office = "<urn:office> dct:title " + ", ".join(f'"{n}"' for n in range(500)) + " .\n"
        datasets = "".join(f'<urn:{n}> a dcat:Dataset ; dct:title "{n}" ; dct:publisher <urn:office> .\n' for n in range(500))

        with pytest.raises(SourceMalformed, match="mehr als"):
            listing(tmp_path, PREFIXES + office + datasets)

    def test_a_full_disk_is_told(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(tempfile, "TemporaryFile", partial(Path("/dev/full").open, "r+b", buffering=0))  # a disk that is always full

        with pytest.raises(SourceError, match="nicht ablegen"):
            listing(tmp_path, PREFIXES + "<urn:d> a dcat:Dataset .")
