"""A run with its receipt: what commands and workers call. The receipt goes out after the run is committed and never fails it.

Mail goes over smtplib with CKAN's own ``smtp.*`` settings: CKAN's mailer waits for a silent server without end, and takes any
certificate after STARTTLS.
"""

from __future__ import annotations

import logging
import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import urlsplit

from ckan import model

from ckanext.luzern import config
from ckanext.luzern.harvest import journal, overview, receipt
from ckanext.luzern.harvest.outcome import Report
from ckanext.luzern.harvest.receipt import Receipt
from ckanext.luzern.harvest.run import Progress, run
from luzern_harvesters.errors import SourceError
from luzern_harvesters.http import Client, Limits
from luzern_harvesters.source import Source

log = logging.getLogger(__name__)

SECONDS = 30  # that a mail server or a webhook may take


def harvest(source: Source, progress: Progress, *, is_dry: bool = False) -> Report:
    """Run a source and tell its department what came of it, if there is news; raises what ``run`` raises."""
    report = run(source, progress, is_dry=is_dry)
    if not is_dry:
        tell(source)
    return report


def tell(source: Source) -> None:
    """Send the receipt of the last run by mail and webhook, where they are set; what fails is logged."""
    wants_mail = config.sends_mail() and bool(source.contact.email)
    if not (wants_mail or source.contact.webhook) or (source.example and not config.tells_of_examples()):
        return
    written = _receipt(source)
    model.Session.rollback()  # nothing was written; a server that is slow holds no transaction open
    if written and wants_mail:
        _attempt("mail", source, lambda: _mail(source.contact.email, written))
    if written and source.contact.webhook:
        _attempt("webhook", source, lambda: _post(source, written))


def _receipt(source: Source) -> Receipt | None:
    past = overview.current(source.id)
    earlier = journal.history(source.id, 2)[1:]
    before = overview.run_to_show(source.id, earlier[0].number) if earlier else None
    if past is None or not receipt.is_due(source, past, before):
        return None
    return receipt.write(source, past, f"{config.site_url()}/harvest/{source.id}/{past.number}")


def _attempt(what: str, source: Source, send: Callable[[], None]) -> None:
    """Send; what can go wrong at the other end is no fault of the run."""
    try:
        send()
        log.info("receipt=%s source=%s sent", what, source.id)
    except (smtplib.SMTPException, OSError, ValueError) as err:  # ValueError: an address that no header can hold
        log.warning("receipt=%s source=%s failed: %s", what, source.id, err)
    except SourceError as err:
        log.warning("receipt=%s source=%s failed: %s", what, source.id, err.finding.message)


def _mail(to: str, written: Receipt) -> None:
    server = config.mail_server()
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = written.subject, server.sender, to
    message["Date"], message["Message-ID"] = formatdate(localtime=True), make_msgid(domain=server.sender.rpartition("@")[2] or None)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
    message.set_content(written.text)
    with smtplib.SMTP(server.host, server.port, timeout=SECONDS) as connection:
        if server.starttls:
            connection.starttls(context=ssl.create_default_context())
        if server.user:
            connection.login(server.user, server.password)
        connection.send_message(message)


def _post(source: Source, written: Receipt) -> None:
    address = urlsplit(source.contact.webhook)
    limits = Limits(read=SECONDS, total=SECONDS, max_bytes=1_000_000)
    secrets = [part for part in (address.path.strip("/"), address.query) if part]  # a webhook's address is its key
    client = Client(private_addresses=source.private_addresses, limits=limits, secrets=secrets)
    try:
        client.post_json(source.contact.webhook, written.values)
    finally:
        client.close()
