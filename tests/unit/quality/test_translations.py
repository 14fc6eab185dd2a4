"""What the pages about quality say is said in every language of the portal."""

from __future__ import annotations

from pathlib import Path

import pytest

pofile = pytest.importorskip("babel.messages.pofile", reason="Babel comes with CKAN")
extract = pytest.importorskip("babel.messages.extract")

PORTAL = Path(__file__).resolve().parents[3] / "ckanext-luzern/ckanext/luzern"
FILES = {
    "python": ["views/quality.py", *(f"presenters/quality_{name}.py" for name in ("page", "dataset"))],
    "jinja2.ext.babel_extract": [str(path.relative_to(PORTAL)) for path in (PORTAL / "templates/luzern/quality").glob("*.html")],
}
OF_CKAN = {"Data", "Dataset", "Datasets", "Field", "File", "State", "Day"}
"""What CKAN's own catalogue says well enough."""


@pytest.mark.parametrize("language", ["de", "fr", "it", "en"])
def test_every_sentence_is_translated(language: str) -> None:
    with (PORTAL / "i18n" / language / "LC_MESSAGES/ckanext-luzern.po").open("rb") as file:
        known = {first(message.id) for message in pofile.read_po(file) if all(in_all_numbers(message.string))}

    assert sorted(said() - known - OF_CKAN) == []


def said() -> set[str]:
    keywords = {"_": None, "ngettext": (1, 2)}
    found: set[str] = set()
    for method, names in FILES.items():
        for name in names:
            with (PORTAL / name).open("rb") as file:
                found |= {first(message) for _, message, *_ in extract.extract(method, file, keywords)}
    return found


def first(message: str | tuple[str, ...]) -> str:
    return message if isinstance(message, str) else message[0]


def in_all_numbers(texts: str | tuple[str, ...]) -> tuple[str, ...]:
    return (texts,) if isinstance(texts, str) else texts
