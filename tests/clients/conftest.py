"""Clients as people install them, each started for real against a real server over the graph of the five reports.

`make clients` installs those that the project's own environment does not have: Comunica and Yasgui into
`tests/clients/node_modules`, the loaders of sparql-llm into `tests/clients/.venv`; R with httr2 is Debian's. A test of
one that is not here is skipped with what to do.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.store.versions import VersionStore
from tests.web.conftest import browser, chromium  # noqa: F401 - fixtures of these tests too
from tests.web.sparql.conftest import Server, oxigraph_serving

HERE = Path(__file__).resolve().parent
XSD = "http://www.w3.org/2001/XMLSchema#"
TERMS = """
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT ?place ?name ?value ?day ?none ?node {
  VALUES (?place ?name ?value ?day) {
    (<https://w3id.org/huunghi/id/place/nghe-an> "Nghệ An"@vi 7 "2024-04-02"^^xsd:date)
    (<https://w3id.org/huunghi/id/place/hai-duong> "Хайзыонг, \\"город\\"\\nи провинция"@ru 1.5 "2024"^^xsd:gYear)
    (UNDEF "=1+1" true "2024-04-02T09:30:00+07:00"^^xsd:dateTime)
  }
  BIND(BNODE() AS ?node)
}
"""
"""Every sort of term: letters with marks, Cyrillic, quotes and line breaks, numbers, dates, nothing, blank nodes."""
MANY = 20_000
LARGE = f"SELECT ?n ?s {{ {{ SELECT ?s {{ ?s ?p ?o . ?t ?q ?u }} LIMIT {MANY} }} BIND(STR(?s) AS ?n) }}"
"""A query of many rows."""
WRONG = "SELECT ?s WHERE { ?s a org:Organization "
"""A query whose group is not closed."""


@pytest.fixture(scope="session")
def service(five_reports_root: VersionStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server over the graph of the five reports; nobody writes to it."""
    log = tmp_path_factory.mktemp("clients") / "server.log"
    running = Server(five_reports_root.root, log=log).start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of Oxigraph's own server, which knows how many people live in Nghệ An."""
    data = (
        "<https://w3id.org/huunghi/id/place/nghe-an> <urn:people> 3327791 . <urn:elsewhere> <urn:people> 1 ."
    )
    with oxigraph_serving(tmp_path_factory.mktemp("oxigraph"), data) as address:
        yield address


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """The folder of the installed packages of npm."""
    folder = HERE / "node_modules"
    if not shutil.which("node"):
        pytest.skip("node is not installed")
    if not (folder / "@comunica" / "query-sparql").is_dir():
        pytest.skip("Comunica and Yasgui are not installed: make clients")
    return folder
