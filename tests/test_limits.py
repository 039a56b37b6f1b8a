"""The table of limits holds every number that cuts an answer, and what it says is what the code does."""

import re
from pathlib import Path

import pytest

from graph.limits import LIMITS, table
from tests.conftest import ROOT

PACKAGES = ("graph", "loaders", "queries", "web")
NAMED = re.compile(r"\bLIMIT (\d+)[^#]*(?:# (\w+)(?: \+ (1))?)?$")
QUERIES = sorted(
    path for path in (ROOT / "queries").rglob("*.rq") if "LIMIT" in path.read_text(encoding="utf-8")
)


def bounds(query: str) -> list[tuple[int, str, int]]:
    """Each LIMIT of a query with the limit that its line names, and what is added to that."""
    lines = [line for line in query.splitlines() if not line.startswith("#")]
    return [
        (int(found[1]), found[2] or "", int(found[3] or 0)) for line in lines if (found := NAMED.search(line))
    ]


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_a_number_of_rows_in_a_query_file_is_the_limit_that_its_line_names(path: Path) -> None:
    """LIMIT 1 asks whether there is any, and names none."""
    text = path.read_text(encoding="utf-8")
    found = [bound for bound in bounds(text) if bound[0] != 1]
    values = {one.name: one.value for one in table()}
    assert found == [(values.get(name, name + "?") + more, name, more) for _, name, more in found]
    written = re.findall(r"^(?!#).*\bLIMIT (\d+)", text, re.MULTILINE)
    assert len(written) == len(bounds(text))


def test_the_query_files_have_limits_to_compare() -> None:
    assert sum(len(bounds(path.read_text(encoding="utf-8"))) for path in QUERIES) >= 40


def test_every_limit_is_used() -> None:
    files = [ROOT / "huunghi.py", *(file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))]
    used = {
        name
        for file in files
        for name in re.findall(r"\bLIMITS\.([a-z0-9_]+)", file.read_text(encoding="utf-8"))
    }
    used |= {name for path in QUERIES for _, name, _ in bounds(path.read_text(encoding="utf-8")) if name}
    assert used == {one.name for one in table()}


def test_every_limit_says_in_one_sentence_what_it_cuts() -> None:
    for one in table():
        assert re.fullmatch(r"[A-Z](?:[^.]|\.(?=\d)){20,118}\.", one.help), one
        assert one.value == getattr(LIMITS, one.name) > 0
    assert len({one.help for one in table()}) == len(table())
