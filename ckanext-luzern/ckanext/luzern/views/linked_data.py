"""Datasets and the catalogue as linked data, in the syntax that the ending of the address names.

ckanext-dcat has the same addresses, without N-Triples and with an internal error for an ending it does not know. Plugins
earlier in ``ckan.plugins`` are asked first, so these answer; content negotiation stays with ckanext-dcat.
"""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, request

MEDIA_TYPES = {
    "xml": "application/rdf+xml",
    "rdf": "application/rdf+xml",
    "ttl": "text/turtle",
    "n3": "text/n3",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
}
CATALOGUE_PARAMETERS = ("page", "modified_since", "q", "fq")

linked_data = Blueprint("luzern_linked_data", __name__)


@linked_data.get("/dataset/<name>.<ending>")
def dataset(name: str, ending: str) -> Response:
    """Answer with one dataset; 404 where there is none to be seen, or no such syntax."""
    return _document("dcat_dataset_show", ending, id=name)


@linked_data.get("/catalog.<ending>")
def catalogue(ending: str) -> Response:
    """Answer with a page of the catalogue; 400 where the parameters make no sense."""
    return _document("dcat_catalog_show", ending, **{name: request.args.get(name) for name in CATALOGUE_PARAMETERS})


def _document(action: str, ending: str, **asked: str | None) -> Response:
    if ending not in MEDIA_TYPES:
        tk.abort(404)
    try:
        document = tk.get_action(action)({}, {"format": ending, **asked})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        tk.abort(404)
    except tk.ValidationError as err:
        tk.abort(400, "; ".join(err.error_summary.values()))
    return Response(document, mimetype=MEDIA_TYPES[ending])
