"""An article is read from text, HTML and PDF; what cannot be read is one clear line, and the rest goes on."""

from pathlib import Path

import pytest

from graph.errors import InputError
from loaders.articles.input.files import Article, File, files_in, read, read_all
from loaders.articles.input.parts import TextSpan, sentences
from tests.loaders.articles.pdfs import placed_pdf

VI = "Liên hiệp các tổ chức hữu nghị tỉnh Nghệ An tổ chức hội nghị triển khai nhiệm vụ công tác đối ngoại nhân dân. "
EN = "The provincial union of friendship organizations held a conference on its tasks for the coming year. "
RU = "Союз организаций дружбы провинции провёл конференцию о задачах народной дипломатии на будущий год. "
FI = "Maakunnan ystävyysseurojen liitto järjesti kokouksen, jossa käsiteltiin ensi vuoden tehtäviä ja tavoitteita. "


def made(folder: Path, name: str, content: bytes) -> Article:
    """Write a file and read it."""
    path = folder / name
    path.write_bytes(content)
    return read(files_in(path)[0])


def refused(folder: Path, name: str, content: bytes) -> str:
    """Write a file that cannot be read; return the one line that says why."""
    with pytest.raises(InputError) as error:
        made(folder, name, content)
    assert "\n" not in str(error.value)
    assert name in str(error.value)
    return str(error.value)


def pdf(text: str, *, password: str | None = None) -> bytes:
    """Return a small PDF with a text layer (of Latin letters)."""
    lines = [(50.0, 700.0 - 14 * row, line) for row, line in enumerate(text.split("\n")) if line]
    return placed_pdf(lines, size=12, password=password)


def test_plain_text_is_kept_to_the_last_space(tmp_path: Path) -> None:
    text = f"  {VI * 3}\r\n \n"
    assert made(tmp_path, "a.txt", text.encode()).text == text


def test_the_language_is_told_where_nobody_says_it(tmp_path: Path) -> None:
    assert [made(tmp_path, f"{n}.txt", (t * 3).encode()).language for n, t in enumerate((VI, EN, RU))] == [
        "vi",
        "en",
        "ru",
    ]


def test_the_side_car_says_what_the_text_does_not(tmp_path: Path) -> None:
    (tmp_path / "reports.csv").write_text(
        "file,language,title,publisher,url,published,original_url,seed\n"
        "a.txt,ru,Титул,Báo,https://example.org/a,2024-04-05,https://example.org/vi,x\n",
        encoding="utf-8",
    )
    found = made(tmp_path, "a.txt", (RU * 3).encode())
    assert (found.language, found.title, found.url) == ("ru", "Титул", "https://example.org/a")
    assert (found.published, found.original) == ("2024-04-05", "https://example.org/vi")


def test_a_side_car_that_names_a_missing_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "reports.csv").write_text("file,language\nb.txt,en\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"b\.txt"):
        files_in(tmp_path)


def test_two_translations_that_name_one_original_are_one_witness(tmp_path: Path) -> None:
    one = made(tmp_path, "a.txt", f"{EN * 3}\nSource: https://example.org/goc\n\nComment (0)\n".encode())
    two = made(tmp_path, "b.txt", f"{RU * 3}\nSource : https://example.org/goc\n".encode())
    assert one.original == two.original == "https://example.org/goc"


def test_html_gives_text_and_metadata_and_no_menus(tmp_path: Path) -> None:
    paragraphs = "".join(f"<p>{EN}{n}</p>" for n in range(8))
    page = (
        '<html lang="en"><head><title>Union meets</title><meta name="author" content="Lan Anh">'
        '<meta property="article:published_time" content="2024-09-23"><meta property="og:site_name" content="Times">'
        '</head><body><nav><ul><li><a href="/">Home</a></li><li><a href="/x">Subscribe now</a></li></ul></nav>'
        f"<article><h1>Union meets</h1>{paragraphs}</article><aside><a href='/y'>Read also: other news</a></aside>"
        "<footer>All rights reserved</footer></body></html>"
    )
    found = made(tmp_path, "a.html", page.encode())
    assert (found.title, found.published, found.language) == ("Union meets", "2024-09-23", "en")
    assert EN.strip() in found.text
    assert not any(words in found.text for words in ("Subscribe", "Read also", "rights reserved"))


def test_pdf_text_is_read(tmp_path: Path) -> None:
    found = made(tmp_path, "a.pdf", pdf("\n".join([EN] * 4)))
    assert "held a conference" in found.text
    assert (found.kind, found.language) == ("pdf", "en")


def test_other_encodings_are_detected_and_said(tmp_path: Path) -> None:
    found = made(tmp_path, "a.txt", (RU * 5).replace("ё", "е").encode("cp1251"))
    assert "народной дипломатии" in found.text
    assert found.note
    assert "detected" in found.note
    assert made(tmp_path, "b.txt", (VI * 3).encode("utf-16")).text == VI * 3


def test_empty_binary_and_short_files_are_refused(tmp_path: Path) -> None:
    assert "empty" in refused(tmp_path, "a.txt", b" \n")
    assert "binary" in refused(tmp_path, "b.txt", b"\x7fELF\x00\x01" * 100)
    assert "letters" in refused(tmp_path, "c.txt", b"1234 5678")
    assert "kind of file" in refused(tmp_path, "d.xyz", b"PK")


def test_an_unknown_language_is_refused(tmp_path: Path) -> None:
    assert "'fi'" in refused(tmp_path, "a.txt", (FI * 3).encode())


def test_a_large_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    with pytest.raises(InputError, match="100 MB is too large"):
        read(File(path, {}))


def test_a_protected_or_damaged_pdf_is_refused(tmp_path: Path) -> None:
    assert "password" in refused(tmp_path, "a.pdf", pdf(EN, password="secret"))  # noqa: S106
    assert "PDF" in refused(tmp_path, "b.pdf", b"%PDF-1.4\nnothing")
    assert "text layer" in refused(tmp_path, "c.pdf", pdf(""))


def test_html_bombs_are_refused(tmp_path: Path) -> None:
    assert "nested" in refused(tmp_path, "a.html", b"<html><body>" + b"<div>" * 5000 + b"x")
    assert "repeated" in refused(tmp_path, "b.html", b"<p>x</p>" * 300_000)


def test_one_bad_file_stops_no_other(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "b.txt").write_text(EN * 3, encoding="utf-8")
    kinds = [type(x).__name__ for x in read_all(tmp_path)]
    assert kinds == ["InputError", "Article"]


@pytest.mark.parametrize(
    ("said", "kept", "note"),
    [
        ("https://example.org/a b|c", "https://example.org/a%20b%7Cc", "reports.csv:2: url"),
        ("javascript:alert(1)", None, "reports.csv:2: url 'javascript:alert(1)' was left out"),
        ("https://", None, "was left out"),
        ("https://example.org/ok", "https://example.org/ok", None),
    ],
)
def test_an_address_that_is_none_is_mended_or_left_out_with_its_line(
    tmp_path: Path, said: str, kept: str | None, note: str | None
) -> None:
    (tmp_path / "a.txt").write_text(EN, encoding="utf-8")
    (tmp_path / "reports.csv").write_text(f"file,url\na.txt,{said}\n", encoding="utf-8")
    article = read(files_in(tmp_path)[0])
    assert article.url == kept
    assert (article.note is None) if note is None else (note in (article.note or ""))


@pytest.mark.parametrize(
    ("said", "kept"),
    [("13/09/2024", "2024-09-13"), ("3.9.2024", "2024-09-03"), ("2024-09", "2024-09"), ("soon", None)],
)
def test_a_date_is_read_day_first_or_left_out_with_its_line(
    tmp_path: Path, said: str, kept: str | None
) -> None:
    (tmp_path / "a.txt").write_text(EN, encoding="utf-8")
    (tmp_path / "reports.csv").write_text(f"file,published\na.txt,{said}\n,\n", encoding="utf-8")
    article = read(files_in(tmp_path)[0])
    assert article.published == kept
    assert ("reports.csv:2: published 'soon' was left out" in (article.note or "")) == (kept is None)


def test_an_address_with_spaces_in_the_page_or_the_last_line_stands_in_the_way_of_nothing(
    tmp_path: Path,
) -> None:
    head = '<meta property="og:url" content="https://example.org/a |b">'
    page = f"<html><head>{head}</head><body><p>{EN * 3}</p></body></html>"
    html = made(tmp_path, "a.html", page.encode())
    assert html.url in ("https://example.org/a%20%7Cb", None)
    text = made(tmp_path, "b.txt", f"{EN}\n\nNguồn: https://example.org/x |y\n".encode())
    assert text.original_url == "https://example.org/x%20%7Cy"
    assert "b.txt: original_url" in (text.note or "")


def test_what_goes_on_longer_than_any_sentence_is_divided_after_a_mark_and_nothing_of_it_is_lost() -> None:
    text = "Mr Nguyen Van An chaired the meeting, " * 1000
    found = sentences(text, TextSpan(0, len(text), "body"))
    assert "".join(text[s.start : s.end] for s in found) == text
    assert all(s.end - s.start <= 6000 and text[s.end - 2 : s.end] == ", " for s in found)
    unbroken = sentences("a" * 20_000, TextSpan(0, 20_000, "body"))
    assert [s.end - s.start for s in unbroken] == [6000, 6000, 6000, 2000]
