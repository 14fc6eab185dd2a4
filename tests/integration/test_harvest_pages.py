"""The pages about the sources: what a department sees, what machines get, and how an editor confirms what was held."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Callable, Iterator
from secrets import token_hex
from typing import Any

import httpx
import pytest
from psycopg2.extensions import cursor
from werkzeug.test import Client

from integration.api import Api
from integration.test_harvest import SOURCE, Dropzone, dropzone  # noqa: F401  the fixture
from portal import Portal

pytestmark = pytest.mark.services

AT_ONCE = {"grace_days": 0, "runs": 2}
PASSWORD = "Probe-Passwort-2026"


@pytest.fixture
def visitor(portal: Portal) -> httpx.Client:
    return httpx.Client(base_url=portal.url, timeout=60)


@pytest.fixture
def browse(application: Any, dropzone: Dropzone, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Client]:  # noqa: F811
    """Give browsers of a portal that knows the source of the dropzone alone."""
    import ckan.plugins.toolkit as tk  # noqa: PLC0415  only a configured portal has one

    monkeypatch.setitem(tk.config, "luzern.harvest.sources", [str(dropzone.sources)])
    return lambda: Client(application)


@pytest.fixture
def person(api: Api) -> Iterator[Callable[[str], str]]:
    """Give editors of organisations; they are gone afterwards."""
    made = []

    def editor_of(organization: str) -> str:
        name = f"probe-{token_hex(4)}"  # a deleted user keeps the name
        api.result("user_create", name=name, email=f"{name}@example.org", password=PASSWORD)
        made.append(name)
        api.result("organization_member_create", id=organization, username=name, role="editor")
        return name

    yield editor_of
    for name in made:
        api.result("user_delete", id=name)


def log_in(browser: Client, name: str) -> Client:
    token = csrf(browser.get("/user/login").text)
    answer = browser.post("/user/login", data={"login": name, "password": PASSWORD, "_csrf_token": token})
    assert answer.status_code == 302
    return browser


def csrf(page: str) -> str:
    found = re.search(r'name="_csrf_token"[^>]* (?:value|content)="([^"]+)"', page)
    assert found, "the page has no token"
    return found[1]


def hold(dropzone: Dropzone) -> str:  # noqa: F811
    """Let two of four datasets vanish; give the address of the held run."""
    dropzone.configure(removal=AT_ONCE)
    for number in range(4):
        dropzone.deliver(f"Probe Seite {number}")
    dropzone.harvest()
    for number in range(2):
        shutil.rmtree(dropzone.folder / f"Probe Seite {number}")
    dropzone.harvest()
    return f"/harvest/{SOURCE}/{dropzone.status()['run']}"


def test_every_source_has_its_page_and_its_runs(visitor: httpx.Client) -> None:
    page = visitor.get("/harvest").text
    sources = sorted(set(re.findall(r'href="(/harvest/[a-z0-9-]+)"', page)))
    runs = sorted({run for source in sources for run in re.findall(rf'href="({source}/\d+)"', visitor.get(source).text)})

    assert "Ausgeschaltete Quellen" in page
    assert "Beispieldaten" in page
    assert len(sources) >= 20
    assert len(runs) >= 10
    assert {address: status for address in (*sources, *runs) if (status := visitor.get(address).status_code) != 200} == {}
    assert 'href="/harvest"' in visitor.get("/").text


@pytest.mark.parametrize("address", ["/harvest/gibt-es-nicht", "/harvest/example-tiefbauamt/999999999", "/harvest/gibt-es-nicht/1.csv"])
def test_an_unknown_source_or_run_is_told_in_german(visitor: httpx.Client, address: str) -> None:
    answer = visitor.get(address)

    assert answer.status_code == 404
    assert "gibt es hier nicht" in answer.text


def test_a_number_no_database_holds_is_no_internal_error(visitor: httpx.Client) -> None:
    assert visitor.get(f"/harvest/example-tiefbauamt/{10**30}").status_code == 404


def test_a_run_of_another_source_is_not_shown_under_this_one(visitor: httpx.Client) -> None:
    (run, *_) = re.findall(r'href="/harvest/example-umweltschutz/(\d+)"', visitor.get("/harvest/example-umweltschutz").text)

    for ending in ("", ".json", ".csv"):
        assert visitor.get(f"/harvest/example-umweltschutz/{run}{ending}").status_code == 200
        assert visitor.get(f"/harvest/example-tiefbauamt/{run}{ending}").status_code == 404


def test_a_department_reads_first_what_is_in_order_then_what_to_do(dropzone: Dropzone, browse: Callable[[], Client]) -> None:  # noqa: F811
    dropzone.deliver("Probe gut")
    dropzone.deliver("Probe schlecht", nutzungsbedingungen="irgendwie")
    dropzone.harvest()
    browser, run = browse(), f"/harvest/{SOURCE}/{dropzone.status()['run']}"

    page = browser.get(run).text
    table = list(csv.DictReader(io.StringIO(browser.get(f"{run}.csv").text)))
    values = browser.get(f"{run}.json").get_json()

    assert re.findall(r'class="lead">([^<]+)<', page) == ["1 von 2 Datensätzen ist in Ordnung; bei 1 liesse sich noch etwas verbessern; 1 braucht Ihre Hilfe."]
    assert "Abhilfe:" in page
    assert page.index("Ihre Hilfe.") < page.index("Zu tun:") < page.index("Probe schlecht")
    assert "Probe schlecht" in browser.get(f"/harvest/{SOURCE}").text
    assert re.findall(r'href="/dataset/([^"?]+)"\s*>(Probe [^<]+)<', page) == [("probe-gut", "Probe gut")]
    assert {row["Datensatz"] for row in table if row["Stufe"] == "Fehler"} == {"Probe schlecht"}
    assert sum(values["counts"].values()) == 2


def test_a_record_that_stays_wrong_is_still_shown_when_nothing_changed(dropzone: Dropzone, browse: Callable[[], Client]) -> None:  # noqa: F811
    dropzone.configure(contact={})
    dropzone.deliver("Probe ohne Kontakt")
    dropzone.harvest()
    dropzone.harvest()

    page = browse().get(f"/harvest/{SOURCE}/{dropzone.status()['run']}").text

    assert "Probe ohne Kontakt" in page


def test_the_list_costs_the_same_for_one_source_and_for_all(
    application: Any,
    dropzone: Dropzone,  # noqa: F811
    statements: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import ckan.plugins.toolkit as tk  # noqa: PLC0415  only a configured portal has one

    browser = Client(application)
    browser.get("/harvest")  # fills caches
    statements.clear()
    everything = browser.get("/harvest").text
    of_all = len(statements)
    monkeypatch.setitem(tk.config, "luzern.harvest.sources", [str(dropzone.sources)])
    statements.clear()
    of_one = browser.get("/harvest").text, len(statements)

    assert everything.count('scope="row"') > 20
    assert of_one[0].count('scope="row"') == 1
    assert of_all == of_one[1] <= 10
    assert not [statement for statement in statements if not statement.lstrip().upper().startswith("SELECT")]


def test_an_editor_of_the_organisation_confirms_what_was_held(
    dropzone: Dropzone,  # noqa: F811
    api: Api,
    browse: Callable[[], Client],
    person: Callable[[str], str],
) -> None:
    run = hold(dropzone)
    visitor, stranger, editor = browse(), log_in(browse(), person("umweltschutz")), log_in(browse(), person("tiefbauamt"))

    seen = visitor.get(run).text
    foreign = stranger.get(run).text
    own = editor.get(run).text
    without_token = editor.post(f"{run}/approve").status_code
    refused = stranger.post(f"{run}/approve", data={"_csrf_token": csrf(foreign)}).status_code
    before = api.call("package_show", id="probe-seite-0").json()["result"]["state"]
    pages = []
    for _ in range(2):
        editor.post(f"{run}/approve", data={"_csrf_token": csrf(own)})
        pages.append(editor.get(run).text)
    done, again = pages

    assert "Das wartet auf eine Bestätigung" in seen
    assert "Probe Seite 0" in seen
    assert [f"{run}/approve" in page for page in (seen, foreign, own)] == [False, False, True]
    assert (without_token, refused, before) == (400, 403, "active")
    assert "2 zurückgezogen" in done
    assert "nichts mehr zu bestätigen" in again
    assert api.result("package_search", q='title:"Probe Seite"')["count"] == 2


def test_a_run_whose_process_is_gone_is_not_said_to_run(dropzone: Dropzone, browse: Callable[[], Client], database: cursor) -> None:  # noqa: F811
    from ckanext.luzern.harvest.lock import only_run  # noqa: PLC0415  only a configured portal has one

    statement = "INSERT INTO luzern_harvest_run (source_id, started_at, status, is_complete, counts, findings, held, decision, decided_by)"
    database.execute(f"{statement} VALUES (%s, now(), 'running', false, '{{}}', '[]', '{{}}', '', '') RETURNING id", [SOURCE])
    ((number,),) = database.fetchall()
    browser = browse()
    addresses = ("/harvest", f"/harvest/{SOURCE}", f"/harvest/{SOURCE}/{number}")

    with only_run(SOURCE):
        alive = [browser.get(address).text for address in addresses]
    dead = [browser.get(address).text for address in addresses]

    assert [">läuft<" in page for page in alive] == [True] * 3
    assert [(">läuft<" in page, ">abgebrochen<" in page) for page in dead] == [(False, True)] * 3
