"""The fields of ours in the index (``config/solr/conf/schema.xml``): what of a dataset can be found by which words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from ckanext.luzern.search.language.german import German
from ckanext.luzern.search.language.letters import sound, words
from luzern_schemas.vocabulary import load

Dataset = Mapping[str, Any]
"""As ``package_show`` gives it: texts by language, columns, themes, the organisation."""

NEWEST = "data_date desc, metadata_modified desc"
OTHER_LANGUAGES = ("fr", "it", "en")


def of(dataset: Dataset, german: German, names_of_organization: Iterable[str] = ()) -> dict[str, Any]:
    """Give field to text or list of texts; empty fields are left out."""
    title = _text(dataset, "title", "de") or dataset.get("title") or ""
    notes = _text(dataset, "notes", "de") or dataset.get("notes") or ""
    tags, columns = _tags(dataset, "de"), list(_columns(dataset, "de"))
    inner_of_title, inner_of_tags = german.inner_words(title), german.inner_words(" ".join(tags))
    found: dict[str, Any] = {
        "title_de": title,
        "title_parts": inner_of_title,
        "title_whole": [title],
        "title_beginnings": [title, *inner_of_title],
        "tags_de": tags,
        "tags_parts": inner_of_tags,
        "notes_de": notes,
        "text_parts": german.inner_words(" ".join([notes, *columns])),
        "columns_de": columns,
        "theme_de": list(_themes(dataset)),
        "organization_de": list(names_of_organization),
        "places_de": list(_places(dataset)),
        "words": [title, *tags, *columns, *inner_of_title, *inner_of_tags],
        "spelling": [title, *tags, *columns],
    }
    found["data_date"] = _first_moment(stated_date(dataset))
    found["sounds"] = " ".join(dict.fromkeys(sound(word) for text in [title, *tags, *inner_of_title] for word in words(text)))
    for language in OTHER_LANGUAGES:
        found[f"title_{language}"] = _text(dataset, "title", language)
        found[f"text_{language}"] = [_text(dataset, "notes", language), *_tags(dataset, language), *_columns(dataset, language)]
    return {name: value for name, value in found.items() if value and value != [""]}


def stated_date(dataset: Dataset) -> str:
    """Give what the metadata says of when the data last changed, or came: a year, a month, a day or a moment. Rows show it, and are sorted by it."""
    return dataset.get("modified") or dataset.get("issued") or ""


def _first_moment(stated: str) -> str:
    """Give the beginning of the day that is shown as Solr writes it, that of the first one for a year or a month; empty where it is no date."""
    day = stated and stated[:10] + "2000-01-01"[len(stated) :]
    try:
        return f"{date.fromisoformat(day).isoformat()}T00:00:00Z"
    except ValueError:
        return ""


def _text(source: Mapping[str, Any], name: str, language: str) -> str:
    return (source.get(f"{name}_translated") or {}).get(language) or ""


def _tags(dataset: Dataset, language: str) -> list[str]:
    by_language = dataset.get("tags_translated")
    if by_language:
        return list(by_language.get(language) or ())
    return [tag["name"] for tag in dataset.get("tags") or ()] if language == "de" else []


def _columns(dataset: Dataset, language: str) -> Iterator[str]:
    for column in dataset.get("columns") or ():
        if language == "de":
            yield column.get("name") or ""
        yield from filter(None, (_text(column, "label", language), _text(column, "description", language)))


def _themes(dataset: Dataset) -> Iterator[str]:
    """Give the names of the themes in every language: ``environment`` finds what is filed under Umwelt."""
    for iri in dataset.get("theme") or ():
        if term := load("theme").find(iri):
            yield from term.label.values()


def _places(dataset: Dataset) -> Iterator[str]:
    for code in dataset.get("geographic_units") or ():
        if code in load("geographic-unit"):
            yield load("geographic-unit")[code].label["de"]
    yield from filter(None, (place.get("text") for place in dataset.get("spatial_coverage") or ()))
