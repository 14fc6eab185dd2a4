"""What opendata.swiss does with a dataset beyond any shape: what its importer refuses or drops (platform, filter), and identifiers that collide.

The importer cuts a feed into one payload per dataset, all that can be reached from it, and refuses the payload without telling anybody.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

from pyoxigraph import Literal, NamedNode

from luzern_harvesters.dcat.graph import DCAT, DCT, Subject, Term
from luzern_schemas.vocabulary import load

from .constraints import lexical
from .fault import Fault
from .graph import FeedGraph
from .mending import field_of

ONE_RESOURCE = (DCAT.Dataset, DCAT.DatasetSeries, DCAT.DataService)
LEGACY = re.compile(r"NonCommercialAllowed-Commercial(Allowed|WithPermission)-Reference(Not)?Required")
FILTER = "opendata.swiss, Filter des Imports"
IDENTIFIERS = "opendata.swiss, Kennungen"


def rejections(graph: FeedGraph, dataset: Subject) -> Iterator[Fault]:
    """Say why opendata.swiss would not import a dataset."""
    typed = [node for node in graph.reachable(dataset) if any(node in graph.of_type(kind) for kind in ONE_RESOURCE)]
    if len(typed) != 1:
        others = ", ".join(str(node.value) for node in typed if node != dataset)[:200]
        yield _rejected(
            "one-resource",
            "",
            f"Mit dem Datensatz ist noch etwas anderes beschrieben: {others}.",
            "Nennen Sie Dienste, Reihen und andere Datensätze nur mit ihrer Adresse.",
        )
    yield from _identifiers(graph.values(dataset, DCT.identifier))
    for node in (dataset, *graph.values(dataset, DCAT.distribution)):
        for value in graph.values(node, DCT.conformsTo):
            if not isinstance(value, NamedNode):
                yield _rejected(
                    "conforms-to",
                    field_of(graph, dataset, node, DCT.conformsTo),
                    f"Der Standard «{lexical(value)[:100]}» ist keine Adresse.",
                    "Geben Sie die Adresse des Standards an (https://…), zum Beispiel die seiner Seite bei eCH.",
                )
    yield from _licences(graph, dataset)


def losses(graph: FeedGraph, dataset: Subject) -> Iterator[Fault]:
    """Say what opendata.swiss would drop or rewrite without refusing the dataset."""
    for node in graph.values(dataset, DCAT.distribution):
        for value in graph.values(node, DCT.license):
            if isinstance(value, Literal) and LEGACY.fullmatch(value.value):
                yield Fault(
                    "warning",
                    "licence-legacy",
                    field_of(graph, dataset, node, DCT.license),
                    f"«{value.value}» ist die alte Schreibweise der Nutzungsbedingung.",
                    _choose_licence(),
                    FILTER,
                )


def identifier_faults(graph: FeedGraph, dataset: Subject, suffix: str) -> Iterator[Fault]:
    """Say whether identifiers are ``<id>@<organisation>``; ``suffix`` is the second half, the organisation's short name on opendata.swiss."""
    for value in graph.values(dataset, DCT.identifier):
        identifier = lexical(value)
        if not identifier.endswith(suffix) or not re.fullmatch(r"[A-Za-z0-9_-]+", identifier.removesuffix(suffix)):
            text = f"Die Kennung «{identifier[:100]}» hat nicht die Form «…{suffix}»."
            yield Fault("rejected", "identifier-pattern", "identifier", text, "Erlaubt sind Buchstaben, Ziffern, «-» und «_».", IDENTIFIERS)


def normalised(identifier: str) -> str:
    """Give an identifier as opendata.swiss makes an address of it: what is equal here is one dataset there."""
    return re.sub("[^a-z0-9_]+", "-", unicodedata.normalize("NFKD", identifier.replace("%", "")).lower())


def collisions(identifiers: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Give the groups of identifiers that opendata.swiss would take for one."""
    groups: dict[str, list[str]] = {}
    for identifier in identifiers:
        groups.setdefault(normalised(identifier), []).append(identifier)
    return (tuple(group) for group in groups.values() if len(group) > 1)


def _identifiers(values: Iterable[Term]) -> Iterator[Fault]:
    found = list(values)
    if len(found) != 1:
        yield _rejected(
            "identifier-count",
            "identifier",
            "Die Kennung fehlt." if not found else f"Der Datensatz hat {len(found)} Kennungen.",
            "Ein Datensatz hat genau eine Kennung.",
        )
    for value in found:
        if not isinstance(value, Literal):
            yield _rejected("identifier-literal", "identifier", f"Die Kennung «{lexical(value)[:100]}» ist eine Adresse.", "Die Kennung ist ein Text.")


def _licences(graph: FeedGraph, dataset: Subject) -> Iterator[Fault]:
    accepted: set[str] = set()
    for node in graph.values(dataset, DCAT.distribution):
        values, field = graph.values(node, DCT.license), field_of(graph, dataset, node, DCT.license)
        if not values:
            yield _rejected("licence-missing", field, "Die Nutzungsbedingung fehlt.", _choose_licence())
        for value in values:
            if licence := _licence(value):
                accepted.add(licence)
            else:
                yield _rejected(
                    "licence-value",
                    field,
                    f"«{lexical(value)[:100]}» gehört nicht zu den Nutzungsbedingungen von opendata.swiss.",
                    f"{_choose_licence()} Eine Creative-Commons-Lizenz gehört ins Feld «Creative-Commons-Lizenz».",
                )
    if len(accepted) > 1:
        yield _rejected(
            "licence-mixed",
            "resources",
            f"Die Dateien haben {len(accepted)} verschiedene Nutzungsbedingungen.",
            "Wählen Sie für alle Dateien dieselbe, oder teilen Sie den Datensatz.",
        )


def _licence(value: Term) -> str:
    """Give the code of a licence that is accepted: one of four IRIs, letter by letter, or one of four old names as text."""
    if isinstance(value, NamedNode):
        return next((term.code for term in load("licence") if term.iri == value.value), "")
    found = load("licence").find(value.value) if isinstance(value, Literal) and LEGACY.fullmatch(value.value) else None
    return found.code if found else ""


@cache
def _choose_licence() -> str:
    """Name the terms of use as the form does, and in brackets as deliveries and programs do."""
    terms = "; ".join(f"«{term.label['de']}» ({term.code})" for term in load("licence"))
    return f"Wählen Sie eine der Nutzungsbedingungen: {terms}."


def _rejected(rule: str, field: str, text: str, remedy: str) -> Fault:
    return Fault("rejected", rule, field, text, remedy, FILTER)
