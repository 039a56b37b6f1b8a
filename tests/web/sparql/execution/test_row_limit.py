"""Cutting a results document by its bytes gives what evaluating with a LIMIT gives."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, QueryResultsFormat, Store, Triple, parse_query_results

from web.sparql.execution.row_limit import TRUNCATED, marked, row_limiter_for
from web.sparql.formats import RESULTS_WRITERS

NASTY = ['{"x":{"type":', ',{"o":{"type":"', "</result><result>", "\r\n", '"\n"', "},{}", "a,b", "\t", "]}"]
TEXT = st.lists(st.sampled_from([*NASTY, "é", "a"]), max_size=4).map("".join)


def document(values: list[str], format_name: str, *, nested: bool) -> bytes:
    store = Store()
    p = NamedNode("http://example.org/p")
    for number, value in enumerate(values):
        s = NamedNode(f"http://example.org/{number}")
        store.add(Quad(s, p, Triple(s, p, Literal(value)) if nested else Literal(value)))
    results = store.query("SELECT ?s ?nothing ?o { ?s ?p ?o } ORDER BY ?s")
    return bytes(results.serialize(format=RESULTS_WRITERS[format_name]) or b"")


def cut(data: bytes, format_name: str, allowed: int, size: int) -> tuple[bytes, bool]:
    limiter = row_limiter_for(format_name, allowed, ["s", "nothing", "o"])
    out = b""
    for start in range(0, len(data), size):
        out += limiter.take(data[start : start + size])
        if limiter.done:
            return out, True
    return out + limiter.rest(), False


@pytest.mark.parametrize("format_name", ["json", "xml", "csv", "tsv"])
@given(
    values=st.lists(TEXT, max_size=6),
    allowed=st.integers(0, 7),
    size=st.integers(1, 400),
    nested=st.booleans(),
)
@settings(max_examples=150)
def test_a_document_is_cut_after_the_rows_allowed_wherever_it_is_split(
    format_name: str, values: list[str], allowed: int, size: int, nested: bool
) -> None:
    whole = document(values, format_name, nested=nested)
    out, done = cut(whole, format_name, allowed, size)
    assert done == (len(values) > allowed)
    if not done:
        assert out == whole
    elif format_name in {"csv", "tsv"}:
        assert out == document(values[:allowed], format_name, nested=nested)
    else:
        form = QueryResultsFormat.JSON if format_name == "json" else QueryResultsFormat.XML
        rows = [str(row["o"]) for row in parse_query_results(out, format=form)]  # type: ignore[union-attr]
        kept = parse_query_results(document(values[:allowed], format_name, nested=nested), format=form)
        assert rows == [str(row["o"]) for row in kept]  # type: ignore[union-attr]


def test_a_cut_json_document_says_so_and_stays_readable() -> None:
    out = marked("json", cut(document(["a", "b"], "json", nested=False), "json", 1, 1000)[0], 1)
    assert json.loads(out)["head"]["truncated"] == {"rows": 1}
    assert json.loads(out)["head"]["link"] == [TRUNCATED]
    assert len(list(parse_query_results(out, format=QueryResultsFormat.JSON))) == 1  # type: ignore[arg-type]


def test_a_cut_xml_document_says_so_and_stays_readable() -> None:
    out = marked("xml", cut(document(["a", "b"], "xml", nested=False), "xml", 1, 1000)[0], 1)
    assert f'<link href="{TRUNCATED}"/></head>'.encode() in out
    assert len(list(parse_query_results(out, format=QueryResultsFormat.XML))) == 1  # type: ignore[arg-type]
