"""Schemathesis asks everything the OpenAPI description allows, and more, and the server keeps to it."""

from pathlib import Path

import pytest

from graph.store.versions import VersionStore
from tests.abuse.openapi import ask_everything, schemathesis
from tests.abuse.service import Service
from tests.scale import share

SECONDS = share(120, least=30)
"""Time of one run, whatever is left to ask: in two minutes every operation has been asked its examples and limits."""


def test_whatever_the_description_allows_is_answered_as_it_says(
    five_reports_copy: VersionStore, tmp_path: Path
) -> None:
    """No 500, no undescribed status or type, no body of another shape, and the server answers afterwards: of pages'
    documents, prepared queries, searches, traces, SPARQL and graphs.
    """
    assert five_reports_copy.root == tmp_path / "store"
    program = schemathesis() or pytest.skip("schemathesis is not installed")
    service = Service(tmp_path, open_updates=True)
    try:
        said = ask_everything(service, program, tmp_path, seconds=SECONDS, examples=10, seed=7)
        assert not said, said
        assert service.ask("ASK {}") == 200
    finally:
        service.stop()
