"""A form says what is wrong in one language."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("ckan", reason="the portal's own package needs CKAN")

from ckanext.luzern.logic import shape
from ckanext.luzern.logic.validators import dataset, messages
from ckanext.luzern.presenters.form_errors import in_the_readers


@pytest.mark.parametrize(
    ("errors", "german", "english"),
    [
        ({"notes": ["Diese Angabe fehlt. / This value is missing."]}, {"notes": ["Diese Angabe fehlt."]}, {"notes": ["This value is missing."]}),
        ({"contact": [{}, {"email": ["Nein. / No."]}]}, {"contact": [{}, {"email": ["Nein."]}]}, {"contact": [{}, {"email": ["No."]}]}),
        ({"name": ["Dieser Name ist vergeben"]}, {"name": ["Dieser Name ist vergeben"]}, {"name": ["Dieser Name ist vergeben"]}),
        (["«a / B» gibt es nicht. / There is no 'a / B'."], ["«a / B» gibt es nicht."], ["There is no 'a / B'."]),
        ({}, {}, {}),
    ],
)
def test_a_reader_of_german_gets_the_german_part_and_others_the_english_one(errors: Any, german: Any, english: Any) -> None:
    assert in_the_readers(errors, "de") == german
    assert in_the_readers(errors, "fr") == in_the_readers(errors, "en") == english


def test_every_message_in_two_languages_can_be_parted() -> None:
    fixed = [text for module in (shape, dataset, messages) for name, text in vars(module).items() if isinstance(text, str) and name.isupper() and " / " in text]
    folder = Path(messages.__file__).parent
    calls = [call for file in folder.glob("*.py") for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(call, ast.Call)]
    german = [ast.unparse(call.args[0]).rstrip("'\"") for call in calls if isinstance(call.func, ast.Name) and call.func.id == "invalid"]

    assert len(fixed) > 10
    assert [text for text in fixed if in_the_readers(text, "de") == text] == []
    assert len(german) > 10
    assert [text for text in german if not text.endswith(".") and text != "german"] == []
