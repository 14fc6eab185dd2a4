"""SDMX-ML 2.1 and 3.0: structure messages (dataflows, data structures, concepts, code lists, constraints) and the heads of data messages.

Version 2.1 refers by ``<Ref agencyID id version/>`` or ``<URN>``, version 3.0 by the URN as text. SDMX 2.1 and 3.0 Section 3 (SDMX-ML).
"""

from __future__ import annotations

from collections.abc import Iterator

from luzern_harvesters import xml
from luzern_harvesters.errors import RecordError, SourceMalformed, SourceRefused
from luzern_harvesters.finding import Finding
from luzern_harvesters.record import Period
from luzern_harvesters.xml import Element

from . import times
from .cube import Catalogue, Document, Role
from .sdmx import NOTHING, Flow, Message, Pairs, Part, Reference, catalogue, data_entry, reference
from .sdmx_observations import observed

MESSAGES = ("structure", "genericdata", "structurespecificdata", "generictimeseriesdata", "structurespecifictimeseriesdata", "compactdata", "error")
OLD = ("/v1_0/", "/v2_0/")
COMPONENTS = ("dimension", "measuredimension", "timedimension", "measure", "primarymeasure", "attribute")
ROLES: dict[str, Role] = {"timedimension": "time", "measure": "measure", "primarymeasure": "measure", "attribute": "attribute"}


def read(document: Document) -> Catalogue:
    """Read a message.

    Raises:
        SourceMalformed: it is no SDMX message, or of a version before 2.1.
        SourceRefused: it is an error message.
    """
    try:
        root, findings = xml.parse(document.body, document.name)
    except RecordError as err:
        raise SourceMalformed(err.finding) from err
    if "sdmx" not in root.namespace.lower() or root.tag not in MESSAGES:
        message = f"«{document.name}» ist XML, aber keine SDMX-Nachricht."
        raise SourceMalformed(Finding.error("format-unknown", document.name, message, "Erwartet wird SDMX, PX, PxWeb oder JSON-stat."))
    if any(old in root.namespace for old in OLD):
        raise SourceMalformed(
            Finding.error(
                "sdmx-version",
                document.name,
                "SDMX wird ab Fassung 2.1 gelesen; die Nachricht ist älter.",
                "Bitte die Adresse der Fassung 2.1 oder 3.0 angeben.",
            )
        )
    _refuse_errors(root, document)
    found = _structures(root, document) if root.tag == "structure" else _data(root, document)
    return Catalogue(found.entries, found.further, (*findings, *found.findings))


def _refuse_errors(root: Element, document: Document) -> None:
    """An error comes as a message of its own or, with status 200, in the footer of an empty one."""
    holders = [root] if root.tag == "error" else [message for footer in root.all("footer") for message in footer.all("message")]
    for holder in holders:
        words = [one for one in holder.walk() if one.tag == "text" and one.text]
        code = next((one.attributes["code"] for one in (holder, *holder.children) if one.attributes.get("code")), "")
        if root.tag == "error" or holder.attributes.get("severity", "").lower().startswith("err") or code[:1] in {"4", "5"} or code == "100":
            said = words[0].text[:200] if words else "ohne Begründung"
            raise SourceRefused(
                Finding.error("sdmx-error", document.name, f"Die SDMX-Schnittstelle antwortet mit dem Fehler {code or 'ohne Nummer'}: «{said}».")
            )


def _structures(root: Element, document: Document) -> Catalogue:
    message = Message(sender=_sender(root), version=3 if "/v3_" in root.namespace else 2)
    holder = next(root.all("structures"), root)
    for one in holder.walk():
        if one.tag == "dataflow" and one.attributes.get("id") and one.attributes.get("agencyid"):
            message.flows.append(_flow(one))
        elif one.tag == "datastructure" and one.attributes.get("id"):
            flow = _flow(one)
            message.structures[flow.reference.key] = tuple(_parts(one))
            message.named_structures.append(Flow(flow.reference, flow.names, flow.descriptions, flow.reference, flow.annotations, flow.service))
        elif one.tag == "conceptscheme":
            scheme = _reference_of(one)
            message.concepts.update({(*scheme.key, concept.attributes.get("id", "")): _texts(concept, "name") for concept in one.all("concept")})
        elif one.tag in {"codelist", "valuelist"}:
            codes = tuple(one.all("code", "valueitem"))
            message.codelists[_reference_of(one).key] = tuple(_texts(code, "name") or (("", code.attributes.get("id", "")),) for code in codes)
        elif one.tag in {"contentconstraint", "dataconstraint"}:
            message.periods.update(_constrained(one))
    return catalogue(message, document)


def _flow(element: Element) -> Flow:
    structure = next(element.all("structure"), None)
    annotations: dict[str, str] = {}
    for annotation in (one for holder in element.all("annotations") for one in holder.all("annotation")):
        annotations.setdefault(annotation.first("annotationtype"), annotation.first("annotationtitle", "annotationtext") or annotation.attributes.get("id", ""))
    service = element.attributes.get("structureurl", "") or element.attributes.get("serviceurl", "")
    return Flow(_reference_of(element), _texts(element, "name"), _texts(element, "description"), _pointed(structure), annotations, service)


def _parts(structure: Element) -> Iterator[Part]:
    for one in structure.walk():
        if one.tag not in COMPONENTS or not (one.attributes.get("id") or _pointed(next(one.all("conceptidentity"), None)).item):
            continue
        concept = _pointed(next(one.all("conceptidentity"), None))
        enumeration = next((found for found in one.walk() if found.tag == "enumeration"), None)
        yield Part(one.attributes.get("id") or concept.item, ROLES.get(one.tag, "dimension"), concept, _pointed(enumeration))


def _constrained(constraint: Element) -> dict[tuple[str, str], Period]:
    """Give the period of the flows that a constraint is about; only one that says what there is, not what may be."""
    if (constraint.attributes.get("type") or constraint.attributes.get("role") or "").lower() not in {"actual", "reported"}:
        return {}
    period = next(filter(None, (_reference_period(one) or _range(one) for one in constraint.walk())), None)
    attachment = next(constraint.all("constraintattachment"), None)
    flows = [_pointed(one) for one in attachment.all("dataflow")] if attachment else []
    return {flow.key: period for flow in flows if period}


def _reference_period(element: Element) -> Period | None:
    if element.tag != "referenceperiod":
        return None
    return Period(element.attributes.get("starttime", "")[:10], element.attributes.get("endtime", "")[:10])


def _range(element: Element) -> Period | None:
    if element.tag not in {"keyvalue", "component"} or element.attributes.get("id") not in {"TIME_PERIOD", "TIME"}:
        return None
    for span in element.all("timerange"):
        return Period(span.first("startperiod", "afterperiod")[:10], span.first("endperiod", "beforeperiod")[:10])
    found = times.span(value.text for value in element.all("value"))
    return found if found != Period() else None


def _data(root: Element, document: Document) -> Catalogue:
    """Read a data message: which flow it is of, and what its observations say of the structure."""
    header = next(root.all("header"), root)
    stated = next((one for one in header.walk() if one.tag == "structure"), None)
    flow = _first_reference(stated) if stated else NOTHING
    if not flow.id:
        flow = Reference(
            next(iter(one.attributes.get("id", "") for one in header.all("sender")), ""), header.first("datasetid") or document.name.rsplit(".", 1)[0]
        )
    parts, period = observed(root, stated)
    known = Flow(flow, _texts(header, "name"), parts=parts)
    message = Message([known], periods={flow.key: period}, sender=_sender(root), version=3 if "/v3_" in root.namespace else 2)
    found = catalogue(message, document)
    return Catalogue(tuple(data_entry(entry, "XML", document) for entry in found.entries), findings=found.findings)


def _first_reference(element: Element) -> Reference:
    """Give the flow or structure that a data message's header names."""
    for one in element.walk():
        found = reference(one.text) if one.tag in {"urn", "structure", "structureusage", "provisionagreement"} else NOTHING
        if one.tag == "ref":
            found = Reference(one.attributes.get("agencyid", ""), one.attributes.get("id", ""), one.attributes.get("version", ""))
        if found.id:
            return found
    return NOTHING


def _reference_of(element: Element) -> Reference:
    return Reference(element.attributes.get("agencyid", ""), element.attributes.get("id", ""), element.attributes.get("version", "1.0"))


def _pointed(element: Element | None) -> Reference:
    """Give what a ``Ref``, a ``URN`` or a URN as text points to."""
    if element is None:
        return NOTHING
    for ref in element.all("ref"):
        values = ref.attributes
        if "maintainableparentid" in values:
            return Reference(values.get("agencyid", ""), values["maintainableparentid"], values.get("maintainableparentversion", ""), values.get("id", ""))
        return Reference(values.get("agencyid", ""), values.get("id", ""), values.get("version", ""))
    return reference(element.first("urn") or element.text)


def _texts(element: Element, tag: str) -> Pairs:
    return tuple((one.attributes.get("lang", "en"), one.text) for one in element.all(tag) if one.text)


def _sender(root: Element) -> Pairs:
    senders = [sender for header in root.all("header") for sender in header.all("sender")]
    return next((found for sender in senders if (found := _texts(sender, "name"))), ())
