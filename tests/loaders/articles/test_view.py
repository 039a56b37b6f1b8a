"""All forms of one text have one view, and what is found in it stands at its place in the form that was given."""

import unicodedata
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.articles.citations import find_citations
from loaders.articles.extract import Rules
from loaders.articles.input.files import Article, read_all
from loaders.articles.mentions.find import Gazetteer
from loaders.articles.mentions.gazetteer import Name
from loaders.articles.records import Passage, PrintedName, Role
from loaders.articles.view import in_original, view_of

MADE = {a.name: a for a in read_all(Path(__file__).parent / "made") if isinstance(a, Article)}
GAZETTEER = Gazetteer.of()
BLANKS = ("\xa0", "\u2009", "\u202f", "\t", "  ", " \u200b", "\u3000 ")
UNSEEN = ("\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u200e", "\u200f", "\u202a", "\u2066")


def among_letters(text: str, marks: tuple[str, ...], chance: Random) -> str:
    """Put marks that cannot be seen between letters, and beside blanks."""
    pieces = []
    for before, after in zip(text, text[1:] + " ", strict=True):
        # A soft hyphen beside a digit is a hyphen, and one before a line end ties the lines.
        put = not (before.isdigit() or after.isdigit() or after == "\n") and chance.random() < 0.2
        pieces.append(before + (chance.choice(marks) if put else ""))
    return "".join(pieces)


VARIANTS: dict[str, Callable[[str, Random], str]] = {
    "NFD": lambda text, _: unicodedata.normalize("NFD", text),
    "partly decomposed": lambda text, chance: "".join(
        unicodedata.normalize(chance.choice(("NFC", "NFD")), c) for c in text
    ),
    "no-break spaces": lambda text, _: text.replace(" ", "\xa0"),
    "odd and doubled blanks": lambda text, chance: "".join(
        chance.choice((" ", *BLANKS)) if c == " " else c for c in text
    ),
    "blanks at line ends": lambda text, _: text.replace("\n", " \u00a0\n\t"),
    "soft hyphens": lambda text, chance: among_letters(text, ("\u00ad",), chance),
    "marks nobody sees": lambda text, chance: among_letters(text, UNSEEN, chance),
    "CR": lambda text, _: text.replace("\n", "\r"),
    "CRLF": lambda text, _: text.replace("\n", "\r\n"),
    "separators of lines": lambda text, _: text.replace("\n", "\u2028"),
    "byte order mark and blanks around": lambda text, _: f"\ufeff \n\n{text}",
    "eth for đ": lambda text, _: text.replace("Đ", "\xd0").replace("đ", "\xf0"),
}


SINGLE = tuple(VARIANTS.values())


def everything(text: str, chance: Random) -> str:
    """Put all forms into one text."""
    for change in SINGLE:
        text = change(text, chance)
    return text


VARIANTS["everything at once"] = everything


def told(found: Any, text: str) -> Any:
    """Return what was found with the words of the text, as they look, for every place in it."""
    if isinstance(found, tuple) and hasattr(found, "_fields"):
        return view_of(text[slice(*found)]).text
    if isinstance(found, tuple):
        return tuple(told(one, text) for one in found)
    if isinstance(found, Passage):
        return view_of(text[found.start : found.end]).text, found.part
    if is_dataclass(found) and not isinstance(found, type):
        return type(found).__name__, {f.name: told(getattr(found, f.name), text) for f in fields(found)}
    return view_of(found).text if isinstance(found, str) else found


def read(text: str, article: Article, gazetteer: Gazetteer = GAZETTEER) -> list[Any]:
    records = Rules()(
        text,
        language=article.language,
        title=article.title,
        published=article.published,
        gazetteer=gazetteer,
    )
    return [told(record, text) for record in records]


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("name", MADE)
def test_a_form_of_an_article_gives_its_records(name: str, variant: str) -> None:
    """Every form of an article, in each language, gives the same records, each at the same words."""
    article = MADE[name]
    text = VARIANTS[variant](article.text, Random(name))
    assert read(text, article) == read(article.text, article)


@pytest.mark.parametrize("variant", VARIANTS)
def test_citations_are_the_same_when_looked_for_alone(variant: str) -> None:
    for article in MADE.values():
        text = VARIANTS[variant](article.text, Random(variant))
        alone = [told(cited, text) for cited in find_citations(text, language=article.language)]
        plain = find_citations(article.text, language=article.language)
        assert alone == [told(cited, article.text) for cited in plain]


@st.composite
def forms(draw: st.DrawFn) -> tuple[Article, str]:
    """Draw an article and a form of it, changed at some places."""
    article = MADE[draw(st.sampled_from(sorted(MADE)))]
    changes = draw(
        st.dictionaries(
            st.integers(0, len(article.text) - 1), st.sampled_from(range(len(UNSEEN))), max_size=40
        )
    )
    pieces = list(article.text)
    for at, how in changes.items():
        char, after = pieces[at], article.text[at + 1 : at + 2]
        if char == " ":
            pieces[at] = BLANKS[how % len(BLANKS)]
        elif char == "\n":
            # A carriage return before a line feed is one line end with it.
            pieces[at] = ("\r\n", " \n", "\n\t", "\u2028", "\r")[how % (4 if after == "\n" else 5)]
        elif char.isalpha() and after.isalpha():
            pieces[at] = unicodedata.normalize("NFD", char) + UNSEEN[how]
        else:
            pieces[at] = unicodedata.normalize("NFD", char)
    return article, "".join(pieces)


@given(forms())
def test_any_form_gives_the_records_at_their_exact_places(drawn: tuple[Article, str]) -> None:
    """The records of a form are those of the view, each place put back by the map."""
    article, text = drawn
    view = view_of(text)
    assert view.text == view_of(article.text).text
    about = {"language": article.language, "title": article.title, "published": article.published}
    records = Rules()(view.text, **about, gazetteer=GAZETTEER)  # type: ignore[arg-type]
    assert Rules()(text, **about, gazetteer=GAZETTEER) == in_original(records, view)  # type: ignore[arg-type]


PIECES = st.sampled_from(
    [
        *BLANKS,
        *UNSEEN,
        *"\n\r\x0b\x85\u2028 ",
        "\r\n",
        *"aệửđÐ1-.I",
        "\u0301",
        "\u0323",
        "\u031b",
        "e",
        "ﬃ",
        "й",
        "ё",
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_the_view_is_composed_even_and_seen(text: str) -> None:
    """The view is in NFC, has no two blanks in a row nor one at a line's end, and is its own view."""
    view = view_of(text)
    assert unicodedata.is_normalized("NFC", view.text)
    assert not any(odd in view.text for odd in ("  ", " \n", "\n ", "\n\n\n", "\r", *UNSEEN))
    assert view_of(view.text).text == view.text


@given(st.lists(PIECES, max_size=40).map("".join), st.data())
def test_every_place_leads_back(text: str, data: st.DataObject) -> None:
    """The words at a place of the original look as those in the view, and places keep their order."""
    view = view_of(text)
    end = data.draw(st.integers(0, len(view.text)))
    start = data.draw(st.integers(0, end))
    first, last = view.span(start, end)
    assert 0 <= first <= last <= len(text)
    stretch = view.text[start:end]
    whole = stretch[:1].strip() and stretch[-1:].strip() and "ﬃ" not in text
    if (
        whole
        and not unicodedata.combining(stretch[0])
        and not unicodedata.combining(view.text[end : end + 1] or "a")
    ):
        assert view_of(text[first:last]).text == stretch
    spans = [view.span(at, at + 1) for at in range(len(view.text))]
    assert spans == sorted(spans)


@pytest.mark.parametrize(
    "piece",
    ["\r", " ", "\n", " \n", "\u00ad", "\u0301", "e\u0301\u0323", "\u200b\u0301", "\xf0", "ﬃ", "\r\n\t"],
)
def test_the_view_of_hostile_text_takes_time_linear_in_it(piece: str) -> None:
    """What backtracks, or composes one run of marks, would take hours for these."""
    text = "a" + (piece * 500_000)[:500_000] + "z"
    assert (view_of(text).text[0], view_of(text).text[-1]) in {("a", "z"), ("á", "z")}


def test_a_soft_hyphen_divides_words_and_stands_for_a_hyphen_beside_a_digit() -> None:
    assert view_of("quy\u00adết định 12\u00adCT/TW").text == "quyết định 12-CT/TW"
    (found,) = find_citations("Chỉ thị số 12\u00adCT/TW")
    assert (found.identifier, found.number_printed) == ("12-CT/TW", "12\u00adCT/TW")


def test_a_word_that_a_line_end_divides_is_one() -> None:
    assert view_of("the con\u00ad\nference of the\u00ad\nUnion").text == "the conference of the\nUnion"


def test_ligatures_are_read_as_their_letters() -> None:
    assert view_of("oﬃce of ﬁve").text == "office of five"


def test_a_doubled_blank_loses_no_post() -> None:
    """Fault 6: "Chủ tịch  Liên hiệp" with two blanks was no post; its passage has both of them."""
    text = (
        "Ông Trần Văn Minh, Chủ tịch  Liên hiệp các tổ chức\xa0hữu nghị tỉnh Lào Cai, phát biểu tại hội nghị."
    )
    records = Rules()(text, language="vi", gazetteer=GAZETTEER)
    (role,) = [r for r in records if isinstance(r, Role)]
    assert (role.person, role.role, role.body) == ("tran-van-minh", "chair", "lao-cai-union")
    assert (
        text[role.passage.start : role.passage.end]
        == "Chủ tịch  Liên hiệp các tổ chức\xa0hữu nghị tỉnh Lào Cai"
    )
    names = {r.printed for r in records if isinstance(r, PrintedName) and r.kind == "body"}
    assert "Liên hiệp các tổ chức hữu nghị tỉnh Lào Cai" in names, "a name has one blank"


def test_a_headline_is_known_by_a_title_in_another_form() -> None:
    """The title that a page gives may be decomposed where its text is not."""
    headline = "Hội nghị tổng kết công tác đối ngoại nhân dân tại Lào Cai."
    text = (
        f"{headline}\n\nNgày 5/3/2024, Liên hiệp các tổ chức hữu nghị tỉnh Lào Cai tổ chức hội nghị tổng kết."
    )
    title = unicodedata.normalize("NFD", headline).replace(" ", "\xa0")
    records = Rules()(text, language="vi", title=title, gazetteer=GAZETTEER)
    assert records == Rules()(text, language="vi", title=headline, gazetteer=GAZETTEER)


def test_a_name_of_the_graph_is_known_in_any_form() -> None:
    name = unicodedata.normalize("NFD", "Mai Thị Sao  Khuê")
    gazetteer = Gazetteer.of([Name("person/sao-khue-of-lao-cai", name, "person", "vi")])
    text = "Bà Mai Thị Sao Khuê, Chủ tịch Liên hiệp các tổ chức hữu nghị tỉnh Lào Cai, phát biểu."
    records = Rules()(text, language="vi", gazetteer=gazetteer)
    assert [r.person for r in records if isinstance(r, Role)] == ["sao-khue-of-lao-cai"]
