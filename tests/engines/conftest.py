"""A service that reads from another engine over the SPARQL protocol answers as one over its own store does."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat

from graph.store.reader import EmbeddedReader
from tests.web.sparql.conftest import oxigraph_serving


@pytest.fixture(scope="session")
def quads(five_reports: EmbeddedReader, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The statements of the five reports, as N-Quads."""
    file = tmp_path_factory.mktemp("quads") / "five-reports.nq"
    five_reports.opened.store.dump(str(file), format=RdfFormat.N_QUADS)
    return file


@pytest.fixture(scope="session")
def oxigraph(quads: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the endpoint of `oxigraph serve` over the five reports."""
    with oxigraph_serving(tmp_path_factory.mktemp("oxigraph"), "", quads.read_text("utf-8")) as address:
        yield f"{address}/query"
