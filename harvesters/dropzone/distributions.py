"""The files and services of a delivery as distributions: what the metadata says of each, beside what lies there."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from luzern_harvesters import dates, translate
from luzern_harvesters.dropzone.files import DataFile
from luzern_harvesters.dropzone.options import DropzoneOptions
from luzern_harvesters.dropzone.reader import WEB, Words
from luzern_harvesters.dropzone.tree import nfc
from luzern_harvesters.dropzone.words import Group, Node, Word, nodes_of, word_of
from luzern_harvesters.finding import Finding
from luzern_harvesters.record import Distribution
from luzern_schemas.vocabulary import load

ADDRESSES = ("url", "download_url", "access_url")
WITH_MACROS = (".xlsm", ".xltm", ".docm", ".pptm")
FAULTS = {
    "too-large": ("file-too-large", "Die Datei «{}» ist mit {} zu gross; sie wurde nicht gelesen.", "Bitte aufteilen oder packen, oder die Option max_file_bytes anheben."),
    "unreadable": ("file-unreadable", "Die Datei «{}» lässt sich nicht lesen.", "Bitte die Berechtigungen prüfen und die Datei neu liefern."),
    "html": ("file-is-html", "Die Datei «{}» enthält eine Webseite statt Daten, vielleicht eine Anmeldeseite.", "Bitte den Export prüfen und neu liefern."),
    "empty": ("file-empty", "Die Datei «{}» ist leer.", "Bitte den Export prüfen und neu liefern."),
}  # fmt: skip


def distributions(
    values: Group, services: tuple[Node, ...], files: tuple[DataFile, ...], options: DropzoneOptions
) -> tuple[tuple[Distribution, ...], list[Finding]]:
    """Give the distributions in the order of the metadata, then the files it does not name, then the services.

    A file with a fault makes an error, not a poorer dataset: what was published before stays until the delivery is whole.
    """
    words = Words(values)
    terms = _licence(words, options)
    findings = [*words.findings, *(fault for file in files if (fault := _fault(file) or _macros(file)))]
    found: list[Distribution] = []
    described = [node for node in nodes_of(values.get("resources")) if isinstance(node, Mapping)]
    named = {_file_name(node).casefold() for node in described}
    rest: list[Group] = [{"file": Word(file.key, file.key)} for file in files if file.key.casefold() not in named]
    for entry in (*described, *rest, *services):
        words = Words(entry if isinstance(entry, Mapping) else {})
        found += _distribution(words, files, terms)
        findings += words.findings
    return tuple({each.key: each for each in reversed(found)}.values())[::-1], findings


def _distribution(words: Words, files: tuple[DataFile, ...], terms: translate.Licence) -> Iterator[Distribution]:
    """Give the distribution of one entry; none if its file is missing or has a fault."""
    name = _file_name(words.values)
    file = next((file for file in files if file.key.casefold() == name.casefold()), None) if name else None
    if name and file is None:
        words.findings.append(_missing(word_of(words.values.get("file")), files))
    elif not file and not any(WEB.match(words.plain(field)) for field in ADDRESSES):
        for field in ADDRESSES:
            words.address(field)  # says why there is no distribution
    elif not file or not file.fault:
        yield _of(words, file, terms)


def _of(words: Words, file: DataFile | None, terms: translate.Licence) -> Distribution:
    stated, media = word_of(words.values.get("format")), word_of(words.values.get("mimetype"))
    link, access_url = words.address("url") or words.address("download_url"), words.address("access_url")
    url = file.url if file else link
    address = f"{file.key}.geojson" if file and file.kind == "geojson" else url
    place = stated.place or media.place or (file.key if file else url)
    code, media_code, wrong = translate.format_of(stated.text, media.text, address, place)
    words.findings += (replace(finding, path=place) for finding in wrong)
    own = words.one("license", translate.licence)
    licence = own if own != translate.Licence() or word_of(words.values.get("license")) else terms
    return Distribution(
        key=file.key if file else link or access_url,
        url=url,
        access_url=access_url,
        file=file.path if file else "",
        title=words.text(words.values.get("name_translated")) or ({"de": readable(file.key)} if file else {}),
        description=words.text(words.values.get("description_translated")),
        format=code,
        media_type=media_code,
        licence=licence.term,
        rights=(words.plain("rights") and words.one("rights", _rights)) or licence.rights,
        byte_size=file.size if file else None,
        checksum=file.sha256 if file else "",
        issued=words.one("issued", dates.day),
        modified=words.one("modified", dates.day),
        languages=words.many("language", translate.language),
        availability=words.one("availability", translate.availability),
        temporal_resolution=words.one("temporal_resolution", translate.duration),
        conforms_to=words.texts("conforms_to"),
        documentation=words.texts("documentation"),
        access_services=words.texts("access_services"),
        identifier=words.plain("identifier"),
        chart_x=words.plain("chart_x"),
        chart_y=words.plain("chart_y"),
        chart_by=words.plain("chart_by"),
    )


def readable(key: str) -> str:
    """Make a file's name a title: «frequenzen_2026-08.csv» is «frequenzen 2026-08»."""
    stem = PurePosixPath(key).name.split(".", 1)[0] or key
    return re.sub(r"[_\s]+", " ", stem).strip() or key


def _licence(words: Words, options: DropzoneOptions) -> translate.Licence:
    stated = words.one("license", translate.licence)
    if word_of(words.values.get("license")):
        return stated
    return words.kept(translate.licence(options.licence, "options.licence"))


def _rights(text: str, path: str) -> tuple[str, Finding | None]:
    licence, finding = translate.licence(text, path)
    return licence.rights, finding


def _file_name(entry: Group) -> str:
    return nfc(word_of(entry.get("file")).text).replace("\\", "/").removeprefix("./")


def _missing(word: Word, files: tuple[DataFile, ...]) -> Finding:
    near = difflib.get_close_matches(word.text, [file.key for file in files], n=1)
    remedy = f"Gemeint ist vielleicht «{near[0]}»." if near else "Bitte die Datei liefern oder den Namen in den Metadaten berichtigen."
    return Finding.error("file-missing", word.place, f"Die Metadaten nennen die Datei «{word.text[:120]}»; sie liegt nicht im Ordner.", remedy)


def _macros(file: DataFile) -> Finding | None:
    if not file.key.casefold().endswith(WITH_MACROS):
        return None
    message = f"Die Datei «{file.key}» kann Programme (Makros) enthalten; viele Menschen dürfen sie deshalb nicht öffnen."
    return Finding.warning("file-with-macros", file.key, message, "Bitte ohne Makros speichern, etwa als .xlsx oder CSV.")


def _fault(file: DataFile) -> Finding | None:
    if not file.fault:
        return None
    code, message, remedy = FAULTS[file.fault]
    if file.fault == "empty" and not load("file-type").find(translate.extension(file.key)):
        return Finding.info(code, file.key, message.format(file.key), "")
    return Finding.error(code, file.key, message.format(file.key, f"{file.size / 1e9:.1f} GB".replace(".", ",")), remedy)
