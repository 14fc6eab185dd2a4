"""Receipts reach the department through a real mail server and a real webhook, and a harvest does not care whether they do."""

from __future__ import annotations

import email
import email.policy
import json
import re
import socket
import time
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from contract.web import Site, serve
from integration.test_harvest import SOURCE, Dropzone, dropzone  # noqa: F401  the fixture
from luzern_harvesters.source import Source
from portal import free_port

pytestmark = pytest.mark.services

SENDER = "ogd@luzern.example"


class Letterbox:
    """What a mail server has taken."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  the name aiosmtpd calls
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        assert envelope.rcpt_tos == [message["To"]]
        self.taken.append(message)
        return "250 OK"


@pytest.fixture
def letterbox() -> Iterator[tuple[Letterbox, str]]:
    """Give a mail server and its address."""
    box = Letterbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield box, f"{controller.hostname}:{controller.port}"
    controller.stop()


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


@pytest.fixture
def tell(dropzone: Dropzone, ckan: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., float]:  # noqa: F811
    """Harvest a faulty record in silence; give a function that sends its receipt with these settings, and says how long that took."""
    import ckan.plugins.toolkit as tk  # noqa: PLC0415  only a configured portal has one

    from ckanext.luzern.harvest import delivery  # noqa: PLC0415  only a configured portal has a CKAN to import

    monkeypatch.setattr(delivery, "SECONDS", 2)
    dropzone.deliver("Probe Quittung", nutzungsbedingungen="irgendwie")
    dropzone.harvest()

    def told(server: str, *, examples: bool = False, **settings: Any) -> float:
        for option, value in {"harvest.mail": True, "harvest.receipts_of_examples": examples}.items():
            monkeypatch.setitem(tk.config, f"luzern.{option}", value)
        monkeypatch.setitem(tk.config, "smtp.server", server)
        monkeypatch.setitem(tk.config, "smtp.mail_from", SENDER)
        values = {"id": SOURCE, "type": "dropzone", "url": dropzone.folder.as_uri(), "organization": "tiefbauamt", "title": "Probe"}
        before = time.monotonic()
        delivery.tell(Source.model_validate({**values, "contact": {"email": "amt@luzern.example"}, **settings}))
        return time.monotonic() - before

    return told


def test_a_department_gets_a_mail_when_there_is_news_and_none_when_there_is_not(dropzone: Dropzone, letterbox: tuple[Letterbox, str]) -> None:  # noqa: F811
    box, server = letterbox
    set_options(dropzone, {"luzern.harvest.mail": "true", "smtp.server": server, "smtp.mail_from": SENDER})
    dropzone.deliver("Probe Brief", nutzungsbedingungen="irgendwie")

    dropzone.harvest()
    dropzone.harvest()
    dropzone.deliver("Probe Brief")
    dropzone.harvest()

    wrong, mended = box.taken
    text = wrong.get_content()
    assert (wrong["To"], wrong["From"], wrong["Auto-Submitted"]) == ("tiefbauamt@example.org", SENDER, "auto-generated")
    assert wrong["Subject"] == "Probe: 0 von 1 Datensatz sind in Ordnung; 1 braucht Ihre Hilfe."
    assert "«irgendwie»" in text
    assert "Wo: " in text
    assert re.search(rf"{dropzone.portal.url}/harvest/{SOURCE}/\d+\s", text)
    assert mended["Subject"].strip().startswith("Probe: Der Datensatz ist in Ordnung")


def test_a_mail_server_that_is_away_or_silent_holds_nobody_up(tell: Callable[..., float]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert tell(f"127.0.0.1:{silent.getsockname()[1]}") < 10
    assert tell(f"127.0.0.1:{free_port()}") < 10


def test_made_up_sources_write_to_nobody_unless_a_setting_says_so(tell: Callable[..., float], letterbox: tuple[Letterbox, str], site: Site) -> None:
    box, server = letterbox
    contact = {"email": "amt@luzern.example", "webhook": site.put("/bericht")}

    tell(server, example=True, private_addresses=True, contact=contact)
    before = len(box.taken), len(site.received)
    tell(server, example=True, private_addresses=True, contact=contact, examples=True)

    assert before == (0, 0)
    assert (len(box.taken), len(site.received)) == (1, 1)


def test_a_webhook_gets_the_run_as_json(tell: Callable[..., float], letterbox: tuple[Letterbox, str], site: Site) -> None:
    tell(letterbox[1], private_addresses=True, contact={"webhook": site.put("/bericht")})

    (body,) = site.received
    assert json.loads(body)["source"] == SOURCE
    assert json.loads(body)["counts"] == {"failed": 1}


def test_a_webhook_reaches_no_inner_network_and_its_address_stays_out_of_the_log(
    tell: Callable[..., float], letterbox: tuple[Letterbox, str], site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    tell(letterbox[1], contact={"webhook": site.put("/geheimer-weg?key=geheim")})

    assert not site.received
    assert "receipt=webhook" in caplog.text
    assert "geheim" not in caplog.text


def set_options(dropzone: Dropzone, options: dict[str, str]) -> None:  # noqa: F811
    """Change the configuration that the dropzone's commands read."""
    file = dropzone.sources / "ckan.ini"
    kept = [line for line in file.read_text(encoding="utf-8").splitlines() if line.partition("=")[0].strip() not in options]
    start = kept.index("[app:main]") + 1
    kept[start:start] = [f"{name} = {value}" for name, value in options.items()]
    file.write_text("\n".join(kept), encoding="utf-8")
