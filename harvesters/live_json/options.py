"""What can be set for a live JSON; each field's description is its documentation."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import jmespath
from jmespath.exceptions import JMESPathError
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError
from typing_extensions import Self

from luzern_harvesters.contract import Options
from luzern_harvesters.moments import Duration

Format = Literal["CSV", "JSON"]
DataType = Literal["", "text", "integer", "decimal", "date", "datetime", "boolean"]


def _expression(text: str) -> str:
    try:
        jmespath.compile(text or "@")
    except JMESPathError as err:
        why = str(err).splitlines()[0].removeprefix("Invalid jmespath expression: ").rstrip(":")
        raise PydanticCustomError("jmespath", "«{text}» ist kein JMESPath-Ausdruck ({why}).", {"text": text, "why": why}) from err
    return text


def _by_language(value: Any) -> Any:  # Any: what stands in the file; pydantic checks the result
    return {"de": value} if isinstance(value, str) and value else value or {}


def _column(value: Any) -> Any:  # Any: as above
    return {"value": value} if isinstance(value, str) else value


Expression = Annotated[str, AfterValidator(_expression)]
Words = Annotated[dict[str, str], BeforeValidator(_by_language, json_schema_input_type=str | dict[str, str])]


class ColumnOptions(BaseModel):
    """One column: where its value stands in a row, and what it means."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: Expression = Field(description="JMESPath-Ausdruck auf die Zeile.", examples=["vacancy"])
    label: Words = Field(default_factory=dict, description="Name für Menschen.", examples=["Freie Plätze"])
    description: Words = Field(default_factory=dict, description="Was der Wert bedeutet.")
    unit: str = Field(default="", description="Einheit.", examples=["Plätze"])
    data_type: DataType = Field(
        default="", description="Datentyp; Zahlen, die als Text kommen, werden damit zu Zahlen. Leer: wie geliefert.", examples=["integer"]
    )
    at_least: float | None = Field(default=None, description="Kleinster möglicher Wert.", examples=[0])
    at_most: float | str | None = Field(
        default=None, description="Grösster möglicher Wert: eine Zahl oder der Name einer anderen Spalte.", examples=["kapazitaet"]
    )


Column = Annotated[ColumnOptions, BeforeValidator(_column, json_schema_input_type=str | ColumnOptions)]


class CheckOptions(BaseModel):
    """Something that must be true of the whole document."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    expression: Expression = Field(description="JMESPath-Ausdruck auf das Dokument, der wahr sein muss.", examples=["sum(a.*.n) == total"])
    message: str = Field(description="Was gemeldet wird, wenn er es nicht ist.", examples=["Die Summe der Parkhäuser ist nicht das Total."])


class DatasetOptions(Options):
    """One dataset of a live JSON: what the document can't say of itself, and where its values stand."""

    id: str = Field("", pattern="^[a-z0-9-]*$", description="Kennung; Pflicht bei mehreren. Nie ändern: an ihr hängt der Datensatz. Leer: die der Quelle.")
    title: Words = Field(default_factory=dict, description="Titel, als Text oder je Sprache; leer: der Titel der Quelle.", examples=["Parkhausbelegung"])
    description: Words = Field(default_factory=dict, description="Beschreibung, als Text oder je Sprache.")
    publisher: str = Field("", description="Herausgeberin; leer: die Dienstabteilung der Quelle.")
    theme: tuple[str, ...] = Field((), description="Themen (EU-Code oder deutscher Name).", examples=[["TRAN"]])
    keywords: tuple[str, ...] = Field((), description="Schlagwörter.", examples=[["Parkhaus", "Echtzeit"]])
    frequency: str = Field("", description="Wie oft sich die Werte ändern.", examples=["Echtzeit"])
    licence: str = Field("", description="Nutzungsbedingung.", examples=["terms_by"], pattern="^(|terms_open|terms_by|terms_ask|terms_by_ask)$")
    landing_page: str = Field("", description="Webseite zum Datensatz.")
    documentation: tuple[str, ...] = Field((), description="Adressen von Dokumentationen.")
    spatial: str = Field("", description="Ort.", examples=["Luzern"])
    data_quality: Words = Field(default_factory=dict, description="Bekannte Mängel.")
    remarks: Words = Field(default_factory=dict, description="Bemerkungen.")
    rows: Expression = Field(
        "",
        description="JMESPath-Ausdruck auf das Dokument, der die Zeilen gibt: ein Array, oder ein Objekt von Objekten (sein Schlüssel steht in jeder Zeile als "
        "`_key`, das ganze Dokument als `_root`); `items(@)` macht aus einem Objekt von Werten Zeilen mit `_key` und `_value`. Leer: die grösste Tabelle darin.",
        examples=["data.parkings", "data || @"],
    )
    columns: dict[str, Column] = Field(
        default_factory=dict,
        description="Spalten: Name → JMESPath-Ausdruck auf die Zeile, oder ein Objekt mit `value` (der Ausdruck), `label`, `description`, `unit`, `data_type` "
        "(text, integer, decimal, date, datetime, boolean), `at_least` und `at_most` (eine Zahl; bei `at_most` auch der Name einer anderen Spalte). "
        "Leer: alle einfachen Werte der Zeilen.",
        examples=[{"code": "_key", "frei": {"value": "vacancy", "unit": "Plätze", "at_most": "kapazitaet"}}],
    )
    time: Expression = Field(
        "", description="JMESPath-Ausdruck auf die Zeile: von wann ihre Werte sind. Leer: die einzige Spalte mit Zeitpunkten.", examples=["datestamp"]
    )
    answer_time: Expression = Field("", description="JMESPath-Ausdruck auf das Dokument: von wann die Antwort ist.", examples=["data.time"])
    max_age: Duration | None = Field(
        None,
        description="So alt darf ein Wert sein (ISO-Dauer oder Minuten). Leer: je nach `frequency` 1 Stunde bis 2 Tage, sonst beliebig.",
        examples=["PT2H", 90],
    )
    checks: tuple[CheckOptions, ...] = Field(
        (),
        description="Was für das ganze Dokument gelten muss: je ein JMESPath-Ausdruck (`expression`) und was gemeldet wird, wenn er nicht wahr ist (`message`).",
    )


class JsonOptions(DatasetOptions):
    """Options of ``json``."""

    headers: dict[str, str] = Field(default_factory=dict, repr=False, description="Kopfzeilen der Anfrage; Schlüssel als `${NAME}` aus der Umgebung.")
    query: dict[str, str] = Field(
        default_factory=dict,
        repr=False,
        description="Geheime Parameter der Anfrage, als `${NAME}` aus der Umgebung; sie stehen in keiner gespeicherten oder gezeigten Adresse. Öffentliche gehören in `url`.",
        examples=[{"api_key": "${ALFONS_API_KEY}"}],
    )
    valid: Expression = Field(
        "", description="JMESPath-Ausdruck auf das Dokument, der wahr sein muss; sonst ist die Antwort eine Fehlermeldung.", examples=["status == 'success'"]
    )
    copies: tuple[Format, ...] | None = Field(
        None,
        description="Kopien der Werte, die das Portal selbst anbietet. Vorgabe: keine, wenn die Adresse öffentlich ist, sonst CSV.",
        examples=[["CSV", "JSON"]],
    )
    datasets: tuple[DatasetOptions, ...] = Field(
        (),
        description="Mehrere Datensätze aus einem Dokument: je eine `id` und was von `title` bis `checks` nur für ihn gilt; was daneben steht, gilt für alle.",
    )
    max_rows: int = Field(100_000, ge=1, description="So viele Zeilen werden höchstens gelesen.")
    max_bytes: int = Field(20_000_000, ge=1, description="So gross darf die Antwort höchstens sein, in Bytes.")

    @model_validator(mode="after")
    def _ids_tell_datasets_apart(self) -> Self:
        ids = [one.id for one in self.datasets]
        if len(set(ids)) != len(ids) or (ids and not all(ids)):
            raise PydanticCustomError("dataset_ids", "Jeder der `datasets` braucht eine eigene `id`.")
        return self

    def each(self) -> tuple[DatasetOptions, ...]:
        """Give the datasets; what stands beside ``datasets`` holds for each that does not say otherwise."""
        shared = {name: getattr(self, name) for name in DatasetOptions.model_fields if name in self.model_fields_set and name != "id"}
        one = DatasetOptions.model_construct(**{**shared, "id": self.id})
        said = ({name: getattr(other, name) for name in other.model_fields_set} for other in self.datasets)
        return tuple(DatasetOptions.model_construct(**{**shared, **values}) for values in said) or (one,)
