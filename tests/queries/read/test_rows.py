"""Rows of readers' queries have a type; every reader asks for variables that its query gives."""

import ast
import importlib
import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store, Variable

from graph.errors import BadParameter
from graph.store.reader import MemoryReader, Reader, Term
from queries.collection import reader_queries
from queries.read.rows import select, variables_of

FOLDER = Path(__file__).resolve().parents[3] / "queries" / "read"


class Labelled(NamedTuple):
    thing: str
    label: Term | None


class Counted(NamedTuple):
    thing: str
    rank: int


class Wrong(NamedTuple):
    thing: float


@pytest.fixture
def reader() -> MemoryReader:
    """One person with a label in Vietnamese."""
    store = Store()
    label = NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")
    store.add(Quad(NamedNode("http://example.org/an"), label, Literal("Ân", language="vi")))
    store.add(
        Quad(NamedNode("http://example.org/an"), NamedNode("http://purl.org/dc/terms/title"), Literal("An"))
    )
    return MemoryReader(store)


def test_a_row_has_named_fields_of_their_types(reader: MemoryReader) -> None:
    """Text of an IRI, and the term where the annotation asks for one."""
    assert select(reader, Labelled, "labels-of", things=["http://example.org/an"]) == [
        Labelled("http://example.org/an", Literal("Ân", language="vi"))
    ]
    (row,) = select(reader, Counted, "other-labels-of", things=["http://example.org/an"])
    assert row == Counted("http://example.org/an", 2)


def test_a_field_of_another_type_is_refused(reader: MemoryReader) -> None:
    """A row holds text, whole numbers and terms."""
    with pytest.raises(TypeError, match=r"Wrong\.thing"):
        select(reader, Wrong, "labels-of", things=["http://example.org/an"])


def test_in_a_list_what_is_no_iri_is_left_out_and_alone_it_is_refused(reader: MemoryReader) -> None:
    """Nothing can be said of what is no IRI."""
    things = ["no iri", "http://example.org/an"]
    assert len(select(reader, Labelled, "labels-of", things=things)) == 1
    with pytest.raises(BadParameter, match="no iri"):
        select(reader, Labelled, "same-number", thing="no iri")


def _calls() -> list[tuple[str, str, str]]:
    """Return (module, type of row, query) of every call of `select` in the readers."""
    found = []
    for path in sorted(FOLDER.rglob("*.py")):
        module = ".".join(["queries", "read", *path.relative_to(FOLDER).with_suffix("").parts])
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("select", "select_batched")
                and len(node.args) >= 3
                and isinstance(node.args[1], ast.Name)
                and isinstance(node.args[2], ast.Constant)
            ):
                found.append((module, node.args[1].id, str(node.args[2].value)))
    return found


@pytest.mark.parametrize(("module", "row", "query"), sorted(set(_calls())))
def test_a_row_s_fields_are_variables_of_its_query(module: str, row: str, query: str) -> None:
    """The type of a row and the query that fills it agree."""
    kind: Any = getattr(importlib.import_module(module), row)
    head = re.sub(r"(?m)^\s*#.*$", "", reader_queries()[query].text)
    selected = head[head.index("SELECT") : head.index("{")]
    names = {Variable(name).value for name in re.findall(r"\?(\w+)", selected)}
    assert set(variables_of(kind)) <= names


def test_calls_were_found() -> None:
    """The test above looks at something."""
    assert len(_calls()) >= 10


def test_readers_know_nothing_of_the_web(five_reports: Reader) -> None:
    """The core is usable without the web layer."""
    assert five_reports is not None
    for path in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [one.name for one in node.names] if isinstance(node, ast.Import) else []
            assert not [name for name in names if name.split(".")[0] in {"web", "fastapi", "starlette"}]
