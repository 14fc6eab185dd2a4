from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contract.web import Answer, Site, serve
from luzern_harvesters.ckan import CkanHarvester
from luzern_harvesters.ckan.pages import site_of
from luzern_harvesters.contract import Listing
from luzern_harvesters.errors import SourceRefused
from luzern_harvesters.record import DatasetRecord, Period
from luzern_harvesters.run import Reading, read
from luzern_harvesters.source import Source

SQUARE = {"type": "Polygon", "coordinates": [[[8.2, 47.0], [8.4, 47.0], [8.4, 47.1], [8.2, 47.1], [8.2, 47.0]]]}
WKT = "POLYGON ((8.20000 47.00000, 8.40000 47.00000, 8.40000 47.10000, 8.20000 47.10000, 8.20000 47.00000))"


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


def source(url: str, **options: Any) -> Source:
    return Source(id="s", type="ckan", url=url, organization="o", title="t", private_addresses=True, options=options)


def harvest(url: str, **options: Any) -> tuple[Listing, list[Reading]]:
    with CkanHarvester(source(url, **options)) as harvester:
        listing = harvester.list()
        return listing, list(read(harvester, listing.refs))


def page(site: Site, start: int, packages: list[dict[str, Any]], count: int | None, rows: int = 2) -> None:
    result = {"results": packages, **({} if count is None else {"count": count})}
    site.put(f"/api/3/action/package_search?sort=id+asc&rows={rows}&start={start}", json.dumps({"success": True, "result": result}))


def packages(*numbers: int) -> list[dict[str, Any]]:
    return [{"id": f"{number}", "name": f"n{number}", "title": f"Titel {number}"} for number in numbers]


def codes(listing: Listing) -> list[str]:
    return [finding.code for finding in listing.findings]


def one(tmp_path: Path, package: dict[str, Any], **options: Any) -> tuple[DatasetRecord, set[str]]:
    """Map one package; give the codes of its findings too."""
    path = tmp_path / "package.json"
    path.write_text(json.dumps({"success": True, "result": {"id": "1", "name": "n1", **package}}), encoding="utf-8")
    _, (reading,) = harvest(path.as_uri(), **options)
    assert reading.record is not None
    return reading.record, {finding.code for finding in reading.findings}


class TestPages:
    @pytest.mark.parametrize(
        "url",
        [
            "https://x.example",
            "https://x.example/",
            "https://x.example/api/3",
            "https://x.example/api/3/action/",
            "https://x.example/api/3/action/package_search?q=a",
            "https://x.example/dataset",
        ],
    )
    def test_the_site_is_found_in_each_of_its_addresses(self, url: str) -> None:
        assert site_of(url) == "https://x.example"

    def test_pages_are_read_until_all_are_there(self, site: Site) -> None:
        page(site, 0, packages(1, 2), 3)
        page(site, 2, packages(3), 3)

        listing, _ = harvest(site.url, page_size=2)

        assert ([ref.remote_id for ref in listing.refs], listing.complete, codes(listing)) == (["1", "2", "3"], True, [])

    def test_a_server_that_gives_fewer_a_page_than_asked_loses_nothing(self, site: Site) -> None:
        page(site, 0, packages(1), 2)
        page(site, 1, packages(2), 2)

        listing, _ = harvest(site.url, page_size=2)

        assert ([ref.remote_id for ref in listing.refs], listing.complete) == (["1", "2"], True)

    def test_fewer_than_announced_are_not_the_whole(self, site: Site) -> None:
        page(site, 0, packages(1, 2), 5)
        page(site, 2, [], 5)

        listing, _ = harvest(site.url, page_size=2)

        assert (len(listing.refs), listing.complete, codes(listing)) == (2, False, ["total-differs"])

    def test_a_server_that_knows_no_start_is_not_read_for_ever(self, site: Site) -> None:
        page(site, 0, packages(1, 2), 5)
        page(site, 2, packages(1, 2), 5)

        listing, _ = harvest(site.url, page_size=2)

        assert (listing.complete, codes(listing)) == (False, ["page-repeated"])

    def test_a_page_that_fails_costs_only_what_comes_after(self, site: Site) -> None:
        page(site, 0, packages(1, 2), 5)
        site.answers["/api/3/action/package_search?sort=id+asc&rows=2&start=2"] = Answer(b"oops", 500)

        listing, readings = harvest(site.url, page_size=2)

        assert (len(readings), listing.complete, codes(listing)) == (2, False, ["page-missing"])

    def test_a_catalogue_that_changes_while_it_is_read_says_so(self, site: Site) -> None:
        page(site, 0, packages(1, 2), 3)
        page(site, 2, packages(2, 3), 4)

        listing, _ = harvest(site.url, page_size=2)

        assert ([ref.remote_id for ref in listing.refs], listing.complete) == (["1", "2", "3"], False)
        assert codes(listing) == ["total-changed", "record-twice", "total-differs"]

    def test_the_filters_of_settings_and_address_hold_both(self, site: Site) -> None:
        with pytest.raises(SourceRefused):
            harvest(f"{site.url}/api/3/action/package_search?fq=tags:velo&rows=1", fq="organization:x")

        assert "fq=%2B%28tags%3Avelo%29+%2B%28organization%3Ax%29" in site.asked[0][0]

    def test_private_and_deleted_packages_and_what_is_no_dataset_are_left_out(self, site: Site) -> None:
        others = [{"private": True}, {"state": "deleted"}, {"type": "harvest"}, {"extras": [{"key": "harvest_source_id", "value": "x"}]}]
        page(site, 0, [{**package, **other} for package, other in zip(packages(1, 2, 3, 4), others, strict=True)] + packages(5), 5, rows=100)

        listing, _ = harvest(site.url, include_harvested=False)

        assert ([ref.remote_id for ref in listing.refs], listing.complete, codes(listing)) == (["5"], True, ["records-left-out"] * 4)

    def test_the_key_is_sent_and_shown_nowhere(self, site: Site) -> None:
        page(site, 0, packages(1), 1, rows=100)

        listing, readings = harvest(site.url, token="geheim-4711")

        assert site.asked[0][1]["authorization"] == "geheim-4711"
        assert "geheim-4711" not in repr((listing, readings))

    @pytest.mark.parametrize("document", [{"result": packages(1)}, {"results": packages(1), "count": 1}, packages(1)], ids=["list", "no envelope", "bare list"])
    def test_recorded_answers_of_the_other_actions_are_read(self, tmp_path: Path, document: Any) -> None:
        (tmp_path / "a.json").write_text(json.dumps(document))

        listing, _ = harvest((tmp_path / "a.json").as_uri())

        assert ([ref.remote_id for ref in listing.refs], listing.complete) == (["1"], True)

    @pytest.mark.parametrize("path", ["/api/3/action/package_show?id=1", "/export/pakete.json"])
    def test_the_address_of_one_answer_is_read_as_it_is(self, site: Site, path: str) -> None:
        site.put(path, json.dumps({"success": True, "result": packages(1)[0]}))

        listing, _ = harvest(site.url + path)

        assert ([ref.remote_id for ref in listing.refs], listing.complete, len(site.asked)) == (["1"], True, 1)

    def test_a_recorded_page_of_many_is_incomplete(self, tmp_path: Path) -> None:
        (tmp_path / "a.json").write_text(json.dumps({"success": True, "result": {"count": 9, "results": packages(1)}}))

        assert not harvest((tmp_path / "a.json").as_uri())[0].complete


class TestTexts:
    @pytest.mark.parametrize(
        "fields",
        [
            {"title": {"de": "Bäume", "fr": "Arbres", "it": "", "rm": "Plantas"}},
            {"title": '{"de": "Bäume", "fr": "Arbres"}'},
            {"title": "Trees", "title_translated": {"de": "Bäume", "fr-CH": "Arbres"}},
            {"title": "Bäume", "title_fr": "Arbres"},
            {"title": "Bäume", "extras": [{"key": "title_fr", "value": "Arbres"}]},
        ],
        ids=["object", "JSON in a text", "fluent", "beside each other", "in extras"],
    )
    def test_titles_by_language_are_found_in_every_spelling(self, tmp_path: Path, fields: dict[str, Any]) -> None:
        assert one(tmp_path, fields)[0].title == {"de": "Bäume", "fr": "Arbres"}

    def test_a_text_without_a_language_is_in_the_one_of_the_site(self, tmp_path: Path) -> None:
        record, _ = one(tmp_path, {"title": "Trees", "notes": "<p>All of them</p>", "tags": [{"name": "tree", "display_name": "Tree"}]}, language="en")

        assert (record.title, record.description, record.keywords) == ({"en": "Trees"}, {"en": "All of them"}, {"en": ("Tree",)})

    def test_keywords_by_language_go_before_tags(self, tmp_path: Path) -> None:
        record, _ = one(tmp_path, {"keywords": {"de": ["Velo", "Velo"], "fr": []}, "tags": [{"name": "x"}]})

        assert record.keywords == {"de": ("Velo",)}

    def test_a_title_made_of_a_table_name_is_told(self, tmp_path: Path) -> None:
        assert "title-technical" in one(tmp_path, {"title": "WT_VP_V_PARKKARTENZONEN_TBL"})[1]


class TestPeople:
    def test_publisher_as_json_and_contact_points_as_on_opendata_swiss(self, tmp_path: Path) -> None:
        publisher = json.dumps({"name": "Bundesarchiv", "url": "https://opendata.swiss/organization/x"})

        record, _ = one(tmp_path, {"publisher": publisher, "contact_points": [{"name": "Pia", "email": "mailto:pia@x.example"}], "author_email": "a@x.example"})

        assert record.publisher is not None
        assert (record.publisher.name, record.publisher.url) == ({"de": "Bundesarchiv"}, "https://opendata.swiss/organization/x")
        assert [(contact.name, contact.email) for contact in record.contacts] == [({"de": "Pia"}, "pia@x.example")]

    def test_the_organisation_publishes_and_the_maintainer_answers_where_nothing_else_is_said(self, tmp_path: Path) -> None:
        package = {"organization": {"name": "o", "title": {"de": "Amt", "fr": "Office"}}, "maintainer": "Pia", "maintainer_email": "pia@x.example"}

        record, _ = one(tmp_path, package)

        assert record.publisher is not None
        assert (record.publisher.name, record.contacts[0].name) == ({"de": "Amt", "fr": "Office"}, {"de": "Pia"})

    def test_a_maintainer_without_an_address_is_still_named(self, tmp_path: Path) -> None:
        record, codes = one(tmp_path, {"maintainer": "Stadtgrün"})

        assert [agent.name for agent in record.contacts] == [{"de": "Stadtgrün"}]
        assert "contact-missing" in codes

    def test_dkan_writes_the_state_large(self, tmp_path: Path) -> None:
        record, _ = one(tmp_path, {"state": "Active", "resources": [{"id": "a", "url": "https://x.example/a.csv", "state": "Active"}]})

        assert len(record.distributions) == 1


class TestTerms:
    @pytest.mark.parametrize(
        ("fields", "term", "rights"),
        [
            ({"license_id": "cc-by", "license_title": "Creative Commons Namensnennung"}, "terms_by", "CC-BY-4.0"),
            ({"license_id": "weiss-nicht", "license_url": "https://creativecommons.org/publicdomain/zero/1.0/"}, "terms_open", "CC0"),
            ({"license_title": "Freie Nutzung. Quellenangabe ist Pflicht."}, "terms_by", ""),
            ({"license_id": "notspecified", "license_title": "Lizenz nicht angegeben"}, "terms_ask", ""),
            ({}, "terms_ask", ""),
            ({"license_id": "other-closed", "license_title": "Andere (nicht offen)"}, "", ""),
            ({"license_id": "cc-by-sa"}, "", "CC-BY-SA-4.0"),
        ],
        ids=["id", "address", "title", "not specified", "nothing", "unknown", "without equal"],
    )
    def test_the_source_file_speaks_only_where_the_site_does_not(self, tmp_path: Path, fields: dict[str, str], term: str, rights: str) -> None:
        record, _ = one(tmp_path, {**fields, "resources": [{"url": "https://x.example/a.csv"}]}, licence="terms_ask")

        assert [(each.licence, each.rights) for each in record.distributions] == [(term, rights)]

    def test_a_resources_own_terms_go_first(self, tmp_path: Path) -> None:
        resource = {"url": "https://x.example/a.csv", "license": "http://dcat-ap.ch/vocabulary/licenses/terms_by"}

        record, _ = one(tmp_path, {"license_id": "cc-zero", "resources": [resource]})

        assert [each.licence for each in record.distributions] == ["terms_by"]

    def test_groups_are_themes_where_they_are_one_or_the_source_file_says_which(self, tmp_path: Path) -> None:
        groups = [{"name": "tran"}, {"name": "x", "title": '{"de": "Umwelt"}'}, {"name": "verkehr", "title": "Wege"}, {"name": "y", "display_name": "Diverses"}]

        record, codes = one(tmp_path, {"groups": groups}, groups={"verkehr": "TRAN"})

        assert (record.themes, "group-unknown" in codes) == (("TRAN", "ENVI"), True)

    @pytest.mark.parametrize(
        "fields",
        [
            {"frequency": "http://publications.europa.eu/resource/authority/frequency/ANNUAL"},
            {"accrual_periodicity": "http://purl.org/cld/freq/annual"},
            {"updateInterval": ["jaehrlich"]},
            {"extras": [{"key": "update-frequency", "value": "annually"}]},
            {"extras": {"Update frequency": "yearly"}},
        ],
    )
    def test_the_frequency_is_found_in_every_spelling(self, tmp_path: Path, fields: dict[str, Any]) -> None:
        assert one(tmp_path, fields)[0].frequency == "ANNUAL"


class TestCoverage:
    @pytest.mark.parametrize(
        "fields",
        [
            {"temporal_start": "2013-01-01", "temporal_end": "2014-12-31"},
            {"temporal_coverage": [{"start": "2013-01-01", "end": "2014-12-31"}]},
            {"temporals": [{"start_date": "2013-01-01", "end_date": "2014-12-31"}]},
            {"extras": [{"key": "temporal-extent-begin", "value": "2013-01-01"}, {"key": "temporal-extent-end", "value": "2014-12-31"}]},
            {"temporal": "2013-01-01/2014-12-31"},
        ],
    )
    def test_the_period_is_found_in_every_spelling(self, tmp_path: Path, fields: dict[str, Any]) -> None:
        assert one(tmp_path, fields)[0].temporal == (Period("2013-01-01", "2014-12-31"),)

    @pytest.mark.parametrize(
        "fields",
        [
            {"spatial": json.dumps(SQUARE)},
            {"extras": [{"key": "spatial", "value": json.dumps(SQUARE)}]},
            {"spatial_coverage": [{"geom": json.dumps(SQUARE)}]},
            {"spatial": SQUARE},
        ],
    )
    def test_geojson_becomes_wkt(self, tmp_path: Path, fields: dict[str, Any]) -> None:
        assert [place.geometry for place in one(tmp_path, fields)[0].spatial] == [WKT]

    def test_a_box_in_four_extras_becomes_a_place(self, tmp_path: Path) -> None:
        sides = {"bbox-west-long": "8.2", "bbox-south-lat": "47.0", "bbox-east-long": "8.4", "bbox-north-lat": "47.1"}

        (place,) = one(tmp_path, {"extras": [{"key": key, "value": value} for key, value in sides.items()]})[0].spatial

        assert place.geometry.startswith("POLYGON ((8.2 47")

    def test_one_place_in_three_fields_is_one_place(self, tmp_path: Path) -> None:
        record, _ = one(tmp_path, {"spatial_uri": "https://sws.geonames.org/2659811/", "spatial_text": "Altstadt", "spatial": SQUARE})

        assert [(bool(place.iri), bool(place.label), place.geometry) for place in record.spatial] == [(True, True, WKT)]


class TestResources:
    def test_a_resource_is_mapped_whole(self, tmp_path: Path) -> None:
        resource = {
            "id": "r1",
            "url": "https://x.example/a",
            "name": "Tabelle",
            "description": "Alle",
            "format": "csv",
            "mimetype": "text/csv",
            "size": "1234",
            "hash": "a" * 64,
            "created": "2024-01-01T08:00:00.123456",
            "last_modified": "2025-01-01T08:00:00",
            "language": '["de", "fr"]',
        }

        ((got,), _) = (one(tmp_path, {"resources": [resource]})[0].distributions, None)

        assert (got.key, got.url, got.title, got.format, got.media_type) == ("r1", "https://x.example/a", {"de": "Tabelle"}, "CSV", "text/csv")
        assert (got.byte_size, got.checksum, got.issued, got.modified) == (1234, "a" * 64, "2024-01-01T08:00:00+00:00", "2025-01-01T08:00:00+00:00")
        assert len(got.languages) == 2

    def test_deleted_resources_are_left_out_and_addresses_completed(self, site: Site) -> None:
        resources = [
            {"id": "a", "url": "/download/a.csv"},
            {"id": "b", "url": "https://x.example/b.csv", "state": "deleted"},
            {"id": "c", "url": "www.x.example/c.csv"},
        ]
        page(site, 0, [{**packages(1)[0], "resources": resources}], 1, rows=100)

        _, (reading,) = harvest(site.url)

        assert reading.record is not None
        assert [each.url for each in reading.record.distributions] == [f"{site.url}/download/a.csv", "https://www.x.example/c.csv"]

    def test_an_address_with_a_key_or_a_password_is_not_published(self, tmp_path: Path) -> None:
        resources = [
            {"id": "a", "url": "https://x.example/a?api_key=geheim"},
            {"id": "b", "url": "https://u:geheim@x.example/b"},
            {"id": "c", "url": "n/a, siehe Notiz"},
        ]

        record, codes = one(tmp_path, {"resources": resources})

        assert [each.url for each in record.distributions] == ["", "", ""]
        assert {"address-with-key", "address-invalid"} <= codes
        assert "geheim" not in repr(record)

    def test_zurichs_attributes_become_the_data_dictionary(self, tmp_path: Path) -> None:
        fields = [["Jahr (technisch: StichtagDatJahr)", "Jahr der Zählung"], ["Anzahl", None]]

        record, _ = one(tmp_path, {"sszFields": json.dumps(fields)})

        assert [(column.name, column.label["de"], dict(column.description)) for column in record.columns] == [
            ("StichtagDatJahr", "Jahr", {"de": "Jahr der Zählung"}),
            ("Anzahl", "Anzahl", {}),
        ]

    def test_the_catalogues_own_times_stand_in_and_are_utc(self, tmp_path: Path) -> None:
        record, _ = one(tmp_path, {"metadata_created": "2024-05-01T08:00:00.1", "metadata_modified": "2025-06-30T22:00:00.0", "issued": "08.09.2015"})

        assert (record.issued, record.modified) == ("2015-09-08", "2025-07-01")

    def test_a_record_from_elsewhere_is_told(self, tmp_path: Path) -> None:
        extras = [{"key": "harvest_source_title", "value": "geocat"}, {"key": "guid", "value": "abc@geocat"}]

        record, codes = one(tmp_path, {"extras": extras})

        assert (record.identifier, "record-harvested" in codes) == ("abc@geocat", True)
