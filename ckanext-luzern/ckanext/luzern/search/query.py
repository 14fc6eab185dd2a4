"""What Solr is asked when a citizen types words.

The first question is strict: every word that says something has to be there, itself, as all parts of a compound, or by another name. Only where
that finds too little, a second one is relaxed: some of the words, misspelt, in dialect, or inside longer ones. What developers write in
Solr's own syntax (fields, quotes, wildcards, operators) is not touched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ckanext.luzern.search.language.german import German, Term, joined
from ckanext.luzern.search.language.letters import fold, sound, stem
from ckanext.luzern.search.language.thesaurus import Phrase

MOST_TERMS = 12  # of a search; what is typed behind them is not asked for
LONG = 6  # letters of a known word or a stem that is looked for anywhere in another
ENOUGH = 3  # datasets found: below, the relaxed question is asked

FIELDS = {
    "title_de": 10,
    "title_parts": 8,
    "tags_de": 5,
    "tags_parts": 3,
    "text_de": 2,
    "text_parts": 1,
    "text_fr": 3,
    "text_it": 3,
    "text_en": 3,
    "text": 0.3,
}
WEIGHTS = " ".join(f"{name}^{weight}" for name, weight in FIELDS.items())
FRESHNESS = "recip(ms(NOW/DAY,metadata_modified),3.2e-11,0.5,0.5)"  # at most 1 of a score of 20 to 200; half of it after a year

TYPED, MEANT, PARTS, PART, OTHER_WORD, MISSPELT, SOUND, INSIDE, OPTIONAL = 4, 2, 2, 0.4, 1.5, 8, 5, 2, 0.5
WHOLE_TITLE, IN_A_ROW, STRICT = 500, 4, 200

_SYNTAX = re.compile(r'"|[*~^{}\[\]\\]|(?:^|\s)[+\-!]\w|&&|\|\||\b(?:AND|OR|NOT)\b|\?\w')
_FIELD = re.compile(r"[A-Za-z_]:[^\s/]|[{]!")


@dataclass(frozen=True)
class Question:
    """Parameters of ``package_search`` for the strict and for the relaxed question."""

    strict: dict[str, str]
    relaxed: dict[str, str]


def enough(order: str) -> int:
    """Give how many datasets are enough: sorted by anything but relevance, what fits little would stand among what fits well."""
    return ENOUGH if not order or order == "rank" or order.startswith("score") else 1


def is_plain(text: str) -> bool:
    """Tell whether somebody typed words, and not Solr's syntax."""
    return bool(text.strip()) and not _SYNTAX.search(text) and not _FIELD.search(text)


def is_doubtful(text: str, german: German) -> bool:
    """Tell whether a word was typed that the lists do not have: a name, or a slip."""
    return is_plain(text) and any(not term.is_understood for term in german.terms(text))


def syntax(text: str) -> dict[str, str]:
    """Give the parameters for a text in Solr's syntax: our fields for what names none; nothing where it names some, that is CKAN's own way."""
    return {} if not text.strip() or _FIELD.search(text) else {"defType": "edismax", "qf": f"name^4 {WEIGHTS}", "mm": "0"}


def question(text: str, german: German) -> Question | None:
    """Give what is asked of Solr for plain words; None where there is not one word in them."""
    terms = german.terms(text)[:MOST_TERMS]
    if not terms:
        return None
    asked = _Asked(german)
    needed = [term for term in terms if not term.optional] or terms
    extra = [f"{_any(term.phrase)}^{OPTIONAL}" for term in terms if term.optional and len(needed) < len(terms)]
    whole, in_order = f'title_whole:"{text.strip()}"^={WHOLE_TITLE}', " ".join(word for term in terms for word in term.phrase)
    extra += [whole, f'title_de:"{in_order}"~3^{IN_A_ROW}']
    # CKAN sets q.op=AND, under which only clauses joined by OR are optional, and an OR makes what stands before it so: what is optional comes first.
    every = [asked.strictly(term) for term in needed]
    strict = " ".join([" OR ".join(extra), *(f"+{one}" for one in every)])
    relaxed = " OR ".join([whole, f"({_all(every)})^={STRICT}", *(asked.relaxed(term) for term in needed)])
    return Question(_parameters(strict, 0), _parameters(relaxed, _most(len(needed))))


def _parameters(q: str, least: int) -> dict[str, str]:
    return {"q": q, "defType": "edismax", "qf": WEIGHTS, "mm": str(least), "tie": "0.2", "bf": FRESHNESS}


def _most(count: int) -> int:
    return 1 if count < 4 else round(count * 0.4)


@dataclass(frozen=True)
class _Asked:
    german: German

    def strictly(self, term: Term) -> str:
        """Ask for the term itself, for all parts of a compound, or for what else it is called."""
        return _any(self._strict_ways(term))

    def relaxed(self, term: Term) -> str:
        """Ask for the same, and for parts, misspellings, dialect and longer words."""
        ways = [f"{way}" for way in self._strict_ways(term)]
        if len(term.phrase) == 1:
            (word,) = term.phrase
            ways += self._relaxed_ways(word, term)
        else:
            ways += [f"{self._part(word)}^{PART}" for word in self._telling(term.phrase)]
        return _any(ways)

    def _strict_ways(self, term: Term) -> list[str]:
        ways = [f"{_all(term.phrase)}^{TYPED}"]
        if term.parts:
            ways.append(f"{_all(map(self._part, term.parts))}^{PARTS}")
        ways += [f"{self._meaning(meaning)}^{MEANT}" for meaning in term.meanings]
        return ways

    def _relaxed_ways(self, word: str, term: Term) -> list[str]:
        ways = [f"{self._part(part)}^{PART}" for part in self._telling(term.parts)]
        if term.is_understood and term.parts and not term.meanings:  # or a slip that happens to be made of words: Ladwirtschaft
            ways += [f"{self._part(meant[0])}^{OTHER_WORD}" for meant in self.german.neighbours.of(word) if len(meant) == 1]
        if not term.is_understood:
            meant = self.german.neighbours.of(word)
            ways += [f"{_all(map(self._part, phrase))}^{OTHER_WORD}" for phrase in meant]
            ways += [f"{self._part(part)}^{PART}" for phrase in meant[:1] if len(phrase) > 1 for part in phrase]
            ways.append(f"sounds:{sound(word)}^{SOUND}")
            ways += _misspelt(word)
            ways += [way for part in term.parts if part not in self.german.lexicon for way in _misspelt(part)]
        if len(word) >= LONG or (len(word) > 3 and not term.is_understood):  # sport is in Transport
            ways.append(f"words:*{_inner(word)}*^{INSIDE}")
        root = _root(word)
        if len(word) > 3 and len(root) >= 3 and root != word:
            ways.append(f"words:{root}*^{INSIDE}")
        return ways

    def _telling(self, parts: Phrase) -> Phrase:
        """Leave out what anything could have: Geburtenzahl is about Geburten."""
        return tuple(part for part in parts if not self.german.is_generic(part)) or parts

    def _meaning(self, meaning: Phrase) -> str:
        return _all(_any([joined(word), _all(parts)]) if (parts := self.german.parts(word)) else joined(word) for word in meaning)

    def _part(self, part: str) -> str:
        others = [f"{self._meaning(meaning)}^0.5" for meaning in self.german.meanings(part)]
        if parts := self.german.parts(part):
            others.append(_all(map(self._part, parts)))
        return _any([part, *others])


def _misspelt(word: str) -> list[str]:
    folded = fold(word)
    distance = 0 if len(folded) < 4 else 1 if len(folded) < 8 else 2
    return [f"words:{folded}~{distance}^{MISSPELT}"] if distance else []


def _inner(word: str) -> str:
    """Give what a longer word has of a word in another inflection: Pendlerinnen and Zupendler. Of a short one only itself, for much begins like it."""
    folded = fold(word)
    return stem(folded) if len(stem(folded)) >= LONG else folded


def _root(word: str) -> str:
    """Give a word without the ending that made another word of it: Messung and Messwerte, gebaut and Baugesuch."""
    return re.sub(r"^ge(.{3,})t$", r"\1", re.sub(r"(ung|er|lich|isch|keit|heit|ier)$", "", stem(fold(word))))


def _all(clauses: Iterable[str]) -> str:
    found = list(clauses)
    return found[0] if len(found) == 1 else f"({' AND '.join(found)})"


def _any(clauses: Iterable[str]) -> str:
    found = list(dict.fromkeys(clauses))
    return found[0] if len(found) == 1 else f"({' OR '.join(found)})"
