"""A ``dcat:Distribution`` as the record's distribution (DCAT-AP CH 3.0 §Distribution; 2.0 and opendata.swiss's older habits too)."""

from __future__ import annotations

import hashlib
import re

from pyoxigraph import NamedNode

from luzern_harvesters import dates, translate
from luzern_harvesters.defaults import licence_in
from luzern_harvesters.finding import Finding, Notes
from luzern_harvesters.record import Distribution
from luzern_harvesters.translate import Licence
from luzern_schemas.vocabulary import load

from .graph import DCAT, DCATAP, DCT, FOAF, SPDX
from .node import Node

OGC_STANDARD = re.compile(r"^https?://(?:\w+\.)*(?:opengeospatial\.org|ogc\.org|opengis\.net)/\S*\b(wms|wfs|wmts|wcs)\b", re.IGNORECASE)


def distribution_of(node: Node, path: str, fallback: Licence) -> tuple[Distribution, tuple[Finding, ...]]:
    """Map one distribution; ``fallback`` is the licence stated for the dataset or the source, used where the distribution states none."""
    notes = Notes()
    url, access_url = (_address(node, predicate, f"{path}.{name}", notes) for predicate, name in ((DCAT.downloadURL, "url"), (DCAT.accessURL, "access_url")))
    licence = _licence(node, path, fallback, notes)
    stated, media = node.first(DCT["format"]), node.first(DCAT.mediaType)
    named = (stated.code("file-type") if stated else "") or _of_service(node)
    code, media_code, findings = translate.format_of(named, media.code("media-type") if media else "", url or access_url, path)
    notes.extend(findings)
    return Distribution(
        key=node.iri or url or access_url or hashlib.sha256(node.words.encode()).hexdigest(),
        url=url or access_url,
        access_url=access_url,
        title=node.texts(DCT.title),
        description=node.texts(DCT.description),
        format=code,
        media_type=media_code,
        licence=licence.term,
        rights=licence.rights,
        byte_size=_size(node, path, notes),
        checksum=_checksum(node),
        issued=notes.keep(dates.day(node.value(DCT.issued), f"{path}.issued")),
        modified=notes.keep(dates.day(node.value(DCT.modified), f"{path}.modified")),
        languages=tuple(filter(None, (notes.keep(translate.language(value.term.value, f"{path}.languages")) for value in node.all(DCT.language)))),
        availability=notes.keep(translate.availability(node.value(DCATAP.availability), f"{path}.availability")),
        temporal_resolution=notes.keep(translate.duration(node.value(DCAT.temporalResolution), f"{path}.temporal_resolution")),
        conforms_to=node.iris(DCT.conformsTo),
        documentation=node.iris(FOAF.page),
        access_services=node.iris(DCAT.accessService),
        identifier=node.value(DCT.identifier),
    ), tuple(notes)


def licence_stated(node: Node, path: str, notes: Notes) -> tuple[Licence, bool]:
    """Give what ``dct:license`` and ``dct:rights`` state, and whether they state terms of use at all.

    opendata.swiss read its terms from ``dct:rights`` until DCAT-AP CH 2.0; ``dct:license`` goes first where both are there.
    A Creative Commons licence in ``dct:rights`` stands beside the terms, never for them (DCAT-AP CH 3.0 §Distribution, dct:rights).
    """
    licences = [_read_licence(value, f"{path}.licence") for value in node.all(DCT.license)]
    beside = [_read_licence(value, f"{path}.licence") for value in node.all(DCT.rights) if not load("access-right").find(value.iri)]
    read = [*licences, *((licence, finding) for licence, finding in beside if not licence.rights)]
    terms = sorted({licence.term for licence, _ in read if licence.term and not licence.rights} or {licence.term for licence, _ in read if licence.term})
    rights = [licence.rights for licence, _ in (*licences, *beside) if licence.rights]
    # Where one value is clear, what the others could not say is no fault.
    clear = [finding for licence, finding in read if licence.term and not licence.rights]
    notes.extend(finding for finding in clear or [finding for _, finding in read] if finding)
    if len(terms) > 1:
        notes.append(
            Finding.error(
                "licence-mixed",
                f"{path}.licence",
                f"Verschiedene Nutzungsbedingungen sind zugleich angegeben ({', '.join(terms)}).",
                "Bitte eine davon angeben.",
            )
        )
    return Licence(next(iter(terms), ""), next(iter(rights), "")), bool(read)


def _read_licence(value: Node, path: str) -> tuple[Licence, Finding | None]:
    """Read one statement by whichever of its names is known; else what its first one lacks."""
    found = [licence_in(name, path) for name in value.names]
    known = next((pair for pair in found if pair[0].term or pair[0].rights), None) or next((pair for pair in found if pair[1]), None)
    return known or translate.licence(next(iter(value.names), ""), path)


def _licence(node: Node, path: str, fallback: Licence, notes: Notes) -> Licence:
    licence, is_stated = licence_stated(node, path, notes)
    if is_stated or not fallback.term:
        if licence.rights and not is_stated:
            message = f"Nur dct:rights ist angegeben ({licence.rights}); eine Nutzungsbedingung (dct:license) fehlt."
            notes.append(Finding.warning("licence-rights-only", f"{path}.licence", message, "dct:rights ergänzt die Nutzungsbedingung, es ersetzt sie nicht."))
        return licence
    notes.append(
        Finding.info(
            "licence-from-outside", f"{path}.licence", f"Die Distribution nennt keine Nutzungsbedingung; es gilt {fallback.term}, wie für das Ganze angegeben."
        )
    )
    return Licence(fallback.term, licence.rights or fallback.rights)


def _address(node: Node, predicate: NamedNode, path: str, notes: Notes) -> str:
    """Give the first web address; what is written there and is none helps no reader."""
    values = [value.term.value.strip() for value in node.all(predicate)]
    addresses = [value for value in values if value.startswith(("http://", "https://", "ftp://", "ftps://")) and " " not in value]
    if values and not addresses:
        remedy = "Erwartet wird eine vollständige Adresse (https://…)."
        notes.append(Finding.warning("address-invalid", path, f"«{values[0][:80]}» ist keine Adresse im Netz und wird weggelassen.", remedy))
    return next(iter(addresses), "")


def _of_service(node: Node) -> str:
    """Give the kind of OGC service that a distribution or what serves it conforms to (GeoDCAT-AP 3.0 §Service type)."""
    standards = (iri for one in (node, *node.all(DCAT.accessService)) for iri in one.iris(DCT.conformsTo))
    match = next(filter(None, map(OGC_STANDARD.search, standards)), None)
    return f"{match[1].upper()}_SRVC" if match else ""


def _size(node: Node, path: str, notes: Notes) -> int | None:
    text = node.value(DCAT.byteSize)
    if not text:
        return None
    try:
        size = float(text)
        return int(size) if 0 <= size < 2**63 else None
    except (ValueError, OverflowError):
        notes.append(
            Finding.warning("byte-size-unknown", f"{path}.byte_size", f"Die Dateigrösse «{text[:40]}» ist keine Zahl.", "Erwartet wird die Zahl der Bytes.")
        )
        return None


def _checksum(node: Node) -> str:
    checksum = node.first(SPDX.checksum)
    if not checksum or not re.sub(r"[^a-z0-9]", "", checksum.value(SPDX.algorithm).lower()).endswith("sha256"):
        return ""
    return checksum.value(SPDX.checksumValue).lower()
