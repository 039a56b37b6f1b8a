"""Reads end at a deadline, between queries and between rows, in threads too; time here is what a test says it is."""

import asyncio
import gc
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from graph.errors import QueryError, ReadTimedOut
from graph.store.deadline import in_time, reads_within
from graph.store.reader import MemoryReader

ROWS = 2000
ALL = "SELECT * { ?s ?p ?o }"


@pytest.fixture(scope="module")
def reader() -> MemoryReader:
    store = Store()
    store.extend(Quad(NamedNode(f"urn:{n}"), NamedNode("urn:p"), Literal(n)) for n in range(ROWS))
    return MemoryReader(store)


def test_without_a_deadline_all_is_read(reader: MemoryReader) -> None:
    assert len(reader.select(ALL).rows) == ROWS
    with reads_within(0), reads_within(None):
        assert reader.ask("ASK { ?s ?p ?o }")


@pytest.mark.parametrize("ask", ["select", "ask", "construct"])
def test_after_it_no_query_begins(reader: MemoryReader, ask: str) -> None:
    query = {"select": ALL, "ask": "ASK {}", "construct": "CONSTRUCT WHERE { ?s ?p ?o }"}[ask]
    with reads_within(0), pytest.raises(ReadTimedOut, match="within 0 seconds"):
        getattr(reader, ask)(query)
    getattr(reader, ask)(query)


def test_it_ends_a_read_between_rows() -> None:
    read = []
    seconds = count()  # a second for each look at the clock
    with reads_within(4, clock=lambda: next(seconds)), pytest.raises(ReadTimedOut):
        for row in in_time(range(ROWS)):
            read.append(row)
    assert 0 < len(read) < ROWS


def test_a_thread_has_the_deadline_of_who_started_it(reader: MemoryReader) -> None:
    async def scenario() -> None:
        with reads_within(0):
            await asyncio.to_thread(reader.ask, "ASK {}")

    with pytest.raises(ReadTimedOut):
        asyncio.run(scenario())


@pytest.mark.parametrize("ask", ["select", "construct", "ask"])
def test_another_thread_may_let_go_of_what_a_read_raised(reader: MemoryReader, ask: str) -> None:
    seconds = count()
    dropped: list[object] = []

    def read() -> Exception:
        query = "CONSTRUCT WHERE { ?s ?p ?o }" if ask == "construct" else ALL
        with (
            reads_within(5, clock=lambda: next(seconds)),
            pytest.raises((QueryError, ReadTimedOut)) as raised,
        ):
            getattr(reader, ask)(query)
        return raised.value

    with ThreadPoolExecutor(1) as pool:
        found: Exception | None = pool.submit(read).result()
    hook, sys.unraisablehook = sys.unraisablehook, dropped.append
    try:
        assert found is not None
        found = None
        gc.collect()
    finally:
        sys.unraisablehook = hook
    assert not dropped
