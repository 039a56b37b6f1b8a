"""The word lists of the extraction, read from `data/` beside this file: one place that knows where they are."""

import csv
import re
from functools import cache
from importlib.resources import files
from typing import Any, Final

from graph.yaml_loader import load_yaml

DATA: Final = files("loaders.articles") / "data"


@cache
def read_yaml(name: str) -> Any:
    """Load a YAML file of `data/`."""
    return load_yaml((DATA / name).read_text("utf-8"))


@cache
def pattern(form: str, flags: int = 0) -> re.Pattern[str]:
    """Compile a pattern in which `<<file.key>>` are the words that the languages have in a YAML file under a key."""
    return re.compile(re.sub(r"<<(\w+)\.(\w+)>>", lambda m: _of_languages(f"{m[1]}.yaml", m[2]), form), flags)


def _of_languages(name: str, key: str) -> str:
    """Join what the languages have under a key, whether a file is divided by its keys first or by languages."""
    entries = read_yaml(name)
    words = entries[key] if key in entries else {of: own[key] for of, own in entries.items() if key in own}
    if not words:
        raise KeyError(f"{name} has no {key!r}")
    return f"(?:{words if isinstance(words, str) else '|'.join(words.values())})"


@cache
def read_csv(name: str) -> tuple[dict[str, str], ...]:
    """Read a CSV file of `data/`, a dictionary for each row."""
    return tuple(csv.DictReader((DATA / name).read_text("utf-8").splitlines()))
