"""Rewrite the parts of README.md that a command prints: `python -m tests.readme`."""

import re
from pathlib import Path

from loaders.articles.evaluate import evaluate, table
from loaders.articles.extract import Rules
from tests.conftest import DATA, ROOT, TEXTS


def with_evaluation(readme: str, texts: Path) -> str:
    """Return the text of the README with the table that `huunghi evaluate` prints over the texts."""
    printed = table(evaluate(texts, DATA, Rules()))
    block = re.compile(r"(?<=<!-- evaluation -->\n).*?(?=<!-- /evaluation -->)", re.DOTALL)
    return block.sub(lambda _: f"\n{printed.strip()}\n\n", readme)


if __name__ == "__main__":
    path = ROOT / "README.md"
    path.write_text(with_evaluation(path.read_text(encoding="utf-8"), TEXTS), encoding="utf-8")
