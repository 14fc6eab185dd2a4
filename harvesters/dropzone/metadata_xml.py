"""``meta.xml`` and ``link.xml`` as the City of Zurich's departments deliver them."""

from __future__ import annotations

from collections.abc import Iterator

from luzern_harvesters import xml
from luzern_harvesters.dropzone import zurich
from luzern_harvesters.dropzone.words import Metadata, Node, Word
from luzern_harvesters.errors import RecordError
from luzern_harvesters.finding import Finding
from luzern_harvesters.xml import Element

CONTACT = {
    "name": "name_translated", "stelle": "name_translated", "titel": "name_translated", "email": "email", "e-mail": "email", "mail": "email",
    "url": "url", "website": "url",
}  # fmt: skip


def read(body: bytes, file: str) -> Metadata:
    """Read ``meta.xml``; ``file`` is its name for findings.

    Raises:
        RecordError: it is not well-formed, not allowed, or holds no dataset.
    """
    root, encoding = xml.parse(body, file)
    datasets = [root] if root.tag == "datensatz" else list(root.all("datensatz"))
    if not datasets:
        place = f"{file}, Zeile {root.line}, Element <{root.tag}>"
        message = f"«{file}» enthält keinen Datensatz: Das Element <datensatz> fehlt."
        raise RecordError(Finding.error("dataset-missing", place, message, "Erwartet wird <datensammlung><datensatz>…</datensatz></datensammlung>."))
    findings = [*encoding]
    if len(datasets) > 1:
        place = f"{file}, Zeile {datasets[1].line}, Element <datensatz>"
        message = f"«{file}» enthält {len(datasets)} Datensätze; ein Ordner ist ein Datensatz."
        findings.append(Finding.error("dataset-twice", place, message, "Bitte für jeden Datensatz einen eigenen Ordner liefern."))
    return _metadata(datasets[0], file, findings)


def services(body: bytes, file: str) -> tuple[tuple[Node, ...], tuple[Finding, ...]]:
    """Read ``link.xml``: its links as entries of ``resources``; Zurich's own spelling of the label is ``lable``.

    Raises:
        RecordError: it is not well-formed, or not allowed.
    """
    root, encoding = xml.parse(body, file)
    findings = [*encoding]
    links: list[Node] = []
    for link in _below(root, "link"):
        place = f"{file}, Zeile {link.line}, Element <link>"
        if link.first("url"):
            texts = {"access_url": link.first("url"), "name_translated": link.first("lable", "label"), "format": link.first("type", "typ")}
            texts["description_translated"] = link.first("description", "beschreibung")
            links.append({name: Word(text, place) for name, text in texts.items()})
        elif link.first("lable", "label"):
            findings.append(
                Finding.warning("link-without-url", place, f"Der Link «{link.first('lable', 'label')}» hat keine Adresse.", "Bitte <url> ergänzen.")
            )
    return tuple(links), tuple(findings)


def _metadata(dataset: Element, file: str, findings: list[Finding]) -> Metadata:
    words: dict[str, Word] = {}
    contact: dict[str, Node] = {}
    for element in dataset.children:
        place = f"{file}, Zeile {element.line}, Element <{element.tag}>"
        if element.tag in zurich.FIELDS and element.children:
            contact |= {CONTACT[child.tag]: Word(child.text, place) for child in element.children if child.tag in CONTACT and child.text}
        elif element.tag in ("email", "kontakt_email"):
            contact.setdefault("email", Word(element.text, place))
        elif element.tag in zurich.FIELDS or element.tag == "datentyp":
            _add(words, element, place, findings)
        elif element.tag not in zurich.OTHER and (element.text or element.children):
            findings.append(Finding.info("element-unknown", place, f"Das Element <{element.tag[:60]}> ist nicht bekannt und wurde nicht gelesen."))
    remarks = (_remark(remark) for remark in _below(dataset, "bemerkung"))
    values = zurich.values_of(words, remarks, _relations(dataset, file), _columns(dataset, file), f"{file}, Element <bemerkungen>")
    if contact:
        values["contact"] = (contact,)
    if resources := tuple(_resources(dataset, file)):
        values["resources"] = resources
    return Metadata(values, tuple(findings))


def _add(words: dict[str, Word], element: Element, place: str, findings: list[Finding]) -> None:
    """Take the first filled element of a name; a second one that says something else is reported."""
    known = words.get(element.tag)
    if not known:
        words[element.tag] = Word(element.text, place)
    elif element.text and element.text != known.text:
        message = f"Das Element <{element.tag}> kommt zweimal vor und sagt Verschiedenes; es gilt das erste («{known.text[:80]}»)."
        findings.append(Finding.warning("element-twice", place, message))


def _below(element: Element, tag: str) -> Iterator[Element]:
    """Give the elements of a name, at any depth."""
    for child in element.children:
        if child.tag == tag:
            yield child
        else:
            yield from _below(child, tag)


def _remark(remark: Element) -> zurich.Remark:
    link = next(remark.all("link"), remark)
    return zurich.Remark(remark.first("titel"), remark.first("text"), link.first("label", "lable"), link.first("url"))


def _relations(dataset: Element, file: str) -> Iterator[Node]:
    for tag in ("anwendung", "publikation"):
        for element in _below(dataset, tag):
            place = f"{file}, Zeile {element.line}, Element <{tag}>"
            if url := element.first("url"):
                label = zurich.label_of(element.first("titel"), element.first("beschreibung"))
                yield {"url": Word(url, place), "label_translated": Word(label, place)}


def _resources(dataset: Element, file: str) -> Iterator[Node]:
    """Give what is said of single files (``meta.xsd``: ``ressource`` with the attribute ``dateiname``)."""
    for element in _below(dataset, "ressource"):
        place = f"{file}, Zeile {element.line}, Element <ressource>"
        if name := element.attributes.get("dateiname") or element.first("dateiname"):
            yield {"file": Word(name, place), "description_translated": Word(element.first("beschreibung"), place)}


def _columns(dataset: Element, file: str) -> Iterator[Node]:
    for element in _below(dataset, "attributelement"):
        name = element.attributes.get("technischerfeldname") or element.first("technischerfeldname")
        place = f"{file}, Zeile {element.line}, Element <attributelement>"
        label, description = element.first("sprechenderfeldname"), element.first("feldbeschreibung")
        if name or label:
            texts = {"name": name or label, "label_translated": label, "description_translated": description}
            yield {field: Word(text, place) for field, text in texts.items()}
