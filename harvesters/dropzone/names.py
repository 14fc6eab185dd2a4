"""Which field a department means: the schema's name, its German label, or a word that is used for it elsewhere."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from functools import cache

from luzern_harvesters.dropzone.words import Group, Node, Word
from luzern_harvesters.finding import Finding
from luzern_schemas.fields import Field, dataset_fields, resource_fields
from luzern_schemas.vocabulary import fold

LANGUAGES = ("de", "fr", "it", "en")
DATASET_WORDS = {
    "license": "license", "licence": "license", "lizenz": "license", "nutzungsbedingung": "license", "nutzungsbedingungen": "license",
    "rights": "rights", "resources": "resources", "dateien": "resources", "ressourcen": "resources", "distributions": "resources",
    "description": "notes_translated", "keywords": "tags_translated", "tags": "tags_translated", "schlagworte": "tags_translated",
    "thema": "theme", "themes": "theme", "kategorie": "theme", "kontakt": "contact", "kontaktstelle": "contact", "herausgeber": "publisher",
    "zeitraum": "temporal_coverage", "gebiet": "spatial_coverage", "raum": "spatial_coverage", "sprache": "language", "spalte": "columns",
    "attribute": "columns", "landing_page": "url", "aktualisierungsintervall": "frequency", "sprachen": "language",
    "legislation": "applicable_legislation", "creators": "creator", "contacts": "contact", "category": "theme", "keyword": "tags_translated",
    "stichworte": "tags_translated", "languages": "language", "homepage": "url", "webseite": "url", "website": "url", "fields": "columns", "files": "resources",
    "spatial": "spatial_coverage", "location": "spatial_coverage", "place": "spatial_coverage", "ort": "spatial_coverage", "orte": "spatial_coverage",
    "raumbezug": "spatial_coverage", "räumlicher bezug": "spatial_coverage", "räumliche abdeckung": "spatial_coverage",
    "temporal": "temporal_coverage", "period": "temporal_coverage", "zeitlicher bezug": "temporal_coverage", "zeitliche abdeckung": "temporal_coverage",
    "accrual periodicity": "frequency", "update frequency": "frequency", "updated": "modified", "letzte änderung": "modified", "stand": "modified",
    "erstveröffentlichung": "issued", "veröffentlicht": "issued", "quality": "data_quality", "qualität": "data_quality",
}  # fmt: skip
UNREAD = {
    "owner_org", "status", "provenance_activity", "qualified_attribution", "has_policy", "has_part", "is_referenced_by", "alternate_identifier", "source_url",
    "is_example", "hvd_category", "size", "hash", "hash_algorithm", "package_format",
}  # fmt: skip
"""Fields of the schema that are not taken from a delivery: the portal sets them, or an editor does."""
RESOURCE_WORDS = {
    "file": "file", "datei": "file", "dateiname": "file", "title": "name_translated", "licence": "license", "lizenz": "license", "link": "url",
    "adresse": "url", "media_type": "mimetype", "beschreibung": "description_translated", "nutzungsbedingungen": "license", "bezeichnung": "name_translated",
}  # fmt: skip
SUBFIELD_WORDS = {"kontakt": "name_translated", "e-mail": "email", "mail": "email", "iri": "uri", "type": "data_type", "title": "label_translated"}


def dataset_names() -> Mapping[str, str]:
    """Give the field's name by every folded word for it, at the level of the dataset."""
    return _names(dataset_fields(), DATASET_WORDS)


def resource_names() -> Mapping[str, str]:
    """Give the field's name by every folded word for it, at the level of a file."""
    return _names(resource_fields(), RESOURCE_WORDS)


@cache
def subfield_names(name: str) -> Mapping[str, str]:
    """Give the names of what belongs to a repeating field; empty for any other."""
    field = next((field for field in dataset_fields() if field.name == name and field.repeating), None)
    return _names(field.repeating, SUBFIELD_WORDS) if field else {}


def named(values: Mapping[str, Node], places: Mapping[str, str]) -> tuple[dict[str, Node], list[Finding]]:
    """Give a dataset's values by the schema's names; ``places`` says where each key stands. A key nobody knows is a finding."""
    found, findings = _renamed(values, places, dataset_names())
    for name, node in found.items():
        inner = resource_names() if name == "resources" else subfield_names(name)
        if inner:
            found[name], below = _below(node, inner)
            findings += below
    return found, findings


def _below(node: Node, names: Mapping[str, str]) -> tuple[Node, list[Finding]]:
    findings: list[Finding] = []
    items: list[Node] = []
    for item in node if isinstance(node, tuple) else (node,):
        if isinstance(item, Mapping) and not _is_text(item):
            group, wrong = _renamed(item, {key: _place(value) for key, value in item.items()}, names)
            items.append(group)
            findings += wrong
        else:
            items.append(item)
    return tuple(items), findings


def _renamed(values: Group, places: Mapping[str, str], names: Mapping[str, str]) -> tuple[dict[str, Node], list[Finding]]:
    found: dict[str, Node] = {}
    findings: list[Finding] = []
    for key, node in values.items():
        name = names.get(fold(key))
        if name is None:
            near = difflib.get_close_matches(fold(key), list(names), n=1)
            remedy = f"Gemeint ist vielleicht «{_label(names[near[0]])}»." if near else ""
            findings.append(
                Finding.warning("field-unknown", places.get(key, ""), f"Die Angabe «{key[:80]}» ist nicht bekannt und wurde nicht gelesen.", remedy)
            )
        elif name in UNREAD:
            message = f"Die Angabe «{key[:80]}» wird aus einer Lieferung nicht übernommen."
            findings.append(Finding.info("field-unread", places.get(key, ""), message, "Sie kann im Portal von Hand ergänzt werden."))
        elif name not in found:
            found[name] = node
    return found, findings


def _names(fields: tuple[Field, ...], more: Mapping[str, str]) -> dict[str, str]:
    """Give each field under the words for it, its label and its name; a word counts before the label of a field that is not read («Stand»)."""
    names = {fold(word): name for word, name in more.items()}
    for field in fields:
        for word in (field.label["de"], field.name.removesuffix("_translated"), field.name):
            if field.name not in UNREAD or fold(word) not in names:
                names[fold(word)] = field.name
    return names


@cache
def _labels() -> Mapping[str, str]:
    fields = (*resource_fields(), *dataset_fields())
    return {field.name: field.label["de"] for field in (*(inner for field in fields for inner in field.repeating), *fields)}


def _label(name: str) -> str:
    return _labels().get(name, name)


def _is_text(node: Group) -> bool:
    """A text by language stands where one text would do."""
    return bool(node) and all(key in LANGUAGES for key in node)


def _place(node: Node) -> str:
    if isinstance(node, Word):
        return node.place
    items = tuple(node.values()) if isinstance(node, Mapping) else node
    return next((place for item in items if (place := _place(item))), "")
