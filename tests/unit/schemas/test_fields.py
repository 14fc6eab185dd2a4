"""The field definitions: complete for a German-speaking reader, and consistent with themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from luzern_schemas import fields
from luzern_schemas.document import LANGUAGES
from luzern_schemas.errors import FieldError
from luzern_schemas.fields import Field
from luzern_schemas.vocabulary import NAMES, load

FOLDER = Path(fields.__file__).parent
PARTS = {
    "dataset": fields.dataset_fields,
    "resource": fields.resource_fields,
    "organization": fields.organization_fields,
    "theme": fields.theme_fields,
}
EVERY = [pytest.param(field, id=f"{part}-{field.name}") for part, read in PARTS.items() for field in read()]
IN_FORMS = [pytest.param(field, id=f"{part}-{field.name}") for part in ("dataset", "resource") for field in PARTS[part]()]


def with_subfields(field: Field) -> Iterator[Field]:
    yield field
    yield from field.repeating


@pytest.mark.parametrize("field", EVERY)
def test_a_field_has_a_label_in_every_language_german_help_and_an_example(field: Field) -> None:
    for each in with_subfields(field):
        assert list(each.label) == list(LANGUAGES), each.name
        assert all(each.label.values()), each.name
        assert each.help["de"].endswith("."), each.name
        assert each.help["en"].endswith("."), each.name
        assert each.example, each.name
        assert "ß" not in each.label["de"] + each.help["de"] + each.example, each.name


@pytest.mark.parametrize("field", EVERY)
def test_the_example_of_a_field_with_a_vocabulary_is_one_of_its_terms(field: Field) -> None:
    for each in with_subfields(field):
        if each.vocabulary:
            assert each.vocabulary in NAMES
            assert load(each.vocabulary).find(each.example), each.name


@pytest.mark.parametrize("field", IN_FORMS)
def test_a_field_of_the_form_stands_in_a_section(field: Field) -> None:
    assert field.section in {section.key for section in fields.sections()}


def test_required_is_only_what_dcat_ap_ch_requires_and_the_portal_cannot_fill_in() -> None:
    assert [field.name for field in fields.dataset_fields() if field.required] == ["title_translated", "notes_translated", "contact", "owner_org"]
    assert [field.name for field in fields.resource_fields() if field.required] == ["url", "license"]


@pytest.mark.parametrize("part", ["dataset", "resource"])
def test_the_form_shows_what_is_required_first_and_each_section_in_one_piece(part: str) -> None:
    shown = [field.section for field in PARTS[part]()]
    order = [section.key for section in fields.sections()]

    assert [field.section for field in PARTS[part]() if field.required] == ["mandatory"] * shown.count("mandatory")
    assert shown == sorted(shown, key=order.index)


@pytest.mark.parametrize("part", PARTS)
def test_no_field_stands_twice(part: str) -> None:
    names = [field.name for field in PARTS[part]()]

    assert len(names) == len(set(names))


@pytest.mark.parametrize("schema", ["dataset", "organization", "theme"])
def test_the_vocabulary_of_a_field_and_of_its_check_are_the_same(schema: str) -> None:
    document = yaml.safe_load((FOLDER / f"{schema}.yaml").read_text("utf-8"))

    for entry in [field for part in ("dataset_fields", "resource_fields", "fields") for field in document.get(part, [])]:
        checks = entry.get("validators", "")
        if "(" in checks:
            assert checks == f"{entry['preset']}({entry['vocabulary']})"


def test_what_kind_a_field_is_comes_from_its_preset() -> None:
    by_name = {field.name: field for field in fields.dataset_fields()}

    assert by_name["title_translated"].multilingual
    assert not by_name["title_translated"].multiple
    assert by_name["tags_translated"].multilingual
    assert by_name["tags_translated"].multiple
    assert by_name["theme"].multiple
    assert by_name["contact"].multiple
    assert [field.name for field in by_name["contact"].repeating] == ["name_translated", "email", "url"]
    assert not by_name["frequency"].multiple


def test_every_preset_is_used_or_defined_by_scheming() -> None:
    defined = {preset["preset_name"] for preset in yaml.safe_load((FOLDER / "presets.yaml").read_text("utf-8"))["presets"]}
    used = {each.kind for read in PARTS.values() for field in read() for each in with_subfields(field)}
    scheming = {"dataset_organization", "resource_url_upload", "organization_url_upload"}

    assert used - {""} - scheming == defined


def test_a_field_without_help_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "theme.yaml").write_text("fields:\n- {field_name: colour, label: Farbe, example: rot}\n", encoding="utf-8")
    monkeypatch.setattr(fields, "_FOLDER", tmp_path)
    monkeypatch.setattr(fields, "_presets", dict)

    with pytest.raises(FieldError, match="'colour' has no help_text"):
        fields._fields.__wrapped__("theme", "fields")
