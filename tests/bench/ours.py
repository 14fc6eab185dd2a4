"""The portal's side: its own engine, as a worker calls it, and its documents, as the web server does.

python -m bench.ours INI
"""

from __future__ import annotations

import sys

import ckan.plugins.toolkit as tk
from rdflib import XSD, Graph, Literal
from rdflib.compare import isomorphic
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from bench import feed_requests, page_requests
from bench.host import Values, serve
from ckanext.luzern.feeds import stream
from ckanext.luzern.harvest.run import run
from ckanext.luzern.views import documents
from luzern_harvesters.source import Source

PARSED = {"xml": "xml", "ttl": "turtle", "jsonld": "json-ld"}


def harvest(name: str, url: str) -> Values:
    """Harvest a catalogue into the portal."""
    source = Source(id=name, type="dcat", url=url, organization="tiefbauamt", title=name, private_addresses=True)
    report = run(source, lambda done, of, outcome: None)
    return {"status": report.status.value, "findings": [finding.message for finding in report.findings], **report.counts}


def ask(paths: list[str], rounds: int, warm_up: str) -> Values:
    """Time documents, each as if nobody had asked before."""

    def get(path: str) -> bytes:
        stream._outlines.clear()
        return _document(path)

    return feed_requests.ask(get, paths, rounds, warm_up)


def compare(names: list[str]) -> Values:
    """Compare datasets with what ckanext-dcat's own serialiser writes with the same profile; give the addresses of those that differ."""
    differ = []
    for name in names:
        theirs = _graph(tk.get_action("dcat_dataset_show")({"ignore_auth": True}, {"id": name, "format": "nt"}), "nt")  # Turtle would write 12 as 12.0
        for syntax, parser in PARSED.items():
            ours = _graph(_document(f"/dataset/{name}.{syntax}"), parser)
            differ += [] if isomorphic(ours, theirs) else [f"{name}.{syntax}"]
    return {"differ": differ, "compared": len(names) * len(PARSED)}


def _graph(document: str | bytes, parser: str) -> Graph:
    """Parse a document; a plain literal is an ``xsd:string`` (RDF 1.1), which rdflib takes for two things."""
    graph = Graph()
    for subject, predicate, value in Graph().parse(data=document, format=parser):
        graph.add((subject, predicate, Literal(str(value)) if isinstance(value, Literal) and value.datatype == XSD.string else value))
    return graph


def _document(path: str) -> bytes:
    response = documents.answer(Request(EnvironBuilder(path).get_environ()))
    assert response
    assert response.status_code == 200, response.get_data(as_text=True)[:300]
    body = response.get_data()
    response.close()
    return body


if __name__ == "__main__":
    serve({"harvest": harvest, "ask": ask, "compare": compare, "ask_pages": page_requests.ask, "read_pages": page_requests.read}, sys.argv[1])
