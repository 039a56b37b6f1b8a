"""`huunghi load` takes how RDF is read as options, and answers faults of these in words."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from huunghi import main


def load(tmp_path: Path, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["--store", str(tmp_path / "store"), "load", *arguments])
    said = f"{result.output}{result.exception or ''}"
    return result.exit_code, said


def test_options_say_how_a_file_is_read(tmp_path: Path) -> None:
    data, context = tmp_path / "a.jsonld", tmp_path / "ctx.json"
    data.write_bytes(
        '{"@context": "https://e.org/c", "@id": "a", "n": ["é", {"@id": "b c"}]}'.encode("latin-1")
    )
    context.write_text('{"@context": {"n": "urn:n"}}')
    code, said = load(
        tmp_path,
        *("--lenient", "--base", "http://e.org/", "--encoding", "latin-1"),
        *("--context", f"https://e.org/c={context}", str(data)),
    )
    assert code == 0, said
    assert "statements left out 1, files loaded 1, statements added 1" in said
    assert "<b c> is no IRI" in said


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--base", "a b", "--base 'a b' is not an IRI"),
        ("--encoding", "klingon", "--encoding 'klingon' is not known"),
        ("--encoding", "rot13", "--encoding 'rot13' is not known"),
        ("--context", "file", "--context 'file' is not ADDRESS=FILE"),
        ("--context", "urn:c=nothing.json", "nothing.json cannot be read"),
    ],
)
def test_a_wrong_option_is_told_before_anything_is_read(
    tmp_path: Path, option: str, value: str, said: str
) -> None:
    (tmp_path / "a.nt").write_text("")
    code, answer = load(tmp_path, option, value, str(tmp_path / "a.nt"))
    assert code != 0
    assert said in answer
