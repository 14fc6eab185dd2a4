"""What is said of a document that can't be read, wherever in it that is seen."""

from __future__ import annotations

from luzern_harvesters.errors import SourceMalformed
from luzern_harvesters.finding import Finding


def malformed(code: str, url: str, message: str, remedy: str = "") -> SourceMalformed:
    """Make the error."""
    return SourceMalformed(Finding.error(code, url, message, remedy))


def too_large(url: str, max_statements: int) -> SourceMalformed:
    """Make the error for more statements than allowed."""
    message = f"Das Dokument hat mehr als {max_statements} Aussagen."
    return malformed("rdf-too-large", url, message, "Bitte in Seiten aufteilen, oder bei der Quelle max_statements erhöhen.")
