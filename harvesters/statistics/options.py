"""The settings of a source of statistics."""

from __future__ import annotations

from pydantic import Field

from luzern_harvesters.defaults import Defaults


class StatisticsOptions(Defaults):
    """Options of ``statistics``."""

    only: tuple[str, ...] = Field(
        (),
        description="Nur diese Tabellen oder Dataflows; `*` steht für beliebige Zeichen. Leer: alle. Die Kennungen zeigt `luzern-harvest preview`.",
        examples=[["CH1.SSV:DF_SSV_POP_1930", "px-x-0102*"]],
    )
    language: str = Field("de", description="Sprache der Texte, die keine nennen (ISO 639-1).", examples=["de"], pattern="^[a-z]{2}$")
    title: str = Field("", description="Titel, wenn die Quelle ein einzelner Würfel ohne Titel ist.", examples=["Wohnbevölkerung nach Quartier"])
    endpoint: str = Field(
        "",
        description="Basisadresse der Schnittstelle, wenn sie nicht aus `url` hervorgeht: von SDMX ohne `/dataflow`, von PxWebApi 2 ohne `/tables`.",
        examples=["https://disseminate.stats.swiss/rest"],
        pattern=r"^(|https?://[^@\s]+)$",
    )
    data_formats: dict[str, str] = Field(
        {"CSV": "csvfilewithlabels", "JSON": "jsondata", "XML": "structurespecificdata"},
        description="Wie der SDMX-Dienst nach CSV, JSON und XML gefragt wird (Parameter `format`); leer: ohne Parameter. Vorgabe: .Stat Suite.",
        examples=[{"CSV": "csvdata", "JSON": "jsondata", "XML": "structurespecificdata"}],
    )
    max_requests: int = Field(2000, ge=1, description="So viele Adressen werden beim Auflisten höchstens abgefragt.")
    max_bytes: int = Field(50_000_000, ge=1, description="So gross darf eine Antwort höchstens sein, in Bytes; von PX-Dateien wird nur der Kopf gelesen.")
