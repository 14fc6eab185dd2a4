"""What can be set for an ArcGIS Server; each field's description is its documentation."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from luzern_harvesters.defaults import Defaults


class ArcgisOptions(Defaults):
    """The options of the type ``arcgis``."""

    datasets: Literal["layer", "service"] = Field("layer", description="Was ein Datensatz ist: jede Ebene und Tabelle (`layer`) oder jeder Dienst (`service`).")
    only: tuple[str, ...] = Field(
        (),
        description="Nur diese Dienste oder Ebenen (`Ordner/Dienst` oder `Ordner/Dienst/Ebene`), mit * und ?; leer: alle.",
        examples=[["OGD/baum", "OGD/velonetz/*"]],
    )
    without: tuple[str, ...] = Field(
        (), description="Diese Dienste oder Ebenen nicht, geschrieben wie bei `only`.", examples=[["OGD/*_test", "*/Beschriftung"]]
    )
    count: bool = Field(True, description="Ob die Objekte jeder Ebene gezählt werden; nur dann ist sicher, dass ein Download alle enthält.")
    item_info: bool = Field(True, description="Ob die Angaben zum Dienst (`info/itemInfo`: Beschreibung, Schlagwörter, Nutzungsbedingungen) gelesen werden.")
    copy_features: bool = Field(
        False,
        description="Ob das Portal Ebenen, die nicht in eine Antwort passen, seitenweise holt und als eine GeoJSON-Datei anbietet; sonst gibt es nur den Dienst.",
    )
    max_features: int = Field(200_000, ge=1, description="So viele Objekte hat eine Ebene höchstens, die das Portal holt.")
    public_url: str = Field(
        "",
        description="Adresse, unter der die Quelle öffentlich ist, wenn das Portal sie über eine andere liest oder ein `file:` ist.",
        examples=["https://map.stadtluzern.ch/server/rest/services/OGD"],
        pattern=r"^(|https?://\S+)$",
    )
    token: str = Field("", repr=False, description="Zugangsschlüssel; aus der Umgebung, nie im Klartext.", examples=["${ARCGIS_TOKEN}"])
    token_in_query: bool = Field(
        False, description="Ob der Schlüssel als Parameter `token` mitgeht statt im Kopf `X-Esri-Authorization`; ältere Server verlangen es."
    )
    max_services: int = Field(2_000, ge=1, description="So viele Dienste werden höchstens gelesen; mehr machen die Liste unvollständig.")
    max_bytes: int = Field(20_000_000, ge=1, description="So gross darf eine Antwort höchstens sein, in Bytes.")
