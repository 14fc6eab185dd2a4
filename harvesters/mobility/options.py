"""The settings of a source of mobility feeds."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from luzern_harvesters.defaults import Defaults

Content = Literal["", "trip_updates", "vehicle_positions", "alerts"]


class MobilityOptions(Defaults):
    """Options of ``mobility``."""

    theme: tuple[str, ...] = Field(("TRAN",), description="Themen (EU-Code oder deutscher Name).", examples=[["TRAN"]])
    title: str = Field(
        "", description="Titel des Datensatzes, wenn die Quelle ein einzelner Feed ist; leer: aus dem Feed.", examples=["Fahrplan der Region Luzern"]
    )
    content: Content = Field("", description="Was ein GTFS-RT-Feed enthält; leer: nach Adresse und Inhalt.", examples=["trip_updates"])
    address: str = Field(
        "", description="Öffentliche Adresse des Feeds, wenn `url` eine Datei ist.", examples=["https://example.org/gtfs.zip"], pattern=r"^(|https?://[^@\s]+)$"
    )
    landing_page: str = Field("", description="Webseite zum Feed, etwa wo es den Schlüssel gibt.", pattern=r"^(|https?://\S+)$")
    headers: dict[str, str] = Field(
        default_factory=dict,
        repr=False,
        description="Kopfzeilen der Anfrage; Schlüssel als `${NAME}` aus der Umgebung.",
        examples=[{"Authorization": "Bearer ${OPENTRANSPORTDATA_KEY}"}],
    )
    query: dict[str, str] = Field(
        default_factory=dict,
        repr=False,
        description="Geheime Parameter der Anfrage, als `${NAME}` aus der Umgebung; sie stehen in keiner gespeicherten oder gezeigten Adresse.",
        examples=[{"api_key": "${NEXTBIKE_KEY}"}],
    )
    max_age: int = Field(60, ge=1, description="So viele Minuten dürfen Echtzeitdaten alt sein, bevor es gemeldet wird.")
    warn_days: int = Field(14, ge=0, description="So viele Tage vor ihrem Ende wird gemeldet, dass die Gültigkeit eines Fahrplans abläuft.")
    max_bytes: int = Field(300_000_000, ge=1, description="So gross darf eine Antwort höchstens sein, in Bytes.")
