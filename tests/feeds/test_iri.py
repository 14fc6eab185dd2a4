from __future__ import annotations

import pytest

from ckanext.luzern.feeds.iri import mailto, valid_iri


@pytest.mark.parametrize(
    ("entered", "iri"),
    [
        ("https://example.ch/a b", "https://example.ch/a%20b"),
        ("https://example.ch/Zählung?q=Lärm&x={1}|[2]#Übersicht", "https://example.ch/Z%C3%A4hlung?q=L%C3%A4rm&x=%7B1%7D%7C%5B2%5D#%C3%9Cbersicht"),
        ("https://example.ch/a%20b%zz%", "https://example.ch/a%20b%25zz%25"),
        ('https://example.ch/[1]^`\\"<>', "https://example.ch/%5B1%5D%5E%60%5C%22%3C%3E"),
        ("https://example.ch/a\x01b\n", "https://example.ch/a%01b"),
        ("https://example.ch/a\ud800b", "https://example.ch/ab"),
        ("https://zürich.ch/", "https://xn--zrich-kva.ch/"),
        ("HTTPS://Example.CH:8443/A", "https://example.ch:8443/A"),
        ("https://[2001:db8::1]/x", "https://[2001:db8::1]/x"),
        ("https://user:secret@example.ch/x", "https://example.ch/x"),
        ("urn:ogc:def:crs:EPSG::2056", "urn:ogc:def:crs:EPSG::2056"),
        ("https://example.ch", "https://example.ch"),
    ],
)
def test_an_address_becomes_a_valid_iri(entered: str, iri: str) -> None:
    assert valid_iri(entered) == iri
    assert valid_iri(iri) == iri, "encoding twice must change nothing"


@pytest.mark.parametrize(
    "entered",
    [
        "",
        "eCH-0200",
        "www.example.ch/x",
        "/dataset/x",
        "//example.ch/x",
        "http:///x",
        "https://",
        "http://a b.ch/",
        "http://a|b.ch/",
        "http://ex..ch/",
        "http://ü..ch/",
        "http://example.ch:99999/",
        "https://[::1/",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        "urn:",
    ],
)
def test_what_is_no_address_on_the_web_gives_none(entered: str) -> None:
    assert valid_iri(entered) == ""


def test_a_mail_address_becomes_a_mailto_iri() -> None:
    assert mailto(" mailto:o'neil+ogd@example.ch ") == "mailto:o%27neil+ogd@example.ch"
    assert mailto("Fachstelle OGD") == mailto("ogd@") == mailto("a b@example.ch") == ""
