"""What the checks and the words for a place say of a record."""

from __future__ import annotations

import pytest

from luzern_harvesters.check import check
from luzern_harvesters.finding import Finding, Level
from luzern_harvesters.record import DatasetRecord, Distribution
from luzern_harvesters.wording import place


def levels(*findings: Finding, licences: tuple[str, ...] = ("terms_by", "")) -> dict[str, Level]:
    offered = tuple(Distribution(str(number), url="https://x.example/a.csv", format="CSV", licence=licence) for number, licence in enumerate(licences))
    found = check(DatasetRecord("s", "r", distributions=offered, findings=findings))
    return {finding.code: finding.level for finding in found if finding.code.startswith("licence")}


@pytest.mark.parametrize("path", ["distributions[1].licence", "dataset.licence", "metadaten.yaml, Zeile 7"])
def test_the_reason_why_a_licence_is_missing_is_the_error(path: str) -> None:
    assert levels(Finding.warning("licence-unknown", path, "…")) == {"licence-unknown": Level.ERROR}


def test_a_word_about_another_distribution_is_no_reason() -> None:
    told = levels(Finding.warning("licence-unknown", "distributions[0].licence", "…"))

    assert told == {"licence-unknown": Level.WARNING, "licence-missing": Level.ERROR}


def test_the_files_without_a_licence_are_named() -> None:
    offered = (*(Distribution(name, url="https://x.example/a.csv") for name in "abcde"), Distribution("f", url="https://x.example/f.csv", licence="terms_by"))
    (finding,) = (one for one in check(DatasetRecord("s", "r", distributions=offered)) if one.code == "licence-missing")

    assert "von «a», «b», «c» und 2 weiteren fehlen" in finding.message


def test_an_unknown_licence_beside_a_known_one_stays_a_warning() -> None:
    assert levels(Finding.warning("licence-unknown", "meta.xml, Zeile 7", "…"), licences=("terms_by",)) == {"licence-unknown": Level.WARNING}


def test_a_contact_with_a_wrong_mail_address_is_one_error() -> None:
    told = check(DatasetRecord("s", "r", findings=(Finding.warning("email-unknown", "meta.xml, Zeile 7", "…"),)))

    assert [(finding.code, finding.level) for finding in told if finding.code in {"email-unknown", "contact-missing"}] == [("email-unknown", Level.ERROR)]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("distributions[0].licence", "Datei 1, Nutzungsbedingungen"),
        ("resources[1].license", "Datei 2, Nutzungsbedingung"),
        ("distributions", "Dateien"),
        ("contact", "Kontaktstelle"),
        ("title", "Titel"),
        ("options.max_pages", "options.max_pages"),
        ("meta.xml, Zeile 7", "meta.xml, Zeile 7"),
        ("", ""),
    ],
)
def test_a_place_is_told_in_german(path: str, words: str) -> None:
    assert place(path) == words


@pytest.mark.parametrize(("title", "is_told"), [("BrÃ¼cken", True), ("ZÃ¤hlung â€“ Velo", True), ("Stra\ufffden", True), ("«MENÜ» à l’Âge, «SÃO»", False)])
def test_a_garbled_text_is_told_and_a_foreign_one_is_not(title: str, is_told: bool) -> None:
    found = check(DatasetRecord("s", "r", title={"de": title}))

    assert ("text-garbled" in {finding.code for finding in found}) is is_told


@pytest.mark.parametrize("key", ["e2c50e70-67ad-4f86-bb1b-3f93867eadaa", f"{'0a' * 32}#csv"])
def test_a_file_without_a_name_is_called_by_its_number(key: str) -> None:
    (finding,) = (one for one in check(DatasetRecord("s", "r", distributions=(Distribution(key),))) if one.code == "url-missing")

    assert "«Datei 1»" in finding.message
