"""Markdown as CKAN renders it, kept: the same descriptions stand on page after page, and rendering them takes longer than all else of a list."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import ckan.plugins.toolkit as tk

CUT = re.compile(r"[\s,;:.–-]*\.\.\.$")  # as CKAN ends what it cuts, and the mark that stands before
LONGEST, MOST = 10_000, 2_000  # characters of a text that is kept, texts

Rendered = Callable[..., Any]  # Any: text or markup


@tk.chained_helper
def markdown_extract(following: Rendered, text: Any, extract_length: int = 190) -> Any:
    """Give the beginning of a text without its marks; where it ends early, after a whole word and with the sign for that."""
    begun = _kept(following, text, extract_length) if text and len(text) <= LONGEST else following(text, extract_length)
    return CUT.sub(" …", begun)


@tk.chained_helper
def render_markdown(following: Rendered, data: Any, auto_link: bool = True, allow_html: bool = False) -> Any:
    """Give a text as HTML; links to themes and organisations lead to pages in the visitor's language, those of texts without such don't differ."""
    may_link = auto_link and ":" in (data or "")
    return following(data, auto_link, allow_html) if may_link or not data or len(data) > LONGEST else _kept(following, data, auto_link, allow_html)


@lru_cache(maxsize=MOST)
def _kept(following: Rendered, *arguments: Any) -> Any:
    return following(*arguments)
