"""Programs that ask a query hold its very text, whatever is in it."""

import ast
import json
import re
import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.export.snippets import javascript_string, python_string, r_string, shell_string, snippets
from queries.runner import Form

HOSTILE = (
    'SELECT * { ?s ?p """it\'s $5, 100% `here`""" }',
    "ASK {\n  ?s ?p '''a\\\\b \"\"\" ${x} $(id) `id` !!'''\n}",
    'ASK { ?s ?p "Nghệ An \\" \\n \U0001f600" }\n# ends in "',
    'ASK {\t}\r\n# \u2028 \u202e \ufeff \x07 )" )-" )--"',
    "ASK {}\n#'\\''; echo no #\\",
    "ASK {} #@file = & + %41",
)
TEXTS = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.sampled_from("'\"\\`$%{}()-\n\r\t #@=&!ếđ\u2028a"), max_size=40),
    st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=40),
)


@given(TEXTS)
def test_python_reads_the_same_text(text: str) -> None:
    source = f"query = {python_string(text)}\n"
    found: dict[str, str] = {}
    exec(compile(source.encode(), "snippet", "exec"), {}, found)  # noqa: S102 - that is what is tested
    assert found["query"] == text


def in_r(written: str) -> str:
    """What R makes of a string: raw, or with escapes."""
    if written.startswith('r"'):
        dashes = len(written[2:]) - len(written[2:].lstrip("-"))
        begin, end = f'r"{"-" * dashes}(', f'){"-" * dashes}"'
        inside = written[len(begin) : -len(end)]
        assert written.startswith(begin)
        assert written.endswith(end)
        assert end not in inside
        return inside
    return re.sub(r"\\(?:u\{([0-9a-f]+)\}|(.))", _unescaped, written[1:-1], flags=re.DOTALL)


def _unescaped(match: "re.Match[str]") -> str:
    return chr(int(match[1], 16)) if match[1] else {"n": "\n"}.get(match[2], match[2])


@given(TEXTS)
def test_r_reads_the_same_text(text: str) -> None:
    assert in_r(r_string(text)) == text


def test_a_shell_and_node_read_the_same_texts() -> None:
    node = shutil.which("node")
    for text in HOSTILE:
        printed = subprocess.run(
            ["sh", "-c", f"printf %s {shell_string(text)}"], capture_output=True, check=True
        )
        assert printed.stdout.decode() == text
    if node is None:
        pytest.skip("no node here")
    script = f"console.log(JSON.stringify([{','.join(map(javascript_string, HOSTILE))}]))"
    printed = subprocess.run([node, "-e", script], capture_output=True, check=True)
    assert tuple(json.loads(printed.stdout)) == HOSTILE


@settings(max_examples=60)
@given(TEXTS)
def test_a_javascript_string_without_line_breaks_is_json(text: str) -> None:
    one = text.replace("\n", " ")
    assert json.loads(javascript_string(one)) == one


def test_each_form_of_answer_has_its_programs() -> None:
    for form in Form:
        found = snippets("ASK {}", "http://localhost/sparql", form, version="2026.1")
        assert ("pandas" in {one.name for one in found}) == (form is Form.SELECT)
        assert all("version" in one.text and "2026.1" in one.text for one in found)
        for one in found:
            if one.suffix == "py":
                ast.parse(one.text)
