"""Contexts of JSON-LD that documents name by an address and everybody knows: written down here, because nothing is fetched for a document."""

from __future__ import annotations

from typing import Any

_DCAT_US = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "org": "http://www.w3.org/ns/org#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "describedBy": {"@id": "foaf:page"},
    "references": {"@id": "foaf:page"},
    **{
        name: {"@id": f"dcat:{name}"}
        for name in ("accessURL", "contactPoint", "dataset", "distribution", "downloadURL", "keyword", "landingPage", "mediaType", "theme")
    },
    **{
        name: {"@id": f"dct:{name}"}
        for name in (
            *("accrualPeriodicity", "conformsTo", "description", "format", "identifier", "isPartOf", "issued"),
            *("language", "license", "modified", "publisher", "spatial", "temporal", "title"),
        )
    },
    "accessLevel": {"@id": "dct:accessRights"},
    "fn": {"@id": "vcard:fn"},
    "hasEmail": {"@id": "vcard:hasEmail"},
    "name": {"@id": "foaf:name"},
}
"""DCAT-US 1.1 (Project Open Data metadata schema), as ArcGIS Hub and Socrata write it; of ``rights`` nothing: it explains the access."""

_KNOWN = {"project-open-data.cio.gov/v1.1/schema/catalog.jsonld": _DCAT_US}


def known(context: Any) -> dict[str, Any] | None:  # Any: whatever a document has there
    """Give the context that an address names; None for any other."""
    return _KNOWN.get(context.partition("://")[2]) if isinstance(context, str) else None
