"""Typed links of a page: what is in the header, and what has no place there."""

from __future__ import annotations

import pytest

from ckanext.luzern.presenters import links
from feeds.packages import SETTINGS, SITE, minimal, resource


def relations(package: dict[str, object]) -> list[str]:
    return [link.relation for link in links.of_dataset(package, SETTINGS)]


def test_a_dataset_names_what_to_cite_its_descriptions_and_its_terms() -> None:
    written = links.header(links.of_dataset(minimal(), SETTINGS))

    assert f'<{SITE}/perma/datensatz-1@stadt-luzern>; rel="cite-as"' in written
    assert f'<{SITE}/dataset/datensatz-1.ttl>; rel="describedby"; type="text/turtle"' in written
    assert '<http://dcat-ap.ch/vocabulary/licenses/terms_by>; rel="license"' in written


@pytest.mark.parametrize("entered", ['text/csv"; rel="evil', "text/csv\r\nX-Evil: 1", "Tabelle", "täxt/csv"])
def test_what_is_no_media_type_stays_out_of_the_header(entered: str) -> None:
    written = links.header(links.of_dataset(minimal(resources=[resource(mimetype=entered)]), SETTINGS))

    assert '<https://example-luzern.ch/bev.csv>; rel="item",' in written
    assert "evil" not in written.lower()


def test_many_files_would_make_the_header_too_long_for_servers_in_front() -> None:
    many = minimal(resources=[resource(number, url=f"https://example-luzern.ch/{number}.csv") for number in range(1, 40)])

    assert "item" not in relations(many)
    assert relations(minimal()).count("item") == 1
    assert len(links.header(links.of_dataset(many, SETTINGS))) < 2000


def test_croissant_is_named_where_there_is_a_table() -> None:
    described = [link for link in links.of_dataset(minimal(resources=[resource(format="CSV")]), SETTINGS) if link.profile]

    assert [link.target for link in described] == [f"{SITE}/dataset/datensatz-1/croissant.jsonld"]


def test_every_interface_has_its_documentation() -> None:
    catalogue, *interfaces = links.api_catalog(SETTINGS)["linkset"]

    assert {one["href"] for one in catalogue["item"]} == {one["anchor"] for one in interfaces}
    assert all(one["service-doc"] for one in interfaces)
