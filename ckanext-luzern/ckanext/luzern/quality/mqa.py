"""The Metadata Quality Assessment: points of 405, by the weights and lists of opendata.swiss' dashboard, and what would raise them.

Criteria of distributions count by the share of distributions that meet them, interoperability by the best distribution. Stricter than the
dashboard in two things it grants everybody: access rights have to be stated, and conformance is what no rule of the importer objects to.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from luzern_harvesters.dcat.graph import DCAT, DCT, SKOS, Subject, Term
from luzern_schemas.vocabulary import load

from .fault import Fault
from .graph import FeedGraph, local

MAXIMUM = {"findability": 100, "accessibility": 100, "interoperability": 110, "reusability": 75, "contextuality": 20}
DIMENSIONS = tuple(MAXIMUM)
_RDF = ("JSON", "JSON_LD", "RDF_N_QUADS", "RDF_N_TRIPLES", "RDF_TRIG", "RDF_TURTLE", "RDF_XML", "XML")
MACHINE_READABLE = {"CSV", "GEOJSON", "ICS", "KML", "KMZ", "NETCDF", "ODS", "RDFA", "RSS", "SHP", "XLS", "XLSX", *_RDF}
NON_PROPRIETARY = {
    "BMP", "CSV", "DBF", "GEOJSON", "GZIP", "HTML", "ICS", "JPEG2000", "KML", "KMZ", "NETCDF", "ODS", "PNG", "RSS", "RTF", "TAR", "TIFF", "TSV",
    "TXT", "WMS_SRVC", "ZIP", *_RDF,
}  # fmt: skip
CLAUSE = "Metadata Quality Assessment (data.europa.eu, opendata.swiss)"


@dataclass(frozen=True)
class Criterion:
    """What brings points: ``weight`` at most, ``share`` of it (0 to 1) reached; ``field`` is where to raise it, ``missing`` and ``remedy`` how."""

    dimension: str
    rule: str
    weight: int
    share: float
    field: str
    missing: str
    remedy: str


@dataclass(frozen=True)
class Subjects:
    """What is measured: a dataset with its distributions, which links are dead, and whether the importer takes it."""

    graph: FeedGraph
    dataset: Subject
    distributions: Sequence[Term]
    dead: Collection[str]
    is_importable: bool

    def has(self, node: Term, predicate: NamedNode) -> bool:
        """Tell whether a property is filled."""
        return any(getattr(value, "value", "") for value in self.graph.values(node, predicate))

    def share(self, predicate: NamedNode) -> float:
        """Give the share of distributions that have a property."""
        return self._share([self.has(node, predicate) for node in self.distributions])

    def answering(self, predicate: NamedNode) -> float:
        """Give the share of distributions of which an address is not known to be dead."""
        alive = [any(isinstance(url, NamedNode) and url.value not in self.dead for url in self.graph.values(node, predicate)) for node in self.distributions]
        return self._share(alive)

    def in_scheme(self, node: Term, predicate: NamedNode, vocabulary: str) -> str:
        """Give the code of the first value that stands in a vocabulary; empty if none does."""
        scheme = NamedNode(load(vocabulary).scheme)
        for value in self.graph.values(node, predicate):
            listed = NamedNode(value.value.replace("http://www.iana.org/", "https://www.iana.org/")) if isinstance(value, NamedNode) else value
            if scheme in self.graph.values(listed, SKOS.inScheme):
                return local(value) if isinstance(value, NamedNode) else ""
        return ""

    def _share(self, met: Sequence[bool]) -> float:
        return sum(met) / len(met) if met else 0


def criteria(measured: Subjects) -> Iterator[Criterion]:
    """Give every criterion with the share that is reached."""
    yield from _findability(measured)
    yield from _accessibility(measured)
    yield from _interoperability(measured)
    yield from _reusability(measured)
    yield from _contextuality(measured)


def points(found: Collection[Criterion]) -> Mapping[str, float]:
    """Sum up by dimension, to a tenth."""
    return {dimension: round(sum(each.weight * each.share for each in found if each.dimension == dimension), 1) for dimension in DIMENSIONS}


def advice(found: Collection[Criterion], *, has_files: bool) -> list[Fault]:
    """Say what would raise the points; of files only where there are any: that there are none is told as a fault."""
    return [
        Fault("advice", f"mqa-{each.rule}", each.field, each.missing, each.remedy, CLAUSE, round(each.weight * (1 - each.share), 1))
        for each in found
        if each.share < 1 and (has_files or not each.field.startswith("resources."))
    ]


def _findability(measured: Subjects) -> Iterator[Criterion]:
    for rule, weight, predicate, field, missing, remedy in (
        ("keyword", 30, DCAT.keyword, "tags_translated", "Schlagwörter fehlen.", "Nennen Sie einige Wörter, nach denen jemand suchen würde."),
        ("theme", 30, DCAT.theme, "theme", "Ein Thema fehlt.", "Wählen Sie mindestens ein Thema der Liste."),
        (
            "spatial",
            20,
            DCT.spatial,
            "spatial_coverage",
            "Der Ort fehlt.",
            "Sagen Sie, für welches Gebiet die Daten gelten, zum Beispiel für die Stadt Luzern.",
        ),
        (
            "temporal",
            20,
            DCT.temporal,
            "temporal_coverage",
            "Der Zeitraum fehlt.",
            "Nennen Sie den ersten und den letzten Tag, über den die Daten etwas sagen.",
        ),
    ):
        yield Criterion("findability", rule, weight, float(measured.has(measured.dataset, predicate)), field, missing, remedy)


def _accessibility(measured: Subjects) -> Iterator[Criterion]:
    remedy = "Prüfen Sie die Adresse im Browser und berichtigen Sie sie."
    yield Criterion(
        "accessibility", "access-url", 50, measured.answering(DCAT.accessURL), "resources.access_url", "Nicht jede Adresse der Daten antwortet.", remedy
    )
    yield Criterion(
        "accessibility", "download-url-stated", 20, measured.share(DCAT.downloadURL), "resources.download_url",
        "Nicht jede Datei lässt sich direkt herunterladen.", "Geben Sie die Adresse der Datei selbst an, oder laden Sie die Datei hoch.",
    )  # fmt: skip
    yield Criterion(
        "accessibility", "download-url", 30, measured.answering(DCAT.downloadURL), "resources.download_url", "Nicht jede Datei lässt sich abrufen.", remedy
    )


def _interoperability(measured: Subjects) -> Iterator[Criterion]:
    """The best distribution counts: it is what a machine would take."""

    def of(node: Term) -> dict[str, bool]:
        code, media = measured.in_scheme(node, DCT["format"], "file-type"), measured.in_scheme(node, DCAT.mediaType, "media-type")
        return {
            "format": measured.has(node, DCT["format"]),
            "media-type": measured.has(node, DCAT.mediaType),
            "format-listed": bool(code and media),
            "open-format": code in NON_PROPRIETARY,
            "machine-readable": code in MACHINE_READABLE,
        }

    weights = {"format": 20, "media-type": 10, "format-listed": 10, "open-format": 20, "machine-readable": 20}
    best = max((of(node) for node in measured.distributions), key=lambda met: sum(weights[rule] for rule in met if met[rule]), default={})
    for rule, field, missing, remedy in (
        ("format", "resources.format", "Keine Datei nennt ihr Format.", "Wählen Sie das Format der Datei."),
        ("media-type", "resources.mimetype", "Keine Datei nennt ihren Medientyp.", "Geben Sie den Medientyp an, zum Beispiel text/csv."),
        ("format-listed", "resources.format", "Format oder Medientyp steht nicht in den Listen von EU und IANA.", "Wählen Sie beide aus den Listen."),
        ("open-format", "resources.format", "Kein Format ist frei von Rechten eines Herstellers.", "Bieten Sie die Daten auch als CSV, GeoJSON oder JSON an."),
        ("machine-readable", "resources.format", "Kein Format ist maschinenlesbar.", "Bieten Sie die Daten auch als CSV, GeoJSON oder JSON an."),
    ):
        yield Criterion("interoperability", rule, weights[rule], float(best.get(rule, False)), field, missing, remedy)
    conforms = float(measured.is_importable and bool(measured.distributions))
    yield Criterion(
        "interoperability",
        "conformance",
        30,
        conforms,
        "",
        "opendata.swiss nähme den Datensatz so nicht auf.",
        "Beheben Sie die Fehler, die dazu genannt sind.",
    )


def _reusability(measured: Subjects) -> Iterator[Criterion]:
    rights = measured.in_scheme(measured.dataset, DCT.accessRights, "access-right")
    licences = [bool(measured.in_scheme(node, DCT.license, "licence")) for node in measured.distributions]
    choose = "Wählen Sie eine der vier Nutzungsbedingungen."
    for rule, weight, share, field, missing, remedy in (
        ("licence", 20, measured.share(DCT.license), "resources.license", "Nicht jede Datei nennt ihre Nutzungsbedingung.", choose),
        (
            "licence-listed",
            10,
            sum(licences) / len(licences) if licences else 0,
            "resources.license",
            "Eine Nutzungsbedingung steht nicht in der Liste.",
            choose,
        ),
        ("access-rights", 10, measured.has(measured.dataset, DCT.accessRights), "access_rights", "Die Zugangsrechte fehlen.", "Wählen Sie «öffentlich»."),
        ("access-rights-listed", 5, bool(rights), "access_rights", "Die Zugangsrechte stehen nicht in der Liste der EU.", "Wählen Sie «öffentlich»."),
        ("contact", 20, measured.has(measured.dataset, DCAT.contactPoint), "contact", "Eine Kontaktstelle fehlt.", "Nennen Sie Stelle und E-Mail-Adresse."),
        ("publisher", 10, measured.has(measured.dataset, DCT.publisher), "publisher", "Die Herausgeberin fehlt.", "Nennen Sie, wer die Daten herausgibt."),
    ):
        yield Criterion("reusability", rule, weight, float(share), field, missing, remedy)


def _contextuality(measured: Subjects) -> Iterator[Criterion]:
    rights = "Wählen Sie die Creative-Commons-Lizenz, die der Nutzungsbedingung entspricht."
    for rule, share, field, missing, remedy in (
        ("rights", measured.share(DCT.rights), "resources.rights", "Nicht jede Datei nennt ihre Rechte.", rights),
        ("size", measured.share(DCAT.byteSize), "resources.size", "Nicht jede Datei nennt ihre Grösse.", "Geben Sie die Grösse der Datei in Bytes an."),
        ("issued", measured.has(measured.dataset, DCT.issued), "issued", "Das Datum der Veröffentlichung fehlt.", "Geben Sie an, wann die Daten erschienen."),
        (
            "modified",
            measured.has(measured.dataset, DCT.modified),
            "modified",
            "Das Datum der letzten Änderung fehlt.",
            "Geben Sie an, wann die Daten zuletzt änderten.",
        ),
    ):
        yield Criterion("contextuality", rule, 5, float(share), field, missing, remedy)
