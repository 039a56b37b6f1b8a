"""Files of many articles: each is one of its own with a lasting name; what is no article, or too much, is one line."""

import json
import tracemalloc
from email.message import EmailMessage
from html import escape
from pathlib import Path

import pytest
from click.testing import CliRunner

from graph.errors import InputError
from graph.limits import LIMITS
from huunghi import main
from loaders.articles.input.files import Article, read_all
from loaders.articles.input.formats import format_of
from loaders.articles.load import is_articles
from tests.loaders.articles.test_article_formats import EN, MADE, NAMES, as_docx, epub, only, refused, zipped

VI = "Liên hiệp các tổ chức hữu nghị tỉnh Nghệ An tổ chức hội nghị triển khai nhiệm vụ công tác đối ngoại nhân dân. "


def both(folder: Path, name: str, content: bytes | str) -> tuple[list[Article], list[str]]:
    """Return the articles of a file, and the lines about what is none."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    found = list(read_all(folder))
    return (
        [one for one in found if isinstance(one, Article)],
        [one.message for one in found if isinstance(one, InputError)],
    )


# -- JSON ------------------------------------------------------------------------------------------------------------

NEWS = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Union meets",
    "articleBody": EN * 2,
    "datePublished": "2024-03-05T00:30:00+07:00",
    "inLanguage": "en-GB",
    "author": [{"@type": "Person", "name": "Lan"}, {"name": "An"}],
    "publisher": {"@type": "Organization", "name": "Times"},
    "mainEntityOfPage": {"@id": "https://example.org/1"},
}


def test_what_schema_org_says_of_an_article_is_known_of_it(tmp_path: Path) -> None:
    found = only(tmp_path, "a.json", json.dumps(NEWS).encode())
    assert (found.title, found.author, found.publisher) == ("Union meets", "Lan, An", "Times")
    assert (found.url, found.published, found.language) == ("https://example.org/1", "2024-03-05", "en")
    assert found.text == f"Union meets\n\n{EN * 2}" and ("published", "record") in found.origins


@pytest.mark.parametrize(
    "record",
    [
        {"title": "T", "link": "https://example.org/1", "content": EN, "date": "2024-03-05", "site": "Times"},
        {"headline": "T", "url": "https://example.org/1", "body": EN, "publish_date": 1709600000, "publisher": "Times"},
        {"title": "T", "url": "https://example.org/1", "maintext": EN, "date_publish": "2024-03-05 08:00:00",
         "source_domain": "Times"},
        {"title": "T", "url": "https://example.org/1", "text": [EN], "date": "05/03/2024", "source": {"name": "Times"}},
    ],
)  # fmt: skip
@pytest.mark.parametrize("around", [lambda r: r, lambda r: [r], lambda r: {"articles": [r]}])
def test_fields_have_the_names_that_scrapers_use(tmp_path: Path, record: dict, around) -> None:  # type: ignore[no-untyped-def, type-arg]
    found = only(tmp_path, "a.json", json.dumps(around(record)).encode())
    assert (found.title, found.url, found.published) == ("T", "https://example.org/1", "2024-03-05")
    assert found.publisher == "Times" and EN.strip() in found.text


def test_each_object_of_a_list_and_each_line_is_an_article_or_a_line_that_says_why_not(
    tmp_path: Path,
) -> None:
    one, two = ({"title": title, "text": EN * 2} for title in "AB")
    articles, lines = both(tmp_path / "a", "a.json", json.dumps([one, {"title": "C"}, 5, two]))
    assert [article.name for article in articles] == ["a.json#1", "a.json#4"]
    assert lines == [
        "a.json#2: no field of this object is a text; its fields are title",
        "a.json#3: this is no object with the fields of an article",
    ]
    articles, lines = both(tmp_path / "b", "b.jsonl", f"{json.dumps(one)}\nbroken\n\n{json.dumps(two)}\n")
    assert [article.name for article in articles] == ["b.jsonl#1", "b.jsonl#4"]
    assert [article.slug for article in articles] == ["b-jsonl-1", "b-jsonl-4"]
    assert len(lines) == 1 and lines[0].startswith("b.jsonl#2: the JSON of this line cannot be read")


def test_json_lines_are_read_line_by_line_whatever_the_file_is_called(tmp_path: Path) -> None:
    one, two = ({"title": title, "text": f"{EN}\u2028{EN}"} for title in "AB")
    lines_of = [json.dumps(one, ensure_ascii=False), "broken", json.dumps(two, ensure_ascii=False)]
    articles, lines = both(tmp_path, "a.json", "\n".join(lines_of))
    assert [article.name for article in articles] == ["a.json#1", "a.json#3"]
    assert len(lines) == 1 and lines[0].startswith("a.json#2: the JSON of this line cannot be read")


def test_half_of_a_letter_in_json_is_shown_as_lost_and_stops_nothing(tmp_path: Path) -> None:
    one, two = {"title": "A\ud83d", "text": f"{EN * 2}\ud800"}, {"title": "B", "text": EN * 2}
    articles, lines = both(tmp_path, "a.json", json.dumps([one, two]))
    assert [article.title for article in articles] == ["A\ufffd", "B"] and not lines
    assert articles[0].text.endswith("\ufffd") and len(articles[0].sha256) == 64


def test_the_json_of_a_scraper_is_loaded_and_no_other_json_is_taken_for_it(tmp_path: Path) -> None:
    scraped = tmp_path / "scraped.json"
    scraped.write_text(json.dumps([{"title": "T", "text": EN * 2}]), "utf-8")
    done = CliRunner().invoke(main, ["--store", str(tmp_path / "store"), "load", str(scraped)])
    assert done.exit_code == 0 and "documents read 1" in done.output
    for number, other in enumerate(
        [{"@context": {"x": "urn:x"}, "@id": "urn:a", "x": "y", "text": EN}, [{"a": 1}], 5]
    ):
        path = tmp_path / f"{number}.json"
        path.write_text(json.dumps(other), "utf-8")
        assert not is_articles(path)
    graph = {"@context": "https://schema.org", "@graph": [{"@type": "Person", "name": "Lan"}, NEWS]}
    assert [a.name for a in both(tmp_path / "graph", "a.json", json.dumps(graph))[0]] == ["a.json#2"]
    assert is_articles(tmp_path / "graph" / "a.json")
    assert "nested" in refused(tmp_path / "deep", "a.json", b"[" * 100_000)


def test_a_folder_of_folders_is_articles_unless_it_is_of_rdf(tmp_path: Path) -> None:
    (tmp_path / "2024").mkdir()
    (tmp_path / "2024" / "a.json").write_text(json.dumps([{"title": "T", "text": EN}]), "utf-8")
    assert is_articles(tmp_path)
    (tmp_path / "2024" / "notes.txt").write_text("about the data", "utf-8")
    (tmp_path / "data.ttl").write_text("<urn:a> <urn:b> 1 .", "utf-8")
    assert not is_articles(tmp_path)


# -- feeds -----------------------------------------------------------------------------------------------------------


def rss(*items: str, head: str = "") -> str:
    entries = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0"><channel><title>Times</title>{head}{entries}</channel></rss>'


def test_entries_that_have_their_text_are_articles(tmp_path: Path) -> None:
    short = "<title>A</title><link>https://example.org/a</link><description>Read more</description>"
    long = (
        f"<title>B &amp;amp; C</title><link>https://example.org/b</link><description>{escape(EN * 6)}</description>"
        "<pubDate>Tue, 05 Mar 2024 00:30:00 +0700</pubDate>"
    )
    articles, lines = both(tmp_path / "a", "a.rss", rss(short, long, head="<language>en-us</language>"))
    (article,) = articles
    assert (article.name, article.title, article.publisher) == ("a.rss#2", "B & C", "Times")
    assert (article.url, article.published) == ("https://example.org/b", "2024-03-05")
    assert lines == ["a.rss#1: only a summary is in the feed; save the page https://example.org/a"]
    assert both(tmp_path / "b", "b.xml", rss(short, short))[1] == [
        "b.xml: its 2 entries are summaries and no articles; save the pages that they link to"
    ]


def test_the_list_says_of_a_feed_what_holds_for_each_of_its_entries(tmp_path: Path) -> None:
    entry = f"<title>A</title><description>{escape(EN * 6)}</description>"
    (tmp_path / "reports.csv").write_text("file,publisher,title\na.rss,Bulletin,Not of each\n", "utf-8")
    articles, _ = both(tmp_path, "a.rss", rss(entry, entry.replace("A<", "B<")))
    assert [(a.publisher, a.title) for a in articles] == [("Bulletin", "A"), ("Bulletin", "B")]


def test_xml_that_is_no_feed_is_none(tmp_path: Path) -> None:
    assert "no feed" in refused(
        tmp_path / "a", "a.xml", b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>"
    )
    assert not is_articles(tmp_path / "a" / "a.xml")
    bomb = '<!DOCTYPE a [<!ENTITY b "x">]>' + rss("<title>A</title>")
    assert "entities" in refused(tmp_path / "b", "b.rss", bomb.encode())
    assert "no entries" in refused(tmp_path / "c", "c.rss", rss().encode())


# -- messages and saved pages ----------------------------------------------------------------------------------------


def message(text: str, subject: str = "Union meets", **attached: bytes) -> bytes:
    made = EmailMessage()
    made["Subject"], made["From"] = subject, "Lan Anh <office@example.org>"
    made["Date"] = "Tue, 05 Mar 2024 00:30:00 +0700"
    made.set_content(text)
    for name, content in attached.items():
        made.add_attachment(content, maintype="application", subtype="x", filename=name.replace("_", "."))
    return made.as_bytes()


def test_a_message_is_an_article_and_so_is_each_that_is_attached(tmp_path: Path) -> None:
    found = only(tmp_path / "a", "a.eml", message(VI * 4, "Hội nghị"))
    assert (found.title, found.author, found.published) == ("Hội nghị", "Lan Anh", "2024-03-05")
    articles, lines = both(
        tmp_path / "b", "b.eml", message("See attached.", a_docx=as_docx([EN, EN]), b_doc=b"\0")
    )
    assert [article.name for article in articles] == ["b.eml!a.docx"]
    assert len(lines) == 1 and lines[0].startswith("b.eml!b.doc: ")
    forwarded = only(tmp_path / "c", "c.eml", message(EN * 4, "Fwd: old news"))
    assert forwarded.published is None and forwarded.title is None


def test_a_saved_page_has_the_address_it_was_saved_from(tmp_path: Path) -> None:
    page = (
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\nSubject: Saved\n"
        "Date: Mon, 30 Nov 2026 10:00:00 +0700\nSnapshot-Content-Location: https://example.org/1\n\n"
        "--x\nContent-Type: text/html; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit\n\n"
        f"<html><body><article><h1>Hội nghị</h1><p>{VI * 3}</p><p>{VI * 2}</p></article></body></html>\n"
        "--x\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\nAAAA\n--x--\n"
    )
    found = only(tmp_path, "a.mht", page.encode())
    assert found.url == "https://example.org/1" and found.published is None and VI.strip() in found.text
    assert found.note == "a.mht: read as UTF-8, though it declares iso-8859-1"


# -- books -----------------------------------------------------------------------------------------------------------


def test_each_text_of_a_book_is_an_article_but_no_cover(tmp_path: Path) -> None:
    texts = {f"{n}.xhtml": f"<h1>Union {n}</h1><p>{EN * 3}</p>" for n in "ab"}
    head = "<dc:publisher>Press</dc:publisher><dc:date>2023</dc:date><dc:creator>Lan</dc:creator>"
    articles, lines = both(tmp_path, "a.epub", epub(texts, head))
    assert [a.name for a in articles] == ["a.epub!OEBPS/a.xhtml", "a.epub!OEBPS/b.xhtml"] and not lines
    assert (articles[0].title, articles[0].publisher, articles[0].published) == ("Union a", "Press", "2023")


def test_a_book_that_is_protected_or_damaged_says_so(tmp_path: Path) -> None:
    container = {"META-INF/container.xml": b"<container/>"}
    assert "protect" in refused(
        tmp_path / "a", "a.epub", zipped({**container, "META-INF/rights.xml": b"<x/>"})
    )
    assert "save it again" in refused(tmp_path / "b", "b.epub", zipped(container))


# -- zips ------------------------------------------------------------------------------------------------------------


def test_articles_in_a_zip_are_called_by_their_paths_and_described_by_the_list_beside_them(
    tmp_path: Path,
) -> None:
    inner = zipped({"c.txt": (EN * 4).encode()})
    content = zipped({
        "2024/a.txt": (EN * 2).encode(), "2024/reports.csv": b"file,url\na.txt,https://example.org/a\n",
        "2024/photo.jpg": b"\xff\xd8\xff\xe0", "b.docx": as_docx([EN, EN]), "more.zip": inner, "README.md": b"x",
        "__MACOSX/a.txt": b"x", ".hidden.txt": b"x", "empty.txt": b"", "p.html": f"<html><p>{EN * 5}</p>".encode(),
        "p_files/frame.html": b"<html>",
    })  # fmt: skip
    articles, lines = both(tmp_path, "n.zip", content)
    assert [a.name for a in articles] == [
        "n.zip!2024/a.txt",
        "n.zip!b.docx",
        "n.zip!more.zip!c.txt",
        "n.zip!p.html",
    ]
    assert articles[0].url == "https://example.org/a" and ("url", "list") in articles[0].origins
    assert lines == [
        "n.zip!2024/photo.jpg: a picture; run text recognition on it and save the text",
        "n.zip!empty.txt: the file is empty",
    ]
    assert is_articles(tmp_path / "n.zip")


def test_a_zip_of_rdf_is_no_zip_of_articles(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({"a.ttl": b"<urn:a> <urn:b> 1 .", "notes.txt": b"about it"}))
    assert not is_articles(tmp_path / "a.zip")


def test_a_zip_that_is_a_bomb_is_refused(tmp_path: Path) -> None:
    assert "times its size" in refused(tmp_path / "a", "a.zip", zipped({"a.txt": bytes(70 << 20)}))
    assert "MB" in refused(
        tmp_path / "b", "b.zip", zipped({"a.txt": bytes(LIMITS.articles_unpacked_bytes + 1)})
    )
    many = zipped({f"{n}.txt": b"" for n in range(LIMITS.zip_members + 1)})
    assert "files are in it" in refused(tmp_path / "c", "c.zip", many)
    nested = b"x"
    for _ in range(LIMITS.articles_nesting + 2):
        nested = zipped({"a.zip": nested})
    assert "deep" in refused(tmp_path / "d", "d.zip", nested)
    each = zipped({"a.txt": bytes(range(256)) * 240_000})  # 61 MB in a file of 240 KB
    together = zipped({f"{n}.zip": each for n in range(6)})
    assert "MB" in both(tmp_path / "e", "e.zip", together)[1][-1]


# -- pages in two languages ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [("vi", "en"), ("en", "ru"), ("ru", "fr"), ("fr", "vi"), ("en", "fr")])
def test_a_page_in_two_languages_is_two_articles(tmp_path: Path, order: tuple[str, str]) -> None:
    texts = {Path(name).suffixes[0][1:]: (MADE / name).read_text("utf-8").strip() for name in NAMES}
    main, other = (texts[code] for code in order)
    (tmp_path / "reports.csv").write_text(
        f"file,language,url\na.txt,{order[0]},https://example.org/a\n", "utf-8"
    )
    (first, second), lines = both(tmp_path, "a.txt", f"{main}\n\n{other}\n")
    assert not lines and (first.language, second.language) == order and second.name == f"a.txt#{order[1]}"
    assert second.text.split() == other.split() and f"read as a.txt#{order[1]}" in (first.note or "")
    original, derived = (second, first) if order[1] == "vi" else (first, second)
    assert original.url == "https://example.org/a" and original.original_url is None
    assert derived.original_url == "https://example.org/a" and derived.url is None
    assert ("original_url", "beside") in derived.origins and ("language", "words") in second.origins


def test_a_quotation_in_another_language_makes_no_second_article(tmp_path: Path) -> None:
    text = f"{VI * 3}\n\n“{EN}”\n\n{VI * 4}\n"
    (tmp_path / "a.txt").write_text(text, "utf-8")
    (found,) = read_all(tmp_path)
    assert isinstance(found, Article) and found.note is None and found.text == text


def test_what_says_its_kind_in_a_zip_is_not_unpacked_to_be_told() -> None:
    """The member `mimetype` of a document is some 40 bytes; one of 300 MB would fill the memory."""
    content = zipped({"mimetype": b"application/epub+zip" + bytes(300_000_000), "a.txt": EN.encode()})
    tracemalloc.start()
    try:
        assert format_of("a.zip", content) == "epub"
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_a_zip_whose_kind_is_damaged_is_told_by_its_reader(tmp_path: Path) -> None:
    content = bytearray(zipped({"mimetype": b"application/epub+zip " * 50, "a.txt": EN.encode()}))
    begin = content.index(b"mimetype") + len("mimetype")
    content[begin : begin + 12] = b"\xff" * 12
    articles, refusals = both(tmp_path, "a.epub", bytes(content))
    assert [one.name for one in articles] == ["a.epub!a.txt"]
    assert [line for line in refusals if "a.epub!mimetype: the file is damaged" in line]
