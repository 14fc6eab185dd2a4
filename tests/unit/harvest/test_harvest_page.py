"""What the pages about the sources say, in sentences and in the table for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

pytest.importorskip("ckan", reason="the portal's own package needs CKAN")

from ckanext.luzern.harvest.journal import PastRun
from ckanext.luzern.harvest.outcome import Held, Outcome, Report, Result, Status
from ckanext.luzern.harvest.overview import Glance, Standing
from ckanext.luzern.presenters import harvest_download, harvest_page
from luzern_harvesters.finding import Finding
from luzern_harvesters.source import Source

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=timezone.utc)
SOURCE = Source(id="ablage", type="dropzone", url="file:///ablage", organization="tiefbauamt", title="Ablage", schedule="15 5 * * *", jitter_minutes=0)
LICENCE = Finding.error("licence-missing", "distributions[0].licence", "Die Nutzungsbedingungen fehlen.", "Bitte eine der vier wählen.")


def past(status: Status, *outcomes: Outcome, decision: str = "", held: Held | None = None, **counts: int) -> PastRun:
    numbers = Counter({name.strip("_").replace("_", "-"): number for name, number in counts.items()})
    report = Report("ablage", status, is_complete=True, counts=numbers, held=held or Held())
    return PastRun(7, NOW - timedelta(minutes=2), NOW, report, outcomes, decision)


def failed(title: str = "Bäume") -> Outcome:
    return Outcome(title, title, Result.FAILED, (LICENCE,))


def warned() -> Outcome:
    return Outcome("Brunnen", "Brunnen", Result.UNCHANGED, (Finding.warning("keywords-missing", "keywords", "Schlagwörter fehlen."),))


@pytest.mark.parametrize(
    ("run", "sentence"),
    [
        (past(Status.COMPLETE, unchanged=6), "Alle 6 Datensätze sind in Ordnung."),
        (past(Status.COMPLETE, unchanged=1), "Der Datensatz ist in Ordnung."),
        (past(Status.FINDINGS, failed(), unchanged=5, failed=1), "5 von 6 Datensätzen sind in Ordnung; 1 braucht Ihre Hilfe."),
        (past(Status.FINDINGS, failed(), failed=1), "0 von 1 Datensatz sind in Ordnung; 1 braucht Ihre Hilfe."),
        (past(Status.COMPLETE, unchanged=3, waiting=1), "3 von 4 Datensätzen sind in Ordnung; 1 wird noch geliefert."),
        (past(Status.COMPLETE, unchanged=9, missing=1, taken_down=2), "9 von 10 Datensätzen sind in Ordnung; 1 fehlt in der Lieferung."),
        (past(Status.COMPLETE, warned(), unchanged=3), "Alle 3 Datensätze sind in Ordnung; bei 1 liesse sich noch etwas verbessern."),
        (past(Status.COMPLETE), "In dieser Quelle steht kein Datensatz."),
        (past(Status.FAILED), "Die Quelle liess sich nicht lesen. Was veröffentlicht ist, bleibt veröffentlicht."),
        (
            past(Status.HELD, failed(), held=Held(("a", "b")), unchanged=1, failed=1, missing=2),
            (
                "Die Ernte ist angehalten: 2 Datensätze fehlen in der Lieferung. Bis jemand bestätigt, bleibt alles veröffentlicht. "
                "Ausserdem braucht 1 Datensatz Ihre Hilfe."
            ),
        ),
        (
            past(Status.HELD, Outcome("neu", "Neu", Result.HELD), held=Held(("alt",), {"neu": "alt"}), unchanged=1, held_=1, missing=1),
            "Die Ernte ist angehalten: 1 Datensatz sieht umbenannt aus. Bis jemand bestätigt, bleibt alles veröffentlicht.",
        ),
        (past(Status.HELD, decision="approved", unchanged=2), "Alle 2 Datensätze sind in Ordnung."),
    ],
)
def test_the_first_sentence_says_how_many_are_in_order(run: PastRun, sentence: str) -> None:
    assert harvest_page.run_page(run, is_current=True).sentence == sentence


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("de", "5 von 6 Datensätzen sind in Ordnung; 1 braucht Ihre Hilfe."),
        ("en", "5 of 6 datasets are in order; 1 needs your help."),
        ("fr", "5 sur 6 jeux de données sont en ordre\u00a0; 1 a besoin de votre aide."),
        ("it", "5 su 6 set di dati sono in ordine; 1 ha bisogno del vostro aiuto."),
    ],
)
def test_a_page_speaks_the_readers_language_and_leaves_findings_in_german(language: str, sentence: str) -> None:
    page = harvest_page.run_page(past(Status.FINDINGS, failed(), unchanged=5, failed=1), is_current=True, language=language)

    assert page.sentence == sentence
    assert page.to_mend[0].findings[0].message == "Die Nutzungsbedingungen fehlen."


def test_the_gravest_finding_of_a_record_comes_first() -> None:
    outcome = Outcome("a", "a", Result.FAILED, (Finding.info("a", "", "Klein."), LICENCE, Finding.warning("b", "", "Mittel.")))

    assert [line.level for line in harvest_page.run_page(past(Status.FINDINGS, outcome, failed=1), is_current=True).to_mend[0].findings] == [
        "Fehler",
        "Warnung",
        "Hinweis",
    ]


@pytest.mark.parametrize("status", Status)
def test_every_status_has_words_and_a_tone(status: Status) -> None:
    page = harvest_page.run_page(past(status, failed(), failed=1), is_current=True)

    assert page.sentence
    assert page.state.text
    assert page.state.tone in {"success", "info", "warning", "danger"}


def test_an_old_run_claims_nothing_about_records_it_kept_nothing_of() -> None:
    assert harvest_page.run_page(past(Status.COMPLETE, unchanged=6), is_current=False).sentence == "6 unverändert."


def test_a_page_of_a_run_adds_up_and_says_place_and_remedy() -> None:
    page = harvest_page.run_page(past(Status.FINDINGS, failed(), warned(), unchanged=5, failed=1), is_current=True)

    assert page.counts == (("unverändert", 5), ("fehlerhaft", 1))
    assert page.total == len(page.to_mend) + len(page.to_improve) + len(page.others) + page.unlisted == 6
    assert page.to_mend[0].findings[0] == harvest_page.FindingLine(
        "Fehler", "Datei 1, Nutzungsbedingungen", "Die Nutzungsbedingungen fehlen.", "Bitte eine der vier wählen."
    )


def test_a_source_tells_the_age_of_its_data_and_what_waits() -> None:
    glances = (
        Glance(9, NOW - timedelta(hours=1), NOW, Status.HELD, {"unchanged": 4, "missing": 2}, waits=True),
        Glance(8, NOW - timedelta(days=1), NOW, Status.FAILED, {}, waits=False),
    )
    line = harvest_page.source_line(SOURCE, Standing(glances, NOW - timedelta(hours=3), NOW, 6, 0), "Tiefbauamt", NOW)

    assert (line.age, line.state.text, line.waiting_run, line.error_rate) == ("vor 3 Stunden", "wartet auf Bestätigung", 9, "50 % von 2 Ernten")
    assert (line.last_run, line.next_run) == ("23.11.2026 14:00", "24.11.2026 05:15")
    assert harvest_page.overview_sentence([line]) == "0 von 1 Datenquelle liefern wie vorgesehen; 1 wartet auf eine Bestätigung."


def test_a_source_never_harvested_says_so() -> None:
    line = harvest_page.source_line(SOURCE, Standing(), "Tiefbauamt", NOW)

    assert (line.state.text, line.age, line.last_run, line.error_rate, line.waiting_run) == ("noch nie geerntet", "noch nie", "noch nie", "–", None)


def test_what_is_held_is_named_by_title_and_a_renamed_record_is_not_gone() -> None:
    held = Held(("alt", "weg"), {"neu": "alt"})
    gone, renamed = harvest_page.held_lines(held, {"alt": "Alter Titel", "weg": "Brücken"}, [Outcome("neu", "Neuer Titel", Result.HELD)])

    assert gone == ("Brücken",)
    assert renamed == (("Alter Titel", "Neuer Titel"),)


@pytest.mark.parametrize("title", ["=HYPERLINK(1)", "+1", "-1", "@sum", "\tx", "\rx"])
def test_no_cell_of_the_table_runs_as_a_formula(title: str) -> None:
    rows = table(past(Status.FINDINGS, Outcome(title, title, Result.FAILED, (LICENCE,)), failed=1))

    assert rows[0]["Datensatz"] == f"'{title}"


def test_the_table_has_a_row_per_finding_with_place_and_remedy() -> None:
    (row,) = table(past(Status.FINDINGS, failed("Bäume, «alt»\nneu"), failed=1))

    assert row == {
        "Ernte": "7",
        "Quelle": "ablage",
        "Kennung": "Bäume, «alt»\nneu",
        "Datensatz": "Bäume, «alt»\nneu",
        "Ergebnis": "fehlerhaft",
        "Stufe": "Fehler",
        "Code": "licence-missing",
        "Ort": "Datei 1, Nutzungsbedingungen",
        "Pfad": "distributions[0].licence",
        "Meldung": "Die Nutzungsbedingungen fehlen.",
        "Abhilfe": "Bitte eine der vier wählen.",
    }


def table(run: PastRun) -> list[dict[str | Any, str | Any]]:
    return list(csv.DictReader(io.StringIO(harvest_download.as_csv(run), newline="")))
