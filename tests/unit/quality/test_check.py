"""What is told of a dataset and of a feed, and where a person mends it."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from ckanext.luzern.quality import mending
from ckanext.luzern.quality.check import MAX_POINTS, check_fragment, check_package
from ckanext.luzern.quality.mqa import MAXIMUM
from feeds.packages import maximal, minimal, resource
from luzern_schemas.fields import dataset_fields, resource_fields
from unit.quality.feeds import SETTINGS, complete, feed, judged, rules_of

Break = Callable[[str], str]
TERMS_BY = 'rdf:resource="http://dcat-ap.ch/vocabulary/licenses/terms_by"'
DOWNLOAD = "https://example-luzern.ch/bev.csv"
IDENTIFIER = "<dct:identifier>datensatz-1@stadt-luzern</dct:identifier>"


def replaced(old: str, new: str) -> Break:
    def break_it(text: str) -> str:
        assert old in text
        return text.replace(old, new)

    return break_it


def with_statement(statement: str) -> Break:
    return replaced(IDENTIFIER, IDENTIFIER + statement)


BROKEN: dict[str, tuple[Break, tuple[str, str]]] = {
    "a Creative Commons IRI as licence": (
        replaced(TERMS_BY, 'rdf:resource="https://creativecommons.org/licenses/by/4.0/"'),
        ("rejected", "licence-value"),
    ),
    "a licence with a slash at its end": (replaced("licenses/terms_by", "licenses/terms_by/"), ("rejected", "licence-value")),
    "a licence by https": (replaced("http://dcat-ap.ch", "https://dcat-ap.ch"), ("rejected", "licence-value")),
    "a licence in the old words": (
        replaced(f"<dct:license {TERMS_BY}/>", "<dct:license>NonCommercialAllowed-CommercialAllowed-ReferenceRequired</dct:license>"),
        ("warning", "licence-legacy"),
    ),
    "no licence": (replaced(f"<dct:license {TERMS_BY}/>", ""), ("rejected", "licence-missing")),
    "no identifier": (replaced(IDENTIFIER, ""), ("rejected", "identifier-count")),
    "two identifiers": (with_statement("<dct:identifier>zwei@stadt-luzern</dct:identifier>"), ("rejected", "identifier-count")),
    "an IRI as identifier": (replaced(IDENTIFIER, '<dct:identifier rdf:resource="https://example.org/1"/>'), ("rejected", "identifier-literal")),
    "another organisation's identifier": (replaced("datensatz-1@stadt-luzern", "datensatz-1@luzern"), ("rejected", "identifier-pattern")),
    "a text as standard": (with_statement("<dct:conformsTo>eCH-0200</dct:conformsTo>"), ("rejected", "conforms-to")),
    "a service described inside": (
        with_statement('<dct:relation><dcat:DataService rdf:about="https://example.org/wfs"/></dct:relation>'),
        ("rejected", "one-resource"),
    ),
    "a text as place": (with_statement("<dct:spatial>Luzern</dct:spatial>"), ("warning", "spatial")),
    "a text as theme": (with_statement("<dcat:theme>Bevölkerung</dcat:theme>"), ("warning", "theme")),
    "no language at the title": (replaced('<dct:title xml:lang="de">Wohnbev', "<dct:title>Wohnbev"), ("violation", "title")),
    "a relative IRI": (replaced(f'accessURL rdf:resource="{DOWNLOAD}"', 'accessURL rdf:resource="bev.csv"'), ("rejected", "relative-iri")),
    "a blank in an IRI": (replaced(DOWNLOAD, "https://example-luzern.ch/bev 2026.csv"), ("rejected", "invalid-iri")),
    "no host in an IRI": (replaced(DOWNLOAD, "https:///bev.csv"), ("rejected", "invalid-iri")),
    "a wrong total": (replaced('integer">1</hydra:totalItems>', 'integer">2</hydra:totalItems>'), ("rejected", "total-items")),
    "no number as total": (replaced('integer">1</hydra:totalItems>', 'integer">viele</hydra:totalItems>'), ("rejected", "total-items")),
}


@pytest.mark.parametrize(("break_it", "fault"), BROKEN.values(), ids=BROKEN)
def test_a_feed_with_one_fault_is_told_of_it(break_it: Break, fault: tuple[str, str]) -> None:
    report = judged(break_it(feed(minimal())))
    assert fault in rules_of(report)
    assert report.is_sound == (fault[0] == "warning" and fault[1] != "licence-legacy")  # the old words are a violation, too


def test_datasets_from_the_least_to_everything_are_sound() -> None:
    report = judged(feed(minimal(), maximal() | {"id": minimal(2)["id"], "identifier": "alles"}, complete() | {"id": minimal(3)["id"], "identifier": "voll"}))
    assert report.is_sound
    assert rules_of(report) == set()
    assert [each.dataset for each in report.datasets] == ["datensatz-1@stadt-luzern", "alles@stadt-luzern", "voll@stadt-luzern"]


def test_a_feed_without_datasets_would_delete_everything() -> None:
    assert rules_of(judged(feed())) == {("rejected", "empty")}


def test_identifiers_that_opendata_swiss_takes_for_one_collide() -> None:
    text = feed(minimal(1), minimal(2)).replace("datensatz-2@stadt-luzern", "Datensatz--1@stadt-luzern")
    assert rules_of(judged(text)) == {("rejected", "identifier-unique")}


def test_mixed_licences_are_refused() -> None:
    mixed = minimal(resources=[resource(1), resource(2, license="http://dcat-ap.ch/vocabulary/licenses/terms_open")])
    assert ("rejected", "licence-mixed") in rules_of(judged(feed(mixed)))


@pytest.mark.parametrize(
    ("statement", "of", "field"),
    [
        ("<dcat:theme>Verkehr</dcat:theme>", IDENTIFIER, "theme"),
        ("<dct:rights>frei</dct:rights>", f"<dct:license {TERMS_BY}/>", "resources[0].rights"),
        ("<vcard:hasEmail>ogd</vcard:hasEmail>", "<vcard:fn>Fachstelle OGD</vcard:fn>", "contact"),
    ],
)
def test_a_fault_leads_to_the_field_it_is_mended_in(statement: str, of: str, field: str) -> None:
    report = judged(replaced(of, of + statement)(feed(complete())))
    assert field in {fault.field for each in report.datasets for fault in each.of("violation", "warning")}


def test_every_fault_leads_to_a_field_there_is() -> None:
    of_datasets, of_resources = {field.name for field in dataset_fields()}, {field.name for field in resource_fields()}
    assert set(mending.DATASET.values()) <= of_datasets | {"resources"}
    assert set(mending.DISTRIBUTION.values()) <= of_resources
    advice = {fault.field for fault in check_package(minimal(), SETTINGS).of("advice")}
    assert {field for field in advice if "." not in field} <= of_datasets
    assert {field.partition(".")[2] for field in advice if "." in field} <= of_resources


def test_a_complete_dataset_gets_every_point() -> None:
    report = check_package(complete(), SETTINGS)
    assert report.points == MAXIMUM
    assert report.total == MAX_POINTS
    assert report.faults == ()


def test_advice_says_what_would_bring_the_points_that_are_missing() -> None:
    report = check_package(minimal(), SETTINGS)
    assert report.total < MAX_POINTS
    assert report.total + sum(fault.points for fault in report.of("advice")) == MAX_POINTS


def test_of_files_that_are_not_there_nothing_is_advised() -> None:
    report = check_package(minimal(resources=[]), SETTINGS)

    assert "resources" in {fault.field for fault in report.faults}
    assert [fault.text for fault in report.faults if fault.severity == "advice" and fault.field.startswith("resources.")] == []
    assert {"temporal_coverage"} <= {fault.field for fault in report.faults}


def test_a_dead_link_costs_points() -> None:
    report = check_package(complete(), SETTINGS, dead={DOWNLOAD})
    assert report.points["accessibility"] == 20
    assert {fault.rule for fault in report.of("advice")} == {"mqa-access-url", "mqa-download-url"}


def test_what_could_not_be_said_in_the_feed_is_told() -> None:
    report = check_package(minimal(conforms_to=["eCH-0200"]), SETTINGS)
    assert [fault.field for fault in report.of("warning")] == ["conforms_to"]


def test_the_stored_text_is_judged_like_the_package() -> None:
    text = feed(complete())
    fragment = text[text.index("<dcat:Dataset") : text.rindex("</rdf:RDF>")]
    assert check_fragment(fragment, SETTINGS) == check_package(complete(), SETTINGS)


NONSENSE = (None, 0, -1.5, True, "x", "\u2028", [], [None], ["x", 1], {}, {"de": 1}, {"de": ["x"]}, [{}], [{"uri": 1}], [[["x"]]])


@pytest.mark.parametrize("value", NONSENSE, ids=repr)
def test_no_value_of_any_field_breaks_the_judgement(value: object) -> None:
    for name in {field.name for field in dataset_fields()} - {"name"}:  # which is a text or refused (logic/shape)
        assert check_package(minimal(**{name: value}), SETTINGS).points
    for field in resource_fields():
        assert check_package(minimal(resources=[resource(**{field.name: value})]), SETTINGS).points


def test_a_dataset_is_judged_in_a_fifth_of_the_time_a_save_may_take() -> None:
    fragment = feed(maximal())
    fragment = fragment[fragment.index("<dcat:Dataset") : fragment.rindex("</rdf:RDF>")]
    took = []
    for _ in range(20):
        began = time.process_time()
        check_fragment(fragment, SETTINGS)
        took.append(time.process_time() - began)
    assert min(took) < 0.02  # seconds of this process; a tenth of it where nothing else runs
