"""What opendata.swiss and DCAT-AP CH ask of a record, said before anything is written.

Errors keep a record from being published, because opendata.swiss would drop it without a word
(``dcat-ap.ch`` 3.0 §Dataset, §Distribution; the platform's import filter). Warnings are what it will be poorer without.
"""

from __future__ import annotations

from collections.abc import Iterator

from .finding import Finding
from .record import DatasetRecord, Distribution


def check(record: DatasetRecord) -> tuple[Finding, ...]:
    """Give the findings about a record as a whole; those of the mapping are in the record already."""
    return (*_about_dataset(record), *_about_distributions(record))


def _about_dataset(record: DatasetRecord) -> Iterator[Finding]:
    if not record.title:
        yield Finding.error("title-missing", "title", "Der Titel fehlt.", "Bitte einen kurzen, verständlichen Titel angeben.")
    if not record.description:
        yield Finding.error("description-missing", "description", "Die Beschreibung fehlt.", "Bitte in zwei, drei Sätzen sagen, was die Daten enthalten.")
    if not any(contact.email for contact in record.contacts):
        yield Finding.error("contact-missing", "contact", "Eine Kontaktstelle mit E-Mail-Adresse fehlt.", "Bitte im Datensatz oder bei der Quelle angeben.")
    if not record.distributions:
        yield Finding.error(
            "distribution-missing", "distributions", "Es gibt keine Datei und keinen Dienst zu diesem Datensatz.", "Bitte mindestens eine Datei mitliefern."
        )
    if not record.themes:
        yield Finding.warning("theme-missing", "themes", "Kein Thema ist angegeben.", "Ein Thema hilft, den Datensatz zu finden.")
    if not record.keywords:
        yield Finding.warning("keywords-missing", "keywords", "Keine Schlagwörter sind angegeben.", "Schlagwörter helfen, den Datensatz zu finden.")


def _about_distributions(record: DatasetRecord) -> Iterator[Finding]:
    for index, distribution in enumerate(record.distributions):
        yield from _about_distribution(distribution, f"distributions[{index}]")
    licences = {distribution.licence for distribution in record.distributions if distribution.licence}
    if len(licences) > 1:
        names = ", ".join(sorted(licences))
        yield Finding.error(
            "licence-mixed",
            "distributions",
            f"Die Dateien haben verschiedene Nutzungsbedingungen ({names}).",
            "Innerhalb eines Datensatzes müssen sie gleich sein.",
        )


def _about_distribution(distribution: Distribution, path: str) -> Iterator[Finding]:
    name = next(iter(distribution.title.values()), distribution.key)
    if not distribution.licence:
        yield Finding.error(
            "licence-missing",
            f"{path}.licence",
            f"Die Nutzungsbedingungen von «{name}» fehlen oder sind nicht offen.",
            "Ohne Angabe gilt nichts als offen; möglich sind terms_open, terms_by, terms_ask, terms_by_ask.",
        )
    if not (distribution.url or distribution.access_url or distribution.file):
        yield Finding.error("url-missing", f"{path}.url", f"Die Adresse von «{name}» fehlt.")
    if not distribution.format:
        yield Finding.warning("format-missing", f"{path}.format", f"Das Format von «{name}» ist nicht bekannt.")
