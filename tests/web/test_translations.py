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
from graph.errors import HuuNghiError, StoreError
from web import errors
from web.languages import words
from web.page_context import HERE
from web.settings import Settings, table

KEYWORDS = {
    **dict.fromkeys(("_", "N_", "fault", "say", "words", "gettext", "as_store_errors")),
    "ngettext": (1, 2),
}
PLACE = re.compile(r"%\((\w+)\)[rs]")
ROOT = HERE.parent
MODULES = ("web/**/*.py",)
REACHED = (
    "graph/errors/*.py",
    "graph/store/deadline.py",
    "queries/export/x*.py",
    "queries/sparql/[cde]*.py",
    "queries/li[bn]*.py",
    "queries/sparql/mistakes.py",
    "queries/sparql/s*.py",
    "graph/review/[!t]*.py",
    "queries/read/**/[!t]*.py",
    "queries/read/things.py",
)
"""Other modules whose errors a person can meet on a page."""
STORE = (
    "graph/store/[!r]*.py",
    "graph/store/re[ct]*.py",
    "graph/search/[!n]*.py",
    "graph/api_tokens.py",
    "graph/private_files.py",
    "graph/sessions.py",
    "graph/health.py",
    "loaders/articles/readings.py",
)
"""Modules of which a person can meet what is wrong with the store; what else they refuse is the command line's."""
UNTRANSLATED = re.compile(
    r"web/(settings|serve|request_guard|commands|auth/bearer|sparql/openapi|replication/routes)\.py"
)
"""Modules whose errors reach the command line or programs only."""
PROVIDED = {"name", "text", "count"}
"""What is known of a wrong parameter where its type is used, and need not be given where the error is raised."""


def error_classes(root: type[HuuNghiError] = HuuNghiError) -> Iterator[type[HuuNghiError]]:
    """The tree of errors, those of the web among them."""
    assert errors.Refusal in HuuNghiError.__subclasses__()
    yield root
    for one in root.__subclasses__():
        yield from error_classes(one)


def texts_in(node: ast.expr | None) -> Iterator[str]:
    """The texts that an argument can be: itself, or both branches of `a if b else c`."""
    match node:
        case ast.Constant(value=str(text)) if text:
            yield text
        case ast.IfExp(body=body, orelse=other):
            yield from texts_in(body)
            yield from texts_in(other)


def texts_of_module(source: str, raised: frozenset[str]) -> Iterator[tuple[str, ...]]:
    """Texts given to a function of KEYWORDS, and template and hint of each error of the classes `raised`."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name == "ngettext":
            if forms := tuple(text for argument in node.args[:2] for text in texts_in(argument)):
                yield forms
        elif name in KEYWORDS or name in raised:
            for argument in (*node.args[:1], *(k.value for k in node.keywords if k.arg == "hint")):
                yield from ((text,) for text in texts_in(argument))


def marked_texts() -> dict[str, tuple[str, ...]]:
    """Texts marked in templates and modules, of errors and their titles, and of the tables that pages show."""
    found = {text: (text,) for one in error_classes() for text in (one.title, one.next_step) if text}
    raised = frozenset(one.__name__ for one in error_classes()) | {"Explanation"}
    of_the_store = frozenset(one.__name__ for one in error_classes(StoreError))
    for pattern in (*MODULES, *REACHED, *STORE):
        for path in ROOT.glob(pattern):
            name = path.relative_to(ROOT).as_posix()
            met = frozenset() if UNTRANSLATED.fullmatch(name) else raised
            met = met & of_the_store if pattern in STORE else met
            found.update((forms[0], forms) for forms in texts_of_module(path.read_text("utf-8"), met))
    options = {"**/templates/**.html": {"extensions": "jinja2.ext.do", "trimmed": "true"}}
    patterns = [("**/templates/**.html", "jinja2")]
    for _, _, message, _, _ in extract_from_dir(HERE, patterns, options_map=options, keywords=KEYWORDS):
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
    root = HERE.parent
    found = [
        f"{path.relative_to(root)}:{line}"
        for path in sorted([*HERE.rglob("*.py"), *(root / "queries").rglob("*.py")])
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


def errors_raised(patterns: tuple[str, ...]) -> Iterator[tuple[str, ast.Call]]:
    """Where an error of the tree is made in the modules of these patterns, and how."""
    raised = frozenset(one.__name__ for one in error_classes())
    for pattern in patterns:
        for path in sorted(ROOT.glob(pattern)):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in raised:
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def arguments_of(call: ast.Call) -> dict[str, ast.expr]:
    """The arguments of a call by name, `template` among them."""
    return {k.arg: k.value for k in call.keywords if k.arg} | dict(
        zip(("template",), call.args, strict=False)
    )


def test_an_error_that_a_page_can_show_is_a_template_and_not_a_finished_text() -> None:
    """A text with its values already in it can be said in one language only."""
    finished = [
        place
        for place, call in errors_raised(("graph/**/*.py", "queries/**/*.py", "web/**/*.py"))
        if not place.startswith(("web/settings", "web/serve"))
        and any(isinstance(arguments_of(call).get(name), ast.JoinedStr) for name in ("template", "hint"))
    ]
    assert finished == []


def test_every_place_of_an_errors_texts_has_its_value() -> None:
    """A place without a value would be a failure while a failure is told."""
    wrong = []
    for place, call in errors_raised(("graph/**/*.py", "queries/**/*.py", "loaders/**/*.py", "web/**/*.py")):
        given = arguments_of(call)
        values = given.get("values")
        if isinstance(values, ast.Dict | None):
            keys = {key.value for key in values.keys if isinstance(key, ast.Constant)} if values else set()
            provided = PROVIDED if getattr(call.func, "id", "") == "InvalidValue" else set()
            texts = [*texts_in(given.get("template")), *texts_in(given.get("hint"))]
            if values is not None or provided:
                wrong += [place for text in texts if set(PLACE.findall(text)) - keys - provided]
    assert wrong == []
