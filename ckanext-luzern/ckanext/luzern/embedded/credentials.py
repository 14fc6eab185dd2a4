"""Passwords and keys: made at the first start, kept in ``secrets.env``, never printed and never an argument of a process."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

NAMES = (
    "CKAN_SECRET_KEY",
    "CKAN_API_TOKEN_SECRET",
    "LUZERN_ADMIN_PASSWORD",
    "POSTGRES_PASSWORD",
    "CKAN_DATABASE_PASSWORD",
    "DATASTORE_READ_PASSWORD",
    "REDIS_PASSWORD",
    "SUPERVISOR_PASSWORD",
)
HEADER = "# Secrets of this state directory. The portal's sysadmin is `admin`; LUZERN_ADMIN_PASSWORD was its first password.\n"


def load(path: Path) -> dict[str, str]:
    """Give the secrets by name; what is missing is made and added."""
    known = _read(path)
    missing = [name for name in NAMES if name not in known]
    if missing:
        known |= {name: secrets.token_urlsafe(32) for name in missing}
        _write(path, known)
    path.chmod(0o600)
    return known


def _read(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    pairs = (line.partition("=") for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return {name: value for name, _, value in pairs if value}


def _write(path: Path, values: dict[str, str]) -> None:
    """Replace the file in one step: half a file would lock us out of the database."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(HEADER + "".join(f"{name}={value}\n" for name, value in values.items()))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
