"""A dataset as text, in every syntax of every profile: built once when it changes, joined to documents ever after. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

import ckan.plugins.toolkit as tk
from rdflib import Graph, URIRef

from ckanext.luzern.feeds import dataset_graph, rdfxml
from ckanext.luzern.feeds.profile import PROFILES, Profile
from ckanext.luzern.feeds.rdf import name
from ckanext.luzern.feeds.settings import FeedSettings
from ckanext.luzern.feeds.values import Fields
from luzern_harvesters.finding import Finding

MAPPING = "1"  # counts up when the mapping changes, so that stored fragments are built anew


@dataclass(frozen=True)
class Built:
    """One dataset in one profile: ``texts`` by syntax; ``digest`` changes when any of them does.

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
    """Describe a package as ``package_show`` gives it, once per profile, in the order of ``PROFILES``."""
    return tuple(_build(package, settings, profile) for profile in PROFILES)


def version(settings: FeedSettings) -> str:
    """Name what every fragment is built by: the mapping, the settings, the vocabularies. Another version asks for other texts."""
    return hashlib.sha256(repr((MAPPING, settings)).encode()).hexdigest()[:16]


def texts(graph: Graph, profile: Profile) -> dict[str, str]:
    """Give a graph in every syntax of the profile, to be joined to a document (``document``)."""
    writers = {
        "xml": lambda: rdfxml.fragment(graph),
        "ttl": lambda: graph.serialize(format="nt"),
        "nt": lambda: graph.serialize(format="nt"),
        "jsonld": lambda: json.dumps(json.loads(graph.serialize(format="json-ld")), ensure_ascii=False)[1:-1],
    }
    return {syntax: writers[syntax]() for syntax in profile.syntaxes}


def _build(package: Fields, settings: FeedSettings, profile: Profile) -> Built:
    dataset = dataset_graph.build(package, settings, one_resource=profile.one_resource)
    dataset.graph.add((URIRef(settings.site), name("dcat:dataset"), dataset.node))
    identifier = str(dataset.graph.value(dataset.node, name("dct:identifier")) or "")
    written = texts(dataset.graph, profile)
    digest = hashlib.sha256("\0".join(written.values()).encode()).hexdigest()[:32]
    is_listed = not profile.one_resource or (bool(identifier) and is_opted_in(package))
    return Built(profile.name, identifier, is_listed, digest, written, dataset.findings)


def is_opted_in(package: Fields) -> bool:
    """Tell whether opendata.swiss gets the dataset from us: a department may keep it, and geocat would bring it a second time."""
    return tk.asbool(package.get("opendata_swiss", True)) and not tk.asbool(package.get("via_geocat", False))
