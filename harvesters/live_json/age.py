"""How old the values are: each row against the answer, and the answer against the moment it came.

The two are different faults. A dead sensor in a fresh answer is one row's; a frozen server shows everything alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from jmespath.exceptions import JMESPathError

from luzern_harvesters import translate
from luzern_harvesters.finding import Finding
from luzern_harvesters.moments import USUAL, age, local, moment

from .expression import value_of
from .options import DatasetOptions
from .table import Table

TIME = "Zeitangabe"
TOLERANCE = timedelta(minutes=10)  # clocks differ


class Ages:
    """The times of a table's rows and of the answer."""

    def __init__(self, table: Table, document: Any, options: DatasetOptions) -> None:
        self._table, self._options = table, options
        self._time = options.time or _only_time(table)
        self._limit = options.max_age or USUAL.get(translate.frequency(options.frequency, "")[0])
        self._stated = [_evaluated(self._time, row) for row in table.rows] if self._time else []
        self._times = [moment(value) for value in self._stated]
        self._answer = moment(_evaluated(options.answer_time, document)) if options.answer_time else None

    @property
    def newest(self) -> datetime | None:
        """The moment of the youngest value."""
        return max((time for time in self._times if time), default=self._answer)

    def findings(self, came: datetime | None) -> Iterator[Finding]:
        """Say what is old; ``came`` is when the answer came, where that is known."""
        yield from self._unreadable()
        answer = self._answer or self.newest
        if not answer:
            return
        if self._limit and came and came - answer > self._limit:
            message = f"Die Antwort der Quelle ist {age(came - answer)} alt: Sie gibt Werte vom {local(answer)}."
            yield Finding.warning("answer-stale", TIME, message, "Bitte bei der Quelle nachfragen, ob sie steht.")
        if came and answer - came > TOLERANCE:
            yield Finding.warning("time-in-future", TIME, f"Die Antwort trägt eine Zeit der Zukunft: {local(answer)}.")
        yield from self._against(answer)

    def _against(self, answer: datetime) -> Iterator[Finding]:
        known = [(time, index) for index, time in enumerate(self._times) if time]
        if early := [index for time, index in known if self._answer and time - answer > TOLERANCE]:
            name = self._table.name_of(early[0])
            yield Finding.warning("time-in-future", TIME, f"Die Zeit von «{name}» ist jünger als die Antwort selbst.", "Vielleicht geht eine Uhr falsch.")
        old = [(time, index) for time, index in known if self._limit and answer - time > self._limit]
        if old:
            time, index = min(old)
            name = self._table.name_of(index)
            message = f"Veraltet: {len(old)} von {len(self._times)} Werten; am ältesten ist «{name}», {age(answer - time)} alt (vom {local(time)})."
            yield Finding.warning("value-stale", TIME, message, "Die Antwort selbst ist neuer. Bitte den Sensor oder die Meldung prüfen lassen.")

    def _unreadable(self) -> Iterator[Finding]:
        wrong = [index for index, time in enumerate(self._times) if time is None]
        if wrong:
            name, stated = self._table.name_of(wrong[0]), self._stated[wrong[0]]
            message = f"Ohne lesbare Zeitangabe: {len(wrong)} von {len(self._times)} Zeilen; «{name}» sagt {f'«{str(stated)[:40]}»' if stated else 'nichts'}."
            yield Finding.warning("time-missing", TIME, message)


def _only_time(table: Table) -> str:
    """Give the one column that holds moments."""
    found = [column.options.value for column in table.columns if column.data_type == "datetime"]
    return found[0] if len(found) == 1 else ""


def _evaluated(expression: str, data: Any) -> Any:
    try:
        return value_of(expression, data)
    except JMESPathError:
        return None
