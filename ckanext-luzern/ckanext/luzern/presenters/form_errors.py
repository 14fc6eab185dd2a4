"""What a form says of faults: the reader's part of messages that the API gives in German and English (``logic/validators/messages.py``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckanext.luzern.logic.validators.messages import in_language


def in_the_readers(errors: Any, language: str) -> Any:  # Any: CKAN's errors, texts in lists and dictionaries
    """Give errors of the same shape in ``language``; CKAN's own are in it already."""
    if isinstance(errors, str):
        return in_language(errors, language)
    if isinstance(errors, Mapping):
        return {name: in_the_readers(error, language) for name, error in errors.items()}
    if isinstance(errors, (list, tuple)):
        return [in_the_readers(error, language) for error in errors]
    return errors
