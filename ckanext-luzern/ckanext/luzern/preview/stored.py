"""A resource's file as it lies in CKAN's storage, whichever that is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from ckan.lib import files, uploader

from ckanext.luzern.errors import NotPreviewable


@contextmanager
def copy(resource_id: str, most: int) -> Iterator[Path]:
    """Give a copy of an uploaded file, for as long as one looks at it.

    Raises:
        NotPreviewable: it is gone, or larger than ``most`` bytes.
    """
    upload: Any = uploader.get_resource_uploader({"id": resource_id})
    location = files.Location(upload.get_path(resource_id))
    try:
        size = upload.storage.size(location)
        if size > most:
            raise NotPreviewable("too-large")
        with NamedTemporaryFile(prefix="preview-") as target:
            for chunk in upload.storage.stream(files.FileData(location, size=size)):
                target.write(chunk)
            target.flush()
            yield Path(target.name)
    except files.exc.MissingFileError as err:
        raise NotPreviewable("broken") from err
