"""A CKAN package as the record, pure: CKAN's own schema, ckanext-dcat's, ckanext-scheming with fluent texts, opendata.swiss's, Zurich's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from luzern_harvesters import dates, translate
from luzern_harvesters.finding import Finding, Notes
from luzern_harvesters.naming import title_of
from luzern_harvesters.record import Agent, Column, DatasetRecord, Relation

from .coverage import periods_of, places_of
from .fields import LANGUAGES, Fields
from .resources import ADDRESS, distributions_of

FREQUENCIES = (
    "frequency",
    "accrual_periodicity",
    "update_frequency",
    "update_interval",
    "updating_frequency",
    "frequency_of_update",
    "update_freq",
    "maintenance_frequency",
    "refresh_rate",
    "periodicity",
)
ISSUED = ("issued", "date_first_published", "release_date", "date_released", "publication_date", "date_published", "metadata_created")
MODIFIED = ("modified", "date_last_updated", "date_modified", "last_update", "date_updated", "last_updated", "data_last_modified", "metadata_modified")


def record_of(package: Mapping[str, Any], source_id: str, remote_id: str, site: str, options: Mapping[str, Any]) -> DatasetRecord:
    """Map one package; ``site`` is its site's address, ``options`` are ``language``, ``licence`` and ``groups``."""
    fields, notes = Fields(package, options["language"]), Notes()
    publisher = _publisher(fields)
    title = fields.text("title_translated", "title") or fields.text("display_name", "name")
    for language, words in title.items():
        notes.keep(("", title_of(words, f"title.{language}")[1]))
    return DatasetRecord(
        source_id=source_id,
        remote_id=remote_id,
        title=title,
        description=fields.text("notes_translated", "description_translated", "description", "notes"),
        publisher=publisher,
        creators=(Agent(fields.by_language(author)),) if (author := fields.word("creator", "author")) and _has_contact(fields) else (),
        contacts=_contacts(fields, publisher),
        keywords=_keywords(fields),
        themes=_themes(fields, options["groups"], notes),
        frequency=notes.keep(translate.frequency(fields.word(*FREQUENCIES), "frequency")),
        issued=notes.keep(dates.day(_moment(fields, ISSUED), "issued")),
        modified=notes.keep(dates.day(_moment(fields, MODIFIED), "modified")),
        languages=tuple(dict.fromkeys(filter(None, (notes.keep(translate.language(one, "languages")) for one in fields.words("language"))))),
        landing_page=_landing_page(fields, site),
        access_rights=notes.keep(translate.access_right(fields.word("access_rights"), "access_rights")),
        spatial=places_of(fields, notes),
        temporal=periods_of(fields, notes),
        columns=_columns(fields),
        relations=_relations(fields),
        documentation=tuple(one for one in fields.words("documentation") if ADDRESS.match(one)),
        conforms_to=tuple(one for one in fields.words("conforms_to") if ADDRESS.match(one)),
        legal_basis=fields.text("legal_basis", "legal_information"),
        data_quality=fields.text("data_quality"),
        remarks=fields.text("remarks", "ssz_bemerkungen"),
        version=fields.word("version"),
        version_notes=fields.text("version_notes"),
        identifier=fields.word("identifier", "guid", "name"),
        distributions=distributions_of(fields, site, options["licence"], notes),
        findings=(*notes, *_about_origin(fields)),
    )


def _moment(fields: Fields, names: tuple[str, ...]) -> str:
    """The catalogue's own times, which are UTC, stand in for the data's."""
    *of_data, of_record = names
    own = fields.word(of_record)
    return fields.word(*of_data) or (f"{own}Z" if "T" in own and not own.endswith("Z") and "+" not in own else own)


def _landing_page(fields: Fields, site: str) -> str:
    stated = fields.word("url", "landing_page")
    name = fields.word("name", "id")
    return stated if ADDRESS.match(stated) else f"{site}/dataset/{name}" if site and name else ""


def _publisher(fields: Fields) -> Agent | None:
    """Whoever is named as publisher, else the organisation that the package belongs to."""
    for one in fields.all("publisher"):
        if agent := _agent(one, fields):
            return agent
    name = fields.text("publisher_name")
    if name:
        return Agent(name, fields.word("publisher_email"), fields.word("publisher_url"), fields.word("publisher_uri"))
    organization = fields.value("organization")
    return _agent(organization, fields) if isinstance(organization, dict) else None


def _agent(value: Any, outer: Fields) -> Agent | None:
    if not isinstance(value, dict):
        name = outer.by_language(value)
        return Agent(name) if name else None
    fields = Fields(value, outer.language)
    name = fields.text("name_translated", "title_translated", "title", "display_name", "name", "fn")
    url, iri = fields.word("url", "homepage"), fields.word("uri")
    email = _email(fields.word("email", "has_email", "mail"))
    return Agent(name, email, url if ADDRESS.match(url) else "", iri if ADDRESS.match(iri) else "") if name or email else None


def _has_contact(fields: Fields) -> bool:
    return any("@" in fields.word(name) for name in ("contact_email", "maintainer_email")) or bool(fields.all("contact", "contact_points", "contact_point"))


def _contacts(fields: Fields, publisher: Agent | None) -> tuple[Agent, ...]:
    """Those who answer: contact points, else a contact, the maintainer, the author; the first with an address."""
    listed = [
        agent for name in ("contact", "contact_points", "contact_point") for one in fields.all(name) if isinstance(one, dict) and (agent := _agent(one, fields))
    ]
    if any(agent.email for agent in listed):
        return tuple(listed)
    for role in ("contact", "contact_point", "maintainer", "publisher", "author", "owner"):
        if email := _email(fields.word(f"{role}_email")):
            name = fields.text(f"{role}_name") or fields.by_language(fields.word(role)) or (publisher.name if publisher else {}) or {"de": email}
            url = fields.word(f"{role}_url", f"{role}_uri")
            return (Agent(name, email, url if ADDRESS.match(url) else ""),)
    names = (fields.text(f"{role}_name") or fields.by_language(fields.word(role)) for role in ("contact", "contact_point", "maintainer", "author"))
    return tuple(listed) or tuple(Agent(name) for name in [next(filter(None, names), {})] if name)


def _email(text: str) -> str:
    text = text.removeprefix("mailto:").strip()
    return text if "@" in text and " " not in text else ""


def _keywords(fields: Fields) -> dict[str, tuple[str, ...]]:
    """By language where the site has them so, else CKAN's tags."""
    for name in ("tags_translated", "keywords", "keyword"):
        found = fields.value(name)
        if isinstance(found, dict):
            lists = {one: listed if isinstance(listed := found.get(one), list) else [listed] for one in LANGUAGES}
            spoken = {one: tuple(dict.fromkeys(word for word in listed if isinstance(word, str) and word)) for one, listed in lists.items()}
            if any(spoken.values()):
                return {one: words for one, words in spoken.items() if words}
    tags = [Fields(one, fields.language).word("display_name", "name") if isinstance(one, dict) else one for one in fields.all("tags", "keywords")]
    words = [tag for tag in tags if isinstance(tag, str)] or [word.strip() for word in fields.word("tag_string").split(",")]
    return {fields.language: kept} if (kept := tuple(dict.fromkeys(filter(None, words)))) else {}


def _themes(fields: Fields, groups: Mapping[str, str], notes: Notes) -> tuple[str, ...]:
    """The themes that are stated, and the groups that are one: other sites' groups may be anything, so an unknown one is a remark."""
    found = [notes.keep(translate.theme(one, "themes")) for one in fields.words("theme", "themes")]
    unknown: list[str] = []
    for group in fields.all("groups"):
        inner = Fields(group if isinstance(group, dict) else {"name": group}, fields.language)
        words = [groups.get(inner.word("name"), ""), inner.word("name"), *inner.text("title", "display_name").values()]
        code = next((code for text in words if text and (code := translate.theme(text, "themes")[0])), "")
        found.append(code)
        unknown += [] if code else [next((text for text in reversed(words) if text), "")]
    if unknown:
        names = ", ".join(f"«{name}»" for name in unknown[:5])
        remedy = "Mit der Einstellung «groups» lässt sich einer Gruppe ein Thema zuordnen."
        notes.append(Finding.info("group-unknown", "themes", f"Diese Gruppen der Quelle entsprechen keinem Thema: {names}.", remedy))
    return tuple(dict.fromkeys(filter(None, found)))


def _relations(fields: Fields) -> tuple[Relation, ...]:
    found = []
    for one in (*fields.all("relations"), *fields.all("related"), *fields.all("see_alsos")):
        inner = Fields(one if isinstance(one, dict) else {"url": one}, fields.language)
        if ADDRESS.match(url := inner.word("url", "uri")):
            found.append(Relation(url, inner.text("label_translated", "label", "title")))
    return tuple({relation.url: relation for relation in found}.values())


def _columns(fields: Fields) -> tuple[Column, ...]:
    """The data dictionary: our own schema's ``columns``, or Zurich's pairs of a label and a description."""
    found = []
    for one in fields.all("columns", "ssz_fields", "attributes"):
        if isinstance(one, dict):
            inner = Fields(one, fields.language)
            if name := inner.word("name", "technical_name", "id"):
                words = inner.text("label_translated", "label", "title"), inner.text("description_translated", "description")
                found.append(Column(name, *words, inner.word("data_type", "type"), inner.word("unit")))
        elif isinstance(one, list) and one and isinstance(one[0], str):
            found.append(_pair(one))
    return tuple(found)


def _pair(pair: list[Any]) -> Column:
    """«Name (technisch: NAME)» and its description."""
    label, _, technical = pair[0].partition("(technisch:")
    description = str(pair[1]).strip() if len(pair) > 1 and pair[1] else ""
    return Column(technical.strip(" )") or label.strip(), {"de": label.strip()}, {"de": description} if description else {})


def _about_origin(fields: Fields) -> tuple[Finding, ...]:
    """A record that the other site harvested itself: its origin may be harvested here too."""
    origin = fields.word("harvest_source_title", "harvest_source_url", "harvest_source_id")
    if not origin:
        return ()
    message = f"Die Quelle hat diesen Datensatz selbst von anderswo («{origin[:80]}»)."
    return (Finding.info("record-harvested", "identifier", message, "Besser wird er dort geholt, wo er herkommt."),)
