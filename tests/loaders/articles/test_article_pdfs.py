"""A PDF is read column by column, and what its lines divide is one again."""

import textwrap
from pathlib import Path

import pytest

from loaders.articles.evaluation.tables import extract, facts
from loaders.articles.extract import Rules
from loaders.articles.input.files import File
from loaders.articles.input.formats.pdf import read
from loaders.articles.input.formats.pdf_layout import Piece, paragraphs_of
from loaders.articles.input.time_limited import ReadingProcess
from loaders.articles.mentions.find import Gazetteer
from tests.loaders.articles.pdfs import page_pdf, placed_pdf
from tests.loaders.articles.test_article_formats import MADE, only, refused

EN = "The provincial union of friendship organizations held a conference on its tasks for the coming year. "


def text_of(content: bytes) -> str:
    (found,) = read("a.pdf", content)
    return found.text  # type: ignore[union-attr]


def columns(texts: list[str], *, width: int, step: float, top: float = 730) -> list[tuple[float, float, str]]:
    """Return the lines of columns, row by row over all of them: the order that divides every sentence."""
    wrapped = [textwrap.wrap(text, width) for text in texts]
    rows = range(max(map(len, wrapped)))
    return [
        (40 + number * step, top - row * 12, lines[row])
        for row in rows
        for number, lines in enumerate(wrapped)
        if row < len(lines)
    ]


@pytest.mark.parametrize(("count", "width", "step"), [(2, 55, 270.0), (3, 34, 175.0)])
def test_columns_are_read_one_after_the_other_below_their_headline(
    count: int, width: int, step: float
) -> None:
    texts = [f"Column {number} begins. {EN * 4}".strip() for number in range(count)]
    headline = (40.0, 770.0, "A headline that goes over all of the columns of this page of the newspaper")
    footer = (
        40.0,
        30.0,
        "All of this stands below the columns, and goes over all of them as the headline does",
    )
    text = text_of(placed_pdf([headline, *columns(texts, width=width, step=step), footer]))
    assert text.split("\n\n") == [headline[2], *texts, footer[2]]


def test_a_paragraph_goes_on_in_the_next_column() -> None:
    words = (EN * 8).split()
    half = len(words) // 2 + 3  # within a sentence
    texts = [" ".join(words[:half]), " ".join(words[half:])]
    number = (300.0, 20.0, "- 12 -")
    assert text_of(placed_pdf([*columns(texts, width=50, step=270), number])) == (EN * 8).strip()


def test_a_table_is_read_by_its_rows() -> None:
    rows = [
        ("No.", "Document", "Day"),
        *((str(n), f"Directive No. {n}-CT/TW", f"{n}/1/2022") for n in range(1, 9)),
    ]
    places = [
        (x, 700 - 14 * row, cell)
        for row, cells in enumerate(rows)
        for x, cell in zip((40, 100, 300), cells, strict=True)
    ]
    text = text_of(placed_pdf(places))
    assert "3 | Directive No. 3-CT/TW | 3/1/2022" in text.split("\n\n")


def test_a_letterhead_beside_another_is_no_pair_of_columns() -> None:
    head = [
        (40, 750, "PROVINCIAL COMMITTEE"),
        (320, 750, "COMMUNIST PARTY"),
        (40, 736, "No. 12-CT/TU"),
        (320, 736, "Vinh, 5 March"),
    ]
    body = [(40, 700 - 12 * row, line) for row, line in enumerate(textwrap.wrap(EN * 6, 100))]
    assert text_of(placed_pdf([*head, *body])).split("\n\n")[-1] == (EN * 6).strip()


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["Implementing Directive No. 12-", "CT/TW the union held a conference."], "Directive No. 12-CT/TW the union"),
        (["Implementing Directive No. 12", "-CT/TW the union held a conference."], "Directive No. 12-CT/TW the union"),
        (["Implementing Directive No. 12-CT/", "TW the union held a conference."], "Directive No. 12-CT/TW the union"),
        (["The union has taken part in the confe-", "rence of this year with many others."], "the conference of"),
        (["Many members of the union of Asia-", "Pacific peoples came to it as well."], "of Asia-Pacific peoples"),
        (["The resolution was for the years 2021-", "2026 and was signed by all of them."], "years 2021-2026 and"),
    ],
)  # fmt: skip
def test_what_the_end_of_a_line_divides_is_one_again(lines: list[str], text: str) -> None:
    assert text in text_of(placed_pdf([(40, 700 - 12 * row, line) for row, line in enumerate(lines)]))


def test_paragraphs_are_told_by_indents_lists_and_lines_that_are_not_full() -> None:
    first = textwrap.wrap(EN * 3, 60)
    lines = [*first, "- A task of the list", "- Another task of it", *first]
    text = text_of(placed_pdf([(40, 700 - 12 * row, line) for row, line in enumerate(lines)]))
    assert text.split("\n\n") == [
        (EN * 3).strip(),
        "- A task of the list",
        "- Another task of it",
        (EN * 3).strip(),
    ]
    full = "x" * 50
    indented = [
        Piece(40, 100, 300, 109, f"{full}."),
        Piece(50, 88, 300, 97, f"New {full}."),
        Piece(40, 76, 200, 85, "End."),
    ]
    assert paragraphs_of(indented) == [f"{full}.", f"New {full}. End."]


def test_a_made_article_says_as_a_pdf_what_its_text_says(tmp_path: Path) -> None:
    text = (MADE / "ba-ria-2022.en.txt").read_text("utf-8")
    lines, row = [], 0
    for paragraph in filter(None, (line.strip() for line in text.replace("’", "'").split("\n"))):
        for line in textwrap.wrap(paragraph.encode("latin-1", "replace").decode("latin-1"), 95):
            lines.append((40.0, 780.0 - 11 * row, line.replace("(", "\\(").replace(")", "\\)")))
            row += 1
        row += 1
    plain = only(tmp_path / "a", "a.txt", text.replace("’", "'").encode("latin-1", "replace"))
    found = only(tmp_path / "b", "b.pdf", placed_pdf(lines))
    rules, names = Rules(), Gazetteer.of()
    told = ([fact.key for fact in facts("a", extract(one, rules, names))] for one in (found, plain))
    assert next(told) == next(told)


def test_a_pdf_that_is_a_bomb_or_has_no_letters_is_one_line(tmp_path: Path) -> None:
    assert "text recognition" in refused(tmp_path / "b", "b.pdf", page_pdf(b"0 0 600 800 re f"))
    bomb = tmp_path / "a.pdf"
    bomb.write_bytes(page_pdf(b"BT /F1 9 Tf " + b"(x) Tj " * 5_000_000 + b"ET"))
    assert bomb.stat().st_size < 100_000
    process = ReadingProcess()
    try:
        (outcome,) = process.read(File(bomb, {}), (), seconds=2)
    finally:
        process.close()
    assert outcome.problem == "a.pdf: took more than 2 seconds and was given up"
