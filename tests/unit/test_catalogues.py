"""What the portal says differently from CKAN is compiled as it is written."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest

pofile = pytest.importorskip("babel.messages.pofile", reason="Babel comes with CKAN")

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
