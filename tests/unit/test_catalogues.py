"""What the portal says differently from CKAN is compiled as it is written."""

from __future__ import annotations

import gettext
import importlib.util
import re
from pathlib import Path

import pytest

pofile = pytest.importorskip("babel.messages.pofile", reason="Babel comes with CKAN")
extract = pytest.importorskip("babel.messages.extract", reason="Babel comes with CKAN")

CATALOGUES = sorted((Path(__file__).resolve().parents[2] / "ckanext-luzern/ckanext/luzern/i18n").glob("*/LC_MESSAGES/*.po"))


@pytest.mark.parametrize("source", CATALOGUES, ids=lambda path: path.parts[-3])
def test_the_compiled_catalogue_says_what_the_source_says(source: Path) -> None:
    with source.open("rb") as file:
        written = pofile.read_po(file)
    with source.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)

    for message in written:
        if isinstance(message.id, tuple):
            one, many = message.id
            assert tuple(compiled.ngettext(one, many, number) for number in (1, 2)) == message.string, "run pybabel compile, see the head of the file"
        elif message.id:
            assert compiled.gettext(message.id) == message.string, "run pybabel compile, see the head of the file"


def test_every_language_of_the_portal_has_one() -> None:
    assert {path.parts[-3] for path in CATALOGUES} == {"de", "fr", "it", "en"}


PORTAL = CATALOGUES[0].parents[3]
MESSAGE = re.compile(r"""\b_\(\s*(?:"((?:[^"\\]|\\.)+)"|'((?:[^'\\]|\\.)+)')""")


@pytest.mark.parametrize("source", [path for path in CATALOGUES if path.parts[-3] != "en"], ids=lambda path: path.parts[-3])
def test_nothing_the_portal_says_lacks_a_translation(source: Path) -> None:
    spec = importlib.util.find_spec("ckan")
    if spec is None or spec.origin is None:
        pytest.skip("CKAN, whose catalogue has the rest, is not installed")
    theirs = Path(spec.origin).parent / "i18n" / source.parts[-3] / "LC_MESSAGES" / "ckan.po"

    assert said() - translated(source) - translated(theirs) == set()


@pytest.mark.parametrize("source", [path for path in CATALOGUES if path.parts[-3] != "en"], ids=lambda path: path.parts[-3])
def test_what_is_said_without_a_request_stands_in_our_own_catalogue(source: Path) -> None:
    alone = {message for file in PORTAL.glob("presenters/harvest_*.py") for message in said_by(file)}

    assert len(alone) > 50
    assert alone - translated(source) == set()


NOT_SO_WRITTEN = {
    "fr": r"(?<![\u00a0\u202f])[:;?!](?=\s|$)|(?<![\u00a0\u202f])»|«(?![\u00a0\u202f])",
    "it": r"\s[:;?!](?=\s|$)|«\s|\s»|[“”\"]",
    "en": r"\s[:;?!](?=\s|$)|[«»\"]",
}
"""How a language does not set its marks: French leaves a gap that does not break before some and inside its quotes, the others leave none; English quotes “so”."""


@pytest.mark.parametrize("language", NOT_SO_WRITTEN)
def test_marks_are_set_as_the_language_sets_them(language: str) -> None:
    (source,) = (path for path in CATALOGUES if path.parts[-3] == language)
    with source.open("rb") as file:
        texts = [text for one in pofile.read_po(file) if one.id for text in ((one.string,) if isinstance(one.string, str) else one.string)]

    assert len(texts) > 100
    assert [text for text in texts if re.search(NOT_SO_WRITTEN[language], text)] == []


NOT_SWISS = re.compile(r"ß|\b(?:[Dd]u|[Dd]ein\w*|[Dd]ich|[Dd]ir|gib|klicke)\b")
UNSEEN = ("ckan/public-midnight-blue", "ckan/templates/admin/", "ckan/templates/home/", "ckanext/example_", "ckanext/tabledesigner")
"""Where CKAN says what the portal does not show: another theme, a page for whoever runs it, a page that is ours, plugins that are off."""


def test_what_ckan_says_to_germans_and_not_to_the_swiss_is_said_in_our_words() -> None:
    spec = importlib.util.find_spec("ckan")
    if spec is None or spec.origin is None:
        pytest.skip("CKAN, whose catalogue it is, is not installed")
    (ours,) = (path for path in CATALOGUES if path.parts[-3] == "de")
    with (Path(spec.origin).parent / "i18n/de/LC_MESSAGES/ckan.po").open("rb") as file:
        theirs = [one for one in pofile.read_po(file) if one.id and NOT_SWISS.search(str(one.string))]

    shown = {one.id for one in theirs if not all(place.startswith(UNSEEN) for place, _ in one.locations)}
    assert len(shown) > 5
    assert shown - translated(ours) == set()
    with ours.open("rb") as file:
        assert [one.id for one in pofile.read_po(file) if one.id and NOT_SWISS.search(str(one.string))] == []


def test_quotes_of_a_message_are_english_in_the_english_catalogue() -> None:
    (source,) = (path for path in CATALOGUES if path.parts[-3] == "en")

    assert {message for message in said() if re.search("[«»]", message)} - translated(source) == set()


def translated(catalogue: Path) -> set[str]:
    with catalogue.open("rb") as file:
        found = [message.id for message in pofile.read_po(file) if message.string and not message.fuzzy]
    return {one for message in found for one in (message if isinstance(message, tuple) else (message,))}


def said() -> set[str]:
    """Give what templates and modules hand to gettext as it stands."""
    shown = {first or second for file in PORTAL.glob("templates/**/*.html") for first, second in MESSAGE.findall(file.read_text(encoding="utf-8"))}
    return shown | {message for file in PORTAL.glob("*/**/*.py") for message in said_by(file)}


def said_by(file: Path) -> set[str]:
    """Give what a module hands to gettext as it stands, singular and plural."""
    with file.open("rb") as lines:
        found = list(extract.extract("python", lines, {"_": None, "N_": None, "ngettext": (1, 2), "count": (1, 2)}))
    return {one for _, message, *_ in found for one in (message if isinstance(message, tuple) else (message,)) if one}
