"""How good the metadata is: judged when a dataset changes, shown to everybody, kept from day to day, and a dataset itself."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from secrets import token_hex
from typing import Any

import httpx
import pytest
from psycopg2.extensions import cursor

from integration.api import Api, resource
from portal import Portal

pytestmark = pytest.mark.services

PAGES = ("/quality", "/quality/organization/tiefbauamt", "/quality/dataset/velonetz")
HEADINGS = {"": "Qualität der Metadaten", "/fr": "Qualité des métadonnées", "/it": "Qualità dei metadati", "/en": "Quality of the metadata"}


@pytest.fixture
def visitor(portal: Portal) -> httpx.Client:
    return httpx.Client(base_url=portal.url, headers={"Cache-Control": "no-cache"}, timeout=60)  # a page from memory may be a second old


@pytest.fixture
def judge(ckan: Any) -> Callable[[], int]:
    """Give what judges all that has changed, in this process; it has done so once."""
    from ckanext.luzern.quality import days, scores  # noqa: PLC0415  only a configured portal has tables
    from ckanext.luzern.quality import judge as judging  # noqa: PLC0415  only a configured portal has a CKAN to import

    def run() -> int:
        ckan.rollback()
        scores.publish()
        number = judging.judge(judging.stale())
        days.note()
        return number

    run()
    return run


@pytest.fixture
def dead() -> str:
    """Give an address that nobody has had yet, out of everybody's reach."""
    return f"http://127.0.0.1:9/{token_hex(4)}.csv"


@pytest.fixture
def command(portal: Portal) -> Callable[..., str]:
    return lambda *arguments: portal.ckan("luzern", "quality", *arguments).stdout


def test_every_page_speaks_four_languages(judge: Callable[[], int], visitor: httpx.Client) -> None:
    for prefix, heading in HEADINGS.items():
        for page in PAGES:
            answer = visitor.get(prefix + page)
            assert answer.status_code == 200, prefix + page
            assert heading in answer.text


@pytest.mark.parametrize(
    "address",
    [
        "/quality/organization/gibt-es-nicht",
        "/quality/dataset/gibt-es-nicht",
        "/quality/dataset/gibt-es-nicht.json",
        "/quality/organization/tiefbauamt?page=9",
        "/quality/organization/tiefbauamt?page=x",
        f"/quality/organization/tiefbauamt?page={10**30}",
    ],
)
def test_what_is_not_there_is_told_so(visitor: httpx.Client, address: str) -> None:
    assert visitor.get(address).status_code == 404


def test_a_department_reads_what_is_wrong_where_and_what_it_brings_to_mend_it(api: Api, judge: Callable[[], int], visitor: httpx.Client) -> None:
    with api.dataset(resources=[resource()]) as dataset:
        judge()
        page = visitor.get(f"/quality/dataset/{dataset['name']}").text

    assert "von 405 Punkten" in page
    assert "Der Zeitraum fehlt." in page
    assert "Zeiträume" in page
    assert "+20 Punkte" in page


def test_a_dataset_is_judged_again_when_it_changes_and_only_then(api: Api, judge: Callable[[], int], visitor: httpx.Client) -> None:
    with api.dataset(resources=[resource()]) as dataset:
        judge()
        before = visitor.get(f"/quality/dataset/{dataset['name']}.json").json()
        assert judge() == 0
        api.result("package_patch", id=dataset["id"], temporal_coverage=[{"start": "2020-01-01", "end": "2020-12-31"}])
        assert judge() == 1
        after = visitor.get(f"/quality/dataset/{dataset['name']}.json").json()

    assert after["points"] == before["points"] + 20
    assert "mqa-temporal" in {found["rule"] for found in before["findings"]} - {found["rule"] for found in after["findings"]}


def test_what_only_some_may_see_is_not_on_the_pages(api: Api, judge: Callable[[], int], visitor: httpx.Client) -> None:
    with api.dataset(private=True, title_translated={"de": "Nur für uns"}, resources=[resource()]) as dataset:
        judge()

        assert visitor.get(f"/quality/dataset/{dataset['name']}").status_code == 404
        assert "Nur für uns" not in visitor.get("/quality/organization/tiefbauamt").text
        assert dataset["name"] not in visitor.get("/quality/datasets.csv").text


def test_a_dataset_that_was_deleted_leaves_the_pages_at_once(api: Api, judge: Callable[[], int], visitor: httpx.Client) -> None:
    with api.dataset(resources=[resource()]) as dataset:
        judge()
        api.result("package_delete", id=dataset["id"])

        assert visitor.get(f"/quality/dataset/{dataset['name']}").status_code == 404


def test_a_link_counts_as_dead_from_the_second_failure_and_costs_points(
    api: Api, judge: Callable[[], int], dead: str, database: cursor, visitor: httpx.Client
) -> None:
    from ckanext.luzern.quality import links  # noqa: PLC0415  only a configured portal has tables

    with api.dataset(resources=[resource(url=dead, download_url=dead)]) as dataset:
        address = f"/quality/dataset/{dataset['name']}.json"
        judge()
        points = []
        for _ in range(2):
            database.execute("UPDATE luzern_link SET next_at = CASE WHEN url = %s THEN now() - interval '1 year' ELSE now() + interval '1 day' END", [dead])
            assert links.check(seconds=30) >= 1
            judge()
            points.append(visitor.get(address).json()["points"])
        judged = visitor.get(address).json()
        page = visitor.get(f"/quality/dataset/{dataset['name']}").text

    (link,) = [link for link in judged["links"] if link["url"] == dead]
    assert (link["kinds"], link["failures"], link["is_dead"]) == (["access", "download"], 2, True)
    assert "internen Netz" in link["reason"]
    assert points[0] == points[1] + 80
    assert judged["dead"] == 1
    assert "antwortet nicht" in page


def test_what_does_not_answer_is_asked_later_and_later(ckan: Any, judge: Callable[[], int], dead: str) -> None:
    from ckanext.luzern.model import Link  # noqa: PLC0415  only a configured portal has tables
    from ckanext.luzern.quality import links  # noqa: PLC0415  only a configured portal has a CKAN to import

    ckan.execute(Link.__table__.update().values(next_at=datetime.now(timezone.utc) + timedelta(days=1)))
    ckan.add(Link(url=dead, status=0, reason="", failures=0, next_at=datetime.now(timezone.utc)))
    ckan.commit()
    waits = []
    for _ in range(4):
        ckan.query(Link).filter_by(url=dead).update({"next_at": datetime.now(timezone.utc)})
        ckan.commit()
        assert links.check(seconds=30) == 1
        link = ckan.query(Link).filter_by(url=dead).populate_existing().one()
        waits.append(link.next_at - link.checked_at)
    links.forget_unused()

    assert waits == sorted(set(waits))
    assert not links.are_due()
    assert ckan.query(Link).filter_by(url=dead).count() == 0


def test_an_address_is_taken_by_one_process_at_a_time(ckan: Any, judge: Callable[[], int], dead: str) -> None:
    from ckanext.luzern.model import Link  # noqa: PLC0415  only a configured portal has tables
    from ckanext.luzern.quality import links  # noqa: PLC0415  only a configured portal has a CKAN to import

    ckan.add(Link(url=dead, status=0, reason="", failures=0, next_at=datetime(2000, 1, 1, tzinfo=timezone.utc)))
    ckan.commit()

    assert dead in links._claim()
    assert dead not in links._claim()
    links.forget_unused()


def test_data_older_than_promised_is_told_so(api: Api, judge: Callable[[], int], visitor: httpx.Client) -> None:
    yearly = "http://publications.europa.eu/resource/authority/frequency/ANNUAL"
    with api.dataset(modified="2020-01-01", frequency=yearly, title_translated={"de": "Probe der Verspätung"}, resources=[resource()]) as dataset:
        judge()
        page = visitor.get(f"/quality/dataset/{dataset['name']}").text
        row = next(row for row in table(visitor, "/quality/datasets.csv") if row["dataset"] == dataset["name"])

    assert "Überfällig: Neuere Daten sollten bis zum 2.4.2021 da sein." in page
    assert (row["due_at"], row["is_overdue"]) == ("2021-04-02", "true")


def test_tables_and_figures_say_the_same(judge: Callable[[], int], visitor: httpx.Client) -> None:
    rows = table(visitor, "/quality/datasets.csv")
    whole, *organizations = visitor.get("/quality.json").json()["scopes"]
    today = [row for row in table(visitor, "/quality/trend.csv") if row["day"] == visitor.get("/quality.json").json()["day"]]

    assert whole["organization"] is None
    assert whole["datasets"] == len(rows) == sum(one["datasets"] for one in organizations)
    assert whole["points"] == pytest.approx(sum(int(row["points"]) for row in rows) / len(rows), abs=0.1)
    assert {row["organization"] for row in rows} == {one["organization"] for one in organizations}
    assert {row["organization"]: int(row["datasets"]) for row in today} == {one["organization"] or "": one["datasets"] for one in (whole, *organizations)}
    assert float(rows[0]["points"]) == pytest.approx(sum(float(rows[0][name]) for name in whole["dimensions"]), abs=1)


def test_the_command_says_what_the_page_says(judge: Callable[[], int], command: Callable[..., str], visitor: httpx.Client) -> None:
    told = [json.loads(line) for line in command("show", "--json").splitlines()]

    assert told == visitor.get("/quality.json").json()["scopes"]
    assert json.loads(command("show", "velonetz", "--json")) == visitor.get("/quality/dataset/velonetz.json").json()
    assert "→" in command("show", "velonetz")


def test_the_command_judges_and_asks_with_progress(api: Api, judge: Callable[[], int], command: Callable[..., str], dead: str, database: cursor) -> None:
    database.execute("UPDATE luzern_link SET next_at = now() + interval '1 day'")
    with api.dataset(resources=[resource(url=dead)]):
        assert re.search(r"1/1 geprüft\s+Geprüft: 1\.", command("judge"))
        assert "Nichts zu prüfen" in command("judge")
        assert [json.loads(line)["url"] for line in command("links", "--json").splitlines()] == [dead]
        assert "Keine Adresse ist an der Reihe." in command("links")


def test_the_scores_are_a_dataset_with_tables_at_addresses_that_stay(api: Api, portal: Portal, judge: Callable[[], int], visitor: httpx.Client) -> None:
    dataset = api.result("package_show", id="qualitaet-der-metadaten")
    addresses = [one["url"].removeprefix(portal.url) for one in dataset["resources"]]
    judged = visitor.get("/quality/dataset/qualitaet-der-metadaten.json").json()

    assert addresses == ["/quality/datasets.csv", "/quality/trend.csv"]
    assert [column["name"] for column in dataset["columns"]] == list(table(visitor, addresses[0])[0])
    assert table(visitor, addresses[1])
    assert (judged["rejections"], judged["violations"]) == (0, 0)
    assert judged["points"] >= 390


def test_the_dataset_of_the_scores_is_brought_up_to_date_once_a_day(api: Api, ckan: Any, judge: Callable[[], int]) -> None:
    from ckanext.luzern.quality import days, scores  # noqa: PLC0415  only a configured portal has tables

    api.result("package_patch", id=scores.NAME, modified="2026-01-01")

    assert scores.publish()
    assert not scores.publish()
    ckan.commit()
    assert api.result("package_show", id=scores.NAME)["modified"] == days.today().isoformat()


def test_a_person_who_deletes_the_dataset_of_the_scores_is_obeyed(api: Api, ckan: Any, judge: Callable[[], int]) -> None:
    from ckanext.luzern.quality import scores  # noqa: PLC0415  only a configured portal has tables

    api.result("package_delete", id=scores.NAME)
    try:
        assert not scores.publish()
        assert api.result("package_show", id=scores.NAME)["state"] == "deleted"
    finally:
        api.result("package_patch", id=scores.NAME, state="active")


def test_the_trend_has_a_line_a_day_and_the_last_word_of_each(ckan: Any, judge: Callable[[], int]) -> None:
    from ckanext.luzern.quality import days  # noqa: PLC0415  only a configured portal has tables

    day = date(1999, 12, 30)
    try:
        for number in (0, 1, 1):
            days.note(day + timedelta(days=number))
        found = days.history(until=date(2000, 1, 1))

        assert [found_day for found_day, _ in found] == [day, day + timedelta(days=1)]
        assert found[0][1].datasets > 50
        assert days.history("tiefbauamt", until=date(2000, 1, 1))[0][1].datasets < found[0][1].datasets
    finally:
        ckan.execute(days.QualityDay.__table__.delete().where(days.QualityDay.day < date(2000, 1, 1)))
        ckan.commit()


def test_the_chart_stands_beside_its_table(ckan: Any, judge: Callable[[], int], visitor: httpx.Client) -> None:
    from ckanext.luzern.quality import days  # noqa: PLC0415  only a configured portal has tables

    yesterday = days.today() - timedelta(days=1)
    try:
        days.note(yesterday)
        page = visitor.get("/quality").text

        assert re.search(r'<svg role="img"[^>]*aria-label="[^"]*Punkten', page)
        assert len(re.findall(r'<polyline points="[\d., ]+"', page)) == 1
        assert f"{yesterday.day}.{yesterday.month}.{yesterday.year}" in page
    finally:
        ckan.execute(days.QualityDay.__table__.delete().where(days.QualityDay.day == yesterday))
        ckan.commit()


def test_the_night_begins_once_and_not_before_two(ckan: Any, judge: Callable[[], int], monkeypatch: pytest.MonkeyPatch) -> None:
    from ckanext.luzern.quality import days, jobs  # noqa: PLC0415  only a configured portal has tables

    handed: list[str] = []
    monkeypatch.setattr(jobs, "_enqueue", lambda title, work: handed.append(title) or 1)  # a worker of this portal would do it at once
    tomorrow = datetime.combine(days.today() + timedelta(days=1), datetime.min.time(), days.ZURICH)

    assert jobs.judge_every(tomorrow + timedelta(hours=1, minutes=59)) == 0
    assert jobs.judge_every(tomorrow + timedelta(hours=2)) == 1
    assert jobs.judge_every() == 0
    assert handed == [jobs.NIGHTLY]


def test_a_page_costs_the_same_for_one_dataset_and_for_all(ckan: Any, statements: list[str], judge: Callable[[], int]) -> None:
    from ckanext.luzern.quality import days, overview  # noqa: PLC0415  only a configured portal has tables

    costs = []
    for limit in (1, 50):
        statements.clear()
        overview.figures(days.today())
        overview.datasets(days.today(), limit=limit)
        overview.advice()
        costs.append(len(statements))

    assert costs[0] == costs[1] <= 4


def table(visitor: httpx.Client, address: str) -> list[dict[str, str]]:
    answer = visitor.get(address)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8; header=present"
    return list(csv.DictReader(io.StringIO(answer.text)))
