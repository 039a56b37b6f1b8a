"""Only what stands in the text counts of what a language model answers. The server is real, its answers scripted."""

import json
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from graph.errors import InputError
from loaders.articles.document import as_document
from loaders.articles.language_model.answers import schema
from loaders.articles.language_model.client import ModelFailed
from loaders.articles.language_model.endpoint import Bounds, Endpoint
from loaders.articles.language_model.extractor import LanguageModel, parts_of
from loaders.articles.mentions.gazetteer import Gazetteer
from loaders.articles.records import Event, Participation, Programme, Record, Role
from loaders.articles.view import view_of
from tests.loaders.articles.model_answers import LIES, POST, SAYS_POST, TEXT, broken, half, says, told
from tests.loaders.articles.model_server import Handler, Script, drip, model_server

QUICK = Bounds(
    seconds=2, connect_seconds=2, tries=2, pause_seconds=0.01, longest_pause_seconds=0.05, answer_bytes=50_000
)


def read(
    script: Script, text: str = TEXT, bounds: Bounds = QUICK, language: str = "en"
) -> tuple[tuple[Record, ...], dict[str, int]]:
    """Return what an extractor reads off a text by a scripted server, without printed names, and what it left out."""
    with model_server(script) as server:
        model = LanguageModel(Endpoint.of(server.address, model="scripted"), bounds)
        found = model.read(as_document(text, language, None, None, Gazetteer.of()))
    kinds = (Role, Event, Participation, Programme)
    return tuple(r for r in found.records if isinstance(r, kinds)), dict(found.dropped)


def test_what_a_truthful_model_says_becomes_records_at_their_places() -> None:
    answer = told(
        posts=[POST],
        agreements=[
            {
                "quote": "A memorandum of understanding for 2023-2025 lay on the table",
                "agreement": "memorandum of understanding",
                "period": "2023-2025",
                "parties": [],
            }
        ],
    )
    (role, programme), dropped = read(says(answer))
    assert not dropped
    assert isinstance(role, Role)
    assert (role.person, role.role, role.body) == ("tran-van-an", "chair", "thua-thien-hue-union")
    assert TEXT[role.passage.start : role.passage.end] == SAYS_POST
    assert isinstance(programme, Programme)
    assert (programme.kind, programme.period) == ("memorandum", "2023-2025")


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_post_with_one_lie_in_it_is_left_out_and_counted(lie: dict[str, Any]) -> None:
    records, dropped = read(says(told(posts=[{**POST, **lie}])))
    assert records == ()
    assert sum(dropped.values()) >= 1


def test_digits_that_were_changed_or_cut_are_left_out_and_the_rest_of_the_record_stays() -> None:
    quote = "On July 1, 2023, the Hue Union of Friendship Organizations held a conference in Hue."
    event = {"quote": quote, "event": "conference", "date": "July 1, 2023", "place": "Hue", "organiser": None}
    (right,), dropped = read(says(told(events=[event])))
    assert isinstance(right, Event)
    assert (str(right.when), right.place, dropped) == ("2023-07-01", "thua-thien-hue", {})
    for date in ("July 2, 2023", "July 1, 2024", "July 1, 202", "1 July 2023"):
        (cut,), dropped = read(says(told(events=[{**event, "date": date}])))
        assert isinstance(cut, Event)
        assert cut.when is None, date
        assert dropped


def test_parties_that_are_printed_are_read_and_those_that_are_not_are_left_out() -> None:
    quote = (
        "The Hue Union of Friendship Organizations and Mekong Learning Circle put their names to a memorandum of "
        "cooperation."
    )
    text = f"{TEXT}{quote}\n"
    parties = ["Hue Union of Friendship Organizations", "Mekong Learning Circle", "Hanoi Union", "Learning"]
    one = {"quote": quote, "agreement": "memorandum of cooperation", "period": None, "parties": parties}
    (record,), dropped = read(says(told(agreements=[one])), text)
    assert isinstance(record, Programme)
    assert record.kind == "memorandum"
    assert [(p.body, p.named.name) for p in record.parties] == [
        ("thua-thien-hue-union", "Hue Union of Friendship Organizations"),
        ("", "Mekong Learning Circle"),
    ]
    assert sum(dropped.values()) == 2


def test_another_event_of_the_same_kind_is_not_taken_for_the_texts_own() -> None:
    text = (
        TEXT
        + "The conference of the Hue Union of Friendship Organizations on May 4, 2021 had been a small one.\n"
    )
    quote = "The conference of the Hue Union of Friendship Organizations on May 4, 2021 had been a small one."
    event = {"quote": quote, "event": "conference", "date": None, "place": None, "organiser": None}
    for date, key in (
        ("May 4, 2021", "conference-2021-05-04"),
        ("May 4", "conference-2021-05-04"),
        (None, "conference"),
    ):
        (record,), _ = read(says(told(events=[{**event, "date": date}])), text)
        assert isinstance(record, Event)
        assert record.key == key


def test_a_period_that_is_half_of_a_longer_one_is_left_out() -> None:
    quote = "A memorandum of understanding for 2023-2025 lay on the table"
    one = {"quote": quote, "agreement": "memorandum of understanding", "period": "2023", "parties": []}
    (record,), dropped = read(says(told(agreements=[one])))
    assert isinstance(record, Programme)
    assert record.period is None
    assert dropped


NAMES = (
    "A visit to Hue\n\nOn July 1, 2023, an exhibition opened where Amélie Duchamp Roussel, who founded it, "
    "was seen as the Director of the Mekong Learning Circle, together with Jean Petit.\n"
)
SEEN = "Amélie Duchamp Roussel, who founded it, was seen as the Director of the Mekong Learning Circle"


def test_people_and_bodies_that_no_list_has_are_read_by_their_whole_names() -> None:
    post = {
        "quote": SEEN,
        "person": "Amélie Duchamp Roussel",
        "role": "Director",
        "organisation": "Mekong Learning Circle",
    }
    (role,), dropped = read(says(told(posts=[post])), NAMES)
    assert isinstance(role, Role)
    assert (role.person, role.role, role.body) == ("amelie-duchamp-roussel", "director", "")
    assert role.named
    assert (role.named.name, dropped) == ("Mekong Learning Circle", {})
    for cut in ("Amélie Duchamp", "Duchamp Roussel", "Amélie", "who founded", "Roussel, who"):
        assert read(says(told(posts=[{**post, "person": cut}])), NAMES)[0] == (), cut
    for none in ("seen", "the", "it"):
        assert read(says(told(posts=[{**post, "organisation": none}])), NAMES)[0] == (), none


ALIKE = {
    "NFD": lambda text: unicodedata.normalize("NFD", text),
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "doubled blanks": lambda text: text.replace(" ", "  "),
    "soft hyphens": lambda text: text.replace("Friendship", "Friend\u00adship").replace(
        "Chairman", "Chair\u00adman"
    ),
    "zero-width marks": lambda text: text.replace("Tran", "Tr\u200ban"),
}


@pytest.mark.parametrize("given", ALIKE.values(), ids=ALIKE)
@pytest.mark.parametrize("answered", [str, *ALIKE.values()], ids=["as it is", *ALIKE])
def test_marks_that_nobody_sees_make_no_difference_in_the_text_or_in_the_answer(
    given: Callable[[str], str], answered: Callable[[str], str]
) -> None:
    post = {name: answered(words) for name, words in POST.items()}
    (role,), dropped = read(says(told(posts=[post])), given(TEXT))
    assert isinstance(role, Role)
    assert (role.person, role.body, dropped) == ("tran-van-an", "thua-thien-hue-union", {})
    assert view_of(given(TEXT)[role.passage.start : role.passage.end]).text == SAYS_POST


def endless(handler: Handler) -> None:
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b" " * 65_536)


def slow(handler: Handler) -> None:
    handler.send_response(200)
    handler.end_headers()
    drip(handler, b" ")


def slow_headers(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    drip(handler, b"x: y\r\n")


def silent(handler: Handler) -> None:
    drip(handler, b"")


def packed(handler: Handler) -> None:
    handler.send(200, b"\x1f\x8b", content_encoding="gzip")


FAILURES: dict[str, tuple[Script, str]] = {
    "401": (broken(401), "it refuses the key (401); see HUUNGHI_MODEL_KEY"),
    "404": (broken(404), "it answered 404 Not Found; does it know this model"),
    "429": (broken(429, retry_after="0"), "it answered 429 Too Many Requests"),
    "500": (broken(500), "it answered 500 Internal Server Error"),
    "a page of HTML": (broken(200), "its answer is no JSON"),
    "a redirect": (
        broken(307, location="http://192.0.2.1/v1"),
        "it sends on to '192.0.2.1', which is not followed",
    ),
    "a redirect to nowhere": (broken(302, location="http://["), "its answer broke off"),
    "a redirect to a script": (
        broken(302, location="javascript:alert(1)"),
        "it sends on to what is no address",
    ),
    "no HTTP": (lambda h: h.wfile.write(b"\x00\x01 Tran Van Nobody\r\n\r\n"), "its answer broke off"),
    "400": (
        broken(400),
        "it answered 400 Bad Request; does it know this model, and response_format json_schema?",
    ),
    "half an answer": (half, "its answer broke off"),
    "an endless answer": (endless, "its answer is longer than 50,000 bytes"),
    "a slow drip": (slow, "it did not answer within 0.5 seconds"),
    "a slow drip of headers": (slow_headers, "it did not answer within 0.5 seconds"),
    "silence": (silent, "it did not answer within 0.5 seconds"),
    "a packed answer": (packed, "its answer is packed"),
    "words": (says("I am sorry, I cannot."), "what it wrote is no JSON"),
    "a cut answer": (says('{"posts": [', finish_reason="length"), "its answer was cut off"),
    "nothing": (says(""), "its answer is empty"),
    "another schema": (says({"people": ["Tran Van An"]}), "its answer is not as the schema says"),
    "no list": (says({"posts": "Tran Van An"}), "its answer is not as the schema says (posts is no list)"),
    "a list": (says([POST]), "its answer is not as the schema says"),
    "deep nesting": (says("[" * 20_000), "what it wrote is no JSON"),
    "no completion": (lambda h: h.send(200, b'{"choices": []}'), "its answer is no chat completion"),
    "a number without end": (says('{"posts": ' + "9" * 20_000 + "}"), "what it wrote is no JSON"),
    "a number": (lambda h: h.send(200, b"7"), "its answer is no chat completion"),
}


@pytest.mark.parametrize(("script", "said"), FAILURES.values(), ids=FAILURES)
def test_a_model_that_gives_no_usable_answer_is_one_clear_line(script: Script, said: str) -> None:
    bounds = replace(QUICK, seconds=0.5) if "within" in said else QUICK
    with pytest.raises(ModelFailed) as raised:
        read(script, bounds=bounds)
    assert str(raised.value).startswith(said)
    assert "\n" not in str(raised.value)
    assert "Nobody" not in str(raised.value)


def test_a_model_that_is_overloaded_is_asked_again_after_a_pause() -> None:
    states = iter([503, 429])

    def at_last(handler: Handler) -> None:
        status = next(states, 200)
        if status == 200:
            handler.answer(told(posts=[POST]))
        else:
            handler.send(status, b"")

    with model_server(at_last) as server:
        model = LanguageModel(
            Endpoint.of(server.address, model="scripted"), Bounds(tries=3, pause_seconds=0.01)
        )
        assert model(TEXT, language="en", gazetteer=Gazetteer.of())
    assert len(server.requests) == 3
    assert not model.problems


def test_a_model_is_asked_by_schema_and_with_the_key_and_told_nothing_but_the_text() -> None:
    with model_server(says(told())) as server:
        endpoint = Endpoint.of(server.address, model="scripted", key="sk-1")
        LanguageModel(endpoint, QUICK)(TEXT, language="en", published="2023-07-02", gazetteer=Gazetteer.of())
    (request,) = server.requests
    assert server.paths == ["/v1/chat/completions"]
    assert server.headers[0]["authorization"] == "Bearer sk-1"
    assert request["response_format"]["json_schema"]["schema"] == schema()
    sent = json.loads(request["messages"][1]["content"])
    assert sent == {"language": "English", "published": "2023-07-02", "text": TEXT}
    assert "sk-1" not in repr(endpoint)


def test_every_property_of_the_schema_is_required_and_none_may_stand_beside_them() -> None:
    whole = schema()
    for one in (whole, *whole["$defs"].values()):
        assert one["additionalProperties"] is False
        assert one["required"] == list(one["properties"])


def test_a_long_text_is_asked_about_in_parts_that_hold_all_of_it_and_cut_no_line() -> None:
    text = "".join(f"Line {n} of a long report. {'x' * (n % 90)}\n" for n in range(900))
    parts = list(parts_of(text, len(text)))
    assert "".join(text[a:b] for a, b in parts) == text
    assert len(parts) > 2
    assert all(text[b - 1] == "\n" for _, b in parts)
    assert "".join("y" * 30_000)[slice(*next(parts_of("y" * 30_000, 30_000)))]


def test_a_quote_counts_only_where_it_stands_in_the_part_that_the_model_was_given() -> None:
    text = "Nothing is told here, word after word.\n" * 400 + TEXT
    records, dropped = read(says(told(posts=[POST])), text)
    assert [type(r) for r in records] == [Role]
    assert dropped == {"quotes that do not stand in the text": 1}


WRONG_ADDRESSES = ["", "localhost:11434", "ftp://a/v1", "http://", "http://a b/v1", "http://a/v1?key=1", "http://a:b/v1",
                   "http://u:p@a/v1", "http://[/v1"]  # fmt: skip


@pytest.mark.parametrize("address", WRONG_ADDRESSES)
def test_an_address_that_is_none_is_refused_with_an_example(address: str) -> None:
    with pytest.raises(InputError):
        Endpoint.of(address, model="m")


def test_a_key_goes_unciphered_to_this_machine_alone() -> None:
    assert (
        Endpoint.of("http://localhost:8000/v1", model="m", key="k").url
        == "http://localhost:8000/v1/chat/completions"
    )
    assert Endpoint.of("https://models.example.org/v1/", model="m", key="k").host == "models.example.org"
    with pytest.raises(InputError, match="unciphered"):
        Endpoint.of("http://models.example.org/v1", model="m", key="k")
    with pytest.raises(InputError, match="no name"):
        Endpoint.of("http://localhost/v1", model=" ")
