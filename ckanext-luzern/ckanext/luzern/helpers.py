"""Template helpers: only what needs the template's context; everything else comes from a presenter."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError, SolrConnectionError
from markupsafe import Markup

from ckanext.luzern import config
from ckanext.luzern.errors import IndexUnavailable
from ckanext.luzern.feeds import croissant, schema_org
from ckanext.luzern.feeds.settings import from_config
from ckanext.luzern.presenters import browsing, dataset_check, dataset_page, form_errors, locale, markdown, preview_page, search_page
from ckanext.luzern.presenters.file_line import FileLine
from ckanext.luzern.preview import keep
from ckanext.luzern.quality import saving
from ckanext.luzern.search import absence, fields, highlight, proposals, query, titles
from ckanext.luzern.search.counts import counts
from ckanext.luzern.search.language.german import german
from ckanext.luzern.views.withdrawn import gone_here
from luzern_schemas.document import LANGUAGES
from luzern_schemas.organizations import Organization, family, read_organizations
from luzern_schemas.themes import Theme, read_themes
from luzern_schemas.vocabulary import load

LANGUAGE_NAMES = {"de": "Deutsch", "fr": "Französisch", "it": "Italienisch", "en": "Englisch"}
OWN_NAMES = {"de": "Deutsch", "fr": "Français", "it": "Italiano", "en": "English"}
NEWEST = 5  # datasets on the home page
PUBLIC = Path(__file__).parent / "public" / "luzern"


@dataclass(frozen=True)
class LanguageLink:
    """The page of this request in a language."""

    code: str
    name: str
    address: str
    is_current: bool


def luzern_languages() -> list[tuple[str, str]]:
    """Give the languages of a multilingual field in the order of the form: code and German name."""
    return [(language, LANGUAGE_NAMES[language]) for language in LANGUAGES]


def luzern_language_links() -> list[LanguageLink]:
    """Give the way to this page in every language; the default one stands without a word in the address."""
    query = tk.request.query_string.decode("ascii", "replace")
    here = quote(tk.request.path.lstrip("/")) + (f"?{query}" if query else "")
    roots = {code: tk.h.url_for("home.index", locale="default" if code == LANGUAGES[0] else code) for code in LANGUAGES}
    return [LanguageLink(code, OWN_NAMES[code], f"{root.rstrip('/')}/{here}", code == tk.h.lang()) for code, root in roots.items()]


def luzern_is_within(address: str) -> bool:
    """Tell whether this request's page is the one at ``address`` or below it."""
    root = tk.h.url_for("home.index").rstrip("/")
    return f"{root}{tk.request.path}".startswith(address)


def luzern_static(name: str) -> str:
    """Give the address of a file of ours, which changes with the file, so that it may be kept for ever."""
    return f"{tk.h.url_for_static(f'/luzern/{name}')}?v={_mark(name)}"


def luzern_choices(field: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the terms a field can have as scheming wants them; the value is what is stored, the IRI or the code."""
    by_code = "luzern_code" in field.get("validators", "")
    return [{"value": term.code if by_code else term.iri, "label": dict(term.label)} for term in load(field["vocabulary"]) if by_code or term.iri]


def luzern_term(vocabulary: str, value: str) -> str:
    """Give the name of a term in the visitor's language; the value itself where the vocabulary does not have it."""
    return dataset_page.label(vocabulary, value, tk.h.lang())


def luzern_portal_name() -> str:
    """Give the portal's name in the visitor's language."""
    return str(locale.text(config.catalogue_text("title"), tk.h.lang())) or config.site_title()


def luzern_date(value: Any) -> str:
    """Give a date as the visitor's language writes it."""
    return locale.day(value, tk.h.lang())


def luzern_dataset_check(package: dict[str, Any]) -> dataset_check.DatasetCheck:
    """Give what an editor is told of a dataset; it is judged for this answer."""
    return dataset_check.dataset_check(saving.judge(package))


def luzern_dataset_page(package: dataset_page.Package) -> dataset_page.DatasetPage:
    """Give what the page of a dataset prints."""
    return dataset_page.dataset_page(package, tk.h.lang(), _names())


def luzern_preview(file: FileLine, page: dataset_page.DatasetPage, rows: int) -> preview_page.PreviewPage:
    """Give what the page shows of a file, so many rows at most, or why it shows nothing."""
    found = keep.find(file.id)
    return preview_page.preview_page(found, page.columns, rows) if found else preview_page.no_preview(file)


def luzern_has_map() -> bool:
    """Tell whether this machine has the library that draws maps (``.ci/libraries``)."""
    return (PUBLIC / "vendor" / "maplibre-gl.js").exists()


def luzern_search(query: str, filters: Mapping[str, list[str]], facets: Mapping[str, Any], page: Any) -> search_page.SearchPage:
    """Give what a page of hits prints; ``page`` is CKAN's pager, which holds the hits."""
    asked = search_page.Search(query, filters, tk.request.args.get("sort", ""))
    numbers = (page.item_count, page.page or 1, page.page_count)
    return search_page.search_page(asked, facets or {}, page.items or [], numbers, tk.h.lang(), _names())


def luzern_home() -> browsing.HomePage | None:
    """Give what the home page prints; None while the search is away."""
    try:
        return browsing.home_page(_counted(rows=NEWEST), _themes(config.config_dir()), _names(), tk.h.lang())
    except (SearchError, SolrConnectionError):
        absence.note()
        return None


def luzern_themes() -> tuple[browsing.Tile, ...]:
    """Give the themes as tiles."""
    return browsing.tiles(_themes(config.config_dir()), browsing.counts(_counted(), "groups"), tk.h.lang())


def luzern_organizations() -> tuple[browsing.Branch, ...]:
    """Give the organisations as a tree."""
    return browsing.tree(_organizations(config.config_dir()), browsing.counts(_counted(), "organization"), tk.h.lang())


def luzern_branch(name: str) -> browsing.Branch | None:
    """Give an organisation with those below it; None where the configuration does not have it."""
    every = _organizations(config.config_dir())
    numbers = titles.numbers() if any(one.parent == name for one in every) else {}
    return browsing.branch_of(browsing.tree(every, numbers, tk.h.lang()), name)


def luzern_family(name: str) -> tuple[str, ...]:
    """Give the name of an organisation and those of all below it."""
    return family(_organizations(config.config_dir()), name)


def luzern_search_is_away() -> bool:
    """Tell whether the search was away for this request."""
    return absence.is_noted()


def luzern_shelves() -> tuple[browsing.Shelf, ...]:
    """Give datasets by theme without the search: those of the organisation or theme this page is about, else all."""
    here, name = tk.request.endpoint, (tk.request.view_args or {}).get("id", "")
    theme = name if here == "luzern_browse.theme" else ""
    themes = [one for one in _themes(config.config_dir()) if theme in ("", one.name)]
    return browsing.shelves(titles.titles(luzern_family(name) if here == "luzern_browse.organization" else (), theme), themes, tk.h.lang())


def luzern_hits_without(chips: Sequence[search_page.Chip], within: str = "") -> list[tuple[search_page.Chip, int]]:
    """Give the filters whose removal finds something, and how much; ``within`` is Solr's word for what the page is about."""
    with absence.as_ckan_says():
        numbers = counts([chip.search for chip in chips], german(config.config_dir() / "search"), within)
    return [(chip, number) for chip, number in zip(chips, numbers, strict=True) if number]


def luzern_meant(found: search_page.SearchPage, within: str = "") -> search_page.Proposal | None:
    """Give what the words of a search may have been meant to be, if that finds something.

    It comes first where the search found nothing or fewer than three datasets; never before good hits, then it follows the last of them.
    """
    asked, lists = found.search.query, german(config.config_dir() / "search")
    try:
        words = proposals.spelling(asked, lists)
        search = dataclasses.replace(found.search, query=words or "")
        (number,) = counts([search], lists, within) if words else (0,)
    except IndexUnavailable:
        absence.note()
        return None
    return search_page.Proposal(search.query, number, search.address(), found.total < query.ENOUGH) if number else None


def luzern_marked(text: str, asked: str) -> list[highlight.Segment]:
    """Cut a text into pieces, those marked by which a search found it; an extract of Markdown counts as the text it shows."""
    return highlight.segments(text.unescape() if isinstance(text, Markup) else text, asked, german(config.config_dir() / "search"))


def luzern_related(package: Mapping[str, Any]) -> list[proposals.Related]:
    """Give public datasets like this one; none while the search is away."""
    try:
        return proposals.related(package["id"], tk.h.lang())
    except IndexUnavailable:
        absence.note()
        return []


def luzern_text(translations: Any) -> locale.Text:
    """Give a multilingual text in the visitor's language, else in another one, marked."""
    return locale.text(translations, tk.h.lang())


def luzern_day(moment: datetime) -> str:
    """Give the day of a moment as the visitor writes it in a sentence."""
    return locale.day(moment, tk.h.lang())


def luzern_errors(errors: Any) -> Any:
    """Give the errors of a form in the visitor's language."""
    return form_errors.in_the_readers(errors, tk.h.lang())


def luzern_structured_data(dataset: Mapping[str, Any] | None = None) -> Markup:
    """Give a dataset, or the catalogue, as schema.org's JSON-LD in the visitor's language, to stand in a ``<script>``."""
    about, language = from_config(), tk.h.lang()
    return Markup(schema_org.as_script(schema_org.dataset(dataset, about, language) if dataset else schema_org.catalogue(about, language)))  # noqa: S704  made safe


def get_helpers() -> dict[str, Callable[..., Any]]:
    """Give the helpers by the name templates use."""
    return {
        "markdown_extract": markdown.markdown_extract,
        "render_markdown": markdown.render_markdown,
        "luzern_choices": luzern_choices,
        "luzern_dataset_check": luzern_dataset_check,
        "luzern_dataset_page": luzern_dataset_page,
        "luzern_date": luzern_date,
        "luzern_day": luzern_day,
        "luzern_errors": luzern_errors,
        "luzern_family": luzern_family,
        "luzern_gone": gone_here,
        "luzern_is_within": luzern_is_within,
        "luzern_language_links": luzern_language_links,
        "luzern_languages": luzern_languages,
        "luzern_marked": luzern_marked,
        "luzern_meant": luzern_meant,
        "luzern_number": locale.number,
        "luzern_portal_name": luzern_portal_name,
        "luzern_preview": luzern_preview,
        "luzern_related": luzern_related,
        "luzern_branch": luzern_branch,
        "luzern_has_map": luzern_has_map,
        "luzern_home": luzern_home,
        "luzern_hits_without": luzern_hits_without,
        "luzern_search": luzern_search,
        "luzern_search_is_away": luzern_search_is_away,
        "luzern_shelves": luzern_shelves,
        "luzern_organizations": luzern_organizations,
        "luzern_themes": luzern_themes,
        "luzern_static": luzern_static,
        "luzern_structured_data": luzern_structured_data,
        "luzern_tabular": croissant.is_tabular,
        "luzern_term": luzern_term,
        "luzern_text": luzern_text,
    }


def _counted(rows: int = 0) -> Mapping[str, Any]:
    """Count the public datasets by theme and organisation; give the newest ``rows`` of them."""
    asked = {"fq": "capacity:public", "rows": rows, "sort": fields.NEWEST, "facet.field": ["groups", "organization"], "facet.limit": -1}
    return tk.get_action("package_search")({}, asked)


@cache
def _themes(folder: Path) -> tuple[Theme, ...]:
    return read_themes(folder / "themes.yaml")


@cache
def _organizations(folder: Path) -> tuple[Organization, ...]:
    return read_organizations(folder / "organizations.yaml")


def _names() -> dataset_page.Names:
    """Give what organisations are called in the visitor's language."""
    return {one.name: str(locale.text(one.title, tk.h.lang())) for one in _organizations(config.config_dir())}


@cache
def _mark(name: str) -> str:
    return hashlib.sha256((PUBLIC / name).read_bytes()).hexdigest()[:12]
