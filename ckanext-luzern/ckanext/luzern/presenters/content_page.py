"""A page of running text: Markdown in the city's keeping, with the portal's own values put in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template

import yaml
from markdown import markdown

from ckanext.luzern.presenters import locale
from luzern_schemas.document import LANGUAGES

BARRIERS = "known-barriers.yaml"


@dataclass(frozen=True)
class ContentPage:
    """``title`` is the first line's heading, ``body`` the rest as HTML; ``lang`` is set where it is not the reader's language."""

    title: str
    body: str
    lang: str = ""


def read(folder: Path, name: str, language: str, values: Mapping[str, str]) -> ContentPage | None:
    """Give the page ``<language>/<name>.md`` below ``folder``, else the German one; None where there is no such page.

    ``${contact}``, ``${site}`` … are replaced by ``values``, ``${barriers}`` by what stands in ``known-barriers.yaml``. The text is the
    city's own and trusted: its HTML stays.
    """
    for code in (language, LANGUAGES[0]):
        file = folder / code / f"{name}.md"
        if file.is_file():
            title, _, body = file.read_text(encoding="utf-8").partition("\n")
            filled = Template(body).safe_substitute({**values, "barriers": barriers(folder, code)})
            title = title.lstrip("# ").strip()
            return ContentPage(title, html(filled, title), "" if code == language else code)
    return None


def html(text: str, title: str) -> str:
    """Give Markdown as HTML whose tables scroll by themselves where they are too wide, with the keyboard too."""
    region = f'<section class="scroll" tabindex="0" aria-label="{escape(title)}"><table>'
    return markdown(text, extensions=["tables"]).replace("<table>", region).replace("</table>", "</table></section>")


def barriers(folder: Path, language: str) -> str:
    """Give the known barriers as a Markdown list, each with the day since when it is known; a dash where there are none."""
    known = yaml.safe_load((folder / BARRIERS).read_text(encoding="utf-8"))["barriers"]
    _ = locale.messages(language).gettext
    since = _("known since {day}")
    lines = [f"- {locale.text(one['text'], language)} ({since.format(day=locale.day(one['since'], language))})" for one in known]
    return "\n".join(lines) or "–"
