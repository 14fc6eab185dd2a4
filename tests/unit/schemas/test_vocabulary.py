"""The vocabularies: what is in them, and that finding is exact."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from luzern_schemas import vocabulary
from luzern_schemas.document import LANGUAGES
from luzern_schemas.errors import VocabularyError
from luzern_schemas.vocabulary import NAMES, fold, load

FILES = Path(vocabulary.__file__).parent / "vocabularies"
CHECKER = Path(__file__).parents[4] / "shared" / "dcat-ap-ch" / "in-scheme.nt"
CHECKED = ("theme", "frequency", "licence", "file-type", "media-type", "language")
OF_CITIZENS = ("theme", "theme-swiss", "frequency", "licence", "rights", "language", "availability", "access-right", "status", "place")

FOUND = [
    # EU codes and IRIs, in the spellings that stand for the same concept
    ("frequency", "ANNUAL", "ANNUAL"),
    ("frequency", "http://publications.europa.eu/resource/authority/frequency/ANNUAL_2", "ANNUAL_2"),
    ("frequency", "https://publications.europa.eu/resource/authority/frequency/MONTHLY", "MONTHLY"),
    ("theme", "http://publications.europa.eu/resource/authority/data-theme/TRAN", "TRAN"),
    # ISO 19115
    ("frequency", "continual", "CONT"),
    ("frequency", "fortnightly", "BIWEEKLY"),
    ("frequency", "biannually", "ANNUAL_2"),
    ("frequency", "asNeeded", "IRREG"),
    ("frequency", "notPlanned", "NEVER"),
    ("frequency", "unknown", "UNKNOWN"),
    ("theme", "transportation", "TRAN"),
    # Zürich
    ("frequency", "Echtzeit", "UPDATE_CONT"),
    ("frequency", "stuendlich", "HOURLY"),
    ("frequency", "täglich", "DAILY"),
    ("frequency", "vierzehntaeglich", "BIWEEKLY"),
    ("frequency", "quartalsweise", "QUARTERLY"),
    ("frequency", "jaehrlich", "ANNUAL"),
    ("frequency", "alle 4 Jahre", "QUADRENNIAL"),
    ("frequency", "laufende Nachführung", "CONT"),
    ("frequency", "laufende Nachfuehrung", "CONT"),
    ("frequency", "sporadisch oder unregelmaessig", "IRREG"),
    ("frequency", "keine Nachführung", "NEVER"),
    ("frequency", "keines", "NEVER"),
    ("theme", " Arbeit und Erwerb", "ECON"),
    ("theme", "Mobilität", "TRAN"),
    ("theme-swiss", "bevolkerung", "population"),
    # Dublin Core, ISO 8601
    ("frequency", "http://purl.org/cld/freq/semiannual", "ANNUAL_2"),
    ("frequency", "P1Y", "ANNUAL"),
    ("frequency", "R/P1M", "MONTHLY"),
    # labels in every language, whatever the spelling
    ("frequency", "  JÄHRLICH. ", "ANNUAL"),
    ("frequency", "trimestriel", "QUARTERLY"),
    ("frequency", "unregelmäßig", "IRREG"),
    ("frequency", "unregelma\u0308ssig", "IRREG"),  # decomposed, as macOS writes it
    ("theme", "Economia e finanze", "ECON"),
    ("theme", "Energie", "ENER"),
    ("language", "de", "DEU"),
    ("language", "ger", "DEU"),
    ("language", "français", "FRA"),
    # licences
    ("licence", "NonCommercialAllowed-CommercialAllowed-ReferenceRequired", "terms_by"),
    ("licence", "NonCommercialAllowed-CommercialWithPermission-ReferenceNotRequired", "terms_ask"),
    ("licence", "Opendata BY: Freie Nutzung. Quellenangabe ist Pflicht.", "terms_by"),
    ("licence", "Freie Nutzung", "terms_open"),
    ("licence", "OPEN-BY-ASK", "terms_by_ask"),
    ("licence", "https://opendata.swiss/terms-of-use#terms_by", "terms_by"),
    ("licence", "https://dcat-ap.ch/vocabulary/licenses/terms_by/", "terms_by"),
    ("licence", "Utilisation libre. Obligation d'indiquer la source.", "terms_by"),
    ("rights", "cc-zero", "CC0"),
    ("rights", "cc-by", "CC-BY-4.0"),
    ("rights", "http://creativecommons.org/licenses/by/4.0/deed.de", "CC-BY-4.0"),
    ("rights", "https://creativecommons.org/licenses/by-sa/4.0", "CC-BY-SA-4.0"),
    # formats
    ("file-type", "csv", "CSV"),
    ("file-type", ".csv", "CSV"),
    ("file-type", "text/csv", "CSV"),
    ("file-type", "Excel", "XLSX"),
    ("file-type", "ESRI Shapefile", "SHP"),
    ("file-type", "OGC:WFS", "WFS_SRVC"),
    ("file-type", "API", "REST"),
    ("media-type", "https://www.iana.org/assignments/media-types/text/csv", "text/csv"),
    # places
    ("place", "Luzern", "municipality/1061"),
    ("place", "Kanton Luzern", "canton/3"),
    ("geographic-unit", "Würzenbach / Schädrüti", "wuerzenbach-schaedrueti"),
]

NOT_FOUND = [
    ("frequency", "leer"),
    ("frequency", "jährlich oder öfter"),
    ("frequency", "15MIN"),
    ("theme", "Umw"),
    ("theme", "Umwelt und Energie"),
    ("licence", ""),
    ("licence", "–"),
    ("licence", "notspecified"),
    ("licence", "open"),
    ("licence", "other-open"),
    ("licence", "odc-odbl"),
    ("licence", "cc-by"),
    ("licence", "NonCommercialAllowed-CommercialNotAllowed-ReferenceRequired"),
    ("licence", "NonCommercialNotAllowed-CommercialNotAllowed-ReferenceNotRequired"),
    (
        "licence",  # the official file's sentence for terms_by asks for what terms_by does not ask
        "Opendata BY: Libero utilizzo. Indicazione della fonte obbligatoria. Utilizzo a fini commerciali ammesso soltanto previo consenso del titolare dei dati",
    ),
    ("rights", "https://creativecommons.org/licenses/by/3.0/ch/"),
    ("rights", "https://creativecommons.org/licenses/by-nc/4.0/"),
    ("file-type", "INTERLIS"),
]


@pytest.mark.parametrize(("name", "text", "code"), FOUND)
def test_a_word_of_a_source_means_one_term(name: str, text: str, code: str) -> None:
    term = load(name).find(text)

    assert term is not None
    assert term.code == code


@pytest.mark.parametrize(("name", "text"), NOT_FOUND)
def test_what_no_source_says_is_unknown_and_never_guessed(name: str, text: str) -> None:
    assert load(name).find(text) is None


def test_nothing_is_nothing() -> None:
    assert load("licence").find(None) is None


def test_a_term_is_published_to_the_letter_whatever_was_read() -> None:
    found = load("licence").find("HTTPS://DCAT-AP.CH/vocabulary/licenses/terms_by_ask/")

    assert found is not None
    assert found.iri == "http://dcat-ap.ch/vocabulary/licenses/terms_by_ask"


@pytest.mark.parametrize("name", NAMES)
def test_every_code_iri_label_and_alias_leads_to_its_own_term(name: str) -> None:
    known = load(name)

    for term in known:
        for text in (term.code, term.iri, *term.label.values(), *term.aliases):
            if text:
                assert known.find(text) is term, text
        assert known[term.code] is term
    assert len({term.code for term in known}) == len(known)


@pytest.mark.parametrize("name", NAMES)
def test_every_vocabulary_cites_its_sources(name: str) -> None:
    document = yaml.safe_load((FILES / f"{name}.yaml").read_text("utf-8"))
    cited = {source for term in document.get("terms", []) for source in term.get("aliases", {})}

    assert cited <= set(load(name).sources)
    assert all(source.title and source.version and source.address.startswith("http") for source in load(name).sources.values())


def test_every_file_is_a_vocabulary_and_the_other_way_round() -> None:
    assert sorted(path.stem for path in FILES.glob("*.yaml")) == sorted(NAMES)


@pytest.mark.parametrize("name", OF_CITIZENS)
def test_what_citizens_read_has_a_label_in_every_language(name: str) -> None:
    for term in load(name):
        assert list(term.label) == list(LANGUAGES)
        assert all(term.label.values())


@pytest.mark.parametrize("name", NAMES)
def test_labels_are_written_the_swiss_way(name: str) -> None:
    assert not [term.code for term in load(name) if "ß" in "".join(term.label.values())]


def test_every_swiss_theme_belongs_to_an_eu_theme() -> None:
    themes = load("theme")

    assert all(term.related["theme"] in themes for term in load("theme-swiss"))
    assert (len(themes), len(load("theme-swiss"))) == (13, 24)


def test_a_swiss_theme_is_understood_as_its_eu_theme() -> None:
    for term in load("theme-swiss"):
        broader = load("theme").find(term.iri)
        assert broader is not None
        assert broader.code == term.related["theme"]


def test_a_creative_commons_licence_names_the_term_that_asks_the_same() -> None:
    licences = {term.code: term.related.get("licence") for term in load("rights")}

    assert licences == {"CC0": "terms_open", "CC-BY-4.0": "terms_by", "CC-BY-SA-4.0": None}


def test_related_media_types_are_media_types_and_extensions_lead_back() -> None:
    formats = load("file-type")

    for term in formats:
        assert term.related.get("media_type", "text/csv") in load("media-type")
        if extension := term.related.get("extension"):
            assert formats.find(extension) is term


def test_a_word_with_two_meanings_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "status.yaml").write_text(
        "scheme: http://example.org\nsources: {}\nterms:\n- {code: A, label: grün}\n- {code: B, label: Gruen}\n", encoding="utf-8"
    )
    monkeypatch.setattr(vocabulary, "_FOLDER", tmp_path)

    with pytest.raises(VocabularyError, match="means both A and B"):
        load.__wrapped__("status")


def test_an_unknown_vocabulary_is_an_error() -> None:
    with pytest.raises(VocabularyError, match="colour"):
        load("colour")


def test_terms_cannot_be_changed() -> None:
    term = load("theme")["ENVI"]

    with pytest.raises(AttributeError):
        term.code = "X"  # type: ignore[misc]  # that it is refused is the point
    with pytest.raises(TypeError):
        term.label["de"] = "X"  # type: ignore[index]  # as above
    assert hash(term) == hash(term)


def test_folding_keeps_letters_and_digits_only() -> None:
    assert fold("  Große Zürich-Straße 12 / Été ") == "grossezuerichstrasse12ete"


@pytest.mark.shared
@pytest.mark.skipif(not CHECKER.exists(), reason="the checker's vocabularies lie beside the repository, in ../shared")
@pytest.mark.parametrize("name", CHECKED)
def test_every_iri_is_one_the_federal_checker_knows(name: str) -> None:
    known = set(re.findall(r"^<([^>]+)> <[^>]*inScheme>", CHECKER.read_text("utf-8"), re.MULTILINE))
    ours = {term.iri for term in load(name)}

    assert ours <= known
    if name != "language":  # of 8000 languages we need five
        assert {iri for iri in known if iri.startswith(f"{load(name).scheme}/") and not iri.endswith("/OP_DATPRO")} == ours
