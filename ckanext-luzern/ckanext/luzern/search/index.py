"""What Solr keeps of a dataset.

CKAN hands every stored field to the index as it lies in the database. Our multilingual and repeating fields lie there as JSON; a
term of Solr's plain string fields holds 32 KB at most, so that a long description would make the dataset impossible to index.
"""

from __future__ import annotations

from typing import Any

MAX_TERM_BYTES = 32_000


def document(package: dict[str, Any]) -> dict[str, Any]:
    """Give the Solr document without values that no field of it could hold; shape: field to string or list of strings."""
    return {key: value for key, value in package.items() if _fits(key, value)}


def _fits(key: str, value: Any) -> bool:
    if key in {"data_dict", "validated_data_dict", "text", "title", "notes"}:  # stored only, or analysed word by word
        return True
    if isinstance(value, dict) or (isinstance(value, list) and any(isinstance(item, dict) for item in value)):
        return False
    return not isinstance(value, str) or len(value.encode()) <= MAX_TERM_BYTES
