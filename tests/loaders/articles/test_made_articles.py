"""Articles made for the tests, on other places, people and documents than the reports, are read as they should be."""

from pathlib import Path

import pytest
import yaml

from loaders.articles.evaluation.tables import PLACED, extract, facts
from loaders.articles.extract import Rules
from loaders.articles.input.files import Article, read_all
from loaders.articles.mentions.find import Gazetteer

MADE = Path(__file__).parent / "made"
EXPECTED: dict[str, dict[str, list[str]]] = yaml.safe_load((MADE / "expected.yaml").read_text("utf-8"))
ARTICLES = {article.name: article for article in read_all(MADE) if isinstance(article, Article)}


def read(article: Article) -> dict[str, list[str]]:
    """Return what an article says by kind, each fact in the form of `expected.yaml`."""
    found: dict[str, set[str]] = {}
    for fact in facts("made", extract(article, Rules(), Gazetteer.of())):
        parts = list(fact.key)
        if fact.kind in PLACED and fact.span:
            parts.append(" ".join(article.text[slice(*fact.span)].split()))
        found.setdefault(fact.kind, set()).add(" | ".join(parts))
    return {kind: sorted(values) for kind, values in found.items()}


def test_every_made_article_has_its_expectations() -> None:
    assert ARTICLES.keys() == EXPECTED.keys()


@pytest.mark.parametrize("name", EXPECTED)
def test_a_made_article_says_what_is_written_of_it_and_nothing_else(name: str) -> None:
    assert read(ARTICLES[name]) == EXPECTED[name]
