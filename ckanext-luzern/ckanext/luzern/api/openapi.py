"""The description of the interface as OpenAPI 3.1 (spec.openapis.org/oas/v3.1.1), for code generators and clients. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ckanext.luzern.api import description
from ckanext.luzern.api.description import Document, Operation, Parameter
from ckanext.luzern.api.schemas import schemas

VERSION = "3"  # of CKAN's action API, which stands in its address
ERRORS = {
    400: "The search does not understand the question, or there is no such action.",
    403: "Not public, or needs an account.",
    404: "There is nothing of that name.",
    409: "A parameter is missing or has no such value.",
    410: "Was withdrawn; the page says why.",
    429: "Too many requests at once; try again after a moment.",
    503: "The search, or a complete document, is away; `Retry-After` says for how many seconds.",
}
WORDLESS = {410, 429}  # no action answers so: a page does, or the server in front
ENDINGS = ("ttl", "xml", "jsonld", "nt")
PLACES: Mapping[str, Mapping[str, Any]] = {
    "ending": {"description": "The syntax", "schema": {"type": "string", "enum": list(ENDINGS)}, "example": "ttl"},
    "dataset": {"description": "Name of a dataset", "schema": {"type": "string"}, "example": "$dataset"},
    "file": {"description": "Id of a file", "schema": {"type": "string"}, "example": "$file"},
    "identifier": {"description": "Identifier of a dataset, with or without what follows the @", "schema": {"type": "string"}, "example": "$identifier"},
}

Json = dict[str, Any]  # Any: what JSON holds


def openapi(site: str, title: str, contact: str, sample: Mapping[str, str]) -> Json:
    """Give the document for the portal at ``site``, whose examples speak of ``sample``."""
    paths = {operation.path: {"get": _action(operation, group.title)} for group in description.groups() for operation in group.operations}
    paths |= {document.path: {"get": _document(document)} for document in description.documents()}
    return description.filled(
        {
            "openapi": "3.1.1",
            "info": {
                "title": title,
                "version": VERSION,
                "summary": "Search, metadata, files and linked data of the open data portal of the City of Lucerne",
                "description": f"Free to use without a key. The same for people, with code to copy: {site}/api-docs",
                "contact": {"name": "Stadt Luzern", **({"email": contact} if contact else {"url": site})},
                "termsOfService": f"{site}/terms",
            },
            "servers": [{"url": site}],
            "security": [],
            "tags": [{"name": group.title} for group in description.groups()] + [{"name": "Documents"}],
            "paths": paths,
            "components": {"schemas": dict(schemas()), "responses": {str(status): _error(status) for status in ERRORS if status not in WORDLESS}},
            "externalDocs": {"url": f"{site}/api-docs"},
        },
        sample,
    )


def _action(operation: Operation, tag: str) -> Json:
    result = {"$ref": f"#/components/schemas/{operation.result}"}
    answer = {"allOf": [{"$ref": "#/components/schemas/Answer"}, {"properties": {"result": result}, "required": ["result"]}]}
    return {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": operation.text,
        "tags": [tag],
        "parameters": [_parameter(one) for one in operation.parameters],
        "responses": {
            "200": {"description": "The answer", "content": {"application/json": {"schema": answer}}},
            **_errors(operation.errors),
            **_wordless((429,)),
        },
    }


def _document(document: Document) -> Json:
    places = [{"name": name, "in": "path", "required": True, **PLACES[name]} for name in re.findall(r"\{(\w+)\}", document.path)]
    success: Json = {"description": document.summary, "content": {media: {} for media in document.media}}
    if document.status == 302:
        success = {"description": document.summary, "headers": {"Location": {"schema": {"type": "string"}}}}
    return {
        "operationId": document.id,
        "summary": document.summary,
        "tags": ["Documents"],
        "parameters": [*places, *(_parameter(one) for one in document.parameters)],
        "responses": {str(document.status): success, **_wordless((*document.errors, 429, 503))},
    }


def _parameter(parameter: Parameter) -> Json:
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": parameter.text,
        "schema": dict(parameter.schema),
        "example": parameter.example,
    }


def _errors(statuses: tuple[int, ...]) -> Json:
    return {str(status): {"$ref": f"#/components/responses/{status}"} for status in (*statuses, 503)}


def _wordless(statuses: tuple[int, ...]) -> Json:
    return {str(status): {"description": ERRORS[status]} for status in statuses}


def _error(status: int) -> Json:
    return {"description": ERRORS[status], "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}}
