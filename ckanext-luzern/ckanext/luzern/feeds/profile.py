"""The three forms in which the catalogue goes out: what each says, and in which syntaxes."""

from __future__ import annotations

from dataclasses import dataclass

SYNTAXES = ("xml", "ttl", "jsonld", "nt")


@dataclass(frozen=True)
class Profile:
    """A form of the catalogue, by the name the fragments are stored under.

    ``one_resource`` keeps the rule of opendata.swiss' importer: whatever can be reached from a dataset holds no second typed dataset, series
    or service. ``is_european`` asks for the types of DCAT-AP 3.0 where those of DCAT-AP CH differ (reference: dcat:byteSize).
    """

    name: str
    syntaxes: tuple[str, ...]
    one_resource: bool = False
    is_european: bool = False


OPENDATA_SWISS = Profile("opendata-swiss", ("xml",), one_resource=True)
FULL = Profile("luzern_dcat_ap_ch", SYNTAXES)
EUROPEAN = Profile("euro_dcat_ap_3", SYNTAXES, is_european=True)
PROFILES = (OPENDATA_SWISS, FULL, EUROPEAN)
