"""An article gives the same records whatever kind of file it comes in; files are made by the libraries of each kind."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from html import escape
from pathlib import Path

import docx
import odfdo
import pytest

from graph.errors import InputError
from graph.store.versions import VersionStore
from loaders.articles.evaluation.tables import extract, facts
from loaders.articles.extract import Rules
from loaders.articles.input.files import Article, read_all
from loaders.articles.input.formats import format_of
from loaders.articles.load import is_articles, load_articles
from loaders.articles.mentions.find import Gazetteer
from tests.loaders.articles.test_article_decoding import tcvn3

MADE = Path(__file__).parent / "made"
NAMES = ("can-tho-2024.vi.txt", "ba-ria-2022.en.txt", "lang-son-2024.ru.txt", "lam-dong-2023.fr.txt")
EN = "The provincial union of friendship organizations held a conference on its tasks for the coming year. "


def written(document: "docx.document.Document") -> bytes:
    """Return the bytes of a document of Word."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    """Return a zip of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return out.getvalue()


def as_docx(paragraphs: list[str]) -> bytes:
    document = docx.Document()
    document.add_heading(paragraphs[0], 0)
    for paragraph in paragraphs[1:]:
        document.add_paragraph(paragraph)
    return written(document)


def as_odt(paragraphs: list[str]) -> bytes:
    document = odfdo.Document("text")
    document.body.clear()
    document.body.append(odfdo.Header(1, paragraphs[0]))
    for paragraph in paragraphs[1:]:
        document.body.append(odfdo.Paragraph(paragraph))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_rtf(paragraphs: list[str]) -> bytes:
    """Write RTF as Word does: letters beyond ASCII by their numbers, with a sign for old readers."""

    def letters(text: str) -> str:
        return "".join(c if c.isascii() else f"\\u{(ord(c) + 32768) % 65536 - 32768}?" for c in text)

    body = "\\par\n".join(map(letters, paragraphs))
    head = (
        r"{\rtf1\ansi\ansicpg1252\uc1{\fonttbl{\f0\fcharset0 Times New Roman;}}{\info{\title Template}}\f0 "
    )
    return f"{head}{body}}}".encode("ascii")


def as_html(paragraphs: list[str]) -> str:
    """Return paragraphs in HTML; the first is a heading."""
    return f"<h1>{escape(paragraphs[0])}</h1>" + "".join(f"<p>{escape(p)}</p>" for p in paragraphs[1:])


def as_epub(paragraphs: list[str]) -> bytes:
    return epub({"text.xhtml": as_html(paragraphs)})


def epub(texts: dict[str, str], head: str = "") -> bytes:
    """Return a book with a cover and these texts."""
    texts = {"cover.xhtml": "<h1>Yearbook</h1>", **texts}
    items = "".join(f'<item id="{n}" href="{n}" media-type="application/xhtml+xml"/>' for n in texts)
    spine = "".join(f'<itemref idref="{n}"/>' for n in texts)
    book = (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{head}</metadata>'
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
    )
    page = '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><body>{}</body></html>'
    pages = {f"OEBPS/{name}": page.format(text).encode() for name, text in texts.items()}
    return zipped({
        "mimetype": b"application/epub+zip", "META-INF/container.xml": container.encode(),
        "OEBPS/book.opf": book.encode(), **pages,
    })  # fmt: skip


def as_markdown(paragraphs: list[str]) -> bytes:
    return ("# " + "\n\n".join(re.sub(r"([*_<#])", r"\\\1", p) for p in paragraphs)).encode()


def as_json(paragraphs: list[str]) -> bytes:
    record = {"headline": paragraphs[0], "articleBody": "\n\n".join(paragraphs[1:])}
    return json.dumps([record], ensure_ascii=False).encode()


def as_json_lines(paragraphs: list[str]) -> bytes:
    record = {"title": paragraphs[0], "content": "".join(f"<p>{escape(p)}</p>" for p in paragraphs[1:])}
    return json.dumps(record).encode() + b"\n"


def as_rss(paragraphs: list[str]) -> bytes:
    body = "".join(f"<p>{escape(p)}</p>" for p in paragraphs[1:])
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>News</title><item>'
        f"<title>{escape(paragraphs[0])}</title><content:encoded><![CDATA[{body}]]></content:encoded>"
        "</item></channel></rss>"
    ).encode()


def as_atom(paragraphs: list[str]) -> bytes:
    body = escape("".join(f"<p>{escape(p)}</p>" for p in paragraphs[1:]))
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><entry>'
        f'<title>{escape(paragraphs[0])}</title><content type="html">{body}</content></entry></feed>'
    ).encode()


def as_mht(paragraphs: list[str]) -> bytes:
    """Return a page as Chromium saves it."""
    message = MIMEMultipart("related")
    message["From"] = "<Saved by Blink>"
    message["Snapshot-Content-Location"] = "https://example.org/news/1"
    message["Subject"] = paragraphs[0]
    message["Date"] = "Mon, 30 Nov 2026 10:00:00 +0700"
    menu = "<nav><ul><li><a href='/'>Home</a></li></ul></nav>"
    page = f"<html><body>{menu}<article>{as_html(paragraphs)}</article></body></html>"
    message.attach(MIMEText(page, "html", "utf-8"))
    return message.as_bytes()


def as_mail(paragraphs: list[str]) -> bytes:
    message = EmailMessage()
    message["Subject"] = paragraphs[0]
    message.set_content("\n\n".join(paragraphs[1:]), cte="base64")
    return message.as_bytes()


def as_zip(paragraphs: list[str]) -> bytes:
    return zipped({"news/a.docx": as_docx(paragraphs), "README.txt": b"what is in it"})


FORMATS: dict[str, Callable[[list[str]], bytes]] = {
    "docx": as_docx, "odt": as_odt, "rtf": as_rtf, "epub": as_epub, "md": as_markdown, "json": as_json,
    "jsonl": as_json_lines, "rss": as_rss, "xml": as_atom, "mht": as_mht, "eml": as_mail, "zip": as_zip,
}  # fmt: skip


def said(article: Article) -> set[tuple[str, ...]]:
    """Return what an article says, each fact with its words."""
    return {
        (fact.kind, *fact.key, " ".join(article.text[slice(*fact.span)].split()) if fact.span else "")
        for fact in facts("made", extract(article, Rules(), Gazetteer.of()))
    }


def only(folder: Path, name: str, content: bytes) -> Article:
    """Write a file to an empty folder and return its one article."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(content)
    (found,) = read_all(folder)
    assert isinstance(found, Article), found
    return found


def refused(folder: Path, name: str, content: bytes) -> str:
    """Write a file that cannot be read; return the one line that says why."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(content)
    (found,) = read_all(folder)
    assert isinstance(found, InputError) and name in found.message and "\n" not in found.message
    return found.message


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("suffix", FORMATS)
def test_a_made_article_says_in_every_format_what_its_text_says(
    tmp_path: Path, suffix: str, name: str
) -> None:
    text = (MADE / name).read_text("utf-8")
    paragraphs = [line for line in text.split("\n") if line.strip()]
    plain = only(tmp_path / "plain", name, text.encode())
    found = only(tmp_path / "found", f"a.{suffix}", FORMATS[suffix](paragraphs))
    assert said(found) == said(plain) != set()
    assert found.language == plain.language and found.note is None


# -- documents of Word -----------------------------------------------------------------------------------------------


def test_lists_tables_and_tracked_changes_of_word_are_read_as_they_are_printed(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph(EN * 2)
    document.add_paragraph("First task", style="List Number")
    document.add_paragraph("Second task", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for cell, words in zip((c for row in table.rows for c in row.cells), "abcd", strict=True):
        cell.text = words
    deleted = document.add_paragraph("kept ")
    run = deleted.add_run("removed")._r
    gone = run.makeelement(docx.oxml.ns.qn("w:del"), {})
    run.addprevious(gone)
    gone.append(run)
    run.find(docx.oxml.ns.qn("w:t")).tag = docx.oxml.ns.qn("w:delText")
    text = only(tmp_path, "a.docx", written(document)).text
    assert text.split("\n\n")[1:] == ["1. First task", "- Second task", "a | b\nc | d", "kept"]


def test_the_mark_of_a_note_is_no_part_of_the_number_before_it(tmp_path: Path) -> None:
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"

    def relation(kind: str, target: str) -> bytes:
        one = f'<Relationship Id="r1" Type="{kinds}/{kind}" Target="{target}"/>'
        return f'<Relationships xmlns="{package}/relationships">{one}</Relationships>'.encode()

    mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    run = "<w:r><w:t xml:space='preserve'>{}</w:t></w:r>"
    body = f"<w:p>{run.format(EN + 'Directive No. 12-CT/TW')}{mark}{run.format(' of the Secretariat.')}</w:p>"
    note = f'<w:footnote w:id="2"><w:p>{run.format("Signed in Hanoi.")}</w:p></w:footnote>'
    content = zipped({
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>'.encode(),
        "_rels/.rels": relation("officeDocument", "word/document.xml"),
        "word/_rels/document.xml.rels": relation("footnotes", "footnotes.xml"),
        "word/document.xml": f"<w:document {w}><w:body>{body}</w:body></w:document>".encode(),
        "word/footnotes.xml": f"<w:footnotes {w}>{note}</w:footnotes>".encode(),
    })  # fmt: skip
    text = only(tmp_path, "a.docx", content).text
    assert "Directive No. 12-CT/TW of the Secretariat." in text and text.endswith("Signed in Hanoi.")


def test_lists_tables_and_notes_of_opendocument_are_read_as_they_are_printed(tmp_path: Path) -> None:
    document = odfdo.Document("text")
    document.body.clear()
    paragraph = odfdo.Paragraph(f"{EN}It rests on Directive No. 12-CT/TW of the Secretariat.")
    paragraph.insert_note(after="12-CT/TW", note_id="n1", citation="1", body="Signed in Hanoi.")
    document.body.append(paragraph)
    document.body.append(odfdo.List(["A task", "Another task"]))
    table = odfdo.Table("t", width=2, height=1)
    table.set_value("A1", "Directive")
    table.set_value("B1", "5/1/2022")
    document.body.append(table)
    out = io.BytesIO()
    document.save(out)
    text = only(tmp_path, "a.odt", out.getvalue()).text
    assert text.split("\n\n")[0].endswith("Directive No. 12-CT/TW of the Secretariat.")
    assert text.split("\n\n")[1:] == [
        "- A task",
        "- Another task",
        "Directive | 5/1/2022",
        "Signed in Hanoi.",
    ]


def test_the_address_of_a_link_in_rtf_is_no_text(tmp_path: Path) -> None:
    link = '{\\field{\\*\\fldinst{HYPERLINK "https://example.org/"}}{\\fldrslt{the conference}}}'
    found = only(tmp_path, "a.rtf", f"{{\\rtf1\\ansi {EN}It opened {link} of this year.\\par}}".encode())
    assert found.text == f"{EN}It opened the conference of this year."


def test_letters_of_old_fonts_in_word_and_rtf_are_restored(tmp_path: Path) -> None:
    text = "Liên hiệp các tổ chức hữu nghị tỉnh Lào Cai đã ký giao ước thi đua với các tỉnh bạn. " * 2
    old = tcvn3(text.strip()).decode("latin-1")
    assert only(tmp_path / "a", "a.docx", as_docx([old, old])).text.split("\n\n") == [text.strip()] * 2
    codes = "".join(c if c.isascii() else f"\\'{ord(c):02x}" for c in old)
    found = only(tmp_path / "b", "b.rtf", f"{{\\rtf1\\ansi\\ansicpg1252 {codes}\\par}}".encode())
    assert (
        found.text == text.strip()
        and found.note == "b.rtf: read as TCVN3, an encoding by fonts, which was detected"
    )


def test_a_title_among_the_properties_counts_where_the_text_begins_with_it(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Union meets")
    document.add_paragraph(EN * 2)
    document.core_properties.title = "Union meets"
    found = only(tmp_path / "a", "a.docx", written(document))
    assert found.title == "Union meets" and ("title", "file") in found.origins
    document.core_properties.title = "Template of the office"
    assert only(tmp_path / "b", "b.docx", written(document)).title is None


def test_documents_that_cannot_be_read_say_what_to_do(tmp_path: Path) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert "save it as .docx" in refused(tmp_path / "a", "a.doc", ole)
    locked = ole + "EncryptedPackage".encode("utf-16-le")
    assert "password" in refused(tmp_path / "b", "b.docx", locked)
    assert "damaged" in refused(tmp_path / "c", "c.docx", b"PK\x03\x04 and no more")
    assert "a table and no article" in refused(tmp_path / "d", "d.docx", zipped({"xl/workbook.xml": b"<x/>"}))
    assert "save it again" in refused(tmp_path / "e", "e.docx", zipped({"word/document.xml": b"<x>"}))


def test_tables_and_rdf_among_articles_are_lines_that_say_how_to_load_them(tmp_path: Path) -> None:
    assert "a table and no article; it is loaded by itself" in refused(tmp_path / "a", "a.csv", b"a,b")
    assert "RDF and no article; it is loaded by itself" in refused(
        tmp_path / "b", "b.ttl", b"<urn:a> <urn:b> 1 ."
    )


def test_documents_that_are_bombs_are_refused(tmp_path: Path) -> None:
    entities = b'<!DOCTYPE a [<!ENTITY b "' + b"b" * 1000 + b'">]><a>&b;</a>'
    assert "entities" in refused(tmp_path / "a", "a.docx", zipped({"word/document.xml": entities}))
    assert "times its size" in refused(
        tmp_path / "b", "b.docx", zipped({"word/document.xml": bytes(70 << 20)})
    )
    deep = b"<a>" * 100_000 + b"</a>" * 100_000
    assert "nested" in refused(tmp_path / "c", "c.docx", zipped({"word/document.xml": deep}))


def test_a_document_of_word_is_loaded_as_its_text_is(tmp_path: Path) -> None:
    text = (MADE / NAMES[0]).read_text("utf-8")
    counts = []
    for number, content in enumerate((text.encode(), as_docx(text.split("\n\n")))):
        folder = tmp_path / str(number) / "2024"
        folder.mkdir(parents=True)
        (folder / ("a.docx" if number else "a.txt")).write_bytes(content)
        assert is_articles(folder.parent)
        report = load_articles(VersionStore(tmp_path / f"store{number}"), folder.parent, workers=1)
        assert report.left_out == []
        counts.append(report.counts)
    assert counts[0] == counts[1] and counts[0]["documents read"] == 1


# -- kinds and folders -----------------------------------------------------------------------------------------------


def test_what_a_file_holds_goes_before_its_name() -> None:
    assert format_of("a.txt", as_docx(["x"])) == "docx"
    assert format_of("a.docx", b"%PDF-1.4") == "pdf"
    assert format_of("a.txt", b"\n<!doctype html><p>x") == "page"


def test_folders_in_folders_are_read_and_their_articles_are_called_by_their_paths(tmp_path: Path) -> None:
    (tmp_path / "2024" / "may").mkdir(parents=True)
    (tmp_path / "2024" / "may" / "a.txt").write_text(EN * 2, "utf-8")
    (tmp_path / "2024" / "reports.csv").write_text("file,url\nb.txt,https://example.org/b\n", "utf-8")
    (tmp_path / "2024" / "b.txt").write_text(EN * 3, "utf-8")
    (tmp_path / "page.html").write_text(f"<html><p>{EN * 4}</p></html>", "utf-8")
    (tmp_path / "page_files").mkdir()  # what a browser saves beside the page
    (tmp_path / "page_files" / "frame.html").write_text("<html>advertisement</html>", "utf-8")
    articles = [one for one in read_all(tmp_path) if isinstance(one, Article)]
    assert [one.name for one in articles] == ["2024/b.txt", "2024/may/a.txt", "page.html"]
    assert articles[0].url == "https://example.org/b" and articles[1].slug == "2024-may-a"


def test_a_link_to_a_folder_elsewhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "secret.txt").write_text(EN, "utf-8")
    (tmp_path / "folder" / "sub").mkdir(parents=True)
    (tmp_path / "folder" / "sub" / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputError) as error:
        list(read_all(tmp_path / "folder"))
    assert "leads out of the folder" in str(error.value)
