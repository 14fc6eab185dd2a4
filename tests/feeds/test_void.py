"""The catalogue as a set of linked data says the same in every syntax."""

from __future__ import annotations

import pytest
import rdflib
from rdflib.compare import isomorphic

from ckanext.luzern.feeds import void
from feeds.packages import SETTINGS, SITE


def graph(media_type: str) -> rdflib.Graph:
    return rdflib.Graph().parse(data=void.document(SETTINGS, 42, "2026-11-20T08:00:00Z", media_type), format=media_type)


@pytest.mark.parametrize("media_type", void.MEDIA_TYPES)
def test_every_syntax_says_the_same(media_type: str) -> None:
    assert isomorphic(graph(media_type), graph("text/turtle"))


def test_the_catalogue_is_a_set_with_dumps_and_an_api() -> None:
    found, names, catalogue = graph("text/turtle"), rdflib.Namespace(void.VOID), rdflib.URIRef(SITE)

    assert {rdflib.DCAT.Catalog, names.Dataset} <= set(found.objects(catalogue, rdflib.RDF.type))
    assert found.value(catalogue, names.entities) == rdflib.Literal(42)
    assert len(list(found.objects(catalogue, names.dataDump))) == 4
    assert (rdflib.URIRef(f"{SITE}/api/3"), rdflib.RDF.type, rdflib.DCAT.DataService) in found
