"""A dataset as text, in every syntax of every profile: built once when it changes, joined to documents ever after. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import ckan.plugins.toolkit as tk

from ckanext.luzern.feeds import dataset_graph, syntax
from ckanext.luzern.feeds.dataset_graph import DatasetGraph
from ckanext.luzern.feeds.european import european
from ckanext.luzern.feeds.profile import EUROPEAN, FULL, OPENDATA_SWISS, Profile
from ckanext.luzern.feeds.settings import FeedSettings
from ckanext.luzern.feeds.values import Fields
from luzern_harvesters.finding import Finding
from luzern_schemas.vocabulary import NAMES, load

MAPPING = ("agents", "dataset_graph", "distribution_graph", "european", "fragment", "iri", "rdf", "relations", "shared", "spatial", "syntax", "values")
"""The modules that decide what a fragment says."""


@dataclass(frozen=True)
class Built:
    """One dataset in one profile: ``texts`` by syntax; ``digest`` changes when they do.

    ``identifier`` is the whole one (``wohnen@stadt-luzern``), empty where the dataset has none that opendata.swiss takes. ``is_listed`` says
    whether the dataset belongs in the profile's feed if it is public. ``findings`` tell what had to be left out (German).
    """

    profile: str
    identifier: str
    is_listed: bool
    digest: str
    texts: Mapping[str, str]
    findings: tuple[Finding, ...] = ()


def build(package: Fields, settings: FeedSettings) -> tuple[Built, ...]:
    """Describe a package as ``package_show`` gives it, once per profile, in the order of ``profile.PROFILES``."""
    swiss, full, other = graphs(package, settings)
    is_listed = bool(_identifier(swiss)) and is_opted_in(package)
    return _built(OPENDATA_SWISS, swiss, is_listed=is_listed), _built(FULL, full), _built(EUROPEAN, other)


def graphs(package: Fields, settings: FeedSettings) -> tuple[DatasetGraph, ...]:
    """Give the graphs behind the fragments, in the same order."""
    swiss, full = (dataset_graph.build(package, settings, one_resource=one_resource) for one_resource in (True, False))
    return swiss, full, replace(full, graph=european(full.graph))


@cache
def version(settings: FeedSettings) -> str:
    """Name what every fragment is built by: the mapping, the settings, the vocabularies. Another version asks for other texts."""
    return hashlib.sha256(repr((_mapping(), settings)).encode()).hexdigest()[:16]


@cache
def _mapping() -> str:
    """The code and the vocabularies: whoever changes the mapping need not think of counting up a number."""
    code = [Path(__file__).with_name(f"{module}.py").read_bytes() for module in MAPPING]
    terms = [(term.code, term.iri, sorted(term.label.items()), sorted(term.related.items())) for name in NAMES for term in load(name)]
    return hashlib.sha256(b"".join([*code, repr(terms).encode()])).hexdigest()


def is_opted_in(package: Fields) -> bool:
    """Tell whether opendata.swiss gets the dataset from us: a department may keep it, and geocat would bring it a second time."""
    return tk.asbool(package.get("opendata_swiss", True)) and not tk.asbool(package.get("via_geocat", False))


def _built(profile: Profile, dataset: DatasetGraph, *, is_listed: bool = True) -> Built:
    texts = {name: syntax.fragment(dataset.graph, name) for name in profile.syntaxes}
    digest = hashlib.sha256(texts["xml"].encode()).hexdigest()[:32]  # the others say the same
    return Built(profile.name, _identifier(dataset), is_listed, digest, texts, dataset.findings)


def _identifier(dataset: DatasetGraph) -> str:
    return next((node.value for node in dataset.graph.objects(dataset.node, "dct:identifier")), "")
