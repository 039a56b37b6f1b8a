"""The benchmark of first loads still runs, and both engines hold the same triples; its figures mean nothing here."""

import sys
from pathlib import Path

import pytest

from tests.bench import loading


@pytest.mark.skipif(
    not (Path(sys.executable).parent / "oxigraph").exists(),
    reason="oxigraph is not installed (PyPI: oxigraph)",
)
def test_one_file_and_many_hold_what_oxigraph_loads(capsys: pytest.CaptureFixture[str]) -> None:
    assert loading.run(triples=1_000, smoke=True)
    said = capsys.readouterr().out
    assert said.count("same triples in both stores: yes") == 2
    for figure in ("of oxigraph load (goal", "of the load (goal", "bytes each on disk (goal"):
        assert said.count(figure) == 2
