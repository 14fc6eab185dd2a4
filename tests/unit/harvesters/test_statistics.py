"""Cubes as statistical offices write them: each format, its faults, and what comes of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from luzern_harvesters.errors import SourceError
from luzern_harvesters.record import DatasetRecord, Period
from luzern_harvesters.registry import harvester_for
from luzern_harvesters.run import read
from luzern_harvesters.source import Source
from luzern_harvesters.statistics import times

SOURCES = Path(__file__).parents[4] / "shared" / "sources"
Read = Callable[..., tuple[DatasetRecord, set[str]]]

PX = """CHARSET="ANSI";
AXIS-VERSION="2013";
CODEPAGE="{codepage}";
LANGUAGE="de";
LANGUAGES="de","fr";
MATRIX="bev-01";
SUBJECT-AREA="Bevölkerung";
TITLE="Ständige Wohnbevölkerung nach Quartier, "
"Geschlecht und Jahr";
TITLE[fr]="Population résidante permanente par quartier, sexe et année";
CONTENTS="Wohnbevölkerung";
UNITS="Personen";
DECIMALS=0;
STUB="Quartier","Geschlecht";
STUB[fr]="Quartier","Sexe";
HEADING="Jahr";
HEADING[fr]="Année";
VALUES("Quartier")="Altstadt; links","Würzenbach";
VALUES("Geschlecht")="Frauen","Männer";
VALUES("Jahr")="2024","2022","2023";
CODES("Jahr")="2024","2022","2023";
{time}
CONTACT="Anna Muster, Statistikstelle#041 000 00 00#statistik@luzern.example##Zweite Person#";
SOURCE="Statistikstelle der Stadt";
LAST-UPDATED="20260301 08:30";
UPDATE-FREQUENCY="jährlich";
COPYRIGHT=YES;
NOTE="Stichtag 31. Dezember.#Ohne Wochenaufenthalt.";
DATA=
1 2 3 4 ".." "-" 7 8 9 10 11 12;
"""


@pytest.fixture
def read_one(tmp_path: Path) -> Read:
    def one(body: str | bytes | dict[str, Any], name: str = "tabelle.px", **options: object) -> tuple[DatasetRecord, set[str]]:
        raw = json.dumps(body, ensure_ascii=False).encode() if isinstance(body, dict) else body.encode() if isinstance(body, str) else body
        (tmp_path / name).write_bytes(raw)
        records, codes = read_all(tmp_path / name, **options)
        assert len(records) == 1
        return records[0], codes

    return one


def read_all(path: Path, **options: object) -> tuple[list[DatasetRecord], set[str]]:
    contact = {"name": "Stelle", "email": "stelle@luzern.example"}
    settings = {"id": "s", "type": "statistics", "url": path.as_uri(), "organization": "o", "title": "t", "contact": contact}
    with harvester_for(Source.model_validate({**settings, "options": {"licence": "terms_by", **options}})) as harvester:
        listing = harvester.list()
        found = list(read(harvester, listing.refs))
    return [one.record for one in found if one.record], {finding.code for one in found for finding in one.findings} | {one.code for one in listing.findings}


@pytest.mark.parametrize("codepage", ["iso-8859-15", "windows-1252", "utf-8"])
def test_a_px_file_gives_its_cube_in_every_language(read_one: Read, codepage: str) -> None:
    record, codes = read_one(PX.format(codepage=codepage, time='TIMEVAL("Jahr")=TLIST(A1,"2022"-"2024");').encode(codepage))

    assert record.title == {
        "de": "Ständige Wohnbevölkerung nach Quartier, Geschlecht und Jahr",
        "fr": "Population résidante permanente par quartier, sexe et année",
    }
    assert [(one.name, one.label["fr"]) for one in record.columns[:3]] == [("Quartier", "Quartier"), ("Geschlecht", "Sexe"), ("Jahr", "Année")]
    assert (record.columns[-1].unit, record.columns[-1].data_type) == ("Personen", "integer")
    assert record.columns[0].description["de"] == "Werte: Altstadt; links, Würzenbach."
    assert record.temporal == (Period("2022", "2024"),)
    assert record.contacts[0].email == "statistik@luzern.example"
    assert record.contacts[0].name == {"de": "Anna Muster, Statistikstelle"}
    assert (record.modified, record.frequency, record.identifier) == ("2026-03-01T08:30:00", "ANNUAL", "bev-01")
    assert record.remarks["de"] == "Stichtag 31. Dezember.\nOhne Wochenaufenthalt."
    assert record.distributions[0].temporal_resolution == "P1Y"
    assert "copyright" in codes


def test_what_a_px_file_notes_about_a_variable_stands_with_its_column(read_one: Read) -> None:
    notes = 'NOTE("Quartier")="Stand 2020.";NOTE[fr]("Quartier")="Etat 2020.";'
    record, _ = read_one(PX.format(codepage="iso-8859-15", time=notes).encode("iso-8859-15"))
    assert record.columns[0].description == {"de": "Werte: Altstadt; links, Würzenbach.\n\nStand 2020.", "fr": "Etat 2020."}


def test_a_px_file_says_its_time_without_saying_so(read_one: Read) -> None:
    record, _ = read_one(PX.format(codepage="utf-8", time=""))

    assert record.temporal == (Period("2022", "2024"),)


def test_a_px_file_that_is_utf8_whatever_it_claims_keeps_its_umlauts(read_one: Read) -> None:
    record, codes = read_one(PX.format(codepage="iso-8859-1", time="").encode())

    assert record.title["de"].startswith("Ständige")
    assert "encoding-wrong" in codes


def test_a_px_file_from_dos_keeps_its_umlauts(read_one: Read) -> None:
    text = PX.format(codepage="x", time="").replace('CHARSET="ANSI";\n', "").replace('CODEPAGE="x";\n', "")
    record, _ = read_one(text.encode("cp850"))

    assert record.title["de"].startswith("Ständige")


def test_the_numbers_of_a_px_file_are_not_read(read_one: Read) -> None:
    head = PX.format(codepage="utf-8", time="")
    record, _ = read_one(head + "1 2 3\n" * 1_000_000, max_bytes=10_000)

    assert record.identifier == "bev-01"


def test_a_px_file_that_breaks_off_before_its_data_is_refused(read_one: Read) -> None:
    with pytest.raises(SourceError, match="bricht vor den Daten ab"):
        read_one(PX.format(codepage="utf-8", time="").partition("DATA=")[0])


def test_a_folder_of_px_files_is_a_source_and_one_bad_file_spoils_no_other(tmp_path: Path) -> None:
    (tmp_path / "a.px").write_text(PX.format(codepage="utf-8", time=""), encoding="utf-8")
    (tmp_path / "b.px").write_text(PX.format(codepage="utf-8", time="").replace("bev-01", "bev-02"), encoding="utf-8")
    (tmp_path / "c.px").write_text('CHARSET="ANSI";\nTITLE="abgeschnitten', encoding="utf-8")

    records, codes = read_all(tmp_path)

    assert [(one.remote_id, one.distributions[0].file) for one in records] == [("bev-01", "a.px"), ("bev-02", "b.px")]
    assert "px-broken" in codes


DIMENSION = {
    "id": ["ort", "zeit"],
    "size": [2, 2],
    "role": {"time": ["zeit"]},
    "ort": {"label": "Ort", "category": {"index": {"LU": 0, "KR": 1}, "label": {"LU": "Luzern", "KR": "Kriens"}}},
    "zeit": {"label": "Quartal", "category": {"index": ["2025Q1", "2025Q2"]}},
}


def test_json_stat_1_is_a_bundle_of_named_cubes(tmp_path: Path) -> None:
    cube = {"label": "Baubewilligungen nach Ort", "source": "Statistikstelle", "updated": "2026-01-31", "dimension": DIMENSION, "value": {"0": 3, "2": 4}}
    (tmp_path / "bundle.json").write_text(json.dumps({"bau": cube, "abbruch": {**cube, "label": "Abbrüche nach Ort"}}), encoding="utf-8")

    records, codes = read_all(tmp_path / "bundle.json")

    assert [(one.remote_id, one.title["de"]) for one in records] == [("bau", "Baubewilligungen nach Ort"), ("abbruch", "Abbrüche nach Ort")]
    assert records[0].temporal == (Period("2025-01", "2025-06"),)
    assert [one.name for one in records[0].columns] == ["ort", "zeit", "value"]
    assert "language-missing" in codes


def test_json_stat_2_gives_units_of_its_measures(read_one: Read) -> None:
    dimensions = {name: one for name, one in DIMENSION.items() if name not in {"id", "size", "role"}}
    metric = {"label": "Grösse", "category": {"label": {"kwh": "Verbrauch"}, "unit": {"kwh": {"label": "kWh", "decimals": 1}}}}
    body = {"version": "2.0", "class": "dataset", "label": "Stromverbrauch nach Ort", "id": ["ort", "zeit", "m"], "size": [2, 2, 1], "value": [1, 2, 3, None]}
    record, _ = read_one({**body, "dimension": {**dimensions, "m": metric}, "role": {"metric": ["m"], "time": ["zeit"]}}, "strom.json")

    assert [(one.name, one.label.get("de"), one.unit) for one in record.columns][-1] == ("kwh", "Verbrauch", "kWh")
    assert record.distributions[0].temporal_resolution == "P3M"


def test_a_collection_kept_as_a_file_says_that_its_cubes_were_not_asked_for(tmp_path: Path) -> None:
    items = [{"class": "dataset", "href": f"https://statistik.example/{name}.json", "label": f"Tabelle {name}", "updated": "2026-01-01"} for name in "ab"]
    (tmp_path / "c.json").write_text(json.dumps({"version": "2.0", "class": "collection", "label": "Alles", "link": {"item": items}}), encoding="utf-8")

    records, codes = read_all(tmp_path / "c.json")

    assert [one.distributions[0].url for one in records] == ["https://statistik.example/a.json", "https://statistik.example/b.json"]
    assert "details-unread" in codes


STRUCTURE = """<?xml version="1.0" encoding="utf-8"?>
<m:Structure xmlns:m="http://www.sdmx.org/resources/sdmxml/schemas/{v}/message" xmlns:s="http://www.sdmx.org/resources/sdmxml/schemas/{v}/structure"
  xmlns:c="http://www.sdmx.org/resources/sdmxml/schemas/{v}/common">
<m:Header><m:ID>1</m:ID><m:Sender id="LU"><c:Name xml:lang="de">Statistikstelle</c:Name></m:Sender></m:Header>
<m:Structures>
 <s:Dataflows>
  <s:Dataflow id="DF_BEV" agencyID="LU.STAT" version="1.0"><c:Name xml:lang="de">Alte Fassung</c:Name></s:Dataflow>
  <s:Dataflow id="DF_BEV" agencyID="LU.STAT" version="1.10"><c:Name xml:lang="de">Bevölkerung nach Quartier</c:Name><c:Name xml:lang="fr">Population</c:Name>
   <c:Description xml:lang="de">Wer wo wohnt.</c:Description>{reference}</s:Dataflow>
  <s:Dataflow id="DF_TEST" agencyID="LU.STAT" version="1.0"><c:Annotations><c:Annotation><c:AnnotationTitle>true</c:AnnotationTitle>
   <c:AnnotationType>NonProductionDataflow</c:AnnotationType></c:Annotation></c:Annotations><c:Name>Entwurf</c:Name></s:Dataflow>
 </s:Dataflows>
 <s:Concepts><s:ConceptScheme id="CS" agencyID="LU.STAT" version="1.0"><s:Concept id="QUARTIER"><c:Name xml:lang="de">Quartier</c:Name></s:Concept>
  <s:Concept id="TIME_PERIOD"><c:Name xml:lang="de">Zeit</c:Name></s:Concept></s:ConceptScheme></s:Concepts>
 <s:DataStructures><s:DataStructure id="DSD_BEV" agencyID="LU.STAT" version="1.0"><c:Name>x</c:Name><s:DataStructureComponents>
  <s:DimensionList><s:Dimension id="QUARTIER" position="1">{concept}</s:Dimension><s:TimeDimension id="TIME_PERIOD"/></s:DimensionList>
  <s:MeasureList>{measure}</s:MeasureList></s:DataStructureComponents></s:DataStructure></s:DataStructures>
 <s:Constraints><s:{constraint} id="CR" agencyID="LU.STAT" {kind}="Actual"><c:Name>x</c:Name>
  <s:ConstraintAttachment><s:Dataflow>{attached}</s:Dataflow></s:ConstraintAttachment>
  <s:CubeRegion include="true"><{key} id="TIME_PERIOD"><c:TimeRange><c:StartPeriod>2015-01-01T00:00:00</c:StartPeriod><c:EndPeriod>2025-12-31T23:59:59</c:EndPeriod>
  </c:TimeRange></{key}></s:CubeRegion></s:{constraint}></s:Constraints>
</m:Structures></m:Structure>"""
FLOW = "urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=LU.STAT:DF_BEV(1.10)"
DSD = "urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure=LU.STAT:DSD_BEV(1.0)"
CONCEPT = "urn:sdmx:org.sdmx.infomodel.conceptscheme.Concept=LU.STAT:CS(1.0).QUARTIER"
V21 = STRUCTURE.format(
    v="v2_1",
    reference='<s:Structure><Ref id="DSD_BEV" agencyID="LU.STAT" version="1.0" class="DataStructure"/></s:Structure>',
    concept='<s:ConceptIdentity><Ref id="QUARTIER" maintainableParentID="CS" maintainableParentVersion="1.0" agencyID="LU.STAT"/></s:ConceptIdentity>',
    measure='<s:PrimaryMeasure id="OBS_VALUE"/>',
    constraint="ContentConstraint",
    kind="type",
    attached='<Ref id="DF_BEV" agencyID="LU.STAT" version="1.10"/>',
    key="c:KeyValue",
)
V30 = STRUCTURE.format(
    v="v3_0",
    reference=f"<s:Structure>{DSD}</s:Structure>",
    concept=f"<s:ConceptIdentity>{CONCEPT}</s:ConceptIdentity>",
    measure='<s:Measure id="OBS_VALUE"/>',
    constraint="DataConstraint",
    kind="role",
    attached=FLOW,
    key="s:KeyValue",
)


@pytest.mark.parametrize(
    ("body", "data"),
    [(V21, "https://stats.example/rest/data/LU.STAT,DF_BEV/all"), (V30, "https://stats.example/rest/data/dataflow/LU.STAT/DF_BEV/~/*")],
    ids=["2.1", "3.0"],
)
def test_a_dataflow_is_a_dataset_with_its_columns_period_and_addresses(read_one: Read, body: str, data: str) -> None:
    record, codes = read_one(body, "flows.xml", endpoint="https://stats.example/rest")

    assert (record.remote_id, record.version) == ("LU.STAT:DF_BEV", "1.10")
    assert record.title == {"de": "Bevölkerung nach Quartier", "fr": "Population"}
    assert record.description == {"de": "Wer wo wohnt."}
    assert [(one.name, one.label.get("de", "")) for one in record.columns] == [("QUARTIER", "Quartier"), ("TIME_PERIOD", "Zeit"), ("OBS_VALUE", "")]
    assert record.temporal == (Period("2015-01-01", "2025-12-31"),)
    assert [one.url for one in record.distributions] == [f"{data}?format={word}" for word in ("csvfilewithlabels", "jsondata", "structurespecificdata")]
    assert "dataflow-left-out" in codes


def test_sdmx_json_structures_say_the_same(read_one: Read) -> None:
    flow = {"id": "DF_BEV", "agencyID": "LU.STAT", "version": "1.10", "name": "Population", "names": {"de": "Bevölkerung nach Quartier"}, "structure": DSD}
    dimensions = {"dimensions": [{"id": "QUARTIER", "conceptIdentity": CONCEPT}], "timeDimensions": [{"id": "TIME_PERIOD"}]}
    structure = {"id": "DSD_BEV", "agencyID": "LU.STAT", "dataStructureComponents": {"dimensionList": dimensions}}
    scheme = {"id": "CS", "agencyID": "LU.STAT", "concepts": [{"id": "QUARTIER", "names": {"de": "Quartier"}}]}
    links = [{"rel": "self", "href": "https://stats.example/rest/dataflow/LU.STAT/DF_BEV/1.10"}]
    body = {"meta": {}, "data": {"dataflows": [{**flow, "links": links}], "dataStructures": [structure], "conceptSchemes": [scheme]}}
    record, _ = read_one(body, "flows.json")

    assert (record.remote_id, record.title) == ("LU.STAT:DF_BEV", {"de": "Bevölkerung nach Quartier"})
    assert [(one.name, one.label.get("de", "")) for one in record.columns] == [("QUARTIER", "Quartier"), ("TIME_PERIOD", "")]
    assert record.distributions[0].url == "https://stats.example/rest/data/LU.STAT,DF_BEV/all?format=csvfilewithlabels"


SDMX_DATA = """<mes:{kind} xmlns:mes="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message"
 xmlns:com="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common" xmlns:gen="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/generic"
 xmlns:ss="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/structurespecific">
<mes:Header><mes:ID>x</mes:ID><mes:Sender id="LU"/><mes:Structure structureID="S" dimensionAtObservation="TIME_PERIOD">
<com:Structure><Ref agencyID="LU" id="WARTEZEIT" version="1.0"/></com:Structure></mes:Structure></mes:Header>
<mes:DataSet ss:structureRef="S" ss:dataScope="DataStructure">{rows}</mes:DataSet></mes:{kind}>"""
GENERIC = """<gen:Series><gen:SeriesKey><gen:Value id="schalter" value="2"/><gen:Value id="amt" value="EWD"/></gen:SeriesKey>
<gen:Attributes><gen:Value id="UNIT_MEASURE" value="Minuten"/><gen:Value id="UNIT_MULT" value="0"/></gen:Attributes>
<gen:Obs><gen:ObsDimension value="2024-Q1"/><gen:ObsValue value="4.5"/><gen:Attributes><gen:Value id="OBS_STATUS" value="A"/></gen:Attributes></gen:Obs>
<gen:Obs><gen:ObsDimension value="2024-Q2"/><gen:ObsValue value="5"/></gen:Obs></gen:Series>"""
SPECIFIC = """<Series schalter="2" amt="EWD" UNIT_MULT="0"><Obs TIME_PERIOD="2024-Q1" OBS_VALUE="4.5" OBS_STATUS="A" UNIT_MEASURE="Minuten"/>
<Obs TIME_PERIOD="2024-Q2" OBS_VALUE="5" UNIT_MEASURE="Minuten"/></Series>"""


@pytest.mark.parametrize(("kind", "rows"), [("GenericData", GENERIC), ("StructureSpecificData", SPECIFIC)])
def test_an_sdmx_data_message_gives_its_dimensions_as_written_and_its_attributes_after_the_value(read_one: Read, kind: str, rows: str) -> None:
    record, _ = read_one(SDMX_DATA.format(kind=kind, rows=rows), "wartezeit.xml")
    names = [column.name for column in record.columns]
    assert names[:4] == ["schalter", "amt", "TIME_PERIOD", "OBS_VALUE"]
    assert set(names[4:]) == {"UNIT_MEASURE", "UNIT_MULT", "OBS_STATUS"}
    assert record.columns[1].description == {"de": "Werte: EWD."}
    assert record.columns[3].unit == "Minuten"
    assert "Gegliedert nach: schalter, amt, TIME_PERIOD." in record.description["de"]
    assert record.temporal == (Period("2024-01", "2024-06"),)


def test_an_sdmx_json_data_message_gives_the_values_that_occur(read_one: Read) -> None:
    status = {"id": "OBS_STATUS", "name": "Status", "values": [{"id": "A", "name": "Normal"}]}
    unit = {"id": "UNIT_MEASURE", "name": "Einheit", "values": [{"id": "PERS", "name": "Personen"}]}
    quarter = {"id": "QUARTIER", "name": "Quartier", "keyPosition": 0, "values": [{"id": "1", "name": "Altstadt"}, {"id": "2"}]}
    structure = {"links": [], "dimensions": {"observation": [quarter]}, "attributes": {"observation": [status, unit]}}
    record, _ = read_one({"header": {"sender": {"id": "LU"}}, "structure": structure, "dataSets": []}, "einwohner.json")
    assert record.columns[0].description == {"de": "Werte: Altstadt, 2."}
    assert [(column.name, column.unit) for column in record.columns][1] == ("OBS_VALUE", "Personen")


CSV_WITH_NAMES = """STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,ACTION,GEMEINDE,Gemeinde,TIME_PERIOD,Jahr,OBS_VALUE,Einwohner,UNIT_MEASURE,Einheit
dataflow,CH1.BEV:DF_BEV(1.0.0),Bevölkerung der Gemeinden,I,1061,"Luzern, Stadt",2023,2023,84000,,PERS,Personen
dataflow,CH1.BEV:DF_BEV(1.0.0),Bevölkerung der Gemeinden,I,1024,Emmen,2024,2024,32000,,PERS,Personen
"""
CSV_WITH_BOTH = """STRUCTURE[|];STRUCTURE_ID;ACTION;GEMEINDE: Gemeinde;TIME_PERIOD: Jahr;OBS_VALUE: Einwohner;UNIT_MEASURE: Einheit
dataflow;CH1.BEV:DF_BEV(1.0.0): Bevölkerung der Gemeinden;I;1061: Luzern, Stadt;2023;84000;PERS: Personen
dataflow;CH1.BEV:DF_BEV(1.0.0): Bevölkerung der Gemeinden;I;1024: Emmen;2024;32000;PERS: Personen
"""


@pytest.mark.parametrize("body", [CSV_WITH_NAMES, CSV_WITH_BOTH])
def test_sdmx_csv_gives_its_dataflow_whether_names_stand_beside_the_codes_or_after_them(read_one: Read, body: str) -> None:
    record, _ = read_one(body, "bev.csv")
    assert (record.remote_id, record.title, record.version) == ("CH1.BEV:DF_BEV", {"de": "Bevölkerung der Gemeinden"}, "1.0.0")
    assert [(column.name, column.label["de"]) for column in record.columns] == [
        ("GEMEINDE", "Gemeinde"),
        ("TIME_PERIOD", "Jahr"),
        ("OBS_VALUE", "Einwohner"),
        ("UNIT_MEASURE", "Einheit"),
    ]
    assert record.columns[0].description == {"de": "Werte: Luzern, Stadt, Emmen."}
    assert record.columns[2].unit == "Personen"
    assert record.temporal == (Period("2023", "2024"),)
    assert [one.format for one in record.distributions] == ["CSV"]


def test_sdmx_csv_of_another_shape_or_without_rows_is_refused(read_one: Read) -> None:
    header = CSV_WITH_NAMES.partition("\n")[0]
    for body, code in (
        (header + "\n", "sdmx-csv-empty"),
        (header + "\ndataflow,LU:X(1.0)\n", "sdmx-csv-empty"),
        (header + f'\n"{"x" * 200_000}', "sdmx-csv-broken"),
    ):
        with pytest.raises(SourceError) as caught:
            read_one(body, "leer.csv")
        assert caught.value.finding.code == code


def test_sdmx_csv_in_windows_letters_keeps_its_umlauts(read_one: Read) -> None:
    record, _ = read_one(CSV_WITH_NAMES.encode("cp1252"), "bev.csv")
    assert record.title == {"de": "Bevölkerung der Gemeinden"}


def test_of_the_tables_in_a_folder_only_sdmx_csv_is_a_cube(tmp_path: Path) -> None:
    (tmp_path / "bev.csv").write_text(CSV_WITH_NAMES)
    (tmp_path / "andere.csv").write_text("jahr;wert\n2024;1\n")
    records, codes = read_all(tmp_path)
    assert [record.remote_id for record in records] == ["CH1.BEV:DF_BEV"]
    assert "format-unknown" not in codes


def test_a_table_that_is_no_statistics_is_told_so(read_one: Read) -> None:
    with pytest.raises(SourceError) as caught:
        read_one("jahr;wert\n2024;1\n", "tabelle.csv")
    assert caught.value.finding.code == "format-unknown"


def test_terms_of_use_that_json_stat_links_to_are_its_own(read_one: Read) -> None:
    value: dict[str, Any] = {"version": "2.0", "class": "dataset", "label": "Einwohner", "id": ["jahr"], "size": [1], "value": [1]}
    value["dimension"] = {"jahr": {"label": "Jahr", "category": {"index": ["2024"]}}}
    value["link"] = {"license": [{"href": "https://creativecommons.org/licenses/by/4.0/"}]}
    record, _ = read_one(value, "e.json", licence="terms_open")
    assert [one.licence for one in record.distributions] == ["terms_by"]

    value["link"] = {"license": [{"href": "https://lu.example/eigene-bedingungen"}]}
    record, codes = read_one(value, "e.json", licence="terms_open")
    assert ([one.licence for one in record.distributions], "licence-unknown" in codes) == ([""], True)


def test_an_alternate_of_json_stat_is_called_by_its_format(read_one: Read) -> None:
    value = {"version": "2.0", "class": "dataset", "label": "Einwohner", "id": ["jahr"], "size": [1], "value": [1], "href": "https://lu.example/e.json"}
    value["dimension"] = {"jahr": {"label": "Jahr", "category": {"index": ["2024"]}}}
    value["link"] = {"alternate": [{"type": "text/csv", "href": "https://lu.example/e.csv"}]}
    record, _ = read_one(value, "e.json")
    assert [one.title["de"] for one in record.distributions] == ["Daten als JSON-stat", "Daten als CSV"]


def test_an_sdmx_error_with_status_200_is_a_refusal(read_one: Read) -> None:
    body = """<m:Error xmlns:m="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message" xmlns:c="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common">
      <m:ErrorMessage code="100"><c:Text>No results found</c:Text></m:ErrorMessage></m:Error>"""
    with pytest.raises(SourceError, match="No results found"):
        read_one(body, "error.xml")


def test_a_pxweb_table_gives_its_variables(read_one: Read) -> None:
    quarter = {"code": "Quartal", "text": "Quartal", "values": ["0", "1"], "valueTexts": ["2025Q4", "2026Q1"], "time": True}
    contents = {"code": "ContentsCode", "text": "Inhalt", "values": ["1"], "valueTexts": ["Leerwohnungen"]}
    record, _ = read_one({"title": "Leerwohnungen nach Quartal", "variables": [quarter, contents]}, "px-x-1.px.json")

    assert [(one.name, one.label["de"]) for one in record.columns] == [("Quartal", "Quartal"), ("1", "Leerwohnungen")]
    assert record.temporal == (Period("2025-10", "2026-03"),)


def test_only_what_the_settings_name_is_read(tmp_path: Path) -> None:
    (tmp_path / "flows.xml").write_text(V21, encoding="utf-8")

    assert read_all(tmp_path / "flows.xml", only=["LU.STAT:DF_X*"]) == ([], {"dataflow-left-out", "catalogue-empty"})
    assert [one.remote_id for one in read_all(tmp_path / "flows.xml", only=["*:DF_B*"])[0]] == ["LU.STAT:DF_BEV"]


@pytest.mark.parametrize(
    ("value", "scale", "ends"),
    [
        ("2025", "", ("2025", "2025")),
        ("202511", "M1", ("2025-11", "2025-11")),
        ("20253", "Q1", ("2025-07", "2025-09")),
        ("2025-S2", "", ("2025-07", "2025-12")),
        ("2025M02", "", ("2025-02", "2025-02")),
        ("2025K4", "", ("2025-10", "2025-12")),
        ("Q1 2025", "", ("2025-01", "2025-03")),
        ("2025W01", "", ("2024-12-30", "2025-01-05")),
        ("2024/25", "", ("2024", "2025")),
        ("1999/00", "", ("1999", "2000")),
        ("2025-02-28", "", ("2025-02-28", "2025-02-28")),
        ("31.12.2025", "", ("2025-12-31", "2025-12-31")),
        ("Sep 1999", "", ("1999-09", "1999-09")),
        ("März 2026", "", ("2026-03", "2026-03")),
        ("Mar-May 1993", "", ("1993-03", "1993-05")),
        ("Total 1999", "", None),
        ("2025-13", "", None),
        ("2025W54", "", None),
        ("20-24", "", None),
        ("Total", "", None),
    ],
)
def test_time_values_are_read_as_offices_write_them(value: str, scale: str, ends: tuple[str, str] | None) -> None:
    assert times.ends_of(value, scale) == ends


def test_a_fourth_t_makes_them_quarters() -> None:
    assert times.span(["2025T1", "2025T4"]) == Period("2025-01", "2025-12")
    assert times.span(["2025-T1", "2025-T3"]) == Period("2025-01", "2025-12")


@pytest.mark.parametrize("name", ["px/14001.px", "json-stat/galicia-2.0.json", "sdmx/flat.json"])
def test_recorded_documents_are_read(name: str) -> None:
    if not (SOURCES / name).is_file():
        pytest.skip(f"the recorded document {name} is not here")
    records, codes = read_all(SOURCES / name, title="Titel aus den Einstellungen")

    assert records[0].columns
    assert not codes & {"internal-error", "title-missing", "distribution-missing"}
