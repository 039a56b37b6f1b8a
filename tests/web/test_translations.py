"""The interface is complete in Vietnamese: every text of the pages has a translation with the same places in it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from graph import limits
from web.languages import words
from web.page_context import HERE
from web.settings import Settings, table

KEYWORDS = {"_": None, "N_": None, "say": None, "words": None, "gettext": None, "ngettext": (1, 2)}
PLACE = re.compile(r"%\((\w+)\)s")


def _holds_texts(folder: str) -> bool:
    """Whether a folder of the project may hold marked texts."""
    return Path(folder).relative_to(HERE.parent).parts[:1] in ((), ("web",), ("queries",))


def _texts_of_errors() -> Iterator[str]:
    """Templates and hints of the errors that readers and the pages of traces raise."""
    paths = [*(HERE.parent / "queries" / "read").rglob("*.py"), *(HERE / "pages" / "trace").glob("*.py")]
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("NotFound", "InputError"):
                said = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg == "hint")]
                yield from (str(one.value) for one in said if isinstance(one, ast.Constant))


def marked_texts() -> dict[str, tuple[str, ...]]:
    """Texts marked in templates and modules, those of errors and of the tables that pages show, by their first form."""
    found = {text: (text,) for text in _texts_of_errors()}
    patterns = [
        ("web/templates/**.html", "jinja2"),
        ("web/**.py", "python"),
        ("queries/read/**.py", "python"),
    ]
    options = {"web/templates/**.html": {"extensions": "jinja2.ext.do", "trimmed": "true"}}
    for _, _, message, _, _ in extract_from_dir(
        HERE.parent, patterns, options_map=options, keywords=KEYWORDS, directory_filter=_holds_texts
    ):
        forms = (message,) if isinstance(message, str) else tuple(message)
        found[forms[0]] = forms
    tables = [
        *limits.Section,
        *(one.help for one in limits.table()),
        *(one.help for one in table(Settings()) if one.bounds_answers),
    ]
    return found | {str(text): (str(text),) for text in tables}


def catalogue() -> dict[str, tuple[str, ...]]:
    path = Path(HERE / "locale" / "vi" / "LC_MESSAGES" / "messages.po")
    with path.open("rb") as file:
        messages = [m for m in read_po(file, locale="vi") if m.id]
    assert not [m.id for m in messages if m.fuzzy], "a fuzzy translation is none"
    return {
        m.id if isinstance(m.id, str) else m.id[0]: (m.string,)
        if isinstance(m.string, str)
        else tuple(m.string)
        for m in messages
    }


def test_every_text_of_the_pages_is_translated() -> None:
    texts = marked_texts()
    assert len(texts) > 250
    translated = {text for text, forms in catalogue().items() if all(form.strip() for form in forms)}
    assert sorted(texts.keys() - translated) == []


def texts_in_formatted_strings(module: str) -> Iterator[int]:
    """Lines where a formatted string holds a call that translates, or is what such a call translates.

    A formatted string is one token until Python 3.11 and several from 3.12 on (PEP 701), so a text inside one is found
    or not according to the Python that looks. What is filled in before it is translated is no text of the catalogue.
    """
    for node in ast.walk(ast.parse(module)):
        if isinstance(node, ast.JoinedStr):
            yield from (call.lineno for call in ast.walk(node) if translates(call))
        elif translates(node):
            yield from (text.lineno for text in node.args if isinstance(text, ast.JoinedStr))


def translates(node: ast.AST) -> TypeGuard[ast.Call]:
    """Whether this is a call of what marks or translates a text, by its name or as an attribute."""
    if not isinstance(node, ast.Call):
        return False
    called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    return called in KEYWORDS


def test_no_text_stands_in_a_formatted_string() -> None:
    found = [
        f"{path.relative_to(HERE)}:{line}"
        for path in sorted(HERE.rglob("*.py"))
        for line in texts_in_formatted_strings(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("""f"{words('of')} {name}\"""", 1),
        ("""f"{self.words(KINDS[kind])} {name}\"""", 1),
        ("""say(f"of {name}")""", 1),
        ("""f"{words.number(3)} {say.date(day)}\"""", 0),
        ("""say("of %(name)s", name=f"{name}!")""", 0),
    ],
)
def test_a_text_in_a_formatted_string_is_found_on_every_python(line: str, count: int) -> None:
    assert len(list(texts_in_formatted_strings(line))) == count


def test_no_translation_is_left_over() -> None:
    assert sorted(catalogue().keys() - marked_texts().keys()) == []


def test_a_translation_has_the_places_of_its_text() -> None:
    texts = marked_texts()
    wrong = [
        text
        for text, forms in catalogue().items()
        if any(set(PLACE.findall(form)) != set(PLACE.findall(texts[text][-1])) for form in forms)
    ]
    assert wrong == []


def test_dates_are_said_as_each_language_says_them() -> None:
    dash = "\u2013"
    assert words("en").date("2024-04-01/2024-04-03") == f"1{dash}3 April 2024"
    assert words("vi").date("2024-04-01/2024-04-03") == f"1{dash}3 tháng 4 năm 2024"
    assert words("en").date("2024-04") == "April 2024"
    assert words("vi").date("2024-04-02") == "2 tháng 4 năm 2024"
    assert words("en").date("2024/2029") == f"2024{dash}2029"
    assert words("en").date("2024-03-30/2024-04-02") == f"30 March {dash} 2 April 2024"
    assert words("en").date("early April") == "early April"
    assert words("en").date("2024-02-31") == "2024-02-31"
