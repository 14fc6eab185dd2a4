"""Constraints of an ISO record: terms of use, access rights, and what else people write there.

They write everything everywhere: terms of use stand in ``otherConstraints``, in ``useLimitation``, in a link, in a citation, beside
disclaimers and restrictions of access.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from luzern_harvesters import translate
from luzern_harvesters.defaults import licence_in
from luzern_harvesters.finding import Finding, Notes
from luzern_harvesters.record import Text
from luzern_harvesters.translate import Licence
from luzern_harvesters.xml import Element

from .iso_text import Tongues, code, links, plain, properties, types

NO_LIMITS = (
    "nolimitations",
    "no limitations",
    "keine beschränkung",
    "keine einschränkung",
    "keine zugriffsbeschränkung",
    "es gelten keine zugriffsbeschränkung",
    "pas de restriction",
    "aucune restriction",
    "aucun des articles de la loi ne peut être invoqué pour justifier d'une restriction",
    "nessuna limitazione all'accesso",
)
"""INSPIRE's words for public access, as code (the end of its IRI) and in the languages met."""
NAMES_TERMS = re.compile(r"licen[cs]|lizenz|licenza|nutzungsbed|conditions d.utilisation|condizioni d.uso|terms of use", re.IGNORECASE)
CLOSED = {"restricted": "RESTRICTED", "sensitivebutunclassified": "RESTRICTED", "confidential": "NON_PUBLIC", "secret": "NON_PUBLIC", "topsecret": "NON_PUBLIC"}
"""``MD_ClassificationCode`` as the EU's access rights."""


@dataclass(frozen=True)
class Constraints:
    """What the constraints say; ``others`` are the statements that are no terms of use."""

    licence: Licence
    access: str
    others: list[Text]


def constraints_of(info: Element, tongues: Tongues, notes: Notes) -> Constraints:
    """Read every constraint of what the record describes."""
    found: list[tuple[Licence, Finding | None]] = []
    others: list[tuple[str, Text]] = []
    access = _classified(info, notes)
    for tag, words, candidates in _statements(info, tongues):
        known = next((pair for one in candidates if (pair := licence_in(one, "licence"))[0].term or pair[0].rights), None)
        if known:
            found.append(known)
        elif any(one.lower().rpartition("/limitationsonpublicaccess/")[2].startswith(NO_LIMITS) for one in candidates):
            access = access or "PUBLIC"
        elif words and words not in (one for _, one in others):
            others.append((tag, words))
    if not found and others:
        notes.keep(translate.licence(_likeliest(others), "licence"))
    return Constraints(_one_of(found, notes), access, [words for _, words in others])


def _likeliest(others: list[tuple[str, Text]]) -> str:
    """Give the statement that is meant as terms of use: it says so, or stands beside the limitations of use, which are often disclaimers."""
    statements = [(tag, next(iter(words.values()))) for tag, words in others]
    named = (words for _, words in statements if NAMES_TERMS.search(words))
    return next(named, "") or next((words for tag, words in statements if tag == "otherconstraints"), statements[0][1])


def _one_of(found: list[tuple[Licence, Finding | None]], notes: Notes) -> Licence:
    """Give the terms of use that are stated, in however many ways; two that differ are none."""
    terms = {licence.term for licence, _ in found if licence.term}
    if len(terms) > 1:
        message = f"Verschiedene Nutzungsbedingungen sind zugleich angegeben ({', '.join(sorted(terms))})."
        notes.append(Finding.error("licence-mixed", "licence", message, "Bitte eine davon angeben."))
        return Licence()
    notes.extend(dict.fromkeys(finding for licence, finding in found if finding and (licence.term or not terms)))
    return Licence(next(iter(terms), ""), next((licence.rights for licence, _ in found if licence.rights), ""))


def _classified(info: Element, notes: Notes) -> str:
    """Give the access right of a security classification."""
    codes = (code(prop) for prop in properties(info, "resourceconstraints", "classification"))
    access = next((CLOSED[one.lower()] for one in codes if one.lower() in CLOSED), "")
    if access:
        message = "Der Katalog stuft den Datensatz als nicht öffentlich ein (Sicherheitseinstufung)."
        notes.append(Finding.warning("access-restricted", "access_rights", message, "Bitte prüfen, ob die Daten veröffentlicht werden dürfen."))
    return access


def _statements(info: Element, tongues: Tongues) -> Iterator[tuple[str, Text, list[str]]]:
    """Give each statement: the element it stands in, its text, and everything in it that may name terms of use."""
    for constraint in types(info, "resourceconstraints"):
        stated = [*constraint.all("otherconstraints", "uselimitation"), *properties(constraint, "reference", "title")]
        for prop in (*stated, *properties(constraint, "reference", "onlineresource", "linkage")):
            words = tongues.texts(prop)
            yield prop.tag, words, [*links(prop), *words.values(), plain(prop), code(prop)]
