"""The programs that the SPARQL page offers for a query, and those of the README, run as they stand, each in its own
interpreter.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from queries.export.snippets import Snippet, snippets
from queries.runner import Form
from tests.clients.conftest import HERE
from tests.conftest import ROOT
from tests.web.sparql.conftest import Server

NAMES = """SELECT ?name ?n {
  VALUES (?name ?n) { ("Nghệ An"@vi 1) ("it's $5, 100% `here` \\\\ \\"x\\""@en 2) ("Хайзыонг"@ru 3) }
}
ORDER BY ?n"""
QUERIES = {
    Form.SELECT: (NAMES, ("Nghệ An", "s $5, 100% `here`", "Хайзыонг")),
    Form.ASK: ('ASK { FILTER(STRLEN("Nghệ An") = 7) }', ("true",)),
    Form.GRAPH: (
        'CONSTRUCT { <urn:it> <urn:called> "Nghệ An"@vi, "Хайзыонг"@ru } {}',
        ("Nghệ An", "Хайзыонг", "called"),
    ),
}
PROGRAMS = {"py": sys.executable, "mjs": "node", "R": "Rscript", "sh": "sh"}
"""What runs a file of a suffix."""
CASES = [(form, one.name) for form, (text, _) in QUERIES.items() for one in snippets(text, "urn:x", form)]


SUFFIXES = {"Python": "py", "R": "R", "Shell": "sh"}
LOADERS = HERE / ".venv"


def readme_programs() -> list[tuple[str, str, str]]:
    """The programs of the README: language and title, as their first line has them, and text."""
    section = (ROOT / "README.md").read_text(encoding="utf-8").partition("\n## From other tools\n")[2]
    blocks = re.findall(r"(?:^    [^\n]*\n|^\n(?=    ))+", section.partition("\n## ")[0], re.MULTILINE)
    programs = []
    for block in blocks:
        for text in re.split(r"\n(?=# )", re.sub(r"^    ", "", block, flags=re.MULTILINE).strip()):
            first = re.match(r"# (\w+), (.+)", text)
            assert first, f"a program of the README begins with a comment, # LANGUAGE, TITLE: {text[:60]}"
            programs.append((first[1], first[2], text))
    return programs


def run(one: Snippet, folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run a program from a file."""
    program = shutil.which(PROGRAMS[one.suffix])
    if program is None:
        pytest.skip(f"{PROGRAMS[one.suffix]} is not installed")
    if one.suffix == "sh" and not shutil.which("curl"):
        pytest.skip("curl is not installed")
    if one.suffix == "R":
        libraries = [program, "-e", "library(httr2); library(jsonlite)"]
        if subprocess.run(libraries, capture_output=True, check=False).returncode:
            pytest.skip("httr2 is not installed (Debian: apt install r-cran-httr2 r-cran-jsonlite)")
    file = folder / f"asks.{one.suffix}"
    file.write_text(one.text, encoding="utf-8")
    return subprocess.run(
        [program, str(file)],
        cwd=folder,
        env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.mark.parametrize(("form", "name"), CASES)
def test_a_program_prints_the_answer(service: Server, tmp_path: Path, form: Form, name: str) -> None:
    """Of the current version, and of one that is named where a client is told of it in another way."""
    text, expected = QUERIES[form]
    version = "1" if form is Form.SELECT else ""
    endpoint = f"{service.url}/sparql"
    (one,) = (one for one in snippets(text, endpoint, form, version=version) if one.name == name)
    done = run(one, tmp_path)
    assert done.returncode == 0, done.stderr[-2000:]
    printed = done.stdout.lower() if form is Form.ASK else done.stdout
    assert [part for part in expected if part not in printed] == [], printed


@pytest.mark.parametrize("name", [name for form, name in CASES if form is Form.SELECT])
def test_a_program_fails_where_the_query_does(service: Server, tmp_path: Path, name: str) -> None:
    (one,) = (
        one for one in snippets("SELECT * { ?s ?p", f"{service.url}/sparql", Form.SELECT) if one.name == name
    )
    assert run(one, tmp_path).returncode != 0


@pytest.mark.parametrize(
    ("language", "title", "text"), [pytest.param(*one, id=one[1]) for one in readme_programs()]
)
def test_a_program_of_the_readme_prints_the_answer(
    service: Server, tmp_path: Path, language: str, title: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Against this server, in the place of the one that `make run` starts."""
    if title == "Comunica":
        if not (HERE / "node_modules" / ".bin" / "comunica-sparql").exists():
            pytest.skip("Comunica is not installed: make clients")
        monkeypatch.setenv("PATH", f"{HERE / 'node_modules' / '.bin'}:{os.environ['PATH']}")
    if title == "sparql-llm":
        if not (LOADERS / ".ready").exists():
            pytest.skip("sparql-llm is not installed: make clients")
        monkeypatch.setitem(PROGRAMS, "py", str(LOADERS / "bin" / "python"))
        monkeypatch.setenv("PYTHONPATH", str(HERE / "stand_ins"))
        monkeypatch.setenv("AUTO_INIT", "false")
    text = text.replace("http://127.0.0.1:8000", service.url)
    done = run(Snippet("readme", title, SUFFIXES[language], text), tmp_path)
    assert done.returncode == 0, done.stderr[-2000:]
    expected = "org:postIn" if title == "sparql-llm" else "Nghệ An"
    assert expected in done.stdout
