"""A record becomes the fields of a dataset: in the schema's terms, without what is empty."""

from __future__ import annotations

from ckanext.luzern.catalog.to_package import EXAMPLE, to_package, to_resource
from luzern_harvesters.record import Agent, DatasetRecord, Distribution, Place, Relation
from luzern_harvesters.source import Source
from luzern_schemas import fields

EU = "http://publications.europa.eu/resource/authority/"
SETTINGS = {"id": "probe", "type": "dropzone", "url": "file:///ablage", "organization": "tiefbauamt", "title": "Probe"}
SOURCE = Source.model_validate({**SETTINGS, "contact": {"name": "Tiefbauamt", "email": "tba@example.org"}})
EXAMPLE_SOURCE = SOURCE.model_copy(update={"example": True})


def record(**values: object) -> DatasetRecord:
    return DatasetRecord("probe", "bruecken", title={"de": "Brücken"}, **values)  # pyright: ignore[reportArgumentType]  any field of the record


def test_codes_become_iris_and_unknown_ones_are_left_out() -> None:
    package = to_package(record(themes=("TRAN", "UNFUG"), frequency="ANNUAL", languages=("DEU",), access_rights="PUBLIC"), SOURCE)

    assert package["theme"] == [f"{EU}data-theme/TRAN"]
    assert package["frequency"] == f"{EU}frequency/ANNUAL"
    assert package["language"] == [f"{EU}language/DEU"]
    assert package["access_rights"] == f"{EU}access-right/PUBLIC"


def test_what_the_record_does_not_say_is_no_field() -> None:
    assert set(to_package(record(), SOURCE)) == {"title_translated", "is_example"}


def test_every_field_is_one_of_the_schema() -> None:
    agent = Agent(name={"de": "A"}, email="a@example.org", url="https://a.example.org", iri="https://a.example.org/id")
    full = record(
        description={"de": "Text"},
        publisher=agent,
        creators=(agent,),
        contacts=(agent,),
        keywords={"de": ("a",)},
        spatial=(Place("https://ld.admin.ch/municipality/1061"),),
        relations=(Relation("https://example.org"),),
        remarks={"de": "x"},
        image="https://example.org/x.png",
        identifier="X-1",
        source_url="https://example.org/x",
        related=("anderer",),
    )
    distribution = Distribution("a", "https://example.org/a.csv", format="CSV", media_type="text/csv", licence="terms_by", checksum="ab", byte_size=1)

    assert set(to_package(full, SOURCE)) <= {field.name for field in fields.dataset_fields()}
    assert set(to_resource(distribution)) <= {field.name for field in fields.resource_fields()}


def test_a_contact_without_name_is_called_by_the_sources_and_one_without_address_is_none() -> None:
    package = to_package(record(contacts=(Agent(email="a@example.org"), Agent(name={"de": "Ohne Adresse"}))), SOURCE)

    assert package["contact"] == [{"name_translated": {"de": "Tiefbauamt"}, "email": "a@example.org"}]


def test_a_name_that_is_required_in_german_is_given_in_the_language_it_has() -> None:
    package = to_package(record(publisher=Agent(name={"fr": "Ville"})), SOURCE)

    assert package["publisher"][0]["name_translated"] == {"de": "Ville", "fr": "Ville"}


def test_example_data_says_so_before_anything_else() -> None:
    package = to_package(record(remarks={"de": "Bemerkung.", "fr": "Remarque."}), EXAMPLE_SOURCE)

    assert package["is_example"] is True
    assert package["remarks"] == {"de": f"{EXAMPLE}\n\nBemerkung.", "fr": "Remarque."}


def test_what_is_no_address_has_no_place_among_addresses() -> None:
    package = to_package(record(landing_page="stadtluzern.ch", documentation=("https://example.org/a b", "https://example.org/c")), SOURCE)

    assert "url" not in package
    assert package["documentation"] == ["https://example.org/c"]


def test_a_file_the_portal_copies_has_no_address_of_its_own_yet() -> None:
    resource = to_resource(Distribution("a.csv", "https://share.example.org/a.csv", file="Brücken/a.csv", licence="terms_by"))

    assert "url" not in resource
    assert "download_url" not in resource
    assert resource["license"] == "http://dcat-ap.ch/vocabulary/licenses/terms_by"
