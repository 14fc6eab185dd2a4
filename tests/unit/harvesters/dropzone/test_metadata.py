"""What metadata files say, and how their faults are named."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from luzern_harvesters.finding import Level
from luzern_harvesters.record import DatasetRecord, Period, Relation
from luzern_harvesters.run import Outcome
from unit.harvesters.dropzone.folders import META, YAML, Read, codes, deliver

REMARKS = """
<zeitraum>1993-2012</zeitraum>
<lieferant>Tiefbauamt</lieferant><quelle>Vermessung</quelle>
<publikationen></publikationen>
<erstmalige_veroeffentlichung>03.03.2015</erstmalige_veroeffentlichung>
<aktualisierungsintervall>jaehrlich</aktualisierungsintervall>
<bemerkungen><bemerkung><titel>Hinweis</titel><text>Alt.</text><link><label>Mehr</label><url>https://luzern.example/mehr</url></link></bemerkung></bemerkungen>
<anwendungen><anwendung><titel>Plan</titel><url><![CDATA[https://luzern.example/plan?a=1&b=2]]></url></anwendung></anwendungen>
<publikationen><publikation><titel>Heft:</titel><beschreibung>Stand 2014</beschreibung><url>https://luzern.example/heft</url></publikation></publikationen>
<attributliste><attributelement technischerfeldname="NR"><sprechenderfeldname>Nummer</sprechenderfeldname><feldbeschreibung>Laufend</feldbeschreibung></attributelement></attributliste>
"""


def record_of(readings: Read, **options: object) -> DatasetRecord:
    (reading,) = readings(**options)
    assert reading.record is not None, reading.findings
    return reading.record


def test_meta_xml_is_read_in_full(tmp_path: Path, readings: Read) -> None:
    deliver(tmp_path / "a", meta__xml="\ufeff" + META.format(more=REMARKS), daten__csv="a\n1\n")

    record = record_of(readings)

    assert record.themes == ("TRAN", "ENVI")
    assert record.keywords == {"de": ("brücke", "bauwerk")}
    assert (record.issued, record.frequency, record.temporal) == ("2015-03-03", "ANNUAL", (Period("1993", "2012"),))
    assert record.publisher is not None
    assert (record.publisher.name["de"], record.creators[0].name["de"]) == ("Tiefbauamt", "Vermessung")
    assert record.remarks == {"de": "**Hinweis**\n\nAlt.\n\n[Mehr](https://luzern.example/mehr)"}
    plan, booklet = Relation("https://luzern.example/plan?a=1&b=2", {"de": "Plan"}), Relation("https://luzern.example/heft", {"de": "Heft: Stand 2014"})
    assert record.relations == (plan, booklet)
    assert (record.columns[0].name, record.columns[0].label["de"]) == ("NR", "Nummer")


def test_the_indentation_of_the_document_is_no_part_of_its_texts(tmp_path: Path, readings: Read) -> None:
    more = "<datenqualitaet>Gut.\n\n        Seit 2020 besser:\n        - Altstadt\n          - Löwengraben\n    </datenqualitaet>"
    deliver(tmp_path / "a", meta__xml=META.format(more=more), daten__csv="a\n1\n")

    assert record_of(readings).data_quality == {"de": "Gut.\n\nSeit 2020 besser:\n- Altstadt\n  - Löwengraben"}


@pytest.mark.parametrize(
    ("written", "period"),
    [
        ("2012-heute", Period("2012", "")),
        ("01.01.2020 – gestern", Period("2020-01-01", "")),
        ("zwischen 1933 und 1976", Period("1933", "1976")),
        ("laufende Nachführung seit Juni 2021", Period("2021-06", "")),
        ("ab 14/09/2016", Period("2016-09-14", "")),
        ("14/09/2016 - 30/09/2016", Period("2016-09-14", "2016-09-30")),
    ],
)
def test_a_time_span_is_understood_as_departments_write_it(tmp_path: Path, readings: Read, written: str, period: Period) -> None:
    deliver(tmp_path / "a", meta__xml=META.format(more=f"<zeitraum>{written}</zeitraum>"), daten__csv="a\n1\n")

    assert record_of(readings).temporal == (period,)


def test_a_date_whose_day_could_be_its_month_is_told_and_not_guessed(tmp_path: Path, readings: Read) -> None:
    deliver(tmp_path / "a", meta__xml=META.format(more="<aktualisierungsdatum>02/03/2026</aktualisierungsdatum>"), daten__csv="a\n1\n")

    (reading,) = readings()

    assert reading.record is not None
    assert (reading.record.modified, "date-unknown" in codes(reading)) == ("", True)


@pytest.mark.parametrize(
    ("encoding", "declared", "found"),
    [("iso-8859-1", "iso-8859-1", []), ("cp1252", "windows-1252", []), ("utf-16", "utf-16", []), ("cp1252", "utf-8", ["encoding-not-utf-8"])],
)
def test_meta_xml_is_read_in_its_encoding_or_in_the_one_it_really_has(tmp_path: Path, readings: Read, encoding: str, declared: str, found: list[str]) -> None:
    document = META.format(more="").replace('encoding="utf-8"', f'encoding="{declared}"').encode(encoding)
    deliver(tmp_path / "a", meta__xml=document, daten__csv="a\n1\n")

    record = record_of(readings)

    assert record.title == {"de": "Brücken"}
    assert [finding.code for finding in record.findings if finding.code.startswith("encoding")] == found


ENTITIES = (
    '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><datensammlung><datensatz><titel>&b;</titel></datensatz></datensammlung>'
)
OUTSIDE = '<!DOCTYPE a SYSTEM "file:///etc/passwd"><datensammlung/>'


@pytest.mark.parametrize(
    ("document", "code", "place"),
    [
        (ENTITIES, "xml-not-allowed", "meta.xml"),
        (OUTSIDE, "xml-not-allowed", "meta.xml"),
        ("<a>\n<b>\n</a>", "xml-not-well-formed", "meta.xml, Zeile 3"),
        ("", "xml-not-well-formed", "meta.xml, Zeile 1"),
        ("<a/>", "dataset-missing", "meta.xml, Zeile 1, Element <a>"),
        ("<a>" * 100_000, "xml-too-large", "meta.xml, Zeile 1"),
        ('<?xml version="1.0" encoding="gibt-es-nicht"?><a/>', "xml-", "meta.xml"),
    ],
    ids=["entities", "outside", "broken", "empty", "no dataset", "deep", "encoding"],
)
def test_xml_that_cannot_be_read_fails_and_names_the_line(tmp_path: Path, readings: Read, document: str, code: str, place: str) -> None:
    deliver(tmp_path / "a", meta__xml=document, daten__csv="a\n1\n")

    (reading,) = readings()

    assert (reading.outcome, len(reading.findings)) == (Outcome.FAILED, 1)
    assert reading.findings[0].code.startswith(code)
    assert reading.findings[0].path.startswith(place)


def test_two_datasets_in_one_file_are_an_error(tmp_path: Path, readings: Read) -> None:
    deliver(tmp_path / "a", meta__xml=META.format(more="</datensatz><datensatz><titel>Zwei</titel>"), daten__csv="a\n1\n")

    (reading,) = readings()

    assert (reading.outcome, codes(reading)[0]) == (Outcome.FAILED, "dataset-twice")


def test_wrong_values_are_named_by_line_and_element(tmp_path: Path, readings: Read) -> None:
    more = "<aktualisierungsintervall>ab und zu</aktualisierungsintervall>\n<aktualisierungsdatum>31.02.2026</aktualisierungsdatum>\n<titel>Anders</titel>"
    deliver(tmp_path / "a", meta__xml=META.format(more=more), daten__csv="a\n1\n")

    (reading,) = readings()

    assert reading.outcome is Outcome.READ
    assert {finding.code: finding.path for finding in reading.findings if finding.level.value == "warning"} == {
        "frequency-unknown": "meta.xml, Zeile 9, Element <aktualisierungsintervall>",
        "date-unknown": "meta.xml, Zeile 10, Element <aktualisierungsdatum>",
        "element-twice": "meta.xml, Zeile 11, Element <titel>",
    }


@pytest.mark.parametrize("tag", ["lable", "label"])
def test_link_xml_gives_services_under_the_same_terms(tmp_path: Path, readings: Read, tag: str) -> None:
    link = f"<linklist><link><{tag}>Web Map Service</{tag}><url>https://gis.luzern.example/wms?</url><type>WMS</type></link></linklist>"
    deliver(tmp_path / "a" / "DEFAULT", meta__xml=META.format(more=""), link__xml=link, b__json='{"type": "FeatureCollection", "features": []}')

    file, service = record_of(readings).distributions

    assert (file.key, file.format, file.licence) == ("b.json", "GEOJSON", "terms_by")
    assert (service.access_url, service.title["de"], service.format, service.licence) == (
        "https://gis.luzern.example/wms?",
        "Web Map Service",
        "WMS_SRVC",
        "terms_by",
    )


FULL_YAML = """\
title_translated: {de: Brücken, fr: Ponts}
notes_translated: {de: Alle Brücken.}
tags_translated: {de: [Brücke], en: [bridge]}
theme: [Bildung, Kultur und Sport]
license: terms_open
version: 1.10
issued: 2021-03-19
via_geocat: true
opendata_swiss: false
temporal_coverage:
- start: 2010
  end: heute
contact:
- name_translated: {de: Tiefbauamt}
  email: tba@luzern.example
resources:
- file: b.csv
  name_translated: {de: Zweite Datei}
- url: https://luzern.example/api
  titel: Schnittstelle
  format: JSON
unbekant: x
"""


def test_yaml_is_read_as_it_is_written(tmp_path: Path, readings: Read) -> None:
    deliver(tmp_path / "a", metadaten__yaml=FULL_YAML, b__csv="a\n1\n", a__csv="a\n2\n")

    record = record_of(readings)

    assert record.title == {"de": "Brücken", "fr": "Ponts"}
    assert (record.version, record.issued, record.via_geocat, record.opendata_swiss) == ("1.10", "2021-03-19", True, False)
    assert record.temporal == (Period("2010", ""),)
    assert [(one.key, one.title["de"]) for one in record.distributions] == [
        ("b.csv", "Zweite Datei"),
        ("https://luzern.example/api", "Schnittstelle"),
        ("a.csv", "a"),
    ]
    (unknown,) = [finding for finding in record.findings if finding.code == "field-unknown"]
    assert unknown.path == "metadaten.yaml, Zeile 22"


def test_html_becomes_markdown(tmp_path: Path, readings: Read) -> None:
    deliver(tmp_path / "a", meta__xml=META.format(more="<datenqualitaet><![CDATA[<p>Gut.</p><script>x</script>]]></datenqualitaet>"), b__csv="a\n1\n")

    assert record_of(readings).data_quality == {"de": "Gut."}


def test_a_theme_with_commas_in_its_name_stays_one(tmp_path: Path, readings: Read) -> None:
    deliver(tmp_path / "a", metadaten__yaml=YAML.replace("Verkehr", "'Bildung, Kultur und Sport, Verkehr'"), b__csv="a\n1\n")

    assert record_of(readings).themes == ("EDUC", "TRAN")


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("a: [", "metadata-no-yaml"),
        ("", "metadata-empty"),
        ("- a", "metadata-empty"),
        ("a: &x b\nc: *x", "metadata-not-allowed"),
        ("a: " + "[" * 90_000, "metadata-"),
    ],
    ids=["broken", "empty", "list", "reference", "deep"],
)
def test_yaml_that_cannot_be_read_fails(tmp_path: Path, readings: Read, document: str, code: str) -> None:
    deliver(tmp_path / "a", metadaten__yaml=document, b__csv="a\n1\n")

    (reading,) = readings()

    assert reading.outcome is Outcome.FAILED
    assert reading.findings[0].code.startswith(code)


def test_a_file_that_is_named_and_missing_is_an_error_with_a_guess(tmp_path: Path, readings: Read) -> None:
    deliver(tmp_path / "a", metadaten__yaml=f"{YAML}dateien:\n- datei: bruecken.csv\n", bruecken_v2__csv="a\n1\n")

    (reading,) = readings()

    assert (reading.outcome, codes(reading)) == (Outcome.FAILED, ["file-missing"])
    assert "bruecken_v2.csv" in reading.findings[0].remedy


def test_of_several_metadata_files_one_counts_and_the_others_are_named(tmp_path: Path, readings: Read) -> None:
    deliver(tmp_path / "a", metadaten__yaml=YAML, meta__xml=META.format(more=""), b__csv="a\n1\n")

    (reading,) = readings()

    assert reading.record is not None
    assert (reading.record.title["de"], codes(reading)) == ("Brücken der Stadt", ["metadata-several"])


def test_terms_of_use_are_never_taken_for_granted(tmp_path: Path, readings: Read) -> None:
    deliver(tmp_path / "a", metadaten__yaml=YAML.replace("lizenz: terms_by\n", ""), b__csv="a\n1\n")

    (silent,) = readings()
    (stated,) = readings(licence="terms_open")

    assert (silent.outcome, codes(silent), stated.outcome) == (Outcome.FAILED, ["licence-missing"], Outcome.READ)


def test_an_unknown_term_of_use_is_one_error_and_names_the_cell(tmp_path: Path, readings: Read) -> None:
    deliver(tmp_path / "a", metadaten__yaml=YAML.replace("lizenz: terms_by\n", "lizenz: frei\n"), b__csv="a\n1\n", c__csv="a\n1\n")

    (reading,) = readings()

    assert (reading.outcome, codes(reading)) == (Outcome.FAILED, ["licence-unknown"])
    assert reading.findings[0].path.startswith("metadaten.yaml, Zeile ")


def test_missing_terms_of_use_are_one_error_for_all_files(tmp_path: Path, readings: Read) -> None:
    files = {f"{name}__csv": "a\n1\n" for name in "bcdef"}
    deliver(tmp_path / "a", metadaten__yaml=YAML.replace("lizenz: terms_by\n", ""), **files)

    (reading,) = readings()

    assert codes(reading) == ["licence-missing"]
    assert "Die Nutzungsbedingungen des Datensatzes fehlen" in reading.findings[0].message


@pytest.mark.parametrize("broken", ["<linklist><link>", "<!DOCTYPE a [<!ENTITY b 'c'>]><linklist/>"], ids=["broken", "entities"])
def test_a_link_xml_that_cannot_be_read_costs_its_links_only(tmp_path: Path, readings: Read, broken: str) -> None:
    deliver(tmp_path / "a", meta__xml=META.format(more=""), link__xml=broken, b__csv="a\n1\n")

    (reading,) = readings()

    assert reading.outcome is Outcome.READ
    (finding,) = (one for one in reading.findings if one.path.startswith("link.xml"))
    assert (finding.level, "Links fehlen" in finding.message) == (Level.WARNING, True)


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "file-empty"), (b"\xef\xbb\xbf\r\n<!DOCTYPE html><html>Bitte anmelden</html>", "file-is-html")],
    ids=["empty", "web page"],
)
def test_a_file_that_holds_no_data_is_an_error(tmp_path: Path, readings: Read, content: bytes, code: str) -> None:
    deliver(tmp_path / "a", metadaten__yaml=YAML, gut__csv="a\n1\n", schlecht__csv=content)

    (reading,) = readings()

    assert (reading.outcome, codes(reading)) == (Outcome.FAILED, [code])


def test_a_file_of_two_gigabytes_is_reported_and_not_read(tmp_path: Path, readings: Read) -> None:
    with (deliver(tmp_path / "a", metadaten__yaml=YAML) / "gross.csv").open("wb") as file:
        file.truncate(2_000_000_000)

    (reading,) = readings()

    assert codes(reading) == ["file-too-large"]
    assert "2,0 GB" in reading.findings[0].message


def test_metadata_of_two_gigabytes_is_not_read_either(tmp_path: Path, readings: Read) -> None:
    for name in ("meta.xml", "metadaten.yaml", "metadaten.xlsx"):
        with (deliver(tmp_path / name, b__csv="a\n1\n") / name).open("wb") as file:
            file.truncate(2_000_000_000)

    assert {code for reading in readings() for code in codes(reading)} == {"metadata-too-large"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read_is_an_error(tmp_path: Path, readings: Read) -> None:
    folder = deliver(tmp_path / "a", metadaten__yaml=YAML, b__csv="a\n1\n")
    (folder / "b.csv").chmod(0)

    (reading,) = readings()

    assert "file-unreadable" in codes(reading)


def test_an_address_that_is_none_is_told_and_left_out(tmp_path: Path, readings: Read) -> None:
    link = "<linkliste><link><url>siehe Stadtplan</url><lable>Plan</lable></link></linkliste>"
    deliver(tmp_path / "a", meta__xml=META.format(more=""), link__xml=link, b__csv="a\n1\n")

    (reading,) = readings()

    assert reading.record
    assert [one.key for one in reading.record.distributions] == ["b.csv"]
    assert [finding.message for finding in reading.findings if finding.code == "url-unknown"] == [
        "«siehe Stadtplan» ist keine Webadresse und wird weggelassen."
    ]


@pytest.mark.parametrize(("written", "duration", "told"), [("P1Y", "P1Y", False), ("P2W", "P14D", False), ("jährlich", "", True), ("P", "", True)])
def test_a_temporal_resolution_is_a_duration(tmp_path: Path, readings: Read, written: str, duration: str, told: bool) -> None:
    deliver(tmp_path / "a", metadaten__yaml=f"{YAML}dateien:\n  - datei: b.csv\n    zeitliche auflösung: {written}\n", b__csv="a\n1\n")

    (reading,) = readings()

    assert reading.record
    assert (reading.record.distributions[0].temporal_resolution, "duration-unknown" in codes(reading)) == (duration, told)


def test_the_names_of_the_preview_and_everyday_words_are_understood(tmp_path: Path, readings: Read) -> None:
    more = "spatial: Luzern\ntemporal:\n  - von: 2020\n    bis: 2024\nstand: 31.12.2025\nstichworte: Steg\nlanguages: de\nräumlicher bezug: Luzern\n"
    deliver(tmp_path / "a", metadaten__yaml=YAML + more, b__csv="a\n1\n")

    (reading,) = readings()

    record = reading.record
    assert record is not None
    assert (record.spatial[0].label, record.temporal, record.modified) == ("Stadt Luzern", (Period("2020", "2024"),), "2025-12-31")
    assert (record.languages, "field-unknown" in codes(reading)) == (("DEU",), False)


def test_what_the_portal_does_not_take_from_a_delivery_is_told(tmp_path: Path, readings: Read) -> None:
    deliver(tmp_path / "a", metadaten__yaml=f"{YAML}erhebung: Umfrage\n", b__csv="a\n1\n")

    (reading,) = readings()

    assert [finding.path for finding in reading.findings if finding.code == "field-unread"] == ["metadaten.yaml, Zeile 7"]


def test_half_a_period_is_no_period(tmp_path: Path, readings: Read) -> None:
    deliver(tmp_path / "a", metadaten__yaml=f"{YAML}zeiträume:\n  - von: 1.1.20\n    bis: 31.12.2020\n", b__csv="a\n1\n")

    (reading,) = readings()

    assert reading.record
    assert (reading.record.temporal, "date-unknown" in codes(reading)) == ((), True)
