"""The repository itself: what is documented is true, and the top-level names are ours alone."""

import doctest
import importlib
import os
import pkgutil
import re
import shlex
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from graph.store.reader import EmbeddedReader
from graph.store.versions import VersionStore
from ontology.prefixes import PREFIXES
from tests.conftest import ROOT
from tests.readme import QUERY, with_evaluation, with_rows

PACKAGES = ("ontology", "graph", "loaders", "queries", "web")


def modules() -> list[str]:
    """Every module of ours that can be imported without side effects."""
    names = list(PACKAGES)
    for package in PACKAGES:
        found = pkgutil.walk_packages([str(ROOT / package)], prefix=f"{package}.")
        names += [m.name for m in found if not m.name.endswith("__main__")]
    return names


def test_no_other_distribution_claims_our_names() -> None:
    claimed = packages_distributions()
    others = {n: set(claimed.get(n, [])) - {"huunghi"} for n in (*PACKAGES, "data", "huunghi")}
    assert not {name: who for name, who in others.items() if who}


@pytest.mark.parametrize("name", modules())
def test_every_module_says_why_it_exists(name: str) -> None:
    assert (importlib.import_module(name).__doc__ or "").strip()


@pytest.mark.parametrize("name", modules())
def test_the_examples_in_the_docstrings_run(name: str) -> None:
    outcome = doctest.testmod(importlib.import_module(name))
    assert outcome.failed == 0


def commands(readme: str) -> list[str]:
    """The `huunghi` lines of a document: indented, complete, without redirection."""
    lines = re.findall(r"^    (huunghi [^\n<|]+?)(?:  .*)?$", readme, re.MULTILINE)
    files = ("more.ttl", "dump.nt", "large.nt", " a.ttl", " a.jsonld")
    needs_input = (*files, "load articles", "restore", "review", "token", "export", "NAME", "<")
    needs_more = (
        "huunghi serve",
        "--reader",
        "https://",
        "ssh://",
        "s3://",
        "/mnt",
    )  # another server or disk
    left_out = (*needs_input, *needs_more)
    return [line for line in lines if not any(word in line for word in left_out)]


def test_the_commands_in_the_readme_run(five_reports_copy: VersionStore, texts: Path, tmp_path: Path) -> None:
    """In a folder that has beside it what a checkout has, for some of them write files."""
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    (checkout / "data").symlink_to(ROOT / "data")
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "reports").symlink_to(texts)
    found = commands((ROOT / "README.md").read_text(encoding="utf-8"))
    assert len(found) >= 5
    for command in found:
        arguments = shlex.split(command)[1:]
        done = subprocess.run(
            [
                sys.executable,
                "-c",
                "import huunghi; huunghi.main()",
                "--store",
                str(five_reports_copy.root),
                *arguments,
            ],
            cwd=checkout,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}: {done.stderr}"


def test_the_examples_of_python_in_the_readme_run(
    five_reports_root: VersionStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They read the store of the five reports, as `make run` makes it."""
    (tmp_path / "store").symlink_to(five_reports_root.root)
    monkeypatch.chdir(tmp_path)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    examples = doctest.DocTestParser().get_doctest(readme, {}, "README.md", "README.md", 0)
    assert len(examples.examples) >= 10
    outcome = doctest.DocTestRunner().run(examples)
    assert outcome.failed == 0


def test_the_readme_shows_what_the_evaluation_prints(texts: Path) -> None:
    """Rewrite it with: python -m tests.readme"""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert readme == with_evaluation(readme, texts), "run: python -m tests.readme"


def test_the_queries_in_the_readme_give_the_rows_beside_them(five_reports: EmbeddedReader) -> None:
    """Rewrite them with: python -m tests.readme"""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(QUERY.findall(readme)) >= 2
    assert readme == with_rows(readme, five_reports), "run: python -m tests.readme"


def test_the_readme_finds_who_cites_in_the_words_that_cite(five_reports: EmbeddedReader) -> None:
    """By the words of the document and no others: a candidate is not cited (`hn:candidate`)."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    query = next(found["query"] for found in QUERY.finditer(readme) if "schema:citation" in found["query"])
    words = "Директивы Центрального секретариата партии № 12-CT/TW от 5 января 2022 года"
    rows = {
        tuple(str(cell.value).rpartition("/")[2] for cell in row) for row in five_reports.select(query).rows
    }  # type: ignore[union-attr]
    assert rows == {
        (citing, status, words.rpartition("/")[2], "nghe-an-2024-04-ru")
        for citing, status in (
            ("cluster-1-signing-2024-04", "explicit"),
            ("cluster-1-2024", "inferred"),
            ("cluster-1-calls-2024", "inferred"),
            ("cluster-1-calls-2024-8", "inferred"),
        )
    }


def test_the_patterns_in_the_readme_match_something(five_reports: EmbeddedReader) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    patterns = re.findall(r"`(\?\w+ [^`]+)`", readme)
    assert len(patterns) >= 5
    declared = "".join(f"PREFIX {name}: <{iri}> " for name, iri in PREFIXES.items())
    for pattern in patterns:
        assert five_reports.select(f"{declared} SELECT * {{ {pattern} }} LIMIT 1").rows, pattern


@pytest.mark.parametrize(
    ("lock", "extras"), [("requirements.lock", ["build"]), ("requirements-test.lock", ["build", "test"])]
)
def test_every_dependency_is_locked(lock: str, extras: list[str]) -> None:
    """Else a new environment lacks it, though one that grew with the code has it. Renew them by: make lock"""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *(one for extra in extras for one in project["optional-dependencies"][extra]),
    ]
    locked = set(re.findall(r"^([\w.-]+)==", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE))
    names = {re.match(r"[\w.-]+", one)[0].lower() for one in wanted}  # type: ignore[index]
    assert sorted(names - locked) == []


def test_nothing_committed_names_a_registry_or_a_machine() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("this is no git checkout")
    forbidden = re.compile(
        "|".join(["py" + "pi\\.org", "pytho" + "nhosted", "registry\\.np" + "mjs", "/ro" + "ot/"])
    )
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.is_file() and path.suffix not in (".png", ".woff2"):
            found = forbidden.search(path.read_text(encoding="utf-8", errors="replace"))
            assert found is None, f"{name} names {found and found[0]}"
