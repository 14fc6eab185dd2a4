"""A dataset's statements as the record (DCAT-AP CH 3.0 §Dataset), pure.

Beside the specification it reads what catalogues send: ckanext-dcat's output, DCAT-AP CH 2.0 and 1.0, schema.org's dates,
texts where IRIs belong. What it can't read is a finding.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote

from pyoxigraph import NamedNode

from luzern_harvesters import dates, translate
from luzern_harvesters.contract import RawDocument
from luzern_harvesters.errors import RecordError
from luzern_harvesters.finding import Finding, Level, Notes
from luzern_harvesters.record import Agent, DatasetRecord, Distribution, Relation
from luzern_harvesters.source import Source
from luzern_harvesters.translate import Licence
from luzern_schemas.vocabulary import load

from .distribution import distribution_of, licence_stated
from .graph import ADMS, DCAT, DCATAP, DCT, FOAF, GEODCAT, OWL, RDF, RDFS, SCHEMA, SKOS, VCARD, Graph
from .node import NAMES, Node
from .places import period_of, place_of
from .syntax import statements

OFFICES = (VCARD["organization-name"], VCARD["organisation-name"])
EMAIL = re.compile(r"[^\s/:;,<>@]+@[^\s/:;,<>@]+$")


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
    node, notes = Node(graph, found, _tongue(Node(graph, found))), Notes()
    contacts, finding = translate.contacts_or(tuple(_agent(contact) for contact in node.all(DCAT.contactPoint, ADMS.contactPoint)), source.contact)
    notes.extend([finding] if finding else [])
    record = DatasetRecord(source.id, raw.ref.remote_id, contacts=contacts, source_url=raw.url)
    record = _with_texts(record, node, notes)
    record = _with_terms(record, node, notes)
    record = _with_coverage(record, node, notes)
    record = _with_links(record, node, notes)
    distributions = _distributions(node, Licence(licence), notes)
    return replace(record, distributions=distributions, findings=tuple(dict.fromkeys(notes)))


def _tongue(node: Node) -> str:
    """Give the language of texts that tell none: the dataset's, where it has one only that the portal has, else German."""
    languages = {translate.language(value.code("language"), "")[0] for value in node.all(DCT.language)}
    return translate.TONGUES.get(next(iter(languages)), "de") if len(languages) == 1 else "de"


def _with_texts(record: DatasetRecord, node: Node, notes: Notes) -> DatasetRecord:
    publisher = node.first(DCT.publisher, DCT.rightsHolder)
    described = DCT.description if node.texts(DCT.description) else DCT.abstract
    for path, predicate in (("title", DCT.title), ("description", described)):
        notes.extend(_about_language(path, node.languages(predicate), node.tongue))
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
        description=node.texts(described),
        publisher=_agent(publisher) if publisher else None,
        creators=tuple(_agent(creator) for creator in node.all(DCT.creator)),
        keywords=node.keywords(DCAT.keyword),
        identifier=next(iter(identifiers), ""),
        version=node.value(DCAT.version, OWL.versionInfo),
        version_notes=node.texts(ADMS.versionNotes),
    )


def _about_language(path: str, languages: set[str], tongue: str) -> Iterator[Finding]:
    if languages == {""}:
        assumed = next(term.label["de"] for term in load("language") if translate.TONGUES.get(term.code) == tongue)
        yield Finding.info("language-missing", path, f"Beim Text ist keine Sprache angegeben; er gilt als {assumed}.", "Bitte die Sprache angeben (xml:lang).")
    elif languages and not languages & {"", *translate.TONGUES.values()}:
        foreign = ", ".join(sorted(languages))
        yield Finding.info(
            "language-foreign", path, f"Der Text ist in einer Sprache geschrieben, die das Portal nicht führt («{foreign}»); er gilt als Deutsch."
        )


def _with_terms(record: DatasetRecord, node: Node, notes: Notes) -> DatasetRecord:
    themes = _themes(node, notes)
    languages = [notes.keep(translate.language(value.code("language"), "languages")) for value in node.all(DCT.language)]
    modified = node.value(DCT.modified, DCT.updated)  # GeoNetwork writes dct:updated
    repeated = modified if modified.startswith("R/P") else ""  # DCAT-US: how often, where no day can be told
    return replace(
        record,
        themes=tuple(dict.fromkeys(filter(None, themes))),
        languages=tuple(dict.fromkeys(filter(None, languages))),
        frequency=notes.keep(translate.frequency(_code(node, DCT.accrualPeriodicity, "frequency") or repeated, "frequency")),
        access_rights=notes.keep(translate.access_right(_code(node, DCT.accessRights, "access-right"), "access_rights")),
        availability=notes.keep(translate.availability(node.value(DCATAP.availability), "availability")),
        issued=notes.keep(dates.day(node.value(DCT.issued), "issued")),
        modified=notes.keep(dates.day("" if repeated else modified, "modified")),
    )


def _themes(node: Node, notes: Notes) -> list[str]:
    """Translate the themes; catalogues of geodata say them by the topic category beside, or instead of, the EU's."""
    read = [translate.theme(theme.code("theme"), "themes") for theme in node.all(DCAT.theme)]
    themes = [theme for theme, _ in read if theme]
    topics = [topic.iri for topic in node.all(GEODCAT.topicCategory, DCT.subject) if "/TopicCategory/" in topic.iri]
    notes.extend(finding if not themes else replace(finding, level=Level.INFO) for _, finding in read if finding)
    return themes or [theme for topic in topics if (theme := notes.keep(translate.theme(topic, "themes")))]


def _code(node: Node, predicate: NamedNode, vocabulary: str) -> str:
    found = node.first(predicate)
    return found.code(vocabulary) if found else ""


def _with_coverage(record: DatasetRecord, node: Node, notes: Notes) -> DatasetRecord:
    periods = [period_of(period, notes) for period in node.all(DCT.temporal)]
    places = [place_of(place, notes) for place in node.all(DCT.spatial)]
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
        if not value.address and value.words
    )
    related = [found.value(DCT.relation) for found in node.all(DCAT.qualifiedRelation)]
    landing, *pages = node.iris(DCAT.landingPage) or ("",)
    return replace(
        record,
        landing_page=landing,
        relations=tuple(Relation(found.address, found.texts(*NAMES, DCT.title)) for found in node.all(DCT.relation) if found.address),
        related=tuple(filter(None, related)),
        documentation=tuple(dict.fromkeys((*pages, *node.iris(FOAF.page)))),
        conforms_to=node.iris(DCT.conformsTo),
        legislation=node.iris(DCATAP.applicableLegislation),
        in_series=node.iris(DCAT.inSeries),
        image=next(iter(node.iris(*(space.image for space in SCHEMA), FOAF.thumbnail, FOAF.depiction)), ""),
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
        return Agent({node.tongue: node.words})
    email = node.first(VCARD.hasEmail, VCARD.email, FOAF.mbox, *(space.email for space in SCHEMA))
    address = (email.value(VCARD.value, VCARD.hasValue) or email.term.value) if email else ""
    mail = EMAIL.search(unquote(address))  # a relative address became one on the catalogue's own computer
    names = (FOAF.name, VCARD.fn, VCARD.hasFN, *OFFICES, *(space.name for space in SCHEMA), RDFS.label, SKOS.prefLabel)
    return Agent(
        name=node.texts(*names) or next((office.texts(*OFFICES) for office in node.all(VCARD.org)), {}),
        email=mail[0] if mail else "",
        url=next(iter(node.iris(FOAF.homepage, VCARD.hasURL, FOAF.workplaceHomepage)), ""),
        iri=node.iri,
    )
