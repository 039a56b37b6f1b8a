"""What clients send is read in linear time: twice as much costs twice the steps, whatever it is.

Steps are counted, never time: calls and lines of our own code by the interpreter's own hooks, and what `re` does by
`tests.steps`. Functions of the standard library in C are one step; those used here are linear in what they are given.
"""

import ast
import contextlib
import importlib
import pkgutil
import re
import sys
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

import pytest
from starlette.requests import Request

from graph.errors import HuuNghiError
from graph.search.fts_query import asked_words
from queries.sparql.lexer import tokenise
from tests.steps import growing_text
from web import languages, negotiate
from web.cache import _matches
from web.sparql import cache, dataset, federation, preconditions, protocol
from web.sparql.execution.cost import looks_heavy
from web.sparql.graph_store_protocol import read_graph_request

ROOT = Path(__file__).resolve().parents[2]
OURS = (str(ROOT / "web"), str(ROOT / "queries"), str(ROOT / "graph"), str(ROOT / "ontology"))
PACKAGES = ("web", "queries", "loaders.rdf", "graph.engine")
OWN_FILES = {"web.assets", "web.picture_style", "web.settings", "queries.read.rows"}
"""Modules whose expressions are run on files of ours, or on an operator's settings."""
MORE = (
    "graph.search.normalise",
    "graph.api_tokens",
    "graph.store.versions",
    "graph.claims.claim",
    "ontology.iris",
)
FUNCTIONS = {"compile", "search", "match", "fullmatch", "split", "findall", "finditer", "sub"}


# -- regular expressions ---------------------------------------------------------------------------------------------


def modules() -> Iterator[ModuleType]:
    names = [
        one.name
        for package in map(importlib.import_module, PACKAGES)
        for one in pkgutil.walk_packages(package.__path__, package.__name__ + ".")
    ]
    for name in (*names, *MORE):
        if name not in OWN_FILES:
            yield importlib.import_module(name)


def patterns_in(value: object) -> Iterator[tuple[str, "re.Pattern[Any]"]]:
    """Give the expressions of a value, and where each is in it: it is one itself, or a tuple, list or dict of them."""
    if isinstance(value, re.Pattern):
        yield "", value
    elif isinstance(value, tuple | list | dict):
        for key, one in value.items() if isinstance(value, dict) else enumerate(value):
            for within, pattern in patterns_in(one):
                yield f"[{key!r}]{within}", pattern


def patterns() -> Iterator[tuple[str, str | bytes, int, bool]]:
    """Give each expression of the modules that see what clients send: where it is, and whether it is only tried at the
    beginning of a text.
    """
    for module in modules():
        text = Path(str(module.__file__)).read_text()
        for name, value in vars(module).items():
            for within, pattern in patterns_in(value):
                used = set(re.findall(rf"\b{name}\.([a-z]+)\(", text))
                anchored = bool(used) and used <= {"match", "fullmatch"}
                yield f"{module.__name__}.{name}{within}", pattern.pattern, pattern.flags, anchored
        for call in ast.walk(ast.parse(text)):
            match call:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="re"), attr=function),
                    args=[ast.Constant(value=str() | bytes() as source), *_],
                ) if function in FUNCTIONS - {"compile"}:
                    yield f"{module.__name__}:{call.lineno}", source, 0, function in {"match", "fullmatch"}


def test_no_text_makes_an_expression_go_back_over_it_again_and_again() -> None:
    sys.setrecursionlimit(max(sys.getrecursionlimit(), 5000))
    found = list(patterns())
    assert len(found) >= 35
    grown = {name: growing_text(source, flags, anchored=anchored) for name, source, flags, anchored in found}
    assert {name: text for name, text in grown.items() if text} == {}


@pytest.mark.parametrize(
    "source", [r'(?:[^,"]|"(?:[^"\\]|\\.)*")+', r'"(?:[^"\\]|\\.)*+"', r"(a|a)*b", r"\d+-"]
)
def test_an_expression_that_does_is_found(source: str) -> None:
    assert growing_text(source, 0, anchored=False) is not None


# -- our own code ----------------------------------------------------------------------------------------------------


def steps_of(work: Callable[[], object]) -> int:
    """Return how many instructions of our own code run, and how many calls there are."""
    count = 0

    def instruction(frame: FrameType, event: str, arg: Any) -> Any:
        nonlocal count
        count += event == "opcode"
        return instruction

    def call(frame: FrameType, event: str, arg: Any) -> Any:
        if not frame.f_code.co_filename.startswith(OURS):
            return None
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        return instruction

    def profile(frame: FrameType, event: str, arg: Any) -> None:
        nonlocal count
        count += 1

    tracing, profiling = sys.gettrace(), sys.getprofile()
    sys.settrace(call)
    sys.setprofile(profile)
    try:
        with contextlib.suppress(HuuNghiError):  # a refusal is an answer
            work()
    finally:
        sys.setprofile(profiling)
        sys.settrace(tracing)
    return count


def request(**fields: str) -> Request:
    headers = [(name.replace("_", "-").encode(), value.encode()) for name, value in fields.items()]
    return Request({"type": "http", "headers": headers})


def read(body: str, *, form: bool = True) -> object:
    essence = "application/x-www-form-urlencoded" if form else body
    return protocol.read_request("POST", query_string=b"", content_type=essence, body=body.encode())


def graph(content_type: str, body: str = "") -> object:
    return read_graph_request(
        "POST",
        base="http://x/graphs",
        path="",
        query_string=b"default",
        content_type=content_type,
        body=body.encode(),
    )


READERS: dict[str, Callable[[str], object]] = {
    "accept": negotiate.wishes,
    "accept chosen": lambda text: negotiate.choose(text.ljust(1001), ["text/turtle", "text/html"]),
    "accept-encoding": lambda text: negotiate.choose_coding(text.ljust(1001), ["gzip"]),
    "accept-language": lambda text: languages.choose(None, None, text),
    "if-none-match": lambda text: (_matches(text, '"1"'), cache.matches(text, b'W/"1"')),
    "if-match": lambda text: preconditions.holds(text, text, graph="urn:g", version=1, exists=True),
    "cookie": lambda text: request(cookie=text).cookies,
    "content-type": lambda text: (protocol.media_type(text), read(text, form=False), graph(text)),
    "boundary": lambda text: graph(
        f"multipart/form-data; boundary={text}", f"--{text}\r\n\r\n{text}\r\n--{text}--"
    ),
    "multipart": lambda text: graph("multipart/form-data; boundary=a", text),
    "form": read,
    "tokens": lambda text: list(tokenise(text)),
    "weight": looks_heavy,
    "calls": lambda text: federation.calls_in(text, update=True),
    "dataset": lambda text: dataset.with_dataset(text, ("urn:g",), ()),
    "search": asked_words,
}
PUMPS = [
    *(
        '"',
        "\\",
        '\\"',
        '"\\',
        ",",
        ";",
        "=",
        " ",
        "a",
        "a-",
        "a.",
        "a,",
        "a;",
        "a=",
        "a/b,",
        "a/b;q=1,",
        ';a="',
        "*;q=0.5,",
    ),
    *(
        "%",
        "%41&",
        "&",
        "a=b&",
        "--a\r\n",
        "\r\n",
        '"""',
        "'",
        "<",
        "<a",
        "(",
        ")",
        "{",
        "}",
        ":",
        "1.",
        "?a",
        "_:",
        "#",
        "\n",
    ),
    *(
        "SERVICE ",
        "SERVICE <a> {} ",
        "<a> load:b ",
        "LOAD <a>; ",
        ")service",
        "DELETE WHERE {} ; ",
        "{ <a> ?b@n ?c@n } ",
        '"1",',
        "W/",
    ),
]
BEGINNINGS = ("", '"', "a/b;x=", "<a) service", "{")


@pytest.mark.parametrize("name", READERS)
def test_twice_as_much_costs_twice_the_steps(name: str) -> None:
    def steps(beginning: str, pump: str, number: int) -> int:
        text = beginning + "".join(pump.replace("@n", str(at)) for at in range(number))
        return steps_of(lambda: READERS[name](text))

    def grows(beginning: str, pump: str, few: int) -> bool:
        return steps(beginning, pump, 2 * few) > (2.1 if few < 100 else 2.5) * steps(beginning, pump, few)

    found = [one for one in product(BEGINNINGS, PUMPS) if grows(*one, 20) and grows(*one, 200)]
    assert found == []


def test_steps_are_counted() -> None:
    few, many = (steps_of(lambda n=n: list(tokenise("a-" * n))) for n in (10, 20))  # type: ignore[misc]
    assert many - few >= 10 * 2 * 3
