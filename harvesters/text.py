"""Descriptions as sources write them, as the Markdown that the portal shows."""

from __future__ import annotations

import re

from markdownify import markdownify

MARKUP = re.compile(r"</?(?:p|br|div|span|a|b|i|em|strong|ul|ol|li|h[1-6]|table|tr|td|th|script|style|img)\b[^>]*>", re.IGNORECASE)
DROPPED = re.compile(r"<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)


def markdown(text: str) -> str:
    """Turn HTML into Markdown; what holds no HTML stays as it is."""
    text = text.replace("\r\n", "\n").strip()
    if not MARKUP.search(text):
        return text
    return re.sub(r"\n{3,}", "\n\n", markdownify(DROPPED.sub("", text), strip=["img"])).strip()
