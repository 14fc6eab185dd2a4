"""How well the search finds, measured in a real Solr beside CKAN's own; docs/search-quality.md says the same."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from ckanext.luzern.search import evaluate, scratch
from ckanext.luzern.search.evaluate import Evaluation, Figures, Golden
from ckanext.luzern.search.language.german import German
from ckanext.luzern.search.language.letters import fold, stem
from portal import ROOT, Portal
from search import vanilla

pytestmark = pytest.mark.services

FILES = ("golden", "holdout", "mixed", "blind")
PAGE = ROOT / "docs/search-quality.md"


@pytest.fixture(scope="module")
def solr_url(portal: Portal) -> str:
    return portal.solr_url.rpartition("/")[0]


@pytest.fixture(scope="module")
def german() -> German:
    return German(ROOT / "config/search")


@pytest.fixture(scope="module", params=FILES)
def measured(request: pytest.FixtureRequest, solr_url: str, german: German) -> tuple[str, Evaluation, Evaluation]:
    """Give a file's name, and what our search and CKAN's make of it."""
    golden = Golden.read(ROOT / f"tests/search/{request.param}.yaml")
    return request.param, evaluate.run(golden, solr_url, german), vanilla.run(golden, solr_url)


def row(name: str, ours: Figures, theirs: Figures) -> str:
    values = (f"{one:.2f}" for figures in (ours, theirs) for one in (figures.hit_at_1, figures.hit_at_3, figures.mrr))
    return f"| {name} | {ours.queries} | {' | '.join(values)} |"


def test_what_is_meant_is_among_the_first_three(measured: tuple[str, Evaluation, Evaluation]) -> None:
    _, ours, theirs = measured
    assert ours.figures.hit_at_3 >= 0.97, [(miss.query.q, miss.found[:3]) for miss in ours.misses]
    assert theirs.figures.hit_at_3 < ours.figures.hit_at_3 - 0.3


def test_the_page_about_quality_says_what_was_measured(measured: tuple[str, Evaluation, Evaluation]) -> None:
    name, ours, theirs = measured
    rows = [row(category, figures, theirs.by_category[category]) for category, figures in ours.by_category.items()]
    rows.append(row("**all**", ours.figures, theirs.figures))
    table = re.search(rf"<!-- {name} -->\n(?:\|.*\n){{2}}((?:\|.*\n)+)", PAGE.read_text(encoding="utf-8"))
    assert table
    assert table[1].splitlines() == rows, "docs/search-quality.md should say:\n" + "\n".join(rows)


def test_the_index_of_a_trial_is_gone_afterwards(solr_url: str) -> None:
    with scratch.core(solr_url) as core:
        core.add([evaluate.plain_document(0, {"title": "Baum", "notes": "", "tags": []})])
        assert core.find({"q": "*:*"})["numFound"] == 1
    cores = httpx.get(f"{solr_url}/admin/cores", params={"action": "STATUS", "wt": "json"}).json()["status"]
    assert not [name for name in cores if name.startswith(scratch.PREFIX)]


def test_solr_folds_and_stems_every_word_of_the_lists_as_we_do(solr_url: str, german: German) -> None:
    words = sorted({word for word in german.lexicon if word.isalpha()})
    with scratch.core(solr_url) as core:
        asked = {"analysis.fieldtype": "text_de", "analysis.fieldvalue": " ".join(words), "wt": "json"}
        answer = httpx.post(f"{core.url}/analysis/field", data=asked, timeout=60).json()
    *_, tokens = answer["analysis"]["field_types"]["text_de"]["index"]
    theirs = [token["text"] for token in tokens]
    assert [(word, token) for word, token in zip(words, theirs, strict=True) if stem(fold(word)) != token] == []


def test_a_file_of_another_form_is_refused_in_german(tmp_path: Path) -> None:
    path = tmp_path / "anfragen.yaml"
    path.write_text("datasets: [{title: Baum}]\nqueries: [{q: baum, expect: [Wald]}]\n", encoding="utf-8")
    with pytest.raises(evaluate.ConfigurationError, match="Wald"):
        Golden.read(path)
