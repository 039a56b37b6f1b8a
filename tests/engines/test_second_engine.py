"""All our queries are SPARQL 1.1 to the letter: Apache Jena, which shares no code with our engine, answers them the
same.

Compared is each shape of query that the pages ask, and each prepared query with its examples. `excused.csv` lists what
an engine answers otherwise, with the reason; an excuse that is no longer needed is a failure.
"""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from graph.errors import HuuNghiError
from graph.store.endpoint import Endpoint
from graph.store.endpoint_address import EndpointAddress
from graph.store.reader import EmbeddedReader
from graph.store.remote_reader import RemoteReader
from tests.engines import jena
from tests.engines.asked import ListeningReader, answer_of, cut_anywhere, prepared
from tests.engines.servers import free_port, running
from tests.web.conftest import Inside
from tests.web.kinds import PAGES

HERE: Final = Path(__file__).resolve().parent


def excused(engine: str) -> dict[str, str]:
    """Return what an engine is known to answer otherwise: the name of a prepared query or text in a page's -> why."""
    with (HERE / "excused.csv").open(encoding="utf-8", newline="") as file:
        return {row["query"]: row["reason"] for row in csv.DictReader(file) if row["engine"] == engine}


@pytest.fixture(scope="module")
def second(quads: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RemoteReader]:
    """A reader of Apache Jena over the five reports."""
    if why := jena.missing():
        pytest.skip(why)
    port = free_port()
    command = [sys.executable, "-m", "tests.engines.jena", str(quads), str(port)]
    with (tmp_path_factory.mktemp("jena") / "log").open("w+b") as said, running(command, port, said=said):
        endpoint = Endpoint(EndpointAddress(f"http://127.0.0.1:{port}/"), seconds=120)
        yield RemoteReader.current(endpoint)
        endpoint.close()


def difference(ours: EmbeddedReader, theirs: RemoteReader, query: str) -> str:
    """Return in what the answers of two engines differ; '' where they are the same."""
    try:
        one, other = answer_of(ours, query), answer_of(theirs, query)
    except HuuNghiError as error:
        return f"{error}\n{query}"
    if one == other or (one.total() == other.total() and cut_anywhere(query, one.total())):
        return ""
    return f"only ours: {[*(one - other)][:2]}, only theirs: {[*(other - one)][:2]}, of {one.total()} rows\n{query}"


def test_every_prepared_query_has_the_same_answer(five_reports: EmbeddedReader, second: RemoteReader) -> None:
    texts = dict(prepared())
    assert len(texts) > 60
    known = excused("jena")
    found = {name: said for name, text in texts.items() if (said := difference(five_reports, second, text))}
    assert {name: said for name, said in found.items() if name not in known} == {}
    assert [name for name in known if name in texts and name not in found] == []


def test_every_query_of_the_pages_has_the_same_answer(
    five_reports: EmbeddedReader, second: RemoteReader, tmp_path: Path
) -> None:
    listening = ListeningReader(five_reports)
    pages = Inside(five_reports.opened.version.path.parent.parent, None, source=lambda _: listening)
    for address in PAGES.values():
        pages.get(address)
    pages.close()
    asked = list(listening.texts())
    assert len(asked) > 150
    known = excused("jena")
    found = [said for text in asked if (said := difference(five_reports, second, text))]
    assert [said for said in found if not any(mark in said for mark in known)] == []
    names = {name for name, _ in prepared()}
    assert [mark for mark in known if mark not in names and not any(mark in said for said in found)] == []
