"""Content and values as a reader meets them: in the reader's language where there is one, dates, numbers and sizes as Swiss people write them."""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal

from luzern_schemas.document import LANGUAGES

ZURICH = ZoneInfo("Europe/Zurich")
CATALOGUES = Path(__file__).parents[1] / "i18n"
REGION = {"de": "de_CH", "fr": "fr_CH", "it": "it_CH", "en": "en_GB"}
DAYS = {"en": "d MMMM y"}  # 22 November 2026; the others' long form is what Switzerland writes
UNITS = ("Byte", "KB", "MB", "GB", "TB")


@dataclass(frozen=True)
class Text:
    """A text and, where it is not the reader's language, which one it is (for ``lang=""``)."""

    value: str
    lang: str = ""

    def __str__(self) -> str:
        return self.value

    def __bool__(self) -> bool:
        return bool(self.value)


def text(translations: Any, language: str) -> Text:  # Any: a stored value, which may be empty or older than the schema
    """Give a multilingual field in ``language``; else in the first of de, fr, it, en there is, marked as such."""
    if not isinstance(translations, Mapping):
        return Text(str(translations or ""))
    if own := translations.get(language):
        return Text(str(own))
    return next((Text(str(other), code) for code in LANGUAGES if (other := translations.get(code))), Text(""))


@lru_cache
def messages(language: str) -> gettext.NullTranslations:
    """Give what the portal says in a language, for words that are also written where no request is: receipts, the command line."""
    return gettext.translation("ckanext-luzern", CATALOGUES, [language], fallback=True)


def moment_text(moment: datetime) -> str:
    """Give a moment as people here write it."""
    return moment.astimezone(ZURICH).strftime("%d.%m.%Y %H:%M")


def day(value: Any, language: str) -> str:
    """Give an ISO date, the start of an ISO moment, a date or a moment as «22. November 2026»; as it stands where it is none, a year included."""
    if isinstance(value, datetime):
        value = value.astimezone(ZURICH).date() if value.tzinfo else value.date()
    if not isinstance(value, date):
        try:
            value = date.fromisoformat(str(value or "")[:10])
        except ValueError:
            return str(value or "")
    return _written(value, language)


@lru_cache(maxsize=2000)  # a list has dozens of them, mostly alike
def _written(value: date, language: str) -> str:
    written = format_date(value, DAYS.get(language, "long"), locale=REGION.get(language, "de_CH"))
    return f"1er{written[1:]}" if language == "fr" and value.day == 1 else written


@lru_cache(maxsize=2000)
def number(value: float) -> str:
    """Give a number as «12’345.6», which all languages of Switzerland read alike."""
    return format_decimal(value, locale="de_CH")


def size(bytes_: Any) -> str:
    """Give a file's size in bytes as «104,7 KB» would be written here, 104.7 KB (decimal units, one digit below ten); nothing where it is unknown."""
    try:
        amount = float(bytes_)
    except (TypeError, ValueError):
        return ""
    if amount <= 0:
        return ""
    unit = 0
    while amount >= 999.5 and unit < len(UNITS) - 1:
        amount, unit = amount / 1000, unit + 1
    return f"{number(round(amount, 1) if amount < 10 and unit else round(amount))} {UNITS[unit]}"
