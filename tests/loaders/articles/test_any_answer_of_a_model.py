"""Whatever a model answers, its records hold places of the text and never a word of the answer."""

import json
from collections import Counter
from dataclasses import fields, is_dataclass
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.articles.language_model.answers import Agreement, Happening, Part, Post, Quoted, records_in
from loaders.articles.language_model.client import ModelFailed
from loaders.articles.language_model.extractor import as_document
from loaders.articles.language_model.records import Maker
from loaders.articles.mentions.gazetteer import Gazetteer
from loaders.articles.mentions.vietnamese_names import slug, transliterate
from loaders.articles.records import (
    BodyName,
    Event,
    Participation,
    Passage,
    PrintedName,
    Programme,
    Record,
    Role,
)

TEXTS = {
    "en": (
        "Union meets\n\n",
        "On May 4, 2024, the Hue Union of Friendship Organizations held a conference in Hue.",
        "Mr. Tran Van An, Chairman of the Hue Union of Friendship Organizations, stressed the worth of a memorandum of "
        "understanding for 2023-2025 with John Smith of the Mekong Learning Circle.",
    ),
    "vi": (
        "Hội nghị\n\n",
        "Ngày 4/5/2024, Liên hiệp các tổ chức hữu nghị tỉnh Nghệ An tổ chức hội nghị tại thành phố Vinh.",
        "Ông Trần Văn An, Chủ tịch Liên hiệp các tổ chức hữu nghị tỉnh Nghệ An, phát biểu về chương trình phối hợp "
        "2023-2025.",
    ),
    "ru": (
        "Конференция\n\n",
        "4 мая 2024 года Союз обществ дружбы провинции Нгеан провёл конференцию в городе Винь.",
        "Чан Ван Ан, председатель Союза обществ дружбы провинции Нгеан, отметил значение программы сотрудничества "
        "2023-2025.",
    ),
    "fr": (
        "Conférence\n\n",
        "Le 4 mai 2024, l'Union des organisations d'amitié de Nghe An a tenu une conférence à Hanoï.",
        "M. Tran Van An, président de l'Union des organisations d'amitié de Nghe An, a souligné le rôle d'un programme "
        "de coopération pour 2023-2025.",
    ),
}
TRUE = {
    "en": (
        ("May 4, 2024", "conference", "Hue", "Hue Union of Friendship Organizations"),
        (
            "Tran Van An",
            "Chairman",
            "Hue Union of Friendship Organizations",
            "stressed",
            "memorandum of understanding",
        ),
    ),
    "vi": (
        ("4/5/2024", "hội nghị", "thành phố Vinh", "Liên hiệp các tổ chức hữu nghị tỉnh Nghệ An"),
        (
            "Trần Văn An",
            "Chủ tịch",
            "Liên hiệp các tổ chức hữu nghị tỉnh Nghệ An",
            "phát biểu",
            "chương trình phối hợp",
        ),
    ),
    "ru": (
        ("4 мая 2024", "конференцию", "Винь", "Союз обществ дружбы провинции Нгеан"),
        (
            "Чан Ван Ан",
            "председатель",
            "Союза обществ дружбы провинции Нгеан",
            "отметил",
            "программы сотрудничества",
        ),
    ),
    "fr": (
        ("4 mai 2024", "conférence", "Hanoï", "Union des organisations d'amitié de Nghe An"),
        (
            "Tran Van An",
            "président",
            "Union des organisations d'amitié de Nghe An",
            "a souligné",
            "programme de coopération",
        ),
    ),
}


def truths(language: str) -> list[Quoted]:
    """Return what a truthful model says of a text."""
    (date, event, place, organiser), (person, role, body, did, agreement) = TRUE[language]
    _, first, second = TEXTS[language]
    return [
        Post(quote=second, person=person, role=role, organisation=body),
        Happening(quote=first, event=event, date=date, place=place, organiser=organiser),
        Part(quote=second, name=person, did=did),
        Agreement(quote=second, agreement=agreement, period="2023-2025", parties=(body,)),
    ]


DOCUMENTS = {
    language: as_document(
        "".join(f"{line}\n" for line in lines), language, None, None, Gazetteer.of()
    ).document
    for language, lines in TEXTS.items()
}
MARK = "ẔẔẔ"
"""What stands in no text: a word with it is invented."""


@st.composite
def answers(draw: st.DrawFn) -> tuple[str, Quoted]:
    """A language, and a record whose fields are cut out of its text, out of each other, or made up."""
    language = draw(st.sampled_from(sorted(TEXTS)))
    text = DOCUMENTS[language].text
    words = text.split()

    def piece() -> st.SearchStrategy[str]:
        spans = st.tuples(st.integers(0, len(words)), st.integers(1, 9))
        cut = spans.map(lambda s: " ".join(words[s[0] : s[0] + s[1]]).strip(",."))
        odd = st.tuples(st.integers(0, len(text)), st.integers(0, 60)).map(lambda s: text[s[0] : s[0] + s[1]])
        return st.one_of(cut, cut, cut, odd, st.text(max_size=20), cut.map(lambda c: c + MARK), st.just(MARK))

    true = draw(st.sampled_from(truths(language)))
    changed = draw(st.sets(st.sampled_from(sorted(type(true).model_fields)), max_size=2))
    made_up = {
        name: draw(st.lists(piece(), max_size=3).map(tuple) if name == "parties" else piece())
        for name in sorted(changed)
    }
    return language, true.model_copy(update=made_up)


def strings(value: Any) -> list[str]:
    """Return all texts in a record."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for one in value for text in strings(one)]
    if is_dataclass(value):
        return [text for one in fields(value) for text in strings(getattr(value, one.name))]
    return []


def passages(value: Any) -> list[Passage]:
    if isinstance(value, Passage):
        return [value]
    if isinstance(value, tuple):
        return [place for one in value for place in passages(one)]
    if is_dataclass(value):
        return [place for one in fields(value) for place in passages(getattr(value, one.name))]
    return []


@pytest.mark.parametrize("language", TEXTS)
def test_what_is_true_of_a_text_is_read_whole(language: str) -> None:
    document = DOCUMENTS[language]
    dropped: Counter[str] = Counter()
    found = list(Maker(document, dropped).records(truths(language), 0, len(document.text)))
    assert [type(r) for r in found if not isinstance(r, PrintedName)] == [
        Role,
        Event,
        Participation,
        Programme,
    ]
    assert not dropped


@settings(max_examples=400)
@given(answers())
def test_a_record_holds_words_and_places_of_the_text_alone(answer: tuple[str, Quoted]) -> None:
    language, told = answer
    document = DOCUMENTS[language]
    dropped: Counter[str] = Counter()
    found: list[Record] = list(Maker(document, dropped).records([told], 0, len(document.text)))
    assert found or dropped
    for record in found:
        assert not any(MARK in text or "zzz" in text for text in strings(record))
        assert all(0 <= p.start < p.end <= len(document.text) for p in passages(record))
        if isinstance(record, PrintedName | BodyName):
            printed = record.printed if isinstance(record, PrintedName) else record.name
            place = record.passage
            assert printed == " ".join(document.text[place.start : place.end].split())
        if isinstance(record, Role) and record.named:
            assert record.named.name in document.text
            assert slug(transliterate(record.named.name))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["posts", "events", "quote", "person", "choices", "message", "content"]), inner
        )
    ),
    max_leaves=12,
)


@settings(max_examples=300)
@given(JSON, st.booleans())
def test_any_json_is_records_or_one_failure(value: Any, whole: bool) -> None:
    body = value if whole else {"choices": [{"message": {"content": json.dumps(value)}}]}
    try:
        assert all(
            isinstance(one, get_args(Quoted)) for one in records_in(json.dumps(body).encode(), Counter())
        )
    except ModelFailed as failed:
        assert "\n" not in str(failed)


@given(st.binary(max_size=60))
def test_any_bytes_are_one_failure(body: bytes) -> None:
    with pytest.raises(ModelFailed):
        list(records_in(body, Counter()))
