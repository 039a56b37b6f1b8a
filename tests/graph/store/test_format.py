"""A version names its format. One of another format is refused with what to do, and not taken for damaged."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from graph.errors import OtherFormat
from graph.health import faults
from graph.repair import repair
from graph.store.version import FORMAT, MANIFEST
from graph.store.versions import VersionStore
from huunghi import main


def put(versions: VersionStore, number: int) -> None:
    with versions.change(note="test") as change:
        change.store.update(f"INSERT DATA {{ <urn:a> <urn:b> {number} }}")


def say(versions: VersionStore, number: int, *without: str, **fields: object) -> Path:
    """Have the manifest of a version say something else, without some fields."""
    path = versions.path_of(number) / MANIFEST
    said = {**json.loads(path.read_text()), **fields}
    path.write_text(json.dumps({name: value for name, value in said.items() if name not in without}))
    return path


def test_a_version_names_its_format_and_one_without_is_of_the_first(versions: VersionStore) -> None:
    put(versions, 1)
    assert json.loads((versions.path_of(1) / MANIFEST).read_text())["format"] == FORMAT
    say(versions, 1, "format")
    assert versions.require_current().manifest.format == 1


def test_what_a_later_release_added_is_passed_over(versions: VersionStore) -> None:
    put(versions, 1)
    say(versions, 1, mood="cheerful")
    put(versions, 2)
    assert versions.current_number() == 2


def test_a_version_of_another_format_is_refused_and_stays_as_it_is(versions: VersionStore) -> None:
    put(versions, 1)
    put(versions, 2)
    path = say(versions, 2, format=FORMAT + 1)
    before = path.read_bytes()
    with pytest.raises(OtherFormat, match=r"format 2, and this program reads format 1(.|\n)*install"):
        versions.current()
    with pytest.raises(OtherFormat):
        put(versions, 3)
    assert {type(error) for error in faults(versions)} == {OtherFormat}
    with pytest.raises(OtherFormat):
        list(repair(versions))
    assert path.read_bytes() == before
    assert versions.get(1).number == 1
    listed = CliRunner().invoke(main, ["--store", str(versions.root), "versions", "list"])
    assert "*      2 of another format" in listed.output


def test_a_format_that_is_no_number_is_damage(versions: VersionStore) -> None:
    put(versions, 1)
    say(versions, 1, format="one")
    assert [one.part for one in repair(versions)] == ["manifest"]
    assert versions.require_current().number == 1
