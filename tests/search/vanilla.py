"""The search of CKAN as it is released, beside ours in the same Solr: its schema, its fields and weights."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import httpx

from ckanext.luzern.search import evaluate, scratch
from portal import ROOT

LIKE_CKAN = {"defType": "dismax", "qf": "name^4 title^4 tags^2 groups^2 text", "mm": "2<-1 5<80%", "tie": "0.1"}


@contextmanager
def core(solr_url: str) -> Iterator[scratch.Core]:
    """Give an empty core with the schema of the installed CKAN."""
    folder = _home(solr_url) / "scratch-vanilla-conf"
    (folder / "conf").mkdir(parents=True, exist_ok=True)
    spec = find_spec("ckan")
    assert spec
    assert spec.origin
    shutil.copy(Path(spec.origin).parent / "config/solr/schema.xml", folder / "conf")
    for name in ("solrconfig.xml", "protwords.txt", "stopwords.txt", "synonyms.txt"):
        shutil.copy(ROOT / "config/solr/conf" / name, folder / "conf")
    (folder / "conf/schema.xml").write_text(_with_field((folder / "conf/schema.xml").read_text(encoding="utf-8")), encoding="utf-8")
    try:
        with scratch.core(solr_url, instanceDir=str(folder)) as made:
            yield made
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def search(made: scratch.Core, text: str) -> list[str]:
    """Ask as CKAN does."""
    return evaluate.titles(made.find({**evaluate.LIKE_CKAN, **LIKE_CKAN, "q": text}))


def run(golden: evaluate.Golden, solr_url: str) -> evaluate.Evaluation:
    """Evaluate CKAN's own search."""
    with core(solr_url) as made:
        made.add([evaluate.plain_document(number, dataset) for number, dataset in enumerate(golden.datasets)])
        return evaluate.ask_all(golden, made, search)


def _home(solr_url: str) -> Path:
    cores = httpx.get(f"{solr_url}/admin/cores", params={"action": "STATUS", "wt": "json"}).json()["status"]
    return Path(cores["ckan"]["instanceDir"]).parent


def _with_field(schema: str) -> str:
    """The settings of our spelling want a type; CKAN's schema is otherwise as it is."""
    extra = '<fieldType name="spelling" class="solr.TextField"><analyzer><tokenizer class="solr.StandardTokenizerFactory"/></analyzer></fieldType>'
    return schema.replace("</types>", f"{extra}</types>").replace(
        "</fields>", '<field name="spelling" type="spelling" indexed="true" stored="false"/></fields>'
    )
