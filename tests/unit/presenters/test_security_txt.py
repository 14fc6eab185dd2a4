"""Whoever finds a weakness is told where to say so, in the form of RFC 9116."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from ckanext.luzern.presenters.security_txt import security_txt

NOW = datetime(2026, 11, 23, 20, 45, tzinfo=timezone.utc)


def fields(contact: str = "ogd@example.org", site: str = "https://data.example.org") -> dict[str, str]:
    lines = security_txt(contact, "https://example.org", site, ("de", "en"), NOW).splitlines()
    return dict(line.split(": ", 1) for line in lines)


def test_it_names_a_contact_and_expires_within_a_year() -> None:
    found = fields()

    assert found["Contact"] == "mailto:ogd@example.org"
    assert NOW < datetime.fromisoformat(found["Expires"].replace("Z", "+00:00")) < NOW + timedelta(days=365)
    assert found["Preferred-Languages"] == "de, en"
    assert found["Canonical"] == "https://data.example.org/.well-known/security.txt"


def test_without_an_address_for_mail_it_leads_to_the_citys_page() -> None:
    assert fields(contact="")["Contact"] == "https://example.org"


def test_a_portal_without_encryption_names_no_address_of_its_own() -> None:
    assert "Canonical" not in fields(site="http://127.0.0.1:5000")
