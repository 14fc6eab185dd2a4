"""The tags of the City of Zurich's drop zone, as the fields of the schema: one table for ``meta.xml`` and for the Excel sheet with the same tags."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from luzern_harvesters.dropzone.words import Node, Word

FIELDS = {
    "titel": "title_translated",
    "beschreibung": "notes_translated",
    "kategorie": "theme",
    "schlagworte": "tags_translated",
    "rechtsgrundlage": "legal_basis",
    "raeumliche_beziehung": "spatial_coverage",
    "zeitraum": "temporal_coverage",
    "datenqualitaet": "data_quality",
    "erstmalige_veroeffentlichung": "issued",
    "aktualisierungsdatum": "modified",
    "aktualisierungsintervall": "frequency",
    "aktuelle_version": "version",
    "lizenz": "license",
    "nutzungsbedingungen": "license",
    "kontakt": "contact",
    "kontaktstelle": "contact",
    "lieferant": "publisher",
    "quelle": "creator",
}
"""Simple tags. Who delivers (``lieferant``) is the publisher; who keeps the data (``quelle``) its creator."""

ITEMS = {"bemerkung", "anwendung", "publikation", "attributelement", "ressource"}
"""Tags that repeat: each is an entry of a list."""
OTHER = {"datentyp", "bemerkungen", "anwendungen", "publikationen", "attributliste", "ressourcen", *ITEMS}
LONGEST_LABEL = 200  # characters
NOTHING = {"leer", "notspecified", "-"}
"""Entries of Zurich's lists that stand for an empty cell."""


@dataclass(frozen=True)
class Remark:
    """One ``bemerkung``: heading, text, and a link with its label."""

    title: str = ""
    text: str = ""
    label: str = ""
    url: str = ""

    def markdown(self) -> str:
        """Give the remark as Markdown; empty if it says nothing."""
        link = f"[{self.label or self.url}]({self.url})" if self.url else ""
        body = [part for part in (self.text, link) if part]
        return "\n\n".join([f"**{self.title}**", *body] if self.title and body else body)


def label_of(title: str, description: str) -> str:
    """Give the label of a link to an application or publication: its title, with its description where that is a line («Blogpost» says little)."""
    is_said = not description or len(description) > LONGEST_LABEL or description.casefold() in title.casefold()
    return title if title and is_said else f"{title.rstrip(' :')}: {description}" if title else description


def values_of(words: Mapping[str, Word], remarks: Iterable[Remark], relations: Iterable[Node], columns: Iterable[Node], place: str) -> dict[str, Node]:
    """Give a sheet's tags by the schema's field names. ``place`` is where the remarks stand."""
    filled = {tag: word for tag, word in words.items() if word and word.text.casefold() not in NOTHING}
    values: dict[str, Node] = {}
    for tag, field in FIELDS.items():
        if tag in filled:
            values.setdefault(field, filled[tag])
    publisher, creator = values.get("publisher"), values.get("creator")
    if creator and (not publisher or _same(publisher, creator)):
        values["publisher"] = values.pop("creator")
    texts = [text for remark in remarks if (text := remark.markdown())]
    if "datentyp" in filled:
        texts.append(f"Datentyp: {filled['datentyp'].text}")
    if texts:
        values["remarks"] = Word("\n\n".join(texts), place)
    return {**values, "relations": tuple(relations), "columns": tuple(columns)}


def _same(one: Node, other: Node) -> bool:
    return isinstance(one, Word) and isinstance(other, Word) and one.text.casefold() == other.text.casefold()
