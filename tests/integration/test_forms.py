"""The forms work as a browser sends them: languages apart, repeating entries numbered, unticked boxes absent."""

from __future__ import annotations

import re

import pytest

from integration.api import Api, Editor, resource

pytestmark = pytest.mark.services

DATASET = {
    "_ckan_phase": "dataset_new_1",
    "pkg_name": "",
    "title_translated-de": "Formular der Tests",
    "title_translated-fr": "Formulaire",
    "title_translated-it": "",
    "title_translated-en": "",
    "notes_translated-de": "Von Hand erfasst.",
    "contact-0-name_translated-de": "Fachstelle OGD",
    "contact-0-name_translated-fr": "",
    "contact-0-email": "ogd@example.org",
    "contact-0-url": "",
    "publisher-0-name_translated-de": "",
    "publisher-0-uri": "",
    "theme": ["http://publications.europa.eu/resource/authority/data-theme/ENVI", "http://publications.europa.eu/resource/authority/data-theme/SOCI"],
    "tags_translated-de": "Formular, Probe",
    "documentation": "https://example.org/eins\r\nhttps://example.org/zwei",
    "frequency": "http://publications.europa.eu/resource/authority/frequency/ANNUAL",
    "opendata_swiss": "false",
    "name": "",
    "identifier": "",
    "private": "False",
    "save": "go-resources",
}


@pytest.fixture
def owner(api: Api) -> str:
    return api.result("organization_show", id="tiefbauamt")["id"]


def test_a_dataset_and_its_resource_are_made_and_changed_by_hand(api: Api, editor: Editor, owner: str) -> None:
    try:
        page = editor.post("/dataset/new", {**DATASET, "owner_org": owner})
        assert page.url.path == "/dataset/formular-der-tests", _faults(page.text)

        file = {"id": "", "url": "https://example.org/a.csv", "name_translated-de": "Datei", "format": "CSV"}
        licence = {"license": "http://dcat-ap.ch/vocabulary/licenses/terms_by"}
        page = editor.post("/dataset/formular-der-tests/resource/new", {**file, **licence, "save": "go-metadata"})
        assert page.url.path == "/dataset/formular-der-tests", _faults(page.text)

        dataset = api.result("package_show", id="formular-der-tests")
        assert dataset["title_translated"] == {"de": "Formular der Tests", "fr": "Formulaire"}
        assert dataset["contact"] == [{"name_translated": {"de": "Fachstelle OGD"}, "email": "ogd@example.org"}]
        assert not dataset.get("publisher")
        assert dataset["documentation"] == ["https://example.org/eins", "https://example.org/zwei"]
        assert dataset["tags_translated"] == {"de": ["Formular", "Probe"]}
        assert {group["name"] for group in dataset["groups"]} == {"envi", "soci"}
        assert (dataset["opendata_swiss"], dataset["state"]) == (False, "active")
        assert dataset["resources"][0]["name_translated"] == {"de": "Datei"}

        changed = {**DATASET, "owner_org": owner, "title_translated-de": "Formular, geändert", "theme": [], "name": dataset["name"], "_ckan_phase": ""}
        page = editor.post(f"/dataset/edit/{dataset['name']}", {name: value for name, value in changed.items() if value != []})
        assert page.url.path == "/dataset/formular-der-tests", _faults(page.text)
        assert api.result("package_show", id=dataset["id"])["title"] == "Formular, geändert"
    finally:
        api.call("dataset_purge", id="formular-der-tests")


def test_the_terms_of_use_of_all_files_are_changed_with_one_of_them(api: Api, editor: Editor) -> None:
    by, open_ = (f"http://dcat-ap.ch/vocabulary/licenses/terms_{name}" for name in ("by", "open"))
    with api.dataset(resources=[resource(license=by), resource(license=by)]) as dataset:
        first = dataset["resources"][0]
        path = f"/dataset/{dataset['name']}/resource/{first['id']}/edit"
        fields = {"id": first["id"], "url": first["url"], "license": open_, "save": "go-metadata"}

        refused = editor.post(path, fields)
        assert "dieselbe Nutzungsbedingung" in refused.text
        assert 'name="license_for_all"' in refused.text

        editor.post(path, {**fields, "license_for_all": "true"})
        resources = api.result("package_show", id=dataset["id"])["resources"]
        assert [one["license"] for one in resources] == [open_, open_]
        assert not any("license_for_all" in one for one in resources)


def test_an_uploaded_file_can_be_downloaded(api: Api, editor: Editor) -> None:
    with api.dataset() as dataset:
        fields = {"id": "", "url": "", "license": "http://dcat-ap.ch/vocabulary/licenses/terms_by", "save": "go-dataset-complete"}
        path = f"/dataset/{dataset['name']}/resource/new"
        editor.post(path, fields, files={"upload": ("Zählung Ä.csv", b"a;b\r\n1;2\r\n", "text/csv")})
        resource = api.result("package_show", id=dataset["id"])["resources"][0]

        assert resource["url_type"] == "upload"
        assert editor.client.get(resource["url"]).content == b"a;b\r\n1;2\r\n"


def test_a_refused_form_asks_for_the_chosen_file_again(api: Api, editor: Editor) -> None:
    with api.dataset() as dataset:
        path, refused = f"/dataset/{dataset['name']}/resource/new", {"id": "", "url": "", "url_type": "upload", "license": "", "save": "go-dataset-complete"}
        with_file = editor.post(path, refused, files={"upload": ("Bäume.csv", b"a;b", "text/csv")}).text
        without = editor.post(path, refused).text

    assert "Bitte wählen Sie die Datei noch einmal: «Bäume.csv»" in with_file
    assert 'id="field-resource-present"' not in with_file
    assert "Bitte wählen Sie die Datei noch einmal" not in without


def test_a_refused_form_keeps_what_was_entered_and_says_what_is_wrong_in_the_readers_language_alone(editor: Editor, owner: str) -> None:
    entered = {**DATASET, "owner_org": owner, "contact-0-email": "keine", "notes_translated-de": ""}
    page, english = editor.post("/dataset/new", entered), editor.post("/fr/dataset/new", entered)

    assert "keine E-Mail-Adresse" in page.text
    assert "Diese Angabe fehlt." in page.text
    assert "This value is missing." not in page.text
    assert "This value is missing." in english.text
    assert "Diese Angabe fehlt." not in english.text
    assert 'value="Formular der Tests"' in page.text
    assert 'value="Fachstelle OGD"' in page.text


def test_the_form_shows_what_is_required_first_and_help_for_every_field(editor: Editor) -> None:
    text = editor.client.get("/dataset/new").text
    sections = re.findall(r'<details class="luzern-section[^"]*"\s*(open)?\s*>\s*<summary[^>]*>([^<]+)', text)

    assert sections[0] == ("open", "Pflichtangaben")
    assert [name.strip() for is_open, name in sections if not is_open][:1] == ["Thema und Schlagwörter"]
    assert "Worum es geht, in zwei bis sieben Wörtern" in text
    assert "Beispiel: Wohnbevölkerung nach Quartier" in text


def _faults(text: str) -> str:
    return " ".join(re.findall(r'<li data-field-label="[^"]*">([^<]+)', text)) or text[:500]
