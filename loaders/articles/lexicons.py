"""The word lists of the extraction, read from `data/` beside this file: one place that knows where they
are."""

import csv
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

DATA: Final = files("loaders.articles") / "data"


@cache
def read_yaml(name: str) -> Any:
    """Load a YAML file of `data/`."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load((DATA / name).read_text("utf-8"), Loader=loader)  # noqa: S506 - a safe loader


@cache
def joined_words(name: str) -> dict[str, str]:
    """Load a YAML file of patterns by language, each word's joined to one that matches it in any language."""
    return {word: f"(?:{'|'.join(patterns.values())})" for word, patterns in read_yaml(name).items()}


@cache
def read_csv(name: str) -> tuple[dict[str, str], ...]:
    """Read a CSV file of `data/`, a dictionary for each row."""
    return tuple(csv.DictReader((DATA / name).read_text("utf-8").splitlines()))
