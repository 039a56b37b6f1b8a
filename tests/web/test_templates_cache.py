"""Templates are compiled once, and a page comes as well where what was compiled cannot be kept, or is damaged."""

import tempfile
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from web.templates_cache import compiled_templates

TEXT = "{% for one in all %}<{{ one }}>{% endfor %}"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The temporary folder of this test."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def rendered(made_by: bytes = b"one", text: str = TEXT) -> str:
    environment = Environment(
        loader=DictLoader({"page": text}), autoescape=True, bytecode_cache=compiled_templates(made_by)
    )
    return environment.get_template("page").render(all=[1, 2])


def kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("huunghi-*") if path.is_file()]


def test_a_template_is_compiled_once_and_again_when_it_or_its_makers_change(folder: Path) -> None:
    assert rendered() == "<1><2>"
    (one,) = kept(folder)
    before = one.stat()
    assert rendered() == "<1><2>"
    assert one.stat() == before
    assert rendered(text="{{ all }}") == "[1, 2]"
    assert kept(folder) == [one]
    assert rendered(b"two") == "<1><2>"
    assert len(kept(folder)) == 2


@pytest.mark.parametrize("size", [0, 5, 60])
def test_a_file_that_is_cut_off_is_made_again(folder: Path, size: int) -> None:
    rendered()
    (one,) = kept(folder)
    whole = one.read_bytes()
    one.write_bytes(whole[:size])
    assert rendered() == "<1><2>"
    assert one.read_bytes() == whole


def test_without_a_folder_that_is_ours_templates_are_compiled_each_time(folder: Path) -> None:
    rendered()
    (made,) = folder.iterdir()
    for path in kept(folder):
        path.unlink()
    made.rmdir()
    made.symlink_to(folder / "elsewhere")
    assert rendered() == "<1><2>"
    made.unlink()
    made.write_text("a file")
    assert rendered() == "<1><2>"
    assert kept(folder) == []


def test_where_nothing_can_be_written_templates_are_compiled_each_time(folder: Path) -> None:
    cache = compiled_templates(b"one")
    (made,) = folder.iterdir()
    made.rmdir()
    environment = Environment(loader=DictLoader({"page": TEXT}), autoescape=True, bytecode_cache=cache)
    assert environment.get_template("page").render(all=[1]) == "<1>"
