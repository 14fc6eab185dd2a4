"""XML, JSON and RDF documents."""

from __future__ import annotations

import json

from contract.web import Site
from faults.catalogue import PATH, TURTLE, catalogue, put, turtle
from faults.fault import fault
from faults.observed import Observed, a_source, observe, observe_apart
from luzern_harvesters.errors import SourceMalformed
from luzern_harvesters.reader import Reader
from luzern_harvesters.run import Outcome
from luzern_harvesters.source import Source

XML = '<?xml version="1.0" encoding="utf-8"?>\n'
RDF = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcat="http://www.w3.org/ns/dcat#" xmlns:dct="http://purl.org/dc/terms/">'
DATASET = '<dcat:Dataset rdf:about="https://a.example/1"><dct:title xml:lang="de">Brücken</dct:title>{more}</dcat:Dataset>'
WHOLE = XML + RDF + DATASET.format(more="") + "</rdf:RDF>"


def of_xml(site: Site, body: str | bytes) -> Observed:
    site.put("/katalog.rdf", body, Content_Type="application/rdf+xml")
    return observe_apart(catalogue(site, "/katalog.rdf", memory_mb=512))


def of_json(site: Site, body: str | bytes) -> Observed:
    """Read a live JSON with a key `rows` of objects with a key `n`."""
    return observe_apart(_live(site, body))


def _live(site: Site, body: str | bytes) -> Source:
    url = site.put("/werte.json", body, Content_Type="application/json")
    dataset = {"id": "werte", "title": "Werte", "description": "Was gezählt wird.", "rows": "rows", "columns": {"n": "n"}}
    return a_source("json", url, memory_mb=512, licence="terms_by", theme=["TRAN"], keywords=["Werte"], datasets=[dataset])


@fault("XML that is not well-formed", "The source fails and names line and column.")
def test_xml_not_well_formed(site: Site) -> None:
    observed = of_xml(site, WHOLE.replace("Brücken", "Brücken & Bäume"))

    assert observed.codes == {"xml-broken"}
    assert "Zeile 2" in str(observed.error)


@fault("XML with a document type that reads a file", "The source fails; neither file nor address is opened.")
def test_xml_with_an_external_entity(site: Site) -> None:
    dtd = '<!DOCTYPE rdf:RDF [<!ENTITY geheim SYSTEM "file:///etc/passwd">]>'

    observed = of_xml(site, WHOLE.replace(XML, XML + dtd).replace("Brücken", "&geheim;"))

    assert observed.failed_as(SourceMalformed)
    assert "root:" not in repr(observed)


@fault("XML with a document type on another server", "The server is not asked.")
def test_xml_with_a_remote_document_type(site: Site) -> None:
    of_xml(site, WHOLE.replace(XML, f'{XML}<!DOCTYPE rdf:RDF SYSTEM "{site.url}/fremd.dtd">'))

    assert [path for path, _ in site.asked] == ["/katalog.rdf"]


@fault("XML with entities that unfold to gigabytes", "The source fails; they are not unfolded.", seconds=30)
def test_an_entity_bomb(site: Site) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE rdf:RDF [<!ENTITY e0 "Luzern">{entities}]>'

    observed = of_xml(site, WHOLE.replace(XML, XML + bomb).replace("Brücken", "&e11;"))

    assert observed.failed_as(SourceMalformed)


@fault("XML nested 100,000 levels deep", "The source fails at level 200; no stack overflows.", seconds=30)
def test_deep_xml(site: Site) -> None:
    assert of_xml(site, XML + RDF + "<dct:a>" * 100_000).failed_as(SourceMalformed)


@fault("XML that says UTF-8 and is Windows-1252", "The source fails and says where; no text is published garbled.")
def test_xml_in_another_charset(site: Site) -> None:
    observed = of_xml(site, WHOLE.encode("cp1252"))

    assert observed.failed_as(SourceMalformed)
    assert observed.titles == []


@fault("XML in an encoding nobody knows", "The source fails.")
def test_xml_in_an_unknown_charset(site: Site) -> None:
    observed = of_xml(site, WHOLE.replace("utf-8", "x-luzern-1"))

    assert isinstance(observed.error, SourceMalformed)


@fault("A byte order mark before the document", "It is read as if there were none.")
def test_a_byte_order_mark(site: Site) -> None:
    put(site, b"\xef\xbb\xbf" + turtle("Brücken").encode())

    assert observe(catalogue(site)).titles == ["Brücken"]


@fault("Text that was converted twice («BrÃ¼cken»)", "It is published as it came, with a warning that shows the text.")
def test_mojibake(site: Site) -> None:
    put(site, turtle("Brücken".encode().decode("cp1252")))

    observed = observe(catalogue(site))

    assert observed.titles == ["BrÃ¼cken"]
    assert "text-garbled" in observed.codes


@fault("A charset in the header that contradicts the document", "The document's own syntax decides: Turtle is UTF-8.")
def test_a_header_with_the_wrong_charset(site: Site) -> None:
    site.put(PATH, turtle("Brücken"), Content_Type=f"{TURTLE}; charset=iso-8859-1")

    assert observe(catalogue(site)).titles == ["Brücken"]


@fault("JSON that is cut off", "The source fails and names line and column.")
def test_json_cut_off(site: Site) -> None:
    assert of_json(site, '{"rows": [{"n": 1}, {"n":').codes == {"json-broken"}


@fault("JSON with NaN or Infinity", "The source fails and says what to write instead.")
def test_json_with_nan(site: Site) -> None:
    assert of_json(site, '{"rows": [{"n": NaN}]}').codes == {"json-number"}


@fault("JSON that gives a key twice", "The last one counts, as everywhere (RFC 8259 §4).")
def test_json_with_a_key_twice(site: Site) -> None:
    observed = of_json(site, '{"rows": [], "rows": [{"n": 1, "n": 2}]}')

    assert observed.titles == ["Werte"]
    assert "rows-none" not in observed.codes


@fault("JSON with a number of a million digits", "The source fails; it is not converted, which would take minutes.", seconds=30)
def test_json_with_a_huge_number(site: Site) -> None:
    assert of_json(site, '{"rows": [{"n": ' + "9" * 1_000_000 + "}]}").codes == {"json-number"}


@fault("JSON with a number beyond what a computer holds (1e999)", "The source fails; infinity is not published.")
def test_json_with_an_infinite_number(site: Site) -> None:
    assert of_json(site, '{"rows": [{"n": 1e999}]}').codes == {"json-number"}


@fault("JSON nested 100,000 levels deep", "The source fails at level 200; no stack overflows.", seconds=30)
def test_deep_json(site: Site) -> None:
    assert of_json(site, '{"rows": ' + "[" * 100_000).codes == {"json-too-deep"}


@fault("JSON of another shape than the source file describes", "The dataset fails alone and says what was expected where.")
def test_json_of_another_shape(site: Site) -> None:
    observed = of_json(site, '{"rows": "kommen später"}')

    assert observed.error is None
    assert observed.titles == []


@fault("RDF with a million statements", "The source fails at the limit (max_statements), within its memory.", seconds=120)
def test_a_million_statements(site: Site) -> None:
    line = '<https://a.example/%d> <http://purl.org/dc/terms/title> "Ein Titel"@de .\n'
    site.put("/katalog.nt", "".join(line % number for number in range(1_000_000)), Content_Type="application/n-triples")

    observed = observe_apart(catalogue(site, "/katalog.nt", memory_mb=512, max_bytes=200_000_000))

    assert observed.codes == {"rdf-too-large"}


@fault("JSON-LD with a context on another server", "The server is not asked; the source fails and says how to mend it.")
def test_a_remote_context(site: Site) -> None:
    body = json.dumps({"@context": f"{site.url}/kontext.jsonld", "@type": "Dataset"})
    site.put("/katalog.jsonld", body, Content_Type="application/ld+json")

    observed = observe(catalogue(site, "/katalog.jsonld"))

    assert observed.codes == {"context-remote"}
    assert [path for path, _ in site.asked] == ["/katalog.jsonld"]


@fault("RDF that describes something else", "The source fails («kein DCAT-Katalog») instead of counting as empty.")
def test_rdf_that_is_no_catalogue(site: Site) -> None:
    put(site, '<https://a.example/> <http://purl.org/dc/terms/title> "Ein Titel" .')

    assert observe(catalogue(site)).codes == {"dcat-none"}


@fault("An address with a blank or an umlaut in RDF", "The dataset is read, the address percent-encoded.")
def test_a_blank_in_an_address(site: Site) -> None:
    body = XML + RDF + DATASET.format(more='<dcat:landingPage rdf:resource="https://a.example/br\u00fccken der stadt"/>') + "</rdf:RDF>"
    site.put("/katalog.rdf", body, Content_Type="application/rdf+xml")

    (reading,) = observe(catalogue(site, "/katalog.rdf")).readings

    assert reading.record is not None
    assert " " not in reading.record.landing_page


@fault("Two datasets with the same identifier", "Both are kept, told apart by their addresses, and the department is told.")
def test_an_identifier_twice(site: Site) -> None:
    put(site, turtle("Brücken", "Bäume").replace('"bäume"', '"brücken"'))

    observed = observe(catalogue(site))

    assert sorted(observed.titles) == ["Brücken", "Bäume"]
    assert "identifier-twice" in observed.codes


@fault("One dataset without title and terms of use among good ones", "It alone fails; the others are published.")
def test_one_bad_record(site: Site) -> None:
    put(site, turtle("Brücken") + "<https://a.example/leer> a dcat:Dataset ; dct:description 'Leer'@de .")

    observed = observe(catalogue(site))

    assert observed.titles == ["Brücken"]
    assert len(observed.readings) == 2
    assert {"title-missing", "distribution-missing"} <= observed.codes


@fault("A document that needs more memory than the source may take", "The reading process ends, not the portal; the source fails.", seconds=120)
def test_a_document_beyond_the_memory(site: Site) -> None:
    text = "x" * 2000
    lines = "".join(f'<https://a.example/{number}> <http://purl.org/dc/terms/title> "{text}{number}"@de .\n' for number in range(60_000))
    site.put("/katalog.nt", lines, Content_Type="application/n-triples")

    observed = observe_apart(catalogue(site, "/katalog.nt", memory_mb=128, max_bytes=500_000_000, max_statements=1_000_000))

    assert observed.failed_as(SourceMalformed)
    assert "Arbeitsspeicher" in str(observed.error)


@fault("The process that reads is killed (the machine runs out of memory)", "The record at hand fails, the process starts again, the others are published.")
def test_the_reading_process_is_killed(site: Site) -> None:
    put(site, turtle("Brücken", "Bäume", "Bänke"))

    with Reader(catalogue(site)) as reader:
        refs = reader.list().refs
        assert reader._process is not None
        reader._process.kill()
        readings = list(reader.read(refs))

    assert [reading.outcome for reading in readings] == [Outcome.FAILED, Outcome.READ, Outcome.READ]
