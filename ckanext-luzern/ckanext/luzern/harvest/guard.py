"""What a listing says about the records it does not name: whether they may be taken for gone.

A source that answers with less than usual is more often broken than emptied. So removals are held, and a person is asked, when the
listing is incomplete or empty, or when more than a tenth of the known records, or more than twenty, are missing at once.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from luzern_harvesters.contract import Listing
from luzern_harvesters.finding import Finding

LARGEST_SHARE = 0.10
LARGEST_NUMBER = 20
ASK = "Bitte prüfen und bestätigen, auf der Seite dieser Ernte oder mit «ckan luzern harvest approve»: Erst dann werden sie zurückgezogen."


@dataclass(frozen=True)
class Verdict:
    """The known records that a listing does not name, sorted; ``reason`` says why nobody may conclude that they are gone."""

    missing: tuple[str, ...]
    reason: Finding | None = None


def judge(listing: Listing, known: Collection[str]) -> Verdict:
    """Compare a listing with the records that are known and not withdrawn."""
    listed = {ref.remote_id for ref in listing.refs}
    missing = tuple(sorted(remote_id for remote_id in known if remote_id not in listed))
    return Verdict(missing, _reason(listing, len(known), len(missing)) if missing else None)


def _reason(listing: Listing, known: int, missing: int) -> Finding | None:
    kept = f"Alle {known} bekannten Datensätze bleiben."
    if not listing.refs:
        return Finding.warning("held-empty", "", f"Die Quelle nennt keinen einzigen Datensatz mehr. {kept}", ASK)
    if not listing.complete:
        return Finding.warning("held-incomplete", "", f"Die Liste der Quelle ist unvollständig; {missing} bekannte Datensätze fehlen darin. {kept}", ASK)
    if missing > LARGEST_NUMBER or missing > LARGEST_SHARE * known:
        return Finding.warning("held-many-missing", "", f"In der Liste der Quelle fehlen {missing} von {known} bekannten Datensätzen. {kept}", ASK)
    return None
