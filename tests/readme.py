"""Rewrite the parts of README.md that a command prints: `python -m tests.readme`."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from graph.store.reader import EmbeddedReader, Reader, Term
from graph.store.versions import VersionStore
from loaders.articles.evaluation.tables import evaluate, table
from loaders.articles.extract import Rules
from loaders.tables.load import load_tables
from ontology.iris import name_of
from ontology.prefixes import shrink
from tests.conftest import DATA, ROOT, TEXTS

QUERY = re.compile(
    r"(?P<query>(?:^    PREFIX [^\n]*\n)+(?:^    [^\n]*\n)+)\n<!-- rows -->\n(?P<rows>.*?)<!-- /rows -->",
    re.DOTALL | re.MULTILINE,
)
"""A query of the README, and the table of its rows."""


def with_evaluation(readme: str, texts: Path) -> str:
    """Return the text of the README with the table that `huunghi evaluate` prints over the texts."""
    printed = table(evaluate(texts, DATA, Rules()))
    block = re.compile(r"(?<=<!-- evaluation -->\n).*?(?=<!-- /evaluation -->)", re.DOTALL)
    return block.sub(lambda _: f"\n{printed.strip()}\n\n", readme)


def with_rows(readme: str, reader: Reader) -> str:
    """Return the text of the README with the rows that its queries give over the five reports."""

    def filled(match: re.Match[str]) -> str:
        found = reader.select(match["query"])
        lines = [found.variables, ["---"] * len(found.variables), *(map(_cell, row) for row in found.rows)]
        table_of_rows = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
        return f"{match['query']}\n<!-- rows -->\n\n{table_of_rows}\n\n<!-- /rows -->"

    return QUERY.sub(filled, readme)


def _cell(term: Term | None) -> str:
    """A thing or a concept by its last words, any other IRI by its prefix, text as it is."""
    if term is None:
        return ""
    value = str(getattr(term, "value", term))
    name = name_of(value)
    short = value.removeprefix("https://w3id.org/huunghi/")
    return str(name) if name else short if short != value and "#" not in short else shrink(value)


if __name__ == "__main__":
    path = ROOT / "README.md"
    with TemporaryDirectory() as folder:
        versions = VersionStore(Path(folder) / "store")
        load_tables(versions, DATA)
        text = with_rows(path.read_text(encoding="utf-8"), EmbeddedReader.current(versions))
    path.write_text(with_evaluation(text, TEXTS), encoding="utf-8")
