"""The colours of the style sheet can be read, in light and in dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SHEET = (Path(__file__).resolve().parents[2] / "ckanext-luzern/ckanext/luzern/public/luzern/theme.css").read_text(encoding="utf-8")
TEXT, SHAPE = 4.5, 3.0  # WCAG 2.2, 1.4.3 and 1.4.11

PAIRS = [
    ("ink", "paper", TEXT),
    ("ink", "tint", TEXT),
    ("ink", "notice", TEXT),
    ("muted", "paper", TEXT),
    ("muted", "tint", TEXT),
    ("blue-text", "paper", TEXT),
    ("blue-text", "tint", TEXT),
    ("blue-text", "notice", TEXT),
    ("good", "paper", TEXT),
    ("bad", "paper", TEXT),
    ("control", "paper", SHAPE),
    ("blue", "paper", SHAPE),
    ("notice-line", "notice", SHAPE),
]  # fmt: skip  one line for each colour that is read


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--lu-([\w-]+):\s*(#[0-9a-f]{6});", block))


LIGHT = tokens(SHEET.split("@media (prefers-color-scheme: dark)")[0])
DARK = {**LIGHT, **tokens(SHEET.split("@media (prefers-color-scheme: dark)")[1].split("/* Type */")[0])}


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_what_is_to_be_seen_stands_out(scheme: dict[str, str], front: str, back: str, least: float) -> None:
    assert contrast(scheme[front], scheme[back]) >= least


def test_a_colour_is_named_once_as_a_token() -> None:
    rules = SHEET.split("/* Type */")[1].split("@media print")[0]

    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?![\w-]*[:{])", rules) == []


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance of an sRGB colour."""
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
