"""The example partners' web server: serves one folder as other organisations' sites would.

    python -m ckanext.luzern.embedded.partner FOLDER PORT

``{{base}}`` in a text file stands for the server's own address, which is not known when the file is written, ``{{now}}`` for the
moment of the answer, which live values are of. Protocols that ask
with a query or an address without ending are answered by the ``answers.yaml`` of the first folder of the path, the first match:

    - {path: csw, query: {request: GetRecords, startPosition: "1"}, file: page-1.xml, type: application/xml}
"""

from __future__ import annotations

import sys
from datetime import datetime, timezone
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import parse_qsl, unquote, urlsplit

import yaml

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
        """Answer what ``answers.yaml`` knows and texts with ``{{base}}`` filled in; leave the rest to the base class."""
        file, media_type = self._stated() or (Path(self.translate_path(self.path)), "")
        media_type = media_type or TEXTS.get(file.suffix, "")
        if not media_type or not file.is_file():
            return super().send_head()
        body = file.read_bytes()
        if file.suffix in TEXTS:
            body = body.replace(b"{{base}}", b"http://" + self.headers.get("Host", "127.0.0.1").encode())
            body = body.replace(b"{{now}}", datetime.now(timezone.utc).isoformat(timespec="seconds").encode())
        self.send_response(200)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return BytesIO(body)

    def _stated(self) -> tuple[Path, str] | None:
        """Give the file and media type that the folder's ``answers.yaml`` states for this request."""
        asked = urlsplit(self.path)
        name, _, rest = unquote(asked.path).strip("/").partition("/")
        folder = Path(self.translate_path("/" + name))
        if not (folder / "answers.yaml").is_file():
            return None
        query = {key.lower(): value for key, value in parse_qsl(asked.query, keep_blank_values=True)}
        answers: list[dict[str, Any]] = yaml.safe_load((folder / "answers.yaml").read_text(encoding="utf-8"))
        for answer in answers:
            wanted = {key.lower(): str(value) for key, value in answer.get("query", {}).items()}
            if answer["path"] == rest and wanted.items() <= query.items():
                return folder / answer["file"], answer.get("type", "")
        return None


def main(folder: str, port: str) -> None:
    """Serve until the process is stopped."""
    ThreadingHTTPServer(("127.0.0.1", int(port)), partial(Handler, directory=folder)).serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:3])
