"""One form for the spellings of a word: umlauts, endings, and how Lucerne speaks.

``fold`` and ``stem`` do what Solr's field type ``text_de`` does (``config/solr/conf/schema.xml``): a word has to be cut into its parts
here in the very form in which Solr compares it. A test asks Solr for every word of the lists.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

REMEMBERED = 10_000  # words of which something is known already: a language has its common ones, a large source brings ever new ones
_WORD = re.compile(r"[^\W_]+(?:[-'’‐‑][^\W_]+)*")
_GENDER = re.compile(r"(?<=\w)[:*_/·]-?in(nen)?\b")
_SMALL = str.maketrans("₀₁₂₃₄₅₆₇₈₉⁰¹²³", "01234567890123")

RULES: tuple[tuple[str, str], ...] = (
    (r"^(.{4,})innen$", r"\1"),
    (r"^(.{3,}er)in$", r"\1"),
    (r"^(.*mus)een$", r"\1eum"),
    (r"^(.*)tren$", r"\1trum"),
    (r"^(.{3,})ium$", r"\1ie"),
    (r"^(.*)ismen$", r"\1ismus"),
    (r"^(.*(?:them|firm|vill|schem|dram|skal|kont|risik|prax|alb|vir|glob|lexik|praktik|sald))(?:a|i|is|o|on|um|us|en)$", r"\1"),
    (r"^(.{3,})alien$", r"\1al"),
    (r"nti(al|ell)", r"nzi\1"),
    (r"ph(?=[aeiouyr])", "f"),
    (r"^(.{3,}(?:[oy]|(?<![glr])a|era|(?<!e)i))s$", r"\1"),
)
"""What the light stemmer does not know, in the order of the schema: Einwohnerinnen, Museen, Zentren, Stipendium, Themen, Konten, Materialien,
Potential, Photo, Velos."""

PROTECTED = frozenset({"alter", "bauer", "bauern", "lager", "pollen", "poller", "luzern", "laden"})
"""Words that keep their ending, or they would be others: Alter is not alt, a Poller not Pollen (``protwords_de.txt``)."""

_RULES = [(re.compile(pattern), replacement) for pattern, replacement in RULES]
_BEFORE_S = frozenset("bdfghklmnt")


def words(text: str) -> list[str]:
    """Give the words of a text in lower case; a hyphen holds a word together, a gender star does not part it (``Schüler*innen``)."""
    return _WORD.findall(_GENDER.sub(lambda found: f"in{found[1] or ''}", text.translate(_SMALL)).lower().replace("ß", "ss"))


@lru_cache(maxsize=REMEMBERED)
def fold(word: str) -> str:
    """Give one form for all spellings of a word's letters: ``Lärm``, ``Laerm`` and ``LARM`` are ``larm``.

    As Lucene's German normalisation does it: the ``e`` of ``ae``, ``oe`` and ``ue`` falls, but for ``ue`` after a vowel or q (Neue, Quelle).
    """
    folded: list[str] = []
    state = ""  # "u": an e behind would make an umlaut; "v": it would not
    for letter in word.lower():
        if letter == "e" and state == "u":
            state = "v"
            continue
        if letter in "ao" or (letter == "u" and not state):
            state = "u"
        elif letter in "euiqyäöü":
            state = "v"
        else:
            state = ""
        folded.append({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"}.get(letter, letter))
    plain = unicodedata.normalize("NFKD", "".join(folded))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


@lru_cache(maxsize=REMEMBERED)
def stem(folded: str) -> str:
    """Give what is left of a folded word without the endings of number and case: the rules above, then Savoy's light stemmer."""
    if folded in PROTECTED:
        return folded
    for pattern, replacement in _RULES:
        folded = pattern.sub(replacement, folded)
    return _second_step(_first_step(folded))


def _first_step(word: str) -> str:
    if len(word) > 5 and word.endswith("ern"):
        return word[:-3]
    if len(word) > 4 and word[-2] == "e" and word[-1] in "mnrs":
        return word[:-2]
    if len(word) > 3 and word[-1] == "e":
        return word[:-1]
    if len(word) > 3 and word[-1] == "s" and word[-2] in _BEFORE_S:
        return word[:-1]
    return word


def _second_step(word: str) -> str:
    if len(word) > 5 and word.endswith("est"):
        return word[:-3]
    if len(word) > 4 and word[-2] == "e" and word[-1] in "rn":
        return word[:-2]
    if len(word) > 4 and word.endswith("st") and word[-3] in _BEFORE_S:
        return word[:-2]
    return word


_CONSONANTS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"(eu|äu|au|ei)er", r"\1r"),  # Feuer, Füür
        (r"(ung|ig|ik)(e|ä|en|a|s)?$", "Q"),  # Zeitung, Ziitig; Musik, Musig
        (r"^gg?e(?=[^aeiouäöüy])", "g"),  # Gemeinde, Gmeind
        (r"^be(?=[^aeiouäöüyr])", "b"),  # Behörde, Bhörde
        (r"sch(?=[tp])", "s"),  # Post, Poscht
        (r"sch", "S"),
        (r"chs|x", "ks"),
        (r"ch|ck|gg|c", "k"),  # Kind, Chind; Brücke, Brugg
        (r"ph|v", "f"),
        (r"tz|ts", "z"),
        (r"dt|th", "t"),
        (r"qu", "kw"),
        (r"(?<=[aeiouäöü])h", ""),  # Zahl, Zal
        (r"([^aeiouäöüy])\1+", r"\1"),
    )
)
_VOWELS = re.compile(r"[aeiouäöüy]+")
_END = re.compile(r"(?<=..)(?:[eäai]n?|[eä][rlm]|li|n)$")


@lru_cache(maxsize=REMEMBERED)
def sound(word: str) -> str:
    """Give a key that a word and its Swiss German sister have in common: ``Strooss`` and ``Strasse``, ``Böim`` and ``Bäume``.

    Dialect has no spelling. What stays is the order of the consonants, and whether a vowel is spoken at the front of the mouth (i: e, i,
    ä, ö, ü, ei, eu) or at the back (a: a, o, u, au); most dialect vowels differ from written ones within these two.
    """
    sounded = word.lower().replace("ae", "ä").replace("oe", "ö").replace("ß", "ss")
    for pattern, replacement in _CONSONANTS:
        sounded = pattern.sub(replacement, sounded)
    if len(sounded) > 3:
        sounded = _END.sub("", sounded)
    return _VOWELS.sub(lambda found: "i" if found[0][0] == "e" or set(found[0]) & set("iyäöü") else "a", sounded)


def plural_sound(key: str) -> str:
    """Give the key with its last back vowel at the front, as a plural has it: Baum, Bäume."""
    at = key.rfind("a")
    return key if at < 0 else f"{key[:at]}i{key[at + 1 :]}"


@lru_cache(maxsize=REMEMBERED)
def spoken_with_u(word: str) -> str:
    """Give a word as it is said where an l behind a vowel has become an u, in Lucerne's hinterland: Abfall, Abfau; Kübel, Chübu; Geld, Gäud."""
    return re.sub(r"(?<=[aeiouäöü])(?:ll?(?=[^aeiouäöül]|$)|lle$)", "u", re.sub(r"(?<=[^aeiouäöü])el$", "u", word.lower()))
