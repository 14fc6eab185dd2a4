"""GBFS, the General Bikeshare Feed Specification 1.0 to 3.1: discovery, versions, manifest, system information.

Until version 2 the discovery is keyed by language and times are POSIX, from 3 on there is one list of feeds, texts are by language and
times are RFC 3339 (GBFS 3.0 §gbfs.json, §manifest.json, §system_information.json). ``system_id`` is the identity.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urljoin

from luzern_harvesters.errors import SourceMalformed
from luzern_harvesters.finding import Finding
from luzern_harvesters.record import Agent, Period

from .feed import LANGUAGES, Feed, File, by_language

Value = Mapping[str, Any]  # Any: JSON
Get = Callable[[str, str], Any]  # (feed name, address) -> JSON, or None where it can't be had
TITLES = {
    "gbfs": "Einstieg: Liste der Feeds (gbfs.json)",
    "manifest": "Verzeichnis aller Angebote der Betreiberin",
    "gbfs_versions": "Verfügbare Fassungen von GBFS",
    "system_information": "Angaben zum Angebot",
    "vehicle_types": "Fahrzeugtypen",
    "station_information": "Stationen",
    "station_status": "Stand an den Stationen",
    "free_bike_status": "Freie Fahrzeuge",
    "vehicle_status": "Freie Fahrzeuge",
    "vehicle_availability": "Verfügbarkeit der Fahrzeuge",
    "system_hours": "Betriebszeiten",
    "system_calendar": "Betriebskalender",
    "system_regions": "Regionen",
    "system_pricing_plans": "Tarife",
    "system_alerts": "Meldungen",
    "geofencing_zones": "Zonen mit Regeln",
}
STATUS = ("station_status", "vehicle_status", "free_bike_status", "vehicle_availability")
KEYWORDS = ("GBFS", "Sharing", "Veloverleih", "Mikromobilität", "Echtzeit")


def is_gbfs(value: Any) -> bool:  # Any: JSON
    """Tell whether a document has the head that every GBFS file has."""
    return isinstance(value, dict) and isinstance(value.get("data"), dict) and "last_updated" in value and "ttl" in value


def systems(value: Value) -> dict[str, str] | None:
    """Give the systems of a manifest with the address of their newest discovery; None if the document is no manifest."""
    datasets = value["data"].get("datasets")
    if not isinstance(datasets, list):
        return None
    named = {str(one["system_id"]): _newest(one.get("versions")) for one in datasets if isinstance(one, dict) and one.get("system_id")}
    return {name: address for name, address in named.items() if address}


def newest_version(value: Value) -> str:
    """Give the address of the newest discovery of a list of versions; empty if the document is none."""
    return _newest(value["data"].get("versions"))


def feeds_of(value: Value, name: str, url: str = "") -> dict[str, dict[str, str]]:
    """Give the addresses of a discovery by feed name, by language; the language of version 3 is empty.

    ``url`` is the discovery's: the specification wants whole addresses, and gets relative ones. What is no web address is empty.

    Raises:
        SourceMalformed: the document is no discovery.
    """
    data = value["data"]
    listed = {"": data} if isinstance(data.get("feeds"), list) else {str(key): one for key, one in data.items() if isinstance(one, dict)}
    found = {language: _addresses(one.get("feeds"), url) for language, one in listed.items()}
    found = {language: addresses for language, addresses in found.items() if addresses}
    if not found:
        message = f"«{name}» ist ein Teil eines GBFS-Angebots, aber nicht sein Einstieg."
        raise SourceMalformed(Finding.error("gbfs-no-discovery", name, message, "Bitte die Adresse der gbfs.json angeben."))
    return found


def feed_of(discovery: Value, url: str, name: str, fallback_id: str, get: Get) -> Feed:
    """Describe a system by its discovery and its system information.

    Raises:
        SourceError: the system information can't be read.
    """
    found = feeds_of(discovery, name, url)
    language = next((one for one in ("", *LANGUAGES) if one in found), next(iter(found)))
    addresses = found[language]
    asked = {one: addresses_ for one, addresses_ in found.items() if one in ("", *LANGUAGES) or one == language}
    answers = {one: get("system_information", addresses_["system_information"]) for one, addresses_ in asked.items() if "system_information" in addresses_}
    informed = {one: answer["data"] for one, answer in answers.items() if is_gbfs(answer)}
    findings = [] if informed else [Finding.warning("gbfs-information-missing", name, "Die Angaben zum Angebot (system_information) sind nicht verfügbar.")]
    if lost := [feed for feed, address in addresses.items() if not address]:
        message = f"Diese Feeds haben keine Webadresse: {', '.join(lost)}."
        findings.append(Finding.warning("gbfs-address-missing", name, message, "GBFS verlangt in der gbfs.json ganze Adressen (https://…)."))
    files = (_file("gbfs", url), *(_file(name, address) for name, address in addresses.items() if name != "gbfs"))
    return described(informed, str(discovery.get("version") or "1.0"), fallback_id, tuple(one for one in files if one.url), tuple(findings))


def described(informed: Mapping[str, Value], version: str, fallback_id: str, files: tuple[File, ...], findings: tuple[Finding, ...] = ()) -> Feed:
    """Describe a system by its system information, by language."""
    main = next((informed[one] for one in ("", *LANGUAGES) if one in informed), next(iter(informed.values()), {}))
    name, operator = _text(informed, "name"), _text(informed, "operator")
    german = name.get("de") or next(iter(name.values()), "")
    languages = main.get("languages") if isinstance(main.get("languages"), list) else [main.get("language") or next(iter(informed), "")]
    email = _words(main.get("feed_contact_email")) or _words(main.get("email"))
    owner = operator or name
    return Feed(
        id=_words(main.get("system_id")) or fallback_id,
        title={language: f"{words} – {TITLE[language]} (GBFS)" for language, words in {"de": german, **name}.items()}
        if german
        else {"de": f"{TITLE['de']} (GBFS)"},
        description={"de": _sentences(german, operator, main, version, files)},
        publisher=Agent(owner, url=_words(main.get("url"))) if owner else None,
        contacts=(Agent(owner or {"de": email}, email),) if email else (),
        keywords=KEYWORDS,
        period=Period(_words(main.get("start_date")), _words(main.get("terminated_date") or main.get("termination_date"))),
        languages=tuple(str(language) for language in languages or () if language),
        licences=tuple(filter(None, (_words(main.get("license_id")), _words(main.get("license_url"))))),
        frequency="UPDATE_CONT",
        landing_page=_words(main.get("url")),
        documentation=tuple(filter(None, (_words(main.get("license_url")), _first(main.get("terms_url"))))),
        files=files,
        findings=findings,
    )


TITLE = {
    "de": "Sharing-Angebot in Echtzeit",
    "fr": "offre de partage en temps réel",
    "it": "offerta di sharing in tempo reale",
    "en": "shared mobility in real time",
}


def _sentences(name: str, operator: Mapping[str, str], main: Value, version: str, files: tuple[File, ...]) -> str:
    whose = f" von «{name}»" if name else ""
    parts = [f"Standorte und Verfügbarkeit der Fahrzeuge{whose} in Echtzeit, nach der Spezifikation GBFS {version}.".replace(" .", ".")]
    parts += [f"Betreiberin: {operator.get('de') or next(iter(operator.values()))}."] if operator else []
    parts += [f"Zeitzone: {main['timezone']}."] if isinstance(main.get("timezone"), str) else []
    feeds = [one.title for one in files if one.key not in {"gbfs", "gbfs_versions", "manifest", "system_information"}]
    parts += [f"Enthalten: {', '.join(dict.fromkeys(feeds))}."] if feeds else []
    return " ".join(parts)


def _file(name: str, address: str) -> File:
    return File(name, TITLES.get(name, f"Feed «{name}»"), address, "JSON", "application/json")


def _addresses(feeds: Any, base: str) -> dict[str, str]:  # Any: JSON
    listed = [one for one in feeds if isinstance(one, dict)] if isinstance(feeds, list) else []
    whole = ((str(one["name"]).removesuffix(".json"), urljoin(base, str(one.get("url") or ""))) for one in listed if one.get("name"))
    return {name: address if address.startswith("http") and address != base else "" for name, address in whole}


def _newest(versions: Any) -> str:  # Any: JSON
    """Give the newest version's address: a finished one before a candidate (``3.1-RC2``)."""
    listed = [one for one in versions if isinstance(one, dict) and one.get("url")] if isinstance(versions, list) else []
    ordered = sorted(listed, key=lambda one: ("RC" not in str(one.get("version")).upper(), _number(str(one.get("version")))))
    return str(ordered[-1]["url"]) if ordered else ""


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


def _text(informed: Mapping[str, Value], key: str) -> Mapping[str, str]:
    """Give a text by language: a list of texts in version 3, one a document before."""
    found: dict[str, str] = {}
    for language, data in informed.items():
        value = data.get(key)
        if isinstance(value, list):
            found.update({str(one.get("language") or "de"): str(one["text"]) for one in value if isinstance(one, dict) and one.get("text")})
        elif isinstance(value, str):
            found[language or str(data.get("language") or "de")] = value
    return by_language(found)


def _first(value: Any) -> str:  # Any: JSON
    if isinstance(value, list):
        return next((str(one["text"]) for one in value if isinstance(one, dict) and str(one.get("text", "")).startswith("http")), "")
    return _words(value) if _words(value).startswith("http") else ""


def _words(value: Any) -> str:  # Any: JSON
    return value.strip() if isinstance(value, str) else ""
