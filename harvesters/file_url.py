"""Documents on disk, named by ``file:`` addresses."""

from __future__ import annotations

import stat
from datetime import datetime, timezone
from pathlib import Path
from urllib.parse import unquote, urlsplit

from .errors import SourceMalformed, SourceRefused
from .finding import Finding
from .http import Response


def is_file_url(url: str) -> bool:
    """Tell whether an address names a file or folder."""
    return url.startswith("file:")


def path_of(url: str) -> Path:
    """Give the path of a ``file:`` address."""
    return Path(unquote(urlsplit(url).path))


def read_file(url: str, max_bytes: int) -> bytes:
    """Read a document; its size is looked at first.

    Raises:
        SourceRefused: it is not there or may not be read.
        SourceMalformed: it is too large.
    """
    path = path_of(url)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise SourceRefused(Finding.error("file-none", path.name, f"«{path.name}» ist keine Datei."))
        if status.st_size > max_bytes:
            raise SourceMalformed(Finding.error("too-large", path.name, f"Die Datei «{path.name}» ist grösser als {max_bytes // 1_000_000} MB."))
        return path.read_bytes()
    except FileNotFoundError as err:
        raise SourceRefused(Finding.error("file-missing", path.name, f"Die Datei «{path.name}» gibt es nicht.")) from err
    except OSError as err:
        raise SourceRefused(Finding.error("file-unreadable", path.name, f"Die Datei «{path.name}» lässt sich nicht lesen: {err.strerror}.")) from err


def read_answer(url: str, max_bytes: int) -> Response:
    """Read a recorded document as if a server had just given it; of its path only the name is told.

    Raises:
        SourceRefused: it is not there or may not be read.
        SourceMalformed: it is too large.
    """
    body = read_file(url, max_bytes)
    return Response(f"file:///{url.rpartition('/')[2]}", 200, body, fetched_at=datetime.now(timezone.utc).isoformat(timespec="seconds"))
