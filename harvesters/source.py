"""A harvest source: one file of ``config/harvest/*.yaml``.

The model below is the only definition; JSON Schema, documentation and messages come from it. ``${NAME}`` in a value is
taken from the environment, so that addresses and keys stay out of the files.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from . import redaction
from .errors import SettingsError
from .finding import Finding

OptionsT = TypeVar("OptionsT", bound=BaseModel)

VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
READABLE = re.compile(r"^(?:https?://[^/?#@\s]+(?:[/?#]|$)|file:)", re.IGNORECASE)
MAX_BYTES = 1_000_000  # a source file is a page of text


class SourceContact(BaseModel):
    """Who answers for the source: receives reports, and is the datasets' contact where they name none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(default="", description="Name der Stelle, wie er veröffentlicht wird.", examples=["Tiefbauamt, Mobilität"])
    email: str = Field(default="", description="E-Mail-Adresse, die gelesen wird; sie erhält auch den Bericht jeder Ernte.", examples=["ogd@example.org"])
    webhook: str = Field(
        default="", repr=False, description="Adresse, an die der Bericht als JSON geschickt wird (POST).", examples=["https://example.org/berichte"]
    )


class Limits(BaseModel):
    """What one run over the source may take; beyond it the run ends, and everything known is kept."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    minutes: int = Field(default=60, ge=1, description="So viele Minuten darf eine Ernte dauern.")
    memory_mb: int = Field(default=1024, ge=128, description="So viel Arbeitsspeicher darf das Lesen brauchen, in Megabyte.")
    cpu_minutes: int = Field(default=30, ge=1, description="So viele Minuten Rechenzeit darf das Lesen brauchen.")


class Removal(BaseModel):
    """When a dataset whose record is no longer delivered is withdrawn."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    grace_days: int = Field(default=7, ge=0, description="So viele Tage bleibt ein Datensatz, dessen Eintrag in der Quelle fehlt.")
    runs: int = Field(default=2, ge=1, description="In so vielen vollständigen Ernten nacheinander muss er fehlen.")


class Source(BaseModel):
    """One harvest source. Address and options may hold keys from the environment: ``repr`` leaves them out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(
        pattern=r"^[a-z0-9][a-z0-9-]*$", description="Kennung der Quelle; Kleinbuchstaben, Ziffern, Bindestrich. Nie ändern: an ihr hängen die Datensätze."
    )
    type: str = Field(description="Art der Quelle, siehe `luzern-harvest types`.", examples=["dropzone"])
    url: str = Field(min_length=1, repr=False, description="Adresse der Quelle; `file:` für einen Ordner.", examples=["file:///ablage/tiefbauamt"])
    organization: str = Field(description="Dienstabteilung, der die Datensätze gehören (Name in `config/organizations.yaml`).", examples=["tiefbauamt"])
    title: str = Field(description="Name der Quelle für Menschen.", examples=["Ablage des Tiefbauamts"])
    enabled: bool = Field(default=True, description="Ob die Quelle geerntet wird.")
    schedule: str = Field(
        default="", description="Wann geerntet wird, als cron-Ausdruck (Zeitzone Europe/Zurich); leer: nur von Hand.", examples=["15 5 * * *"]
    )
    jitter_minutes: int = Field(default=10, ge=0, description="Um so viele Minuten wird der Beginn zufällig verschoben, damit nicht alle zugleich beginnen.")
    quiet_hours: str = Field(
        default="",
        pattern=r"^(|([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d)$",
        description="Wann die Quelle in Ruhe gelassen wird (Zeitzone Europe/Zurich).",
        examples=["07:00-09:00"],
    )
    live: bool = Field(default=False, description="Ob die Quelle Live-Daten liefert; sie wird vor den anderen geerntet.")
    conflicts: Literal["source", "person"] = Field(
        default="source", description="Wessen Angabe gilt, wenn jemand im Portal ein geliefertes Feld geändert hat: die der Quelle oder jene der Person."
    )
    removal: Removal = Field(default_factory=Removal, description="Wann ein Datensatz, der nicht mehr geliefert wird, zurückgezogen wird.")
    limits: Limits = Field(default_factory=Limits, description="Was eine Ernte höchstens brauchen darf.")
    example: bool = Field(default=False, description="Ob die Quelle erfundene Beispieldaten liefert; Seiten und Metadaten sagen es dann.")
    contact: SourceContact = Field(default_factory=SourceContact, description="Wer für die Quelle antwortet.")
    private_addresses: bool = Field(default=False, description="Ob die Quelle in einem privaten Netz liegen darf (10.0.0.0/8, localhost …).")
    options: dict[str, Any] = Field(default_factory=dict, repr=False, description="Einstellungen der Quellenart.")

    @field_validator("options", mode="before")
    @classmethod
    def _nothing_is_no_option(cls, value: object) -> object:
        return {} if value is None else value

    def require_address(self, what: str) -> None:
        """Look whether a harvester can read this address: on the web without credentials, or a file. ``what`` is what it takes the source for.

        Raises:
            SettingsError: it can't.
        """
        if not READABLE.match(self.url):
            message = f"Die Adresse «{redaction.address(self.url)}» kann {what} nicht haben."
            raise SettingsError(Finding.error("address-wrong", "url", message, "Erwartet wird https://… oder http://… ohne Zugangsdaten, oder file:…."))

    def options_as(self, model: type[OptionsT]) -> OptionsT:
        """Check the options against the harvester's model.

        Raises:
            SettingsError: an option is unknown or has a wrong value.
        """
        try:
            return model.model_validate(self.options)
        except ValidationError as err:
            raise _settings_error(err, "options.") from err


def read_source(path: Path, environment: Mapping[str, str] = os.environ) -> Source:
    """Read one source file.

    Raises:
        SettingsError: the file can't be read, is no YAML, or does not fit the model; the message names the place.
    """
    try:
        with path.open("rb") as file:
            text = file.read(MAX_BYTES + 1)
        values = yaml.safe_load(text[:MAX_BYTES].decode("utf-8")) if len(text) <= MAX_BYTES else None
    except OSError as err:
        why = {FileNotFoundError: "Es gibt sie nicht", IsADirectoryError: "Es ist ein Ordner"}.get(type(err), err.strerror)
        raise SettingsError(Finding.error("source-file-unreadable", path.name, f"Die Quellendatei «{path.name}» lässt sich nicht lesen: {why}.")) from err
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as err:
        raise SettingsError(Finding.error("source-file-no-yaml", path.name, f"Die Quellendatei «{path.name}» ist kein gültiges YAML: {err}")) from err
    if not isinstance(values, dict):
        raise SettingsError(
            Finding.error(
                "source-file-empty",
                path.name,
                f"Die Quellendatei «{path.name}» enthält keine Einstellungen.",
                "Erwartet werden id, type, url, organization und title.",
            )
        )
    try:
        asked = environment if values.get("enabled") is not False else Untouched(environment)
        return _located(Source.model_validate(_substituted(values, asked)), path)
    except ValidationError as err:
        raise _settings_error(err, "") from err
    except RecursionError as err:  # an alias that contains itself
        raise SettingsError(Finding.error("source-file-no-yaml", path.name, f"Die Quellendatei «{path.name}» verweist auf sich selbst.")) from err


def read_sources(folder: Path, environment: Mapping[str, str] = os.environ) -> Iterable[Source]:
    """Read every source file of a folder, by name.

    Raises:
        SettingsError: a file is wrong, or two files have the same id.
    """
    seen: dict[str, Path] = {}
    for path in sorted(folder.glob("*.yaml")):
        source = read_source(path, environment)
        if source.id in seen:
            raise SettingsError(Finding.error("source-id-twice", path.name, f"Die Kennung «{source.id}» steht schon in «{seen[source.id].name}»."))
        seen[source.id] = path
        yield source


class Untouched(dict[str, str]):
    """An environment for a source that nobody reads, because it is switched off or only shown: what is not set stays as it is written."""

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> str:
        return f"${{{name}}}"


def _located(source: Source, path: Path) -> Source:
    """Complete a ``file:`` address that starts at the source file's own folder."""
    if not source.url.startswith("file:") or source.url.startswith("file:/"):
        return source
    return source.model_copy(update={"url": (path.parent / source.url.removeprefix("file:")).resolve().as_uri()})


def _substituted(value: Any, environment: Mapping[str, str]) -> Any:  # Any: the recursive YAML value
    """Replace ``${NAME}`` in every string; a missing variable is an error, never an empty text."""
    if isinstance(value, dict):
        return {key: _substituted(item, environment) for key, item in value.items()}
    if isinstance(value, list):
        return [_substituted(item, environment) for item in value]
    return VARIABLE.sub(lambda match: _variable(match[1], environment), value) if isinstance(value, str) else value


def _variable(name: str, environment: Mapping[str, str]) -> str:
    if name not in environment:
        raise SettingsError(Finding.error("variable-missing", name, f"Die Umgebungsvariable «{name}» ist nicht gesetzt.", "Die Quellendatei verlangt sie."))
    return environment[name]


def _settings_error(err: ValidationError, prefix: str) -> SettingsError:
    first = err.errors(include_url=False, include_input=False)[0]  # the input may hold a key
    path = prefix + ".".join(str(part) for part in first["loc"])
    return SettingsError(Finding.error("settings-wrong", path, f"Die Einstellung «{path}» ist falsch: {_in_german(first['type'], first['msg'])}"))


def _in_german(kind: str, message: str) -> str:
    """Say the frequent faults in German; the rare ones in pydantic's words."""
    return {
        "missing": "Sie fehlt.",
        "extra_forbidden": "Es gibt sie nicht.",
        "string_pattern_mismatch": "Der Wert hat nicht die verlangte Form.",
        "string_too_short": "Sie ist leer.",
        "string_type": "Erwartet wird ein Text.",
        "dict_type": "Erwartet werden Einstellungen der Form «name: wert».",
        "model_type": "Erwartet werden Einstellungen der Form «name: wert».",
        "bool_parsing": "Erwartet wird true oder false.",
        "bool_type": "Erwartet wird true oder false.",
        "int_parsing": "Erwartet wird eine ganze Zahl.",
        "int_type": "Erwartet wird eine ganze Zahl.",
        "greater_than_equal": "Die Zahl ist zu klein.",
        "literal_error": "Der Wert ist nicht vorgesehen.",
        "time_delta_parsing": "Erwartet wird eine Dauer wie PT2H oder P1D.",
        "enum": "Der Wert ist nicht vorgesehen.",
    }.get(kind, message)
