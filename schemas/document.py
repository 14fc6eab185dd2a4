"""Read one YAML document of ours. The C parser is used where PyYAML was built with it: the media types alone are 2000 terms."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

LANGUAGES = ("de", "fr", "it", "en")
"""The languages of the portal, the default first."""

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(path: Path) -> Mapping[str, Any]:  # Any: what the YAML says; every caller turns it into a frozen dataclass at once
    """Return the mapping a YAML file holds."""
    return yaml.load(path.read_text("utf-8"), Loader=_Loader)  # noqa: S506 - both loaders are the safe ones


def in_all_languages(label: str | Mapping[str, str]) -> dict[str, str]:
    """Return a label per language of the portal; a plain string is a name that is the same in all of them."""
    return dict.fromkeys(LANGUAGES, label) if isinstance(label, str) else {language: label[language] for language in LANGUAGES if language in label}
