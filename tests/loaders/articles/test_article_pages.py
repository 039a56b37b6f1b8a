"""Captions and tables of a page are read in their places; what its metadata say of it is known with its origin."""

import json

import pytest

from loaders.articles.extract import Rules
from loaders.articles.input.formats.page import of_markup
from loaders.articles.input.parts import parts
from loaders.articles.mentions.find import Gazetteer
from loaders.articles.records import CitationRecord

VI = "Liên hiệp các tổ chức hữu nghị tỉnh Nghệ An tổ chức hội nghị triển khai nhiệm vụ công tác đối ngoại nhân dân. "
BODY = "".join(f"<p>{VI}{n}</p>" for n in range(4))
CAPTION = "Bà Trần Thị Lan, Chủ tịch Liên hiệp, phát biểu"


def text_of(body: str, head: str = "") -> str:
    return of_markup("a.html", page(body, head)).text


def page(body: str, head: str = "") -> str:
    menu = "<nav><a href='/'>Trang chủ</a> <a href='/b'>Bạn đọc</a></nav>"
    return (
        f"<html><head><title>Hội nghị</title>{head}</head><body>{menu}"
        f"<article><h1>Hội nghị đối ngoại</h1>{body}</article></body></html>"
    )


@pytest.mark.parametrize(
    "picture",
    [
        f"<figure><img src='/i/hop.jpg?w=1'><figcaption>Bà <b>Trần Thị Lan</b>, {CAPTION[17:]}</figcaption></figure>",
        f"<div class='VCSortableInPreviewMode'><div><img data-src='https://example.org/hop.jpg' src='data:x'></div>"
        f"<div class='PhotoCMS_Caption'><p>{CAPTION}</p></div></div>",
        f"<div class='wp-caption'><img src='hop.jpg'><p class='wp-caption-text'>{CAPTION}</p></div>",
        "<table class='picture'><tr><td><img src='hop.jpg'></td></tr>"
        f"<tr><td class='pCaption'>{CAPTION}</td></tr></table>",
    ],
)
def test_a_caption_stands_in_its_place_and_is_known_as_one(picture: str) -> None:
    text = text_of(f"<p>{VI}</p><p>{VI}1</p>{picture}{BODY}")
    lines = text.split("\n")
    at = lines.index(CAPTION)
    assert lines[at - 1] == "hop.jpg" and lines[at - 2].endswith("1") and lines[at + 1].startswith(VI[:20])
    assert parts(text).part_at(text.index(CAPTION)) == "caption"


def test_a_row_of_a_table_is_a_line() -> None:
    rows = "".join(
        f"<tr><td>{n}</td><td><p>Chỉ thị số <b>{number}</b></p></td><td></td><td>{day}</td></tr>"
        for n, (number, day) in enumerate((("12-CT/TW", "5/1/2022"), ("35-CT/TW", "30/5/2019")), 1)
    )
    text = text_of(
        f"{BODY}<table><caption>Văn bản</caption><thead><tr><th>Số</th><th>Tên</th></tr></thead>{rows}</table>"
    )
    assert text.endswith(
        "Văn bản\nSố | Tên\n1 | Chỉ thị số 12-CT/TW | 5/1/2022\n2 | Chỉ thị số 35-CT/TW | 30/5/2019"
    )
    found = Rules()(text, language="vi", gazetteer=Gazetteer.of())
    numbers = [one.citation.identifier for one in found if isinstance(one, CitationRecord)]
    assert numbers == ["12-CT/TW", "35-CT/TW"]


def test_a_table_that_lays_out_a_page_is_no_table_of_data() -> None:
    inner = f"<table><tr><td><h1>Hội nghị</h1>{BODY}</td></tr></table>"
    menu = "<td width=200><a href='/1'>Trang chủ</a><a href='/2'>Bạn đọc</a></td>"
    text = of_markup(
        "a.html", f"<html><body><table><tr>{menu}<td>{inner}</td></tr></table></body></html>"
    ).text
    assert "|" not in text and text.count(VI.strip()) == 4 and "Bạn đọc" not in text


def test_what_the_metadata_say_of_place_and_publisher_is_known() -> None:
    said = {
        "@type": "NewsArticle",
        "dateline": "Vinh",
        "publisher": {"name": "Báo", "address": {"streetAddress": "1 Lê Lợi", "addressLocality": "Vinh"}},
    }
    head = (
        f"<script type='application/ld+json'>{json.dumps({'@graph': [{'@type': 'Person'}, said]})}</script>"
    )
    found = of_markup("a.html", page(BODY, head))
    assert (found.fields["dateline"], found.fields["address"]) == ("Vinh", "1 Lê Lợi, Vinh")
    assert found.fields["publisher"] == "Báo" and found.origins["dateline"] == "metadata"
    place = of_markup("a.html", page(BODY, "<meta name='geo.placename' content='Vinh, Nghệ An'>"))
    assert place.fields["address"] == "Vinh, Nghệ An"
    broken = "<script type='application/ld+json'>{</script><script type='application/ld+json'>[[1]]</script>"
    assert "dateline" not in of_markup("a.html", page(BODY, broken)).fields
