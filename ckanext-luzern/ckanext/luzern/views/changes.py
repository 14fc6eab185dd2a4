"""What is new in the catalogue, for feed readers and for whoever mirrors it."""

from __future__ import annotations

import hashlib
from urllib.parse import urlencode

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, request

from ckanext.luzern.feeds import atom, changes, settings
from ckanext.luzern.feeds.settings import FeedSettings

PATH = "/feeds/changes.atom"
MOST_DIGITS = 5  # of a page's number

changes_feed = Blueprint("luzern_changes", __name__)


@changes_feed.get(PATH)
def newest() -> Response:
    """Answer with a page of events; ``organization`` and ``theme`` narrow them by name. 404 for a name that is none, 400 for a page that is none."""
    asked = {"organization": request.args.get("organization", ""), "theme": request.args.get("theme", "")}
    for kind, name in (("organization", asked["organization"]), ("group", asked["theme"])):
        if name and not changes.is_known(kind, name):
            tk.abort(404, tk._("There is no organisation or theme of this name."))
    page = _page()
    events = changes.newest(page, asked["organization"], asked["theme"])
    about = settings.from_config()
    document = atom.document(events, _frame(asked, page, about, is_full=len(events) == changes.PER_PAGE), about)
    response = Response(document, mimetype="application/atom+xml")
    response.set_etag(hashlib.sha256(document).hexdigest()[:32])
    response.make_conditional(request)
    return response


def _page() -> int:
    text = request.args.get("page", "1")
    number = int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else 0
    return number or tk.abort(400, tk._("The page must be a number from 1."))


def _frame(asked: dict[str, str], page: int, about: FeedSettings, *, is_full: bool) -> atom.Frame:
    def address(number: int) -> str:
        parameters = {name: value for name, value in {**asked, "page": str(number) if number > 1 else ""}.items() if value}
        return f"{about.site}{PATH}{'?' if parameters else ''}{urlencode(parameters)}"

    language = tk.h.lang()
    titles = {
        changes.NEW: tk._("New dataset: {title}"),
        changes.CHANGED: tk._("Dataset changed: {title}"),
        changes.GONE: tk._("Dataset withdrawn: {title}"),
    }
    title = f"{tk._('Changes of the catalogue')} – {atom.in_language(about.title, language)}"
    return atom.Frame(address(1), address(page), title, language, titles, address(page - 1) if page > 1 else "", address(page + 1) if is_full else "")
