"""Files of distributions, copied into CKAN's storage of resources.

A file is first read to its end into a temporary one: reading takes as long as the source takes, and no transaction waits for it.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO, Any

from ckan.lib import uploader
from werkzeug.datastructures import FileStorage

from luzern_harvesters.errors import RecordError
from luzern_harvesters.finding import Finding
from luzern_harvesters.record import Distribution

Open = Callable[[str], IO[bytes]]
"""Open a distribution's ``file`` in the source; raises RecordError."""

CHUNK = 1 << 20


@dataclass(frozen=True)
class Attachment:
    """A file read to its end. ``name`` is what it is called in the portal, ``size`` in bytes, ``checksum`` SHA-256."""

    name: str
    size: int
    checksum: str
    upload: Any = field(repr=False)  # Any: CKAN's uploader

    def store(self, resource_id: str) -> None:
        """Put the file where CKAN looks for the resource's; it replaces the one before.

        Raises:
            ValidationError: the file is larger than the portal takes.
        """
        self.upload.upload(resource_id, uploader.get_max_resource_size())


def read(distribution: Distribution, open_file: Open) -> Attachment:
    """Read a distribution's file.

    Raises:
        RecordError: it can't be read, is too large, or is not the one that was listed (it is being replaced at this moment).
    """
    limit = uploader.get_max_resource_size() * 1024 * 1024
    digest, size = hashlib.sha256(), 0
    copy = tempfile.TemporaryFile()  # noqa: SIM115  the uploader reads it later; it vanishes with its last reference
    with open_file(distribution.file) as source:
        while chunk := source.read(CHUNK):
            size += len(chunk)
            if size > limit:
                raise RecordError(_too_large(distribution, limit))
            digest.update(chunk)
            copy.write(chunk)
    checksum = digest.hexdigest()
    if distribution.checksum and checksum != distribution.checksum.lower():
        raise RecordError(_changed(distribution))
    copy.seek(0)
    resource: dict[str, Any] = {"upload": FileStorage(copy, filename=PurePosixPath(distribution.file.replace("\\", "/")).name)}
    upload = uploader.get_resource_uploader(resource)  # gives the resource the name that can stand in an address
    return Attachment(resource["url"], size, checksum, upload)


def _too_large(distribution: Distribution, limit: int) -> Finding:
    message = f"Die Datei «{distribution.file}» ist grösser als {limit // 1024 // 1024} MB."
    return Finding.error("file-too-large", distribution.file, message, "Bitte aufteilen, packen oder als Adresse statt als Datei liefern.")


def _changed(distribution: Distribution) -> Finding:
    message = f"Die Datei «{distribution.file}» hat sich während des Lesens geändert."
    return Finding.error("file-changed", distribution.file, message, "Die nächste Ernte liest sie neu.")
