"""What an answer tells the browser, by what it is."""

from __future__ import annotations

import pytest
from werkzeug.test import Client
from werkzeug.wrappers import Response

from ckanext.luzern.edge.headers import SecuredAnswers


def headers(content_type: str, path: str = "/", said: dict[str, str] | None = None, *, is_https: bool = False, status: int = 200) -> dict[str, str]:
    """Give what reaches the browser of an answer."""
    answer = Response("", status, {"Content-Type": content_type, **(said or {})})
    return dict(Client(SecuredAnswers(answer, is_https=is_https)).get(path).headers)


def policy(content_type: str, disposition: str = "") -> dict[str, str]:
    written = headers(content_type, said={"Content-Disposition": disposition} if disposition else {})["Content-Security-Policy"]
    return {directive: sources for directive, _, sources in (part.partition(" ") for part in written.split("; "))}


def test_a_page_runs_its_own_files_alone() -> None:
    said = policy("text/html; charset=utf-8")

    assert {said[name] for name in ("script-src", "style-src", "font-src", "connect-src", "worker-src", "form-action")} == {"'self'"}
    assert said["default-src"] == said["object-src"] == said["base-uri"] == "'none'"
    assert "unsafe" not in " ".join(said.values())


@pytest.mark.parametrize("content_type", ["image/svg+xml", "application/json", "text/csv", "application/xml", "text/plain"])
def test_a_file_runs_nothing(content_type: str) -> None:
    said = policy(content_type)

    assert said["default-src"] == "'none'"
    assert "sandbox" in said
    assert "script-src" not in said


def test_a_downloaded_page_runs_nothing() -> None:
    assert "sandbox" in policy("text/html", disposition="attachment; filename=seite.html")


def test_a_pdf_can_be_looked_at() -> None:
    assert "sandbox" not in policy("application/pdf", disposition="inline; filename=plan.pdf")


def test_data_is_read_from_anywhere_and_pages_are_not() -> None:
    assert headers("text/csv")["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert headers("text/html")["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("status", [200, 304, 404, 503])
def test_every_answer_has_the_usual_ones(status: int) -> None:
    said = headers("text/html", status=status)

    assert said["X-Content-Type-Options"] == "nosniff"
    assert said["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "geolocation=()" in said["Permissions-Policy"]
    assert said["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("content_type", ["text/html", "text/csv", "text/javascript"])
def test_that_nothing_has_changed_changes_no_policy_of_what_the_browser_has(content_type: str) -> None:
    said = headers(content_type, status=304)

    assert "Content-Security-Policy" not in said
    assert "Cross-Origin-Resource-Policy" not in said
    assert said["Access-Control-Allow-Origin"] == "*"


def test_https_is_asked_for_where_the_portal_has_it() -> None:
    assert headers("text/html", is_https=True)["Strict-Transport-Security"] == "max-age=31536000"
    assert "Strict-Transport-Security" not in headers("text/html")


def test_what_the_portal_itself_says_stays() -> None:
    assert headers("text/html", said={"Referrer-Policy": "no-referrer"})["Referrer-Policy"] == "no-referrer"


def test_an_address_that_changes_with_its_file_may_be_kept_for_ever() -> None:
    assert "immutable" in headers("text/css", "/luzern/theme.css?v=0123456789ab", {"Cache-Control": "no-cache"})["Cache-Control"]
    for path in ("/luzern/theme.css", "/luzern/theme.css?v=", "/dataset/a?v=0123456789ab"):
        assert headers("text/css", path, {"Cache-Control": "no-cache"})["Cache-Control"] == "no-cache"
    assert "Cache-Control" not in headers("text/css", "/luzern/gone.css?v=0123456789ab", status=404)
