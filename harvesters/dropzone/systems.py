"""Which file system a source's address means: this machine's disk, SFTP, WebDAV, SMB or S3.

The drivers for anything but the disk are the extra ``remote``. Credentials come from the environment variables that the options name;
they are handed to the driver and kept nowhere else.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import url2pathname

from fsspec.implementations.local import LocalFileSystem

from luzern_harvesters.dropzone.options import DropzoneOptions
from luzern_harvesters.dropzone.tree import Tree
from luzern_harvesters.errors import SettingsError
from luzern_harvesters.finding import Finding


def open_tree(url: str, options: DropzoneOptions, environment: Mapping[str, str] = os.environ) -> Tree:
    """Give the tree at an address; remote ones are connected now.

    Raises:
        SettingsError: the address, a variable or a driver is wrong or missing.
        SourceError: the server does not answer, or refuses.
    """
    parts = urlsplit(url)
    if parts.scheme == "file":
        return Tree(LocalFileSystem(), _path(parts), url)
    raise SettingsError(
        Finding.error(
            "scheme-unknown", "url", f"Adressen mit «{parts.scheme}:» kann die Ablage nicht lesen.", "Möglich sind file, sftp, webdav, webdavs, smb und s3."
        )
    )


def _path(parts: SplitResult) -> str:
    return url2pathname(unquote(parts.path)) if "%" not in parts.path else unquote(parts.path)
