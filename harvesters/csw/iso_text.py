"""Reading ISO 19139 (gmd), its Swiss profile (che) and ISO 19115-3 (mdb …) by the names they share.

In all three a type holds properties and a property holds one type, so a path is a list of properties: what type is between them
(``MD_DataIdentification``, ``CHE_MD_DataIdentification``, ``SV_ServiceIdentification``) does not matter. Names are local and in lower case.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from luzern_harvesters import text, translate
from luzern_harvesters.record import Text
from luzern_harvesters.xml import Element

LANGUAGES = translate.TONGUES
LEAVES = (
    "characterstring",
    "anchor",
    "date",
    "datetime",
    "decimal",
    "localname",
    "url",
    "filename",
    "mimefiletype",
    "real",
    "integer",
    "boolean",
    "tm_periodduration",
)
Path = str | tuple[str, ...]


def properties(node: Element, *path: Path) -> Iterator[Element]:
    """Give the properties at the end of a path of property names (a tuple: any of them) that starts at a type."""
    first, *rest = path
    for found in node.all(*((first,) if isinstance(first, str) else first)):
        if not rest:
            yield found
        for kind in found.children if rest else ():
            yield from properties(kind, *rest)


def types(node: Element, *path: Path) -> Iterator[Element]:
    """Give the types at the end of a path."""
    for found in properties(node, *path):
        yield from found.children


def within(node: Element, *tags: str) -> Iterator[Element]:
    """Give the elements with one of these names, wherever they stand below."""
    for child in node.children:
        if child.tag in tags:
            yield child
        yield from within(child, *tags)


def code(prop: Element | None) -> str:
    """Give the value of a code list: its attribute, else what is written there."""
    if prop is None:
        return ""
    return next((value for one in (*prop.children, prop) if (value := one.attributes.get("codelistvalue", "").rpartition("#")[2] or one.text)), "")


def plain(prop: Element | None) -> str:
    """Give a property's text, whatever the element around it is."""
    if prop is None:
        return ""
    return next((" ".join(one.text.split()) for one in prop.children if one.tag in LEAVES and one.text), " ".join(prop.text.split()))


def value(node: Element, *path: Path) -> str:
    """Give the text of the first filled property at the end of a path."""
    return next((found for prop in properties(node, *path) if (found := plain(prop))), "")


def links(prop: Element) -> Iterator[str]:
    """Give the addresses that a property's texts are linked to (``gmx:Anchor``)."""
    for anchor in (prop, *prop.all("anchor")):
        if anchor.attributes.get("href", "").startswith(("http://", "https://")):
            yield anchor.attributes["href"]


@dataclass(frozen=True)
class Tongues:
    """The languages of a record: its own, and what its locales are called (``#DE``)."""

    main: str  # ISO 639-1; empty if the record does not say, or if the portal does not have that language
    stated: str = ""  # as the record says it
    locales: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, record: Element) -> Tongues:
        """Read ``gmd:language`` and ``gmd:locale``, or ``mdb:defaultLocale`` and ``mdb:otherLocale``."""
        stated = next((code(one) for one in (*record.all("language"), *properties(record, "defaultlocale", "language")) if code(one)), "")
        locales = {}
        for locale in types(record, ("locale", "otherlocale", "defaultlocale")):
            locales[locale.attributes.get("id", "").lower()] = language(next(map(code, locale.all("languagecode", "language")), ""))
        return cls(language(stated), stated, locales)

    def of_locale(self, reference: str) -> str:
        """Give the language of ``#DE``; a locale that nobody declared goes by its name."""
        name = reference.lstrip("#").lower()
        return self.locales.get(name) or language(name.removeprefix("locale-"))

    def texts(self, prop: Element | None, *, is_markdown: bool = False) -> Text:
        """Give a property's text by language; what has no language counts as German where German has none."""
        if prop is None:
            return {}
        found: dict[str, str] = {}
        for localised in within(prop, "localisedcharacterstring"):
            found.setdefault(self.of_locale(localised.attributes.get("locale", "")), localised.text)
        for own in prop.all("characterstring", "anchor", "mimefiletype"):
            if own.text and not found.get(self.main or "de"):
                found[self.main or "de"] = own.text
        clean = _paragraphs if is_markdown else _line
        return {one: clean(found[one]) for one in LANGUAGES.values() if found.get(one)}

    def addresses(self, prop: Element | None) -> dict[str, str]:
        """Give an address by language (``che:PT_FreeURL``); "" for one without. The first of each language counts."""
        found: dict[str, str] = {}
        for one in within(prop, "localisedurl", "localisedcharacterstring", "url", "characterstring") if prop else ():
            is_local = one.tag.startswith("localised")
            if address := "".join(one.text.split()):
                found.setdefault(self.of_locale(one.attributes.get("locale", "")) if is_local else "", address)
        return found

    def address(self, prop: Element | None) -> str:
        """Give one address: the German one, else the one without language, else that of the next language."""
        found = self.addresses(prop)
        return next((found[one] for one in ("de", "", *LANGUAGES.values()) if one in found), next(iter(found.values()), ""))


def joined(texts: Sequence[Text], between: str = "\n\n") -> Text:
    """Put texts together, language by language."""
    return {one: between.join(text[one] for text in texts if text.get(one)) for one in LANGUAGES.values() if any(text.get(one) for text in texts)}


def _line(words: str) -> str:
    return " ".join(words.split())


def _paragraphs(words: str) -> str:
    """Give a longer text without the indentation of the XML around it."""
    return text.markdown("\n".join(map(_line, words.split("\n"))))


def language(stated: str) -> str:
    """Give the portal's language (``de``) for a code in any list (``ger``, ``deu``, ``de``); empty for others."""
    found, _ = translate.language(stated.rpartition("/")[2], "language")
    return LANGUAGES.get(found, "")
