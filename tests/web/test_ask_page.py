"""The page that answers a question in plain language."""

import httpx
import pytest

from tests.web.test_pages import text_of
from web.views.question import EXAMPLES

QUESTION = "who chaired the Nghe An union on 2 April 2024?"


def asked(client: httpx.Client, text: str, **more: str) -> httpx.Response:
    return client.get("/ask", params={"q": text, **more})


def test_an_answer_says_what_was_understood_and_shows_rows_and_passages(client: httpx.Client) -> None:
    said = text_of(asked(client, QUESTION))
    assert (
        "Holders of a post on a day : Post = Chair of the Nghe An Union of Friendship Organizations" in said
    )
    assert "Day = 2 April 2024" in said
    assert "Post: from “chaired Nghe An union”" in said
    assert "Nguyen Van Thong" in said
    assert (
        "Chairman of the Union of Friendship Organizations of Nghe An"
        in said.partition("Passages behind it")[2]
    )


def test_each_part_can_be_changed_in_the_form_of_the_query(client: httpx.Client) -> None:
    page = asked(client, QUESTION).text
    form = page.partition('action="/queries/holders-of-post"')[2].partition("</form>")[0]
    assert '<option value="post/nghe-an-union-chair" selected>' in form
    assert 'name="day" type="date" value="2024-04-02"' in form


def test_other_readings_and_sparql_are_one_link_away(client: httpx.Client) -> None:
    page = asked(client, QUESTION).text
    assert "Not this? Nearest to it" in page
    assert 'href="/sparql?query=' in page


def test_no_answer_says_why_and_what_can_be_asked(client: httpx.Client) -> None:
    page = asked(client, "what is the budget of VUFO?")
    said = text_of(page)
    assert page.status_code == 200
    assert "No answer Money, prices and pay are not in the graph." in said
    assert 'href="/ask?q=' in page.text


def test_the_field_stands_on_its_page_and_on_the_catalogue(client: httpx.Client) -> None:
    for address in ("/ask", "/queries"):
        page = client.get(address).text
        assert 'action="/ask"' in page
        assert 'name="q" type="text"' in page


@pytest.mark.parametrize("language", ["en", "vi"])
def test_every_example_is_answered_with_rows(client: httpx.Client, language: str) -> None:
    for text in EXAMPLES[language]:
        document = asked(client, text, format="json", lang=language).json()
        assert document["abstained"] is None, text
        assert document["answer"]["results"]["bindings"], text


def test_programs_get_json_by_format_or_by_accept(client: httpx.Client) -> None:
    one = asked(client, QUESTION, format="json")
    other = client.get("/ask", params={"q": QUESTION}, headers={"Accept": "application/json"})
    assert one.json() == other.json()
    found = one.json()
    assert found["understood"]["query"] == "holders-of-post"
    assert {p["name"]: p["value"] for p in found["understood"]["parameters"]}[
        "post"
    ] == "post/nghe-an-union-chair"
    assert found["answer"]["results"]["bindings"][0]["personName"]["value"] == "Nguyen Van Thong"


def test_the_day_of_asking_can_be_told_and_else_nothing_is_kept(client: httpx.Client) -> None:
    """An answer of today is not kept: tomorrow "now" is another day."""
    told = asked(client, "who is the chair of the Hai Duong union now", on="2025-05-06", format="json")
    assert told.json()["asked_on"] == "2025-05-06"
    assert {p["name"]: p["value"] for p in told.json()["understood"]["parameters"]}["day"] == "2025-05-06"
    assert told.headers["Cache-Control"] == "no-cache"
    assert asked(client, QUESTION).headers["Cache-Control"] == "no-store"


def test_the_page_speaks_vietnamese(client: httpx.Client) -> None:
    said = text_of(asked(client, "ai là chủ tịch liên hiệp hữu nghị Nghệ An ngày 2/4/2024", lang="vi"))
    assert (
        "Người giữ một chức vụ vào một ngày : Chức vụ = Chủ tịch Liên hiệp các tổ chức hữu nghị tỉnh Nghệ An"
        in said
    )
    assert "Nguyễn Văn Thông" in said


def test_the_version_is_kept_in_the_links(client: httpx.Client) -> None:
    page = asked(client, QUESTION, version="1").text
    assert (
        '<input type="hidden" name="version" value="1">'
        in page.partition('class="ask"')[2].partition("</form>")[0]
    )
    assert "/queries/holders-of-post.csv?" in page and "version=1" in page


@pytest.mark.parametrize(
    "text",
    ["?", "\u0301", "%00", "'; DROP TABLE name; --", "<script>alert(1)</script>", "12", "của", "\u202eabc", "{post}",
     "... ...", "(" * 300, "1/1/2024 " * 40, "nghe an " * 50, "12-CT/TW " * 40],
)  # fmt: skip
def test_any_question_gets_a_page(client: httpx.Client, text: str) -> None:
    page = asked(client, text)
    assert page.status_code == 200
    assert "<script>alert" not in page.text


def test_a_question_that_is_too_long_is_refused(client: httpx.Client) -> None:
    refused = client.get("/ask", params={"q": "a" * 10_000}, headers={"Accept": "application/json"})
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["parameter"] == "q"


def test_what_is_no_day_or_format_is_refused(client: httpx.Client) -> None:
    assert asked(client, QUESTION, on="tomorrow").status_code == 400
    assert asked(client, QUESTION, format="pdf").status_code == 400
