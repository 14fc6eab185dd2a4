"""SDMX-JSON: structure messages 1.0 and 2.0, and data messages (drafts before 1.0, 1.0, 2.0) for the structure they carry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from luzern_harvesters.errors import SourceRefused
from luzern_harvesters.finding import Finding
from luzern_harvesters.record import Period

from . import times
from .cube import Catalogue, Document, Role
from .sdmx import SERVICE, Flow, Message, Pairs, Part, Reference, catalogue, data_entry, reference
from .value import Value, list_of, object_of, objects_of, words_of

LISTS: dict[str, Role] = {"dimensionList": "dimension", "measureList": "measure", "attributeList": "attribute"}
TIMES = {"TIME_PERIOD", "TIME"}


def read(value: Any, document: Document) -> Catalogue | None:  # Any: JSON
    """Read a message; None if it is no SDMX-JSON.

    Raises:
        SourceRefused: it holds nothing but errors.
    """
    if not isinstance(value, dict):
        return None
    data = object_of(value.get("data")) or object_of(value.get("references")) or value
    structures = [one for one in [*list_of(data.get("structures")), data.get("structure")] if isinstance(one, dict) and "dimensions" in one]
    is_structure = any(isinstance(data.get(name), list) for name in ("dataflows", "dataStructures", "codelists", "conceptSchemes"))
    if not structures and not is_structure:
        _refuse_errors(value, document)
        return None
    if structures:
        return _data(value, structures, document)
    return catalogue(_message(value, data, document), document)


def _refuse_errors(value: Value, document: Document) -> None:
    errors = [error for error in list_of(value.get("errors")) if isinstance(error, dict)]
    if errors:
        words = str(errors[0].get("detail") or errors[0].get("title") or errors[0].get("message") or "ohne Begründung")[:200]
        code = errors[0].get("code", "ohne Nummer")
        raise SourceRefused(Finding.error("sdmx-error", document.name, f"Die SDMX-Schnittstelle antwortet mit dem Fehler {code}: «{words}»."))


def _message(value: Value, data: Value, document: Document) -> Message:
    meta = object_of(value.get("meta"))
    message = Message(version=3 if "/2.0" in str(meta.get("schema")) else 2, sender=_texts(object_of(meta.get("sender")), "name", _language(meta, document)))
    language = _language(meta, document)
    for one in objects_of(data.get("dataflows")):
        message.flows.append(_flow(one, language))
    for one in objects_of(data.get("dataStructures")):
        flow = _flow(one, language)
        message.structures[flow.reference.key] = tuple(_parts(object_of(one.get("dataStructureComponents"))))
        message.named_structures.append(Flow(flow.reference, flow.names, flow.descriptions, flow.reference, flow.annotations, flow.service))
    for scheme in objects_of(data.get("conceptSchemes")):
        known = _reference_of(scheme)
        message.concepts.update({(*known.key, str(concept.get("id"))): _texts(concept, "name", language) for concept in objects_of(scheme.get("concepts"))})
    for codelist in (*objects_of(data.get("codelists")), *objects_of(data.get("valueLists"))):
        codes = (*objects_of(codelist.get("codes")), *objects_of(codelist.get("valueItems")))
        message.codelists[_reference_of(codelist).key] = tuple(_texts(code, "name", language) or (("", str(code.get("id"))),) for code in codes)
    for constraint in (*objects_of(data.get("contentConstraints")), *objects_of(data.get("dataConstraints"))):
        message.periods.update(_constrained(constraint))
    return message


def _flow(value: Value, language: str) -> Flow:
    annotations = {str(one.get("type")): str(one.get("title") or one.get("text") or one.get("value") or "") for one in objects_of(value.get("annotations"))}
    links = [str(link.get("href")) for link in objects_of(value.get("links")) if SERVICE.match(str(link.get("href")))]
    structure = reference(str(value.get("structure") or ""))
    return Flow(_reference_of(value), _texts(value, "name", language), _texts(value, "description", language), structure, annotations, next(iter(links), ""))


def _parts(components: Value) -> Iterator[Part]:
    for name, role in LISTS.items():
        for key, ones in object_of(components.get(name)).items():
            for one in objects_of(ones if isinstance(ones, list) else [ones]):
                if "id" in one and key in {"dimensions", "timeDimension", "timeDimensions", "measureDimensions", "measures", "primaryMeasure", "attributes"}:
                    enumeration = reference(str(object_of(one.get("localRepresentation")).get("enumeration") or ""))
                    yield Part(
                        str(one["id"]), "time" if key.startswith("timeDimension") else role, reference(str(one.get("conceptIdentity") or "")), enumeration
                    )


def _constrained(constraint: Value) -> dict[tuple[str, str], Period]:
    if str(constraint.get("type") or constraint.get("role") or "").lower() not in {"actual", "reported"}:
        return {}
    stated = object_of(constraint.get("referencePeriod"))
    period = Period(str(stated.get("startTime") or "")[:10], str(stated.get("endTime") or "")[:10])
    for region in objects_of(constraint.get("cubeRegions")):
        for one in (*objects_of(region.get("keyValues")), *objects_of(region.get("components"))):
            if one.get("id") in TIMES and period == Period():
                period = _range(one)
    flows = [reference(str(urn)) for urn in list_of(object_of(constraint.get("constraintAttachment")).get("dataflows"))]
    return {flow.key: period for flow in flows if period != Period()}


def _range(value: Value) -> Period:
    span = object_of(value.get("timeRange"))
    ends = [str(object_of(span.get(name)).get("period") or "")[:10] for name in ("startPeriod", "endPeriod")]
    return (
        Period(*ends)
        if any(ends)
        else times.span(str(object_of(one).get("value", one) if isinstance(one, dict) else one) for one in list_of(value.get("values")))
    )


def _data(value: Value, structures: Sequence[Value], document: Document) -> Catalogue:
    """Read the structures that a data message carries: a dataset each, known by the flow that it links to."""
    meta = object_of(value.get("meta")) or object_of(value.get("header"))
    language = _language(meta, document)
    sender = object_of(meta.get("sender"))
    entries = []
    for structure in structures:
        flow = _flow_of(structure, sender, meta, document)
        parts, period = _carried(structure, language)
        known = Flow(flow, _texts(structure, "name", language), _texts(structure, "description", language), service=_service(structure), parts=parts)
        message = Message([known], periods={flow.key: period}, sender=_texts(sender, "name", language))
        entries += [data_entry(entry, "JSON", document) for entry in catalogue(message, document).entries]
    return Catalogue(tuple(entries))


def _flow_of(structure: Value, sender: Value, meta: Value, document: Document) -> Reference:
    for link in objects_of(structure.get("links")):
        if str(link.get("rel", "")).lower() in {"dataflow", "provisionagreement"}:
            if (found := reference(str(link.get("urn") or ""))).id:
                return found
            steps = str(link.get("href") or "").split("?", 1)[0].rstrip("/").split("/")
            if "dataflow" in steps[:-2]:
                agency, name, *version = steps[steps.index("dataflow") + 1 :]
                return Reference(agency, name, *version[:1])
    return Reference(str(sender.get("id") or ""), document.name.rsplit(".", 1)[0])


def _service(structure: Value) -> str:
    return next((str(link.get("href")) for link in objects_of(structure.get("links")) if SERVICE.match(str(link.get("href")))), "")


def _carried(structure: Value, language: str) -> tuple[tuple[Part, ...], Period]:
    parts, period = [], Period()
    levels: list[tuple[str, Role]] = [("dimensions", "dimension"), ("measures", "measure"), ("attributes", "attribute")]
    for name, role in levels:
        ones = [one for level in object_of(structure.get(name)).values() for one in objects_of(level) if "id" in one]
        for one in sorted(ones, key=lambda one: one["keyPosition"] if isinstance(one.get("keyPosition"), int) else len(ones)):
            is_time = role == "dimension" and (str(one["id"]) in TIMES or str(one.get("role")) in TIMES or one.get("roles") == ["TIME_PERIOD"])
            if is_time:
                period = times.span(str(value.get("id") or value.get("value") or "") for value in objects_of(one.get("values")))
            parts.append(Part(str(one["id"]), "time" if is_time else role, names=_texts(one, "name", language), values=_values(one, language)))
    if not any(part.role == "measure" for part in parts):
        place = next((index for index, part in enumerate(parts) if part.role == "attribute"), len(parts))
        parts.insert(place, Part("OBS_VALUE", "measure", names=(("de", "Wert"),)))
    return tuple(parts), period


def _values(component: Value, language: str) -> tuple[Pairs, ...]:
    """Give the values that occur: by name, else by id; those of an uncoded component are values themselves."""
    found = ((_texts(one, "name", language), words_of(one.get("id")) or words_of(one.get("value"))) for one in objects_of(component.get("values")))
    return tuple(names or ((language, plain),) for names, plain in found if names or plain)


def _texts(value: Value, name: str, language: str) -> Pairs:
    """Give a text: in all languages (``names``), else in the message's."""
    pairs = [(str(key), str(words)) for key, words in object_of(value.get(f"{name}s")).items() if words]
    plain = value.get(name)
    if isinstance(plain, dict):  # drafts before 1.0
        return tuple((str(key), str(words)) for key, words in plain.items())
    return tuple(pairs) or (((language, str(plain)),) if plain else ())


def _language(meta: Value, document: Document) -> str:
    """Give the language of texts that are given in one: what the message says, else English, as its names are in practice."""
    stated = list_of(meta.get("contentLanguages"))
    return str(stated[0]) if stated else "en"


def _reference_of(value: Value) -> Reference:
    return Reference(str(value.get("agencyID") or value.get("agencyId") or ""), str(value.get("id") or ""), str(value.get("version") or "1.0"))
