"""A resource as ``dcat:Distribution`` (DCAT-AP CH 3.0 §dcat:Distribution), and the services behind it."""

from __future__ import annotations

import re
from itertools import chain

from pyoxigraph import NamedNode

from ckanext.luzern.feeds.rdf import Property, Writer, name
from ckanext.luzern.feeds.scope import Scope
from ckanext.luzern.feeds.shared import write_shared
from ckanext.luzern.feeds.values import (
    AVAILABILITY,
    DATE,
    DURATION,
    FORMAT,
    IRI,
    LANGUAGE,
    LICENCE,
    MEDIA_TYPE,
    PLAIN,
    RIGHTS,
    SIZE,
    STATUS,
    TEXT,
    Fields,
    clean,
    items,
    typed,
)
from luzern_schemas.vocabulary import load

RESOURCE: tuple[Property, ...] = (
    ("dct:identifier", "identifier", PLAIN),
    ("dct:title", "name_translated", TEXT),
    ("dct:description", "description_translated", TEXT),
    ("dct:license", "license", LICENCE),
    ("dct:rights", "rights", RIGHTS),
    ("dct:modified", "modified", DATE),
    ("dct:language", "language", LANGUAGE),
    ("dcat:byteSize", "size", SIZE),
    ("dcatap:availability", "availability", AVAILABILITY),
    ("dcat:temporalResolution", "temporal_resolution", DURATION),
    ("dct:conformsTo", "conforms_to", IRI),
    ("dcat:packageFormat", "package_format", MEDIA_TYPE),
    ("dcatap:applicableLegislation", "applicable_legislation", IRI),
    ("odrl:hasPolicy", "has_policy", IRI),
    ("schema:image", "image", IRI),
    ("adms:status", "status", STATUS),
)
_CHECKSUM_BY_LENGTH = {32: "md5", 40: "sha1", 64: "sha256", 96: "sha384", 128: "sha512"}  # hexadecimal digits


def write_distribution(writer: Writer, scope: Scope, resource: Fields, path: str) -> None:
    """Describe a resource; ``path`` says where in the package it stands."""
    node = NamedNode(f"{scope.node.value}/resource/{resource['id']}")
    writer.add(scope.node, "dcat:distribution", writer.typed(node, "dcat:Distribution"))
    writer.properties(node, resource, RESOURCE, path)
    downloads = writer.iris(_download(node, resource), f"{path}download_url")
    writer.add(node, "dcat:accessURL", _access(writer, resource, path, otherwise=[*downloads, NamedNode(f"{scope.page}/resource/{resource['id']}")]))
    writer.add(node, "dcat:downloadURL", *downloads[:1])
    _write_format(writer, node, resource, path, downloadable=bool(downloads))
    _write_issued(writer, node, scope.package, resource)
    _write_checksum(writer, node, resource, path)
    for page in writer.iris(resource.get("documentation"), f"{path}documentation"):
        writer.add(node, "foaf:page", writer.typed(page, "foaf:Document"))
    write_shared(writer, node, "dcat:accessService", resource.get("access_services"), f"{path}access_services")


def _download(node: NamedNode, resource: Fields) -> object:
    """§dcat:downloadURL: what is stated; for an upload CKAN's address, without the language of the request CKAN would put into it."""
    upload = resource.get("url_type") == "upload"
    return resource.get("download_url") or (f"{node.value}/download/{clean(resource.get('url')).rpartition('/')[2]}" if upload else None)


def _access(writer: Writer, resource: Fields, path: str, *, otherwise: list[NamedNode]) -> NamedNode:
    """§dcat:accessURL: always one; the download's if there is no other, and the resource's page on the portal if nothing else answers."""
    upload = resource.get("url_type") == "upload"
    stated = writer.iris(resource.get("access_url"), f"{path}access_url")
    return (stated or ([] if upload else writer.iris(resource.get("url"), f"{path}url")) or otherwise)[0]


def _write_format(writer: Writer, node: NamedNode, resource: Fields, path: str, *, downloadable: bool) -> None:
    """§dct:format: EU file type, else the IANA type; §dcat:mediaType: what is stated, for a file else what its format is registered as."""
    formats = writer.nodes(resource.get("format"), FORMAT, f"{path}format")
    media = writer.nodes(resource.get("mimetype"), MEDIA_TYPE, f"{path}mimetype")
    found = load("file-type").find(clean(resource.get("format") or ""))
    if downloadable and not media and found:
        media = list(chain.from_iterable(map(MEDIA_TYPE.nodes, items(found.related.get("media_type")))))
    writer.add(node, "dct:format", *(formats or media)[:1])
    writer.add(node, "dcat:mediaType", *media[:1])


def _write_issued(writer: Writer, node: NamedNode, package: Fields, resource: Fields) -> None:
    """§dct:issued: the checker wants exactly one; the day the resource came to the portal where nobody states another."""
    stated = (resource.get("issued"), str(resource.get("created") or "")[:10], package.get("issued"), str(package.get("metadata_created") or "")[:10])
    dates = chain.from_iterable(DATE.nodes(date) for date in stated if date)
    writer.add(node, "dct:issued", *list(dates)[:1])


def _write_checksum(writer: Writer, node: NamedNode, resource: Fields, path: str) -> None:
    """§spdx:checksum; the algorithm by its name, else by the length of the sum."""
    stated = clean(resource.get("hash") or "").lower()
    algorithm = re.sub(r"[^a-z0-9]", "", clean(resource.get("hash_algorithm") or "").rpartition("_")[2].lower())
    value = stated.rpartition(":")[2]  # «sha256:…»
    expected = _CHECKSUM_BY_LENGTH.get(len(value))
    if not stated:
        return
    if not expected or not re.fullmatch("[0-9a-f]+", value) or algorithm not in {"", expected}:
        writer.leave_out(f"{path}hash", stated, "erwartet wird eine Prüfsumme, hexadezimal")
        return
    checksum = writer.blank("spdx:Checksum")
    writer.add(checksum, "spdx:algorithm", name(f"spdx:checksumAlgorithm_{expected}"))
    writer.add(checksum, "spdx:checksumValue", typed(value, "hexBinary"))
    writer.add(node, "spdx:checksum", checksum)
