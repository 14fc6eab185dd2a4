"""Where to report a weakness of the portal, as RFC 9116 has it: ``/.well-known/security.txt``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

PATH = "/.well-known/security.txt"
VALID = timedelta(days=180)  # RFC 9116 §2.5.5: less than a year


def security_txt(contact: str, homepage: str, site: str, languages: Sequence[str], now: datetime) -> str:
    """Give the document, which expires half a year from now: it is made for every answer, so it never goes stale while the portal runs.

    ``contact`` is an e-mail address; where it is empty, whoever found something is led to ``homepage``. Addresses on the web must be https
    (§2.5.3), so that a portal without it names none of its own.
    """
    expires = (now + VALID).astimezone(timezone.utc).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {f'mailto:{contact}' if contact else homepage}",
        f"Expires: {expires.isoformat().replace('+00:00', 'Z')}",
        f"Preferred-Languages: {', '.join(languages)}",
    ]
    lines += [f"Canonical: {site}{PATH}"] if site.startswith("https://") else []
    return "\n".join(lines) + "\n"
