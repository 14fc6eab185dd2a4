"""What opendata.swiss and DCAT-AP CH ask of a record, said before anything is written.

Errors keep a record from being published, because opendata.swiss would drop it without a word
(``dcat-ap.ch`` 3.0 §Dataset, §Distribution; the platform's import filter). Warnings are what it will be poorer without.
One fault is said once: where the mapping has told already why something is missing, that is the error, and no second one says that it is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from .finding import Finding, Level
from .record import DatasetRecord, Distribution
from .translate import possible

NO_FILE = {"file-missing", "file-is-html", "file-empty", "file-too-large", "file-unreadable"}
"""Why the mapping left out a file."""
NO_LICENCE = {"licence-unknown", "licence-creative-commons", "licence-rights-only"}
"""Why the mapping found no term of use."""
MACHINE_MADE = re.compile(r"^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$|^[0-9a-f]{64}(?:#|$)", re.IGNORECASE)
"""A UUID or a digest."""
GARBLED = re.compile("[ÂÃ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€|\ufffd")
"""UTF-8 that was read as Windows-1252 (Ã¼ for ü), and what stands for a character that was lost."""


def check(record: DatasetRecord) -> tuple[Finding, ...]:
    """Give all findings about a record: those of its mapping, and those about it as a whole."""
    silent = [f"distributions[{index}]" for index, one in enumerate(record.distributions) if not one.licence]
    nowhere = [f"distributions[{index}]" for index, one in enumerate(record.distributions) if not _has_address(one)]
    explained = (partial(_explains_licence, silent=silent), partial(_explains_address, nowhere=nowhere), partial(_explains_contact, record=record))
    reasons = [finding for finding in record.findings if any(explains(finding) for explains in explained)]
    told = tuple(replace(finding, level=Level.ERROR) if finding in reasons else finding for finding in record.findings)
    return (*told, *_about_dataset(record), *_about_texts(record), *_about_licences(record, told), *_about_distributions(record))


def _explains_licence(finding: Finding, silent: list[str]) -> bool:
    """Say whether a finding is the reason that one of these distributions has no licence: its own, or the whole dataset's."""
    return finding.code in NO_LICENCE and bool(silent) and (finding.path.rpartition(".")[0] in silent or not finding.path.startswith("distributions["))


def _explains_address(finding: Finding, nowhere: list[str]) -> bool:
    return finding.code == "address-invalid" and finding.path.rpartition(".")[0] in nowhere


def _explains_contact(finding: Finding, record: DatasetRecord) -> bool:
    return finding.code == "email-unknown" and not any(contact.email for contact in record.contacts)


def _about_dataset(record: DatasetRecord) -> Iterator[Finding]:
    if not record.title and not _is_told(record, "title-missing"):
        yield Finding.error("title-missing", "title", "Der Titel fehlt.", "Bitte einen kurzen, verständlichen Titel angeben.")
    if not record.description and not _is_told(record, "description-missing"):
        yield Finding.error("description-missing", "description", "Die Beschreibung fehlt.", "Bitte in zwei, drei Sätzen sagen, was die Daten enthalten.")
    if not any(contact.email for contact in record.contacts) and not _is_told(record, "email-unknown"):
        yield Finding.error("contact-missing", "contact", "Eine Kontaktstelle mit E-Mail-Adresse fehlt.", "Bitte im Datensatz oder bei der Quelle angeben.")
    if not record.distributions and not any(finding.code in NO_FILE and finding.level is Level.ERROR for finding in record.findings):
        yield Finding.error(
            "distribution-missing", "distributions", "Es gibt keine Datei und keinen Dienst zu diesem Datensatz.", "Bitte mindestens eine Datei mitliefern."
        )
    if not record.themes and not _is_told(record, "theme-unknown"):
        yield Finding.warning("theme-missing", "themes", "Kein Thema ist angegeben.", "Ein Thema hilft, den Datensatz zu finden.")
    if not record.keywords:
        yield Finding.warning("keywords-missing", "keywords", "Keine Schlagwörter sind angegeben.", "Schlagwörter helfen, den Datensatz zu finden.")


def _about_texts(record: DatasetRecord) -> Iterator[Finding]:
    """Say once a field that its text was garbled before it came: what it was can't be known for sure, so it is not mended."""
    words = {language: " ".join(values) for language, values in record.keywords.items()}
    for path, texts in (("title", record.title), ("description", record.description), ("keywords", words)):
        if found := next(filter(None, map(GARBLED.search, texts.values())), None):
            near = found.string[max(found.start() - 10, 0) : found.end() + 10]
            remedy = "Meist wurde ein Text in UTF-8 als Windows-1252 gelesen: bitte im System der Quelle als UTF-8 ausgeben."
            yield Finding.warning("text-garbled", path, f"Umlaute oder Sonderzeichen sind verstümmelt («{near}»).", remedy)


def _about_licences(record: DatasetRecord, told: tuple[Finding, ...]) -> Iterator[Finding]:
    """Say where terms of use are missing, in one sentence for all files, and where they differ."""
    reasons = {finding.path for finding in told if finding.code in NO_LICENCE and finding.level is Level.ERROR}
    of_all = any(not path.startswith("distributions[") for path in reasons)
    silent = {f"distributions[{index}].licence": one for index, one in enumerate(record.distributions) if not one.licence and not of_all}
    silent = {path: one for path, one in silent.items() if path not in reasons}
    if silent:
        names = _listed(list(dict.fromkeys(f"«{_name(one, record)}»" for one in silent.values())))
        whose = "des Datensatzes" if 1 < len(silent) == len(record.distributions) else f"von {names}"
        yield Finding.error(
            "licence-missing",
            next(iter(silent)) if len(silent) == 1 else "distributions",
            f"Die Nutzungsbedingungen {whose} fehlen oder sind nicht offen.",
            f"Ohne Angabe gilt nichts als offen. {possible('licence')}",
        )
    licences = {one.licence for one in record.distributions if one.licence}
    if len(licences) > 1:
        terms = ", ".join(sorted(licences))
        yield Finding.error(
            "licence-mixed",
            "distributions",
            f"Die Dateien haben verschiedene Nutzungsbedingungen ({terms}).",
            "Innerhalb eines Datensatzes müssen sie gleich sein.",
        )


def _about_distributions(record: DatasetRecord) -> Iterator[Finding]:
    for index, one in enumerate(record.distributions):
        path = f"distributions[{index}]"
        if not _has_address(one) and not any(_explains_address(finding, [path]) for finding in record.findings):
            yield Finding.error(
                "url-missing", f"{path}.url", f"Die Adresse von «{_name(one, record)}» fehlt.", "Bitte eine vollständige Adresse (https://…) angeben."
            )
        if not one.format and not _is_told(record, "file-type-unknown", "media-type-unknown"):
            remedy = "Bitte das Format angeben (etwa CSV oder XLSX) oder der Datei die übliche Endung geben."
            yield Finding.warning("format-missing", f"{path}.format", f"Das Format von «{_name(one, record)}» ist nicht bekannt.", remedy)


def _has_address(one: Distribution) -> bool:
    return bool(one.url or one.access_url or one.file)


def _is_told(record: DatasetRecord, *codes: str) -> bool:
    return any(finding.code in codes for finding in record.findings)


def _name(one: Distribution, record: DatasetRecord) -> str:
    """Give the name a reader knows it by; a key that a machine made is none."""
    return next(iter(one.title.values()), "") or (f"Datei {record.distributions.index(one) + 1}" if MACHINE_MADE.match(one.key) else one.key)


def _listed(names: list[str]) -> str:
    """Name the first three, count the others."""
    *first, last = [*names[:3], *([f"{len(names) - 3} weiteren"] if len(names) > 3 else [])]
    return f"{', '.join(first)} und {last}" if first else last
