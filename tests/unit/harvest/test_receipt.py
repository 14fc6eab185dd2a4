"""When a department hears of a run, and what it reads."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

pytest.importorskip("ckan", reason="the portal's own package needs CKAN")

from ckanext.luzern.harvest import receipt
from ckanext.luzern.harvest.journal import PastRun
from ckanext.luzern.harvest.outcome import Held, Outcome, Report, Result, Status
from luzern_harvesters.finding import Finding
from luzern_harvesters.source import Source

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=timezone.utc)
URL = "https://daten.example/harvest/ablage/7"
SOURCE = Source(id="ablage", type="dropzone", url="file:///ablage", organization="tiefbauamt", title="Ablage des Tiefbauamts")
UNKNOWN = Finding.error("licence-unknown", "metadaten.xlsx, Blatt «Metadaten», Zelle C7", "«frei» ist nicht bekannt.", "Bitte eine der vier wählen.")
GONE = Finding.warning("held-many-missing", "", "In der Liste der Quelle fehlen 2 von 4 bekannten Datensätzen.")


def past(
    status: Status = Status.COMPLETE, *outcomes: Outcome, findings: tuple[Finding, ...] = (), held: Held | None = None, decision: str = "", **counts: int
) -> PastRun:
    report = Report("ablage", status, status is not Status.FAILED, Counter(counts), findings, held or Held())
    return PastRun(7, NOW - timedelta(minutes=2), NOW, report, outcomes, decision)


def failed(*findings: Finding) -> Outcome:
    return Outcome("Bäume", "Bäume", Result.FAILED, findings or (UNKNOWN,))


@pytest.mark.parametrize(
    ("run", "before", "is_due"),
    [
        (past(created=3), None, True),
        (past(unchanged=3), past(created=3), False),
        (past(unchanged=2, updated=1), past(unchanged=3), True),
        (past(unchanged=2, withdrawn=1), past(unchanged=3), True),
        (past(Status.FINDINGS, failed(), failed=1), past(unchanged=1), True),
        (past(Status.FINDINGS, failed(), failed=1), past(Status.FINDINGS, failed(), failed=1), False),
        (past(Status.FINDINGS, failed(Finding.error("title-missing", "title", "…")), failed=1), past(Status.FINDINGS, failed(), failed=1), True),
        (past(unchanged=1), past(Status.FINDINGS, failed(), failed=1), True),
        (past(Status.FAILED), past(unchanged=1), True),
        (past(Status.FAILED), past(Status.FAILED), False),
        (past(Status.HELD, findings=(GONE,), held=Held(("a", "b")), missing=2), past(unchanged=4), True),
        (past(Status.RUNNING), past(unchanged=1), False),
        (past(Status.DIED), past(unchanged=1), False),
    ],
)
def test_a_department_hears_of_news_and_not_of_what_is_as_before(run: PastRun, before: PastRun | None, is_due: bool) -> None:
    assert receipt.is_due(SOURCE, run, before) is is_due


def test_the_daily_work_of_a_live_source_is_no_news_but_its_failure_is() -> None:
    live = SOURCE.model_copy(update={"live": True})

    assert not receipt.is_due(live, past(updated=3), past(updated=3))
    assert receipt.is_due(live, past(Status.FAILED), past(updated=3))


def test_numbers_that_move_do_not_make_old_trouble_new() -> None:
    def held(number: int) -> PastRun:
        finding = Finding.warning("held-many-missing", "", f"Es fehlen {number} Datensätze.")
        return past(Status.HELD, findings=(finding,), held=Held(("a",)), missing=1)

    assert not receipt.is_due(SOURCE, held(3), held(4))


def test_a_receipt_says_what_came_what_is_wrong_where_and_how_to_mend_it() -> None:
    written = receipt.write(SOURCE, past(Status.FINDINGS, failed(), unchanged=5, failed=1), URL)

    assert written.subject == "Ablage des Tiefbauamts: 5 von 6 Datensätzen sind in Ordnung; 1 braucht Ihre Hilfe."
    assert written.text == (
        "Guten Tag\n\n"
        "Das Portal hat die Quelle «Ablage des Tiefbauamts» am 23.11.2026 14:58 gelesen.\n\n"
        "5 von 6 Datensätzen sind in Ordnung; 1 braucht Ihre Hilfe.\n"
        "Zu tun: unten steht zu jedem Datensatz, was fehlt und wo. Einfach verbessern und neu liefern; die nächste Ernte holt es.\n\n"
        "Gekommen ist: 5 unverändert, 1 fehlerhaft.\n\n"
        "Diese Datensätze brauchen Ihre Hilfe:\n"
        "1. Bäume (fehlerhaft)\n"
        "   - Fehler: «frei» ist nicht bekannt.\n"
        "     Wo: metadaten.xlsx, Blatt «Metadaten», Zelle C7\n"
        "     Abhilfe: Bitte eine der vier wählen.\n\n"
        f"Alles zu dieser Ernte: {URL}\n\n"
        "Diese Nachricht schreibt das Open-Data-Portal der Stadt Luzern von selbst.\n"
    )


def test_a_receipt_of_a_held_run_says_how_to_confirm_until_somebody_has() -> None:
    held: dict[str, Any] = {"findings": (GONE,), "held": Held(("a", "b")), "unchanged": 2, "missing": 2}

    assert "«Ja, das stimmt so: bestätigen» wählen" in receipt.write(SOURCE, past(Status.HELD, **held), URL).text
    assert "bestätigen» wählen" not in receipt.write(SOURCE, past(Status.HELD, decision="approved", **held), URL).text


def test_a_subject_is_one_line_of_bearable_length() -> None:
    source = SOURCE.model_copy(update={"title": "Ablage\nBcc: alle@example.org " + "x" * 300})
    subject = receipt.write(source, past(created=1), URL).subject

    assert "\n" not in subject
    assert len(subject) <= 150


def test_a_receipt_names_the_first_records_and_counts_the_others() -> None:
    many = [Outcome(f"{number:03}", f"Satz {number:03}", Result.FAILED, (UNKNOWN,)) for number in range(80)]
    text = receipt.write(SOURCE, past(Status.FINDINGS, *many, failed=80), URL).text

    assert "50. Satz 049" in text
    assert "Satz 050" not in text
    assert "und 30 weitere" in text


def test_a_machine_gets_the_same_as_json() -> None:
    values = json.loads(json.dumps(receipt.write(SOURCE, past(Status.FINDINGS, failed(), failed=1), URL).values))

    assert (values["source"], values["url"], values["status"]) == ("ablage", URL, "findings")
    assert values["records"][0]["findings"][0]["path"] == "metadaten.xlsx, Blatt «Metadaten», Zelle C7"
