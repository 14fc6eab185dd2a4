"""What can be set for an OGC service; each field's description is its documentation."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from luzern_harvesters.defaults import Defaults


class OgcOptions(Defaults):
    """The options of the type ``ogc``."""

    service: Literal["", "WFS", "WMS", "WMTS", "API"] = Field(
        "", description="Art des Dienstes; leer: nach der Adresse und der Antwort. `API` ist OGC API Features oder Records, auch STAC.", examples=["WFS"]
    )
    only: tuple[str, ...] = Field((), description="Nur diese Ebenen oder Collections (Name im Dienst), mit * und ?; leer: alle.", examples=[["lu:*"]])
    without: tuple[str, ...] = Field((), description="Diese Ebenen oder Collections nicht, mit * und ?.", examples=[["*_test"]])
    columns: bool = Field(True, description="Ob die Attribute gelesen werden (WFS DescribeFeatureType, OGC API Schema); eine Anfrage pro Datensatz.")
    public_url: str = Field(
        "",
        description="Adresse, unter der der Dienst öffentlich ist, wenn das Portal ihn über eine andere liest oder ein `file:` ist.",
        examples=["https://geo.example.org/wfs"],
        pattern=r"^(|https?://\S+)$",
    )
    max_pages: int = Field(1_000, ge=1, description="So viele Seiten werden höchstens gelesen (OGC API).")
    max_bytes: int = Field(40_000_000, ge=1, description="So gross darf eine Antwort höchstens sein, in Bytes.")
