"""Template helpers: only what needs the template's context; everything else comes from a presenter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from markupsafe import Markup

from ckanext.luzern.feeds import croissant, schema_org
from ckanext.luzern.feeds.settings import from_config
from ckanext.luzern.presenters.harvest_status import day_text
from ckanext.luzern.views.withdrawn import gone_here
from luzern_schemas.document import LANGUAGES
from luzern_schemas.vocabulary import load

LANGUAGE_NAMES = {"de": "Deutsch", "fr": "Französisch", "it": "Italienisch", "en": "Englisch"}


def luzern_languages() -> list[tuple[str, str]]:
    """Give the languages of a multilingual field in the order of the form: code and German name."""
    return [(language, LANGUAGE_NAMES[language]) for language in LANGUAGES]


def luzern_choices(field: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the terms a field can have as scheming wants them; the value is what is stored, the IRI or the code."""
    by_code = "luzern_code" in field.get("validators", "")
    return [{"value": term.code if by_code else term.iri, "label": dict(term.label)} for term in load(field["vocabulary"]) if by_code or term.iri]


def luzern_term(vocabulary: str, value: str) -> str:
    """Give the name of a term in the visitor's language; the value itself where the vocabulary does not have it."""
    term = load(vocabulary).find(value)
    return (term.label.get(tk.h.lang()) or term.label["de"]) if term else value


def luzern_structured_data(dataset: Mapping[str, Any] | None = None) -> Markup:
    """Give a dataset, or the catalogue, as schema.org's JSON-LD in the visitor's language, to stand in a ``<script>``."""
    about, language = from_config(), tk.h.lang()
    return Markup(schema_org.as_script(schema_org.dataset(dataset, about, language) if dataset else schema_org.catalogue(about, language)))  # noqa: S704  made safe


def get_helpers() -> dict[str, Callable[..., Any]]:
    """Give the helpers by the name templates use."""
    return {
        "luzern_choices": luzern_choices,
        "luzern_day": day_text,
        "luzern_gone": gone_here,
        "luzern_languages": luzern_languages,
        "luzern_structured_data": luzern_structured_data,
        "luzern_tabular": croissant.is_tabular,
        "luzern_term": luzern_term,
    }
