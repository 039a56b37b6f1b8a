"""Whoever waits for a load is told its rate and the time left: on a terminal always, elsewhere now and then."""

from pathlib import Path

import pytest

from graph.search import gathering
from graph.store.versions import VersionStore
from loaders.rdf.files import rdf_files
from loaders.rdf.load import load_rdf
from loaders.rdf.progress import Lines, LoadProgress, load_progress


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_load_tells_rate_and_time_left_by_the_bytes_that_were_read() -> None:
    clock = Clock()
    progress = LoadProgress(1000, lambda _: None, clock=clock)
    clock.now += 10
    assert str(progress) == "load, 0 statements, 0 statements/s, for 0:10"
    progress.read(250)
    progress.stated(50_000)
    assert str(progress) == "load, 50,000 statements, 5,000 statements/s, 25%, 0:30 left"
    progress.read(750)
    assert progress.seconds_left == 0


def test_the_index_has_a_rate_of_its_own_and_other_steps_the_time_they_take() -> None:
    clock = Clock()
    progress = LoadProgress(1000, lambda _: None, clock=clock)
    clock.now += 1000
    progress.step("index")
    clock.now += 2
    progress.indexed(20_000, 80_000)
    assert str(progress) == "index, 20,000 names, 10,000 names/s, 25%, 0:06 left"
    progress.step("statistics")
    clock.now += 75
    assert str(progress) == "statistics, for 1:15"


def test_lines_are_seldom() -> None:
    clock, said = Clock(), list[str]()
    progress = LoadProgress(1000, Lines(said.append, clock=clock), clock=clock)
    for _ in range(100):
        clock.now += 0.5
        progress.read(10)
    assert [line.partition(", ")[2].partition(" ")[0] for line in said] == ["0", "0", "0"]
    assert said[0].endswith("30%, 0:35 left")


def test_a_load_tells_all_its_statements_and_names(
    versions: VersionStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "_FEW", 0)
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    (tmp_path / "a.nt").write_text("".join(f'<urn:{n}> {label} "name {n}" .\n' for n in range(12_000)))
    seen: dict[str, str] = {}
    progress = LoadProgress(1, lambda one: seen.update({one.name: str(one)}), clock=Clock())
    load_rdf(versions, rdf_files(tmp_path / "a.nt"), observer=progress)
    assert list(seen) == ["load", "write", "count", "optimise", "index", "statistics"]
    assert seen["load"].startswith("load, 12,000 statements")
    assert seen["index"].startswith("index, 12,000 names")


def test_a_quick_load_says_nothing_where_no_terminal_is(capsys: pytest.CaptureFixture[str]) -> None:
    with load_progress(10) as observer:
        observer.read(10)
        observer.step("index")
    assert capsys.readouterr() == ("", "")
