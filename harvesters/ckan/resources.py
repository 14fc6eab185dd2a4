"""A CKAN resource as the record's distribution, and the terms of use of package and resource."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from luzern_harvesters import dates, redaction, translate
from luzern_harvesters.finding import Finding, Notes
from luzern_harvesters.record import Distribution
from luzern_harvesters.translate import Licence

from .fields import Fields

ADDRESS = re.compile(r"^(?:https?|ftps?)://\S+$", re.IGNORECASE)
SHA256 = re.compile(r"^(?:sha-?256[:-])?([0-9a-f]{64})$", re.IGNORECASE)
NOT_STATED = {"notspecified", "not specified", "licence not specified", "license not specified"}
LICENCES = ("license", "license_url", "license_id", "licence", "licence_url", "license_title", "rights")


def distributions_of(package: Fields, site: str, fallback: str, notes: Notes) -> tuple[Distribution, ...]:
    """Map the resources; ``fallback`` is what the source file states for packages that state no terms of use."""
    of_package, is_stated = licence_of(package, "licence", notes)
    outer = of_package if is_stated else Licence(fallback)
    resources = [one for one in package.all("resources") if isinstance(one, dict) and str(one.get("state") or "active").lower() == "active"]
    return tuple(_distinct(_distribution(Fields(one, package.language), f"distributions[{index}]", site, outer, notes) for index, one in enumerate(resources)))


def licence_of(fields: Fields, path: str, notes: Notes) -> tuple[Licence, bool]:
    """Give the terms of use, and whether any are stated: CKAN's «not specified» is no statement.

    Of the ways to state them (address, id, title) the first that is understood counts.
    """
    unknown: list[Finding] = []
    for text in _stated(fields):
        licence, finding = translate.licence(text, path)
        if licence.term or licence.rights:
            notes += [finding] if finding else []
            return licence, True
        unknown += [finding] if finding else []
    notes += unknown[:1]
    return Licence(), bool(unknown)


def _stated(fields: Fields) -> Iterator[str]:
    is_open = fields.word("license_id").lower() not in NOT_STATED  # the title says then in any language that nothing is stated
    for name in LICENCES if is_open else (one for one in LICENCES if one != "license_title"):
        for one in fields.all(name):
            text = one if isinstance(one, str) else Fields(one, "de").word("uri", "id", "url", "title") if isinstance(one, dict) else ""
            if text.strip() and text.strip().lower() not in NOT_STATED:
                yield text.strip()


def _distribution(fields: Fields, path: str, site: str, outer: Licence, notes: Notes) -> Distribution:
    download = _address(fields.word("download_url"), site, f"{path}.url", notes)
    stated = _address(fields.word("url"), site, f"{path}.url", notes)
    access = _address(fields.word("access_url"), site, f"{path}.access_url", notes)
    url = download or stated
    licence, is_stated = licence_of(fields, f"{path}.licence", notes)
    code, media, findings = translate.format_of(_format(fields), fields.word("media_type", "mimetype"), url or access, path)
    notes += findings
    licence = licence if is_stated else outer
    match = SHA256.match(fields.word("hash"))
    return Distribution(
        key=fields.word("id") or url or access or path,
        url=url or access,
        access_url=access,
        title=fields.text("name_translated", "title_translated", "title", "name"),
        description=fields.text("description_translated", "description"),
        format=code,
        media_type=media,
        licence=licence.term,
        rights=licence.rights,
        byte_size=_size(fields.value("size", "byte_size"), f"{path}.byte_size", notes),
        checksum=match[1].lower() if match else "",
        issued=notes.keep(dates.day(fields.word("issued", "release_date") or _utc(fields.word("created")), f"{path}.issued")),
        modified=notes.keep(dates.day(fields.word("modified") or _utc(fields.word("last_modified", "metadata_modified")), f"{path}.modified")),
        languages=tuple(dict.fromkeys(filter(None, (notes.keep(translate.language(one, f"{path}.languages")) for one in fields.words("language"))))),
        availability=notes.keep(translate.availability(fields.word("availability"), f"{path}.availability")),
        temporal_resolution=fields.word("temporal_resolution"),
        conforms_to=tuple(one for one in fields.words("conforms_to") if ADDRESS.match(one)),
        documentation=tuple(one for one in fields.words("documentation") if ADDRESS.match(one)),
        identifier=fields.word("identifier"),
    )


def _format(fields: Fields) -> str:
    """``CSV``, ``.csv``, ``csv; charset=utf-8``, the EU's address."""
    return fields.word("format").split(";")[0].strip()


def _address(text: str, site: str, path: str, notes: Notes) -> str:
    """Give a whole address; one with a key or a password in it is nobody's to publish."""
    if not text:
        return ""
    url = text if "://" in text[:12] else urljoin(f"{site}/", text) if text.startswith("/") and site else f"https://{text}" if text.startswith("www.") else text
    if not ADDRESS.match(url):
        notes.append(Finding.warning("address-invalid", path, f"«{text[:80]}» ist keine Adresse im Netz und wird weggelassen.", "Erwartet wird https://…."))
        return ""
    shown = redaction.address(url)
    if redaction.HIDDEN in shown or shown.count("@") < url.count("@"):
        notes.append(Finding.warning("address-with-key", path, f"In der Adresse «{shown[:120]}» steht ein Schlüssel; sie wird nicht veröffentlicht."))
        return ""
    return url


def _size(value: Any, path: str, notes: Notes) -> int | None:
    if value is None:
        return None
    try:
        size = float(value)
        return int(size) if 0 < size < 2**63 else None  # sites that do not know it say 0
    except (TypeError, ValueError):
        notes.append(Finding.info("byte-size-unknown", path, f"Die Dateigrösse «{str(value)[:40]}» ist keine Zahl von Bytes."))
        return None


def _utc(text: str) -> str:
    """CKAN's own times are UTC and don't say so."""
    return f"{text}Z" if "T" in text and not re.search(r"Z$|[+-]\d\d:?\d\d$", text) else text


def _distinct(distributions: Iterator[Distribution]) -> Iterator[Distribution]:
    """Leave out what has neither address nor name, and a second resource with the same id."""
    seen: set[str] = set()
    for one in distributions:
        if one.key not in seen:
            seen.add(one.key)
            yield one
