"""What the services are told: addresses and secrets, in the variables that ``config/ckan`` and production use too."""

from __future__ import annotations

import os
import sys
from ctypes.util import find_library
from importlib.util import find_spec
from pathlib import Path

from .layout import Layout
from .solr import CORE

NOT_INHERITED = ("CKAN", "PG", "PYTHONDONTWRITEBYTECODE")
"""Settings of another portal or database; and without compiled modules every process of CKAN would start twice as slowly."""


def build(layout: Layout, ports: dict[str, int], secrets: dict[str, str]) -> dict[str, str]:
    """Give the environment of the stack's processes and of every ``ckan`` command."""
    database = f"127.0.0.1:{ports['postgres']}"
    owner, reader = secrets["CKAN_DATABASE_PASSWORD"], secrets["DATASTORE_READ_PASSWORD"]
    programs = str(Path(sys.executable).parent)
    return {
        **_libmagic(),
        **{name: value for name, value in os.environ.items() if not name.startswith(NOT_INHERITED)},
        "PATH": os.pathsep.join((programs, os.environ.get("PATH", os.defpath))),
        "PYTHONUNBUFFERED": "1",
        "NO_PROXY": _no_proxy(),
        "LUZERN_HOME": str(layout.home),
        "LUZERN_STATE": str(layout.state),
        "LUZERN_PORT": str(layout.port),
        "LUZERN_BIND": f"[{layout.host}]:{layout.port}" if ":" in layout.host else f"{layout.host}:{layout.port}",
        "LUZERN_CONFIG_DIR": str(layout.home / "config"),
        "LUZERN_HARVEST_SOURCES": os.environ.get("LUZERN_HARVEST_SOURCES", "harvest example-city/harvest"),
        "LUZERN_QUALITY_CONTACT": os.environ.get("LUZERN_QUALITY_CONTACT", "ogd@luzern.example"),
        "LUZERN_EXAMPLE_PARTNER_URL": f"http://127.0.0.1:{ports['example-partner']}",
        "LUZERN_FILES": str(layout.files),
        "LUZERN_CACHE": str(layout.state / "cache"),
        "LUZERN_COOKIE_SECURE": "false",  # plain HTTP on the loopback address
        "CKAN_INI": str(layout.ini),
        "CKAN_SITE_URL": layout.address,
        "CKAN_SECRET_KEY": secrets["CKAN_SECRET_KEY"],
        "CKAN_API_TOKEN_SECRET": secrets["CKAN_API_TOKEN_SECRET"],
        "CKAN_SQLALCHEMY_URL": f"postgresql://ckan:{owner}@{database}/ckan",
        "CKAN_DATASTORE_WRITE_URL": f"postgresql://ckan:{owner}@{database}/datastore",
        "CKAN_DATASTORE_READ_URL": f"postgresql://datastore_read:{reader}@{database}/datastore",
        "CKAN_SOLR_URL": f"http://127.0.0.1:{ports['solr']}/solr/{CORE}",
        "CKAN_REDIS_URL": f"redis://:{secrets['REDIS_PASSWORD']}@127.0.0.1:{ports['redis']}/0",
    }


def _no_proxy() -> str:
    """Reach our own services directly; CKAN also asks Solr faster when nobody has to look for a proxy first."""
    return ",".join(dict.fromkeys(filter(None, [*os.environ.get("NO_PROXY", "").split(","), "127.0.0.1"])))


def _libmagic() -> dict[str, str]:
    """Point to the wheel's libmagic where the system has none."""
    spec = find_spec("pylibmagic")
    if find_library("magic") or spec is None or spec.origin is None:
        return {}
    folder = Path(spec.origin).parent
    return {"LD_LIBRARY_PATH": str(folder), "MAGIC": str(folder / "magic.mgc")}
