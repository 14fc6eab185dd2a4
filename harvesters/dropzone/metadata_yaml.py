"""``metadaten.yaml``: the schema's field names, or their German labels, as keys.

Read as YAML nodes, not as Python values: every value stays the text that was written (``1.10`` is a version, ``2026-01-01`` a day), and
every text knows its line. References inside the document (``*name``) are refused: a few lines of them can stand for gigabytes.
"""

from __future__ import annotations

from collections.abc import Mapping

import yaml

from luzern_harvesters.dropzone.names import named
from luzern_harvesters.dropzone.words import Metadata, Node, Word
from luzern_harvesters.errors import RecordError
from luzern_harvesters.finding import Finding

MAX_DEPTH = 12
NULL = "tag:yaml.org,2002:null"


def read(body: bytes, file: str) -> Metadata:
    """Read a metadata file in YAML; ``file`` is its name for findings.

    Raises:
        RecordError: it is no YAML, or not a list of fields.
    """
    text, findings = _text(body, file)
    try:
        _refuse_traps(text, file)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as err:
        mark = err.problem_mark or err.context_mark
        place = f"{file}, Zeile {mark.line + 1}" if mark else file
        remedy = "Texte mit Doppelpunkt oder Anführungszeichen in einfache Anführungszeichen setzen; mit Leerzeichen einrücken, nicht mit Tabulatoren."
        raise RecordError(Finding.error("metadata-no-yaml", place, f"Die Metadatei ist kein gültiges YAML ({place}).", remedy)) from err
    except yaml.YAMLError as err:  # characters that YAML does not allow
        raise RecordError(Finding.error("metadata-no-yaml", file, f"Die Metadatei «{file}» ist kein gültiges YAML.")) from err
    if not isinstance(root, yaml.MappingNode):
        raise RecordError(Finding.error("metadata-empty", file, f"Die Metadatei «{file}» enthält keine Angaben.", "Erwartet werden Zeilen wie «titel: …»."))
    places = {key.value: f"{file}, Zeile {key.start_mark.line + 1}" for key, _ in root.value}
    values, wrong = named(_group(root, file, findings), places)
    return Metadata(values, (*findings, *wrong))


def _text(body: bytes, file: str) -> tuple[str, list[Finding]]:
    try:
        return body.decode("utf-16" if body[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"), []
    except UnicodeDecodeError:
        message = f"«{file}» ist nicht in UTF-8 geschrieben; der Text wurde als Windows-1252 gelesen."
        return body.decode("cp1252", "replace"), [Finding.info("encoding-not-utf-8", file, message, "Bitte als UTF-8 speichern.")]


def _refuse_traps(text: str, file: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent) or depth > MAX_DEPTH:
            what = "einen Verweis (*name)" if isinstance(event, yaml.AliasEvent) else "zu tief verschachtelte Angaben"
            place = f"{file}, Zeile {event.start_mark.line + 1}"
            raise RecordError(Finding.error("metadata-not-allowed", place, f"Die Metadatei enthält {what}; das wird nicht gelesen ({place})."))


def _node(node: yaml.Node, file: str, findings: list[Finding]) -> Node:
    if isinstance(node, yaml.MappingNode):
        return _group(node, file, findings)
    if isinstance(node, yaml.SequenceNode):
        return tuple(_node(item, file, findings) for item in node.value)
    text = "" if node.tag == NULL else str(node.value).strip()
    return Word(text, f"{file}, Zeile {node.start_mark.line + 1}")


def _group(node: yaml.MappingNode, file: str, findings: list[Finding]) -> Mapping[str, Node]:
    group: dict[str, Node] = {}
    for key, value in node.value:
        place = f"{file}, Zeile {key.start_mark.line + 1}"
        if not isinstance(key, yaml.ScalarNode):
            raise RecordError(Finding.error("metadata-not-allowed", place, f"Der Name einer Angabe muss ein Wort sein ({place})."))
        if key.value in group:
            findings.append(Finding.warning("field-twice", place, f"Die Angabe «{key.value[:80]}» kommt zweimal vor; es gilt die erste."))
            continue
        group[key.value] = _node(value, file, findings)
    return group
