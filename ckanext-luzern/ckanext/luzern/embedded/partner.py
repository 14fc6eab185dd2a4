"""The example partner's web server: serves one folder as another organisation's site would.

    python -m ckanext.luzern.embedded.partner FOLDER PORT

``{{base}}`` in a text file stands for the server's own address, which is not known when the file is written.
"""

from __future__ import annotations

import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

TEXTS = {
    ".rdf": "application/rdf+xml",
    ".xml": "application/xml",
    ".ttl": "text/turtle",
    ".jsonld": "application/ld+json",
    ".json": "application/json",
    ".geojson": "application/geo+json",
}


class Handler(SimpleHTTPRequestHandler):
    """Static files with the media types of the field, texts with the server's address in them."""

    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, **TEXTS, ".csv": "text/csv"}  # noqa: RUF012  as the base class has it

    def send_head(self) -> BytesIO | BinaryIO | None:
        """Answer a text with ``{{base}}`` filled in; leave the rest to the base class."""
        path = Path(self.translate_path(self.path))
        if path.suffix not in TEXTS or not path.is_file():
            return super().send_head()
        body = path.read_bytes().replace(b"{{base}}", b"http://" + self.headers.get("Host", "127.0.0.1").encode())
        self.send_response(200)
        self.send_header("Content-Type", TEXTS[path.suffix])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return BytesIO(body)


def main(folder: str, port: str) -> None:
    """Serve until the process is stopped."""
    ThreadingHTTPServer(("127.0.0.1", int(port)), partial(Handler, directory=folder)).serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:3])
