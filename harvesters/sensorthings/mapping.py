"""A thing, or an observed property, as the record; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from luzern_harvesters import dates, geojson, text, translate
from luzern_harvesters.finding import Finding, Notes
from luzern_harvesters.naming import title_of
from luzern_harvesters.record import DatasetRecord, Distribution, Place

from . import properties
from .series import Series, about, columns_of, covered, last_of, one, series_of, words
from .service import Entity, address, id_of, listed

OBSERVATIONS = "$orderby=phenomenonTime desc"
MEDIA_TYPES = {"JSON": "application/json", "CSV": "text/csv"}


def record_of_thing(thing: Entity, path: str, root: str, *, csv: bool) -> DatasetRecord:
    """Map a thing with its datastreams and locations; ``path`` is its path in the service, ``root`` the service's address."""
    notes, series = Notes(), series_of(thing)
    if "Datastreams" not in thing or any(name.endswith("Datastreams@iot.nextLink") for name in thing):
        notes.append(Finding.warning("series-missing", "columns", "Die Datenreihen des Sensors sind in der Antwort nicht oder nicht alle enthalten."))
    record = _described(thing, thing, series, notes)
    own = address(root, path) if root else ""
    offered = [Distribution("thing", own, own, title={"de": "Beschreibung des Sensors"}, format="JSON", media_type=MEDIA_TYPES["JSON"])] if own else []
    for each in series if root else ():
        offered += _observations(each.name, f"{each.entity_set}({each.id})/Observations", OBSERVATIONS, root, csv=csv)
    return replace(
        record,
        remote_id=path,
        spatial=_places(thing, notes),
        identifier=path,
        distributions=_licensed(offered, thing, notes),
        findings=tuple(notes),
    )


def record_of_property(found: Entity, path: str, root: str, *, csv: bool) -> DatasetRecord:
    """Map an observed property with the datastreams of all things that measure it."""
    observed, streams = found["ObservedProperty"], found["Datastreams"]
    named = ({**stream, "name": _named(stream)} for stream in streams)
    notes, series = Notes(), tuple(one(stream, "Datastreams") for stream in named)
    record = _described(found, observed, series, notes)
    query = f"$filter=Datastream/ObservedProperty/id eq {id_of(observed)}&{OBSERVATIONS}&$expand=Datastream($select=name,unitOfMeasurement;$expand=Thing($select=name))"
    things = [stream["Thing"] for stream in streams if isinstance(stream.get("Thing"), dict)]
    locations = [location["location"] for thing in things for location in _locations(thing)]
    place = notes.keep(geojson.place_of({"geometries": locations}, "spatial")) if locations else None
    return replace(
        record,
        remote_id=path,
        spatial=(place,) if place else (),
        identifier=path,
        distributions=_licensed(_observations("Messungen", "Observations", query, root, csv=csv) if root else (), found, notes),
        findings=tuple(notes),
    )


def _described(whole: Entity, entity: Entity, series: Sequence[Series], notes: Notes) -> DatasetRecord:
    """What thing and observed property have in common; ``whole`` holds the entity with its datastreams."""
    title = notes.keep(title_of(words(entity, "name"), "title"))
    language, own = properties.language_of(whole), text.markdown(words(entity, "description"))
    measured = dict.fromkeys(f"{name} ({each.unit})" if each.unit else name for each in series for name in each.measured)
    last = last_of(series)
    notes += about(series)
    said = {language: own} if own else {}
    if measured:
        said["de"] = "\n\n".join(filter(None, (said.get("de"), f"Gemessen wird: {', '.join(measured)}.")))
    keywords = [*properties.keywords_of(whole), *(name for each in series for name in each.measured)]
    return DatasetRecord(
        "",
        "",
        title={language: title} if title else {},
        description=said,
        publisher=properties.publisher_of(whole),
        keywords={language: tuple(dict.fromkeys(keywords))} if keywords else {},
        themes=tuple(dict.fromkeys(filter(None, (translate.theme(topic, "themes")[0] for topic in properties.topics_of(whole))))),
        languages=tuple(filter(None, (translate.language(properties.stated_language(whole), "languages")[0],))),
        documentation=properties.documents_of(whole),
        modified=last.astimezone(dates.ZURICH).isoformat(timespec="seconds") if last else "",
        temporal=covered(series),
        columns=columns_of(series, language),
    )


def _observations(name: str, path: str, query: str, root: str, *, csv: bool) -> Iterator[Distribution]:
    formats = {"JSON": query, **({"CSV": f"{query}&$resultFormat=csv"} if csv else {})}
    for code, full in formats.items():
        url = address(root, path, full)
        yield Distribution(f"{path}.{code.lower()}", url, url, title={"de": name}, format=code, media_type=MEDIA_TYPES[code])


def _licensed(offered: Iterable[Distribution], entity: Entity, notes: Notes) -> tuple[Distribution, ...]:
    """Give the distributions under the terms that the service states."""
    licence, finding = translate.licence(properties.licence_of(entity), "properties.license")
    notes.extend([finding] if finding else [])
    return tuple(replace(one, licence=licence.term, rights=licence.rights) for one in offered)


def _places(thing: Entity, notes: Notes) -> tuple[Place, ...]:
    found = []
    for location in _locations(thing):
        place = notes.keep(geojson.place_of(location["location"], "spatial"))
        found += [replace(place, label=words(location, "name"))] if place else []
    if not found:
        areas = (stream.get("observedArea") for stream in listed(thing, "Datastreams"))
        area = next((area for area in areas if isinstance(area, dict)), None)
        place = geojson.place_of(area, "spatial")[0] if area else None
        found += [place] if place else []
    if not found:
        notes.append(Finding.info("place-missing", "spatial", "Der Dienst sagt nicht, wo der Sensor steht."))
    return tuple(dict.fromkeys(found))


def _locations(thing: Entity) -> list[Entity]:
    return [one for one in listed(thing, "Locations") if isinstance(one.get("location"), dict)]


def _named(stream: Entity) -> str:
    """A datastream's name beside its thing's: «Temperature» alone tells nobody where."""
    thing = stream.get("Thing")
    where, name = words(thing, "name") if isinstance(thing, dict) else "", words(stream, "name")
    return name if not where or where in name else f"{where}: {name}"
