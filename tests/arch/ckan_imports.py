"""What the portal takes from CKAN beyond ``ckan.plugins`` and ``ckan.plugins.toolkit``, and why.

Everything else of CKAN may change from one release to the next. Each entry names one thing and the reason nothing in the
toolkit will do; an entry nobody uses any more fails the test, so that the list only holds what is true.
"""

from __future__ import annotations

FREE = ("ckan.plugins", "ckan.plugins.toolkit", "ckan.types")  # ckan.types is type aliases alone, empty while the portal runs

ALLOWED: dict[str, str] = {}
