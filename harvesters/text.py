"""Descriptions as sources write them, as the Markdown that the portal shows."""

from __future__ import annotations

import re

MARKUP = re.compile(r"</?(?:p|br|div|span|a|b|i|em|strong|ul|ol|li|h[1-6]|table|tr|td|th|script|style|img)\b[^<>]*>", re.IGNORECASE)
TAG = re.compile(r"<[^<>]*>")
LONGEST = 50_000  # characters of HTML that are converted: a description is a page of text


def markdown(text: str) -> str:
    """Turn HTML into Markdown; what holds no HTML stays as it is, what is absurdly long or nested loses its tags."""
    text = text.replace("\r\n", "\n").strip()
    if not MARKUP.search(text):
        return text
    try:
        converted = _converted(text) if len(text) <= LONGEST else TAG.sub("", text)
    except RecursionError:
        converted = TAG.sub("", text)
    return re.sub(r"\n{3,}", "\n\n", converted).strip()


def _converted(text: str) -> str:
    # Loading these takes longer than all the rest of a process that reads a source.
    from bs4 import BeautifulSoup  # noqa: PLC0415  only where there is HTML
    from markdownify import MarkdownConverter  # noqa: PLC0415  as above

    soup = BeautifulSoup(text, "html.parser")
    for element in soup(["script", "style"]):
        element.decompose()
    return MarkdownConverter(strip=["img"]).convert_soup(soup)
