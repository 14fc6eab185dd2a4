from __future__ import annotations

from pathlib import Path

import pytest

from luzern_harvesters.errors import SettingsError
from luzern_harvesters.registry import harvester_for
from luzern_harvesters.source import read_source, read_sources

GOOD = "id: tiefbauamt\ntype: dcat\nurl: https://x.example/catalog.rdf\norganization: tiefbauamt\ntitle: Tiefbauamt\n"


def written(folder: Path, text: str, name: str = "source.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_page_of_yaml_is_a_source(tmp_path: Path) -> None:
    source = read_source(written(tmp_path, GOOD))

    assert (source.id, source.enabled, source.private_addresses) == ("tiefbauamt", True, False)


def test_addresses_and_keys_come_from_the_environment(tmp_path: Path) -> None:
    source = read_source(written(tmp_path, GOOD.replace("https://x.example", "${PARTNER}")), {"PARTNER": "https://y.example"})

    assert source.url == "https://y.example/catalog.rdf"


def test_a_missing_variable_is_an_error_never_an_empty_text(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="PARTNER"):
        read_source(written(tmp_path, GOOD.replace("https://x.example", "${PARTNER}")), {})


def test_a_source_that_is_switched_off_needs_no_variable_and_no_known_type(tmp_path: Path) -> None:
    text = GOOD.replace("type: dcat", "type: fax") + "enabled: false\noptions: {key: '${NOBODY_SET_IT}'}\n"

    assert read_source(written(tmp_path, text), {}).options == {"key": "${NOBODY_SET_IT}"}


def test_a_relative_folder_starts_at_the_source_file(tmp_path: Path) -> None:
    source = read_source(written(tmp_path, GOOD.replace("https://x.example/catalog.rdf", "file:ablage/brücke")))

    assert source.url == (tmp_path / "ablage" / "brücke").as_uri()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "keine Einstellungen"),
        ("- a\n- b\n", "keine Einstellungen"),
        ("id: [", "kein gültiges YAML"),
        ("id: " + "[" * 5000, "kein gültiges YAML"),
        ("&a id: {x: *a}", "falsch"),
        ("id: &a [*a]", "verweist auf sich selbst"),
        (GOOD.replace("id: tiefbauamt", "id: Tief Bau"), "«id»"),
        (GOOD.replace("title: Tiefbauamt\n", ""), "«title» ist falsch: Sie fehlt."),
        (GOOD + "options: [1]\n", "«options» ist falsch: Erwartet werden Einstellungen"),
        (GOOD + "colour: blue\n", "«colour» ist falsch: Es gibt sie nicht."),
    ],
)
def test_a_wrong_file_is_told_in_german(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        read_source(written(tmp_path, text))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="lässt sich nicht lesen"):
        read_source(tmp_path / "none.yaml")


def test_an_unknown_type_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        harvester_for(read_source(written(tmp_path, GOOD.replace("type: dcat", "type: fax"))))

    assert "dcat" in caught.value.finding.remedy


def test_a_wrong_option_does_not_show_its_value(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        harvester_for(read_source(written(tmp_path, GOOD + "options:\n  pasword: geheim\n")))

    assert "pasword" in str(caught.value)
    assert "geheim" not in str(caught.value)


def test_two_files_may_not_name_the_same_source(tmp_path: Path) -> None:
    written(tmp_path, GOOD, "a.yaml")
    written(tmp_path, GOOD, "b.yaml")

    with pytest.raises(SettingsError, match=r"steht schon in «a\.yaml»"):
        list(read_sources(tmp_path))
