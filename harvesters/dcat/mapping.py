"""A dataset's statements as the record (DCAT-AP CH 3.0 §Dataset), pure.

Beside the specification it reads what catalogues send: ckanext-dcat's output, DCAT-AP CH 2.0 and 1.0, schema.org's dates,
texts where IRIs belong. What it can't read is a finding.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from luzern_harvesters import dates, translate
from luzern_harvesters.contract import RawDocument
from luzern_harvesters.errors import RecordError
from luzern_harvesters.finding import Finding, Notes
from luzern_harvesters.record import Agent, DatasetRecord, Distribution, Period, Place, Relation
from luzern_harvesters.source import Source
from luzern_harvesters.translate import Licence

from .distribution import distribution_of, licence_stated
from .graph import ADMS, DCAT, DCATAP, DCT, FOAF, LOCN, OWL, RDF, RDFS, SCHEMA, SKOS, VCARD, Graph
from .node import NAMES, Node
from .syntax import statements

STARTS = (DCAT.startDate, *(space.startDate for space in SCHEMA))
ENDS = (DCAT.endDate, *(space.endDate for space in SCHEMA))
WKT = ("POINT", "POLYGON", "MULTI", "LINESTRING", "GEOMETRYCOLLECTION", "<HTTP")


def record_of(raw: RawDocument, source: Source, licence: str) -> DatasetRecord:
    """Map one dataset; ``licence`` is what the source's settings state for distributions that state none.

    Raises:
        RecordError: the statements name no dataset.
    """
    return described(statements(raw.body), raw, source, licence)


def described(graph: Graph, raw: RawDocument, source: Source, licence: str) -> DatasetRecord:
    """Map the dataset of a graph; ``record_of`` for those who have parsed it themselves."""
    found = next((subject for subject, kind in graph.pairs(RDF.type) if kind == DCAT.Dataset), None)
    if found is None:
        raise RecordError(Finding.error("dataset-none", raw.url, "Das Dokument beschreibt keinen Datensatz."))
    node, notes = Node(graph, found), Notes()
    contacts, finding = translate.contacts_or(tuple(_agent(contact) for contact in node.all(DCAT.contactPoint)), source.contact)
    notes.extend([finding] if finding else [])
    record = DatasetRecord(source.id, raw.ref.remote_id, contacts=contacts, source_url=raw.url)
    record = _with_texts(record, node, notes)
    record = _with_terms(record, node, notes)
    record = _with_coverage(record, node, notes)
    record = _with_links(record, node, notes)
    distributions = _distributions(node, Licence(licence), notes)
    return replace(record, distributions=distributions, findings=tuple(notes))


def _with_texts(record: DatasetRecord, node: Node, notes: Notes) -> DatasetRecord:
    publisher = node.first(DCT.publisher)
    notes.extend(
        Finding.info("language-missing", path, "Beim Text ist keine Sprache angegeben; er gilt als Deutsch.", "Bitte die Sprache angeben (xml:lang).")
        for path, predicate in (("title", DCT.title), ("description", DCT.description))
        if node.is_untagged(predicate)
    )
    identifiers = [value.words for value in node.all(DCT.identifier) if value.is_text]
    if len(identifiers) != 1:
        message = "Der Datensatz hat keine Kennung (dct:identifier)." if not identifiers else "Der Datensatz hat mehrere Kennungen (dct:identifier)."
        known_by = "seine Adresse" if node.iri else "seine Texte: Ändern sie sich, ist er für das Portal ein neuer"
        notes.append(
            Finding.warning("identifier-unclear", "identifier", message, f"Bitte genau eine als Text angeben; bis dahin unterscheidet ihn {known_by}.")
        )
    return replace(
        record,
        title=node.texts(DCT.title),
        description=node.texts(DCT.description),
        publisher=_agent(publisher) if publisher else None,
        creators=tuple(_agent(creator) for creator in node.all(DCT.creator)),
        keywords=node.keywords(DCAT.keyword),
        identifier=next(iter(identifiers), ""),
        version=node.value(DCAT.version, OWL.versionInfo),
        version_notes=node.texts(ADMS.versionNotes),
    )


def _with_terms(record: DatasetRecord, node: Node, notes: Notes) -> DatasetRecord:
    themes = [notes.keep(translate.theme(theme.iri or theme.words, "themes")) for theme in node.all(DCAT.theme)]
    languages = [notes.keep(translate.language(value.term.value, "languages")) for value in node.all(DCT.language)]
    return replace(
        record,
        themes=tuple(dict.fromkeys(filter(None, themes))),
        languages=tuple(dict.fromkeys(filter(None, languages))),
        frequency=notes.keep(translate.frequency(node.value(DCT.accrualPeriodicity), "frequency")),
        access_rights=notes.keep(translate.access_right(node.value(DCT.accessRights), "access_rights")),
        availability=notes.keep(translate.availability(node.value(DCATAP.availability), "availability")),
        issued=notes.keep(dates.day(node.value(DCT.issued), "issued")),
        modified=notes.keep(dates.day(node.value(DCT.modified), "modified")),
    )


def _with_coverage(record: DatasetRecord, node: Node, notes: Notes) -> DatasetRecord:
    periods = [_period(period, notes) for period in node.all(DCT.temporal)]
    places = [_place(place, notes) for place in node.all(DCT.spatial)]
    return replace(record, temporal=tuple(filter(None, periods)), spatial=tuple(filter(None, places)))


def _with_links(record: DatasetRecord, node: Node, notes: Notes) -> DatasetRecord:
    notes.extend(
        Finding.warning(
            "conforms-to-text",
            "conforms_to",
            f"«{value.words[:80]}» ist keine Adresse einer Norm und wird weggelassen.",
            "Erwartet wird eine Adresse (https://…).",
        )
        for value in node.all(DCT.conformsTo)
        if not value.address
    )
    related = [found.value(DCT.relation) for found in node.all(DCAT.qualifiedRelation)]
    return replace(
        record,
        landing_page=next(iter(node.iris(DCAT.landingPage)), ""),
        relations=tuple(Relation(found.address, found.texts(*NAMES, DCT.title)) for found in node.all(DCT.relation) if found.address),
        related=tuple(filter(None, related)),
        documentation=node.iris(FOAF.page),
        conforms_to=node.iris(DCT.conformsTo),
        legislation=node.iris(DCATAP.applicableLegislation),
        in_series=node.iris(DCAT.inSeries),
        image=next(iter(node.iris(*(space.image for space in SCHEMA))), ""),
    )


def _distributions(node: Node, from_source: Licence, notes: Notes) -> tuple[Distribution, ...]:
    of_dataset, is_stated = licence_stated(node, "dataset", notes)
    fallback = of_dataset if is_stated else from_source
    mapped = []
    for index, one in enumerate(node.all(DCAT.distribution)):
        distribution, findings = distribution_of(one, f"distributions[{index}]", fallback)
        mapped.append(distribution)
        notes.extend(findings)
    return tuple(distinct(mapped))


def distinct(distributions: list[Distribution]) -> Iterator[Distribution]:
    """Give each its own key: nameless ones often share the address of one page and differ by format."""
    counted, used = Counter(one.key for one in distributions), Counter[str]()
    for one in distributions:
        key = f"{one.key}#{one.format.lower()}" if counted[one.key] > 1 else one.key
        used[key] += 1
        if used[key] > 1:
            key = f"{key}#{used[key]}"
        yield one if key == one.key else replace(one, key=key)


def _agent(node: Node) -> Agent:
    """Map ``foaf:Agent``, ``vcard:Kind`` or schema.org's organisation; a text is a name."""
    if node.is_text:
        return Agent({"de": node.words})
    email = node.first(VCARD.hasEmail, VCARD.email, FOAF.mbox, *(space.email for space in SCHEMA))
    address = (email.value(VCARD.value) or email.term.value) if email else ""
    return Agent(
        name=node.texts(FOAF.name, VCARD.fn, VCARD.hasFN, VCARD["organization-name"], *(space.name for space in SCHEMA), RDFS.label, SKOS.prefLabel),
        email=address.removeprefix("mailto:").strip() if "@" in address else "",
        url=next(iter(node.iris(FOAF.homepage, VCARD.hasURL, FOAF.workplaceHomepage)), ""),
        iri=node.iri,
    )


def _period(node: Node, notes: Notes) -> Period | None:
    if node.is_text:
        found, finding = dates.period(node.words, "temporal")
    else:
        ends = [notes.keep(dates.day(node.value(*predicates), "temporal")) for predicates in (STARTS, ENDS)]
        found, finding = dates.in_order(Period(*ends), "temporal")
    notes.extend([finding] if finding else [])
    return found


def _place(node: Node, notes: Notes) -> Place | None:
    geometries = [value.term.value for value in node.all(LOCN.geometry, DCAT.bbox, DCAT.centroid) if value.term.value.strip().upper().startswith(WKT)]
    if not node.is_text and not node.iri and geometries and not node.texts(*NAMES):
        return Place(geometry=geometries[0])
    place, finding = translate.place(node.iri or node.words, "spatial")
    notes.extend([finding] if finding else [])
    label = next(iter(node.texts(*NAMES).values()), "") if place else ""
    return replace(place, label=place.label or label, geometry=geometries[0] if geometries else "") if place else None
