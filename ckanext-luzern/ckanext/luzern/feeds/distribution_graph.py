"""A resource as ``dcat:Distribution`` (DCAT-AP CH 3.0 §dcat:Distribution), and the services behind it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain

from rdflib import URIRef
from rdflib.term import Node

from ckanext.luzern.feeds.rdf import Property, Writer, name
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
    ("schema:image", "image", IRI),
    ("adms:status", "status", STATUS),
)
_CHECKSUM_BY_LENGTH = {32: "md5", 40: "sha1", 64: "sha256", 96: "sha384", 128: "sha512"}  # hexadecimal digits


@dataclass(frozen=True)
class Owner:
    """The dataset a distribution belongs to: node, package, its page on the portal; ``in_full`` describes services too (``dataset_graph.build``)."""

    node: URIRef
    package: Fields
    page: str
    in_full: bool


def write_distribution(writer: Writer, dataset: Owner, resource: Fields, path: str) -> None:
    """Describe a resource; ``path`` says where in the package it stands."""
    node = URIRef(f"{dataset.node}/resource/{resource['id']}")
    writer.add(dataset.node, "dcat:distribution", writer.typed(node, "dcat:Distribution"))
    writer.properties(node, resource, RESOURCE, path)
    downloads = writer.nodes(_download(node, resource), IRI, f"{path}download_url")
    writer.add(node, "dcat:downloadURL", *downloads[:1])
    writer.add(node, "dcat:accessURL", _access(writer, resource, path, otherwise=[*downloads, URIRef(f"{dataset.page}/resource/{resource['id']}")]))
    _write_format(writer, node, resource, path, downloadable=bool(downloads))
    _write_issued(writer, node, dataset.package, resource)
    _write_checksum(writer, node, resource, path)
    for page in writer.nodes(resource.get("documentation"), IRI, f"{path}documentation"):
        writer.add(node, "foaf:page", writer.typed(page, "foaf:Document"))
    for service in writer.nodes(_services(resource), IRI, f"{path}access_services"):
        writer.add(node, "dcat:accessService", service)
        if dataset.in_full:
            _write_service(writer, service, dataset.node, node)


def _download(node: URIRef, resource: Fields) -> object:
    """§dcat:downloadURL: what is stated; for an upload CKAN's address, without the language of the request CKAN would put into it."""
    upload = resource.get("url_type") == "upload"
    return resource.get("download_url") or (f"{node}/download/{clean(resource.get('url')).rpartition('/')[2]}" if upload else None)


def _access(writer: Writer, resource: Fields, path: str, *, otherwise: list[Node]) -> Node:
    """§dcat:accessURL: always one; the download's if there is no other, and the resource's page on the portal if nothing else answers."""
    upload = resource.get("url_type") == "upload"
    stated = writer.nodes(resource.get("access_url"), IRI, f"{path}access_url")
    return (stated or ([] if upload else writer.nodes(resource.get("url"), IRI, f"{path}url")) or otherwise)[0]


def _write_format(writer: Writer, node: Node, resource: Fields, path: str, *, downloadable: bool) -> None:
    """§dct:format: EU file type, else the IANA type; §dcat:mediaType: what is stated, for a file else what its format is registered as."""
    formats = writer.nodes(resource.get("format"), FORMAT, f"{path}format")
    media = writer.nodes(resource.get("mimetype"), MEDIA_TYPE, f"{path}mimetype")
    found = load("file-type").find(clean(resource.get("format") or ""))
    if downloadable and not media and found:
        media = list(chain.from_iterable(map(MEDIA_TYPE.nodes, items(found.related.get("media_type")))))
    writer.add(node, "dct:format", *(formats or media)[:1])
    writer.add(node, "dcat:mediaType", *media[:1])


def _write_issued(writer: Writer, node: Node, package: Fields, resource: Fields) -> None:
    """§dct:issued: the checker wants exactly one; the day the resource came to the portal where nobody states another."""
    stated = (resource.get("issued"), str(resource.get("created") or "")[:10], package.get("issued"), str(package.get("metadata_created") or "")[:10])
    dates = chain.from_iterable(DATE.nodes(date) for date in stated if date)
    writer.add(node, "dct:issued", *list(dates)[:1])


def _write_checksum(writer: Writer, node: Node, resource: Fields, path: str) -> None:
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


def _services(resource: Fields) -> list[object]:
    """The IRIs of the services, whether the field holds them alone or with further fields."""
    return [service.get("uri") if isinstance(service, dict) else service for service in items(resource.get("access_services"))]


def _write_service(writer: Writer, service: Node, dataset: Node, distribution: Node) -> None:
    """§dcat:DataService: what the dataset and the distribution say of it; its address is its endpoint."""
    writer.typed(service, "dcat:DataService")
    writer.add(service, "dcat:endpointURL", service)
    writer.add(service, "dcat:servesDataset", dataset)
    for source, predicate in ((distribution, "dct:title"), (distribution, "dct:license"), (dataset, "dct:publisher"), (dataset, "dcat:contactPoint")):
        writer.add(service, predicate, *list(writer.graph.objects(source, name(predicate))))
