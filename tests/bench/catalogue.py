"""A generated DCAT catalogue, served page by page (hydra) as RDF/XML: the same bytes for everyone who asks.

    /NAME/SIZE/catalog.rdf?page=1

Datasets of different names have nothing in common. A change of ``revision`` changes every hundredth dataset.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

PAGE = 100  # datasets
CHANGED = 100  # every so manieth
THEMES = ("ENVI", "TRAN", "SOCI", "GOVE", "ECON")
FORMATS = (("CSV", "text/csv"), ("JSON", "application/json"), ("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))
EU = "http://publications.europa.eu/resource/authority"

HEAD = """\
<?xml version="1.0" encoding="utf-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcat="http://www.w3.org/ns/dcat#" xmlns:dct="http://purl.org/dc/terms/"
  xmlns:foaf="http://xmlns.com/foaf/0.1/" xmlns:vcard="http://www.w3.org/2006/vcard/ns#" xmlns:hydra="http://www.w3.org/ns/hydra/core#">
"""
PAGING = """\
<hydra:PagedCollection rdf:about="{url}?page={number}"><hydra:totalItems rdf:datatype="http://www.w3.org/2001/XMLSchema#integer">{size}</hydra:totalItems>
  <hydra:firstPage>{url}?page=1</hydra:firstPage><hydra:lastPage>{url}?page={last}</hydra:lastPage>{following}</hydra:PagedCollection>
"""
DATASET = """\
<dcat:dataset><dcat:Dataset rdf:about="https://partner.example/{name}/{number}">
  <dct:identifier>{name}-{number}</dct:identifier>
  <dct:title xml:lang="de">{title}</dct:title><dct:title xml:lang="fr">Données {number} de {name}</dct:title>
  <dct:description xml:lang="de">Messwerte und Angaben der Reihe {number}: täglich erhoben, monatlich geprüft, für Stadtkreise und Quartiere.</dct:description>
  <dct:description xml:lang="fr">Valeurs mesurées de la série {number}, relevées chaque jour et vérifiées chaque mois.</dct:description>
  <dcat:keyword xml:lang="de">reihe-{group}</dcat:keyword><dcat:keyword xml:lang="de">quartier</dcat:keyword><dcat:keyword xml:lang="de">messung</dcat:keyword>
  <dct:issued rdf:datatype="http://www.w3.org/2001/XMLSchema#date">2024-01-15</dct:issued>
  <dct:modified rdf:datatype="http://www.w3.org/2001/XMLSchema#date">2026-{month:02}-01</dct:modified>
  <dct:language rdf:resource="{EU}/language/DEU"/><dcat:theme rdf:resource="{EU}/data-theme/{theme}"/>
  <dct:accrualPeriodicity rdf:resource="{EU}/frequency/MONTHLY"/><dct:accessRights rdf:resource="{EU}/access-right/PUBLIC"/>
  <dcat:landingPage rdf:resource="https://partner.example/{name}/{number}.html"/>
  <dct:publisher><foaf:Organization rdf:about="https://partner.example/amt/{group}"><foaf:name xml:lang="de">Amt {group}</foaf:name></foaf:Organization></dct:publisher>
  <dcat:contactPoint><vcard:Organization><vcard:fn>Fachstelle {group}</vcard:fn><vcard:hasEmail rdf:resource="mailto:amt{group}@partner.example"/></vcard:Organization></dcat:contactPoint>
{distributions}</dcat:Dataset></dcat:dataset>
"""
DISTRIBUTION = """\
  <dcat:distribution><dcat:Distribution rdf:about="https://partner.example/{name}/{number}/{kind}">
    <dct:title xml:lang="de">Reihe {number} als {kind}</dct:title><dct:description xml:lang="de">Eine Zeile je Messung.</dct:description>
    <dcat:accessURL rdf:resource="https://partner.example/{name}/{number}.{lower}"/><dcat:downloadURL rdf:resource="https://partner.example/{name}/{number}.{lower}"/>
    <dct:format rdf:resource="{EU}/file-type/{kind}"/><dcat:mediaType rdf:resource="https://www.iana.org/assignments/media-types/{media}"/>
    <dct:license rdf:resource="http://dcat-ap.ch/vocabulary/licenses/terms_by"/>
    <dct:issued rdf:datatype="http://www.w3.org/2001/XMLSchema#date">2024-01-15</dct:issued>
  </dcat:Distribution></dcat:distribution>
"""


@dataclass
class Site:
    """The running server; ``revision`` is what it serves from now on."""

    url: str
    revision: int = 0

    def catalogue(self, name: str, size: int) -> str:
        """Give the address of a catalogue's first page."""
        return f"{self.url}/{name}/{size}/catalog.rdf"


@lru_cache(maxsize=64)
def page(url: str, name: str, size: int, number: int, revision: int) -> bytes:
    """Write one page of a catalogue at ``url``."""
    last = max(-(-size // PAGE), 1)
    following = f"<hydra:nextPage>{url}?page={number + 1}</hydra:nextPage>" if number < last else ""
    datasets = "".join(_dataset(name, one, revision) for one in range((number - 1) * PAGE, min(number * PAGE, size)))
    paging = PAGING.format(url=url, number=number, size=size, last=last, following=following)
    return f'{HEAD}{paging}<dcat:Catalog rdf:about="{url}">\n{datasets}</dcat:Catalog></rdf:RDF>\n'.encode()


def _dataset(name: str, number: int, revision: int) -> str:
    is_changed = revision and number % CHANGED == 0
    values = {"EU": EU, "name": name, "number": number, "group": number % 10, "month": number % 9 + 1, "theme": THEMES[number % len(THEMES)]}
    distributions = "".join(DISTRIBUTION.format(**values, kind=kind, lower=kind.lower(), media=media) for kind, media in FORMATS)
    return DATASET.format(**values, title=f"Reihe {number} von {name}{f', Stand {revision}' if is_changed else ''}", distributions=distributions)


@contextmanager
def serve() -> Iterator[Site]:
    """Run the server in a thread of this process, which has nothing else to do while somebody harvests."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            self._answer(with_body=True)

        def do_HEAD(self) -> None:
            self._answer(with_body=False)

        def _answer(self, *, with_body: bool) -> None:
            parts = urlsplit(self.path)
            _, name, size, _ = parts.path.split("/")
            number = int(parse_qs(parts.query).get("page", ["1"])[0])
            body = page(site.catalogue(name, int(size)), name, int(size), number, site.revision)
            self.send_response(200)
            self.send_header("Content-Type", "application/rdf+xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body if with_body else b"")

        def log_message(self, format: str, *args: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site = Site(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
