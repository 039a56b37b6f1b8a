"""The course in SPARQL: its steps beside the editor, and exercises that are checked by running the reader's query."""

import re

import httpx
import pytest

from queries.course.steps import steps


def said(page: httpx.Response) -> str:
    """What the page says of the reader's query."""
    found = re.search(r'<div id="verdict" role="status"[^>]*>(.*?)</div>', page.text, re.DOTALL)
    assert found
    return re.sub(r"<[^>]+>|\s+", " ", found[1]).strip()


def test_the_overview_lists_the_steps_in_both_languages(client: httpx.Client) -> None:
    for lang in ("en", "vi"):
        page = client.get("/course", params={"lang": lang})
        assert page.status_code == 200
        for step in steps():
            assert f"/course/{step.number}" in page.text
            assert step.title.in_language(lang).partition("'")[0] in page.text


def test_a_step_has_its_query_in_the_field_and_no_answer_yet(client: httpx.Client) -> None:
    page = client.get("/course/1")
    assert page.status_code == 200
    assert "?person a foaf:Person ." in page.text
    assert "<caption>" not in page.text
    assert 'action="/course/1"' in page.text
    assert 'rel="prev"' not in page.text and 'href="/course/2"' in page.text


def test_the_form_of_a_step_answers_beside_the_step(client: httpx.Client) -> None:
    page = client.post("/course/1", data={"query": steps()[0].query})
    assert "7 rows" in page.text and 'id="step-title"' in page.text
    alone = client.get("/course/1", params={"query": steps()[0].query, "part": "answer"})
    assert "7 rows" in alone.text and "<html" not in alone.text


@pytest.mark.parametrize("step", steps(), ids=lambda step: str(step.number))
def test_the_right_answer_of_each_exercise_is_taken_and_the_query_of_the_step_is_not(
    step, client: httpx.Client
) -> None:
    right = client.post(f"/course/{step.number}", data={"query": step.exercise.answer, "check": "1"})
    assert right.status_code == 200 and said(right).startswith("Right.")
    wrong = client.post(f"/course/{step.number}", data={"query": step.query, "check": "1"})
    assert wrong.status_code == 200 and said(wrong).startswith("Not yet: ")


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("SELECT ?c ?n { ?c a hn:Congress ; skos:prefLabel ?n FILTER(LANG(?n) = 'en') }", "Right."),
        ("SELECT ?c { ?c a hn:Congress } LIMIT 2", "the right answer has 3 rows, yours has 2"),
        ("SELECT ?c { ?c a org:Post } LIMIT 3", "the number of rows is right"),
        ("ASK { ?c a hn:Congress }", "are not the answer here"),
        ("SELECT ?c {", "the query has no answer"),
        ("DELETE WHERE { ?s ?p ?o }", "the query has no answer"),
    ],
)
def test_a_check_says_what_is_wrong(query: str, answer: str, client: httpx.Client) -> None:
    page = client.get("/course/1", params={"query": query, "check": "1"})
    assert page.status_code in (200, 400)
    assert answer in said(page)


def test_a_check_without_a_query_shows_the_step(client: httpx.Client) -> None:
    page = client.get("/course/1", params={"query": " ", "check": "1"})
    assert page.status_code == 200 and said(page) == ""


@pytest.mark.parametrize("number", ["0", "13", "one", "1.0", "01", "²"])
def test_a_step_that_there_is_not_is_not_found(number: str, client: httpx.Client) -> None:
    page = client.get(f"/course/{number}")
    assert page.status_code == 404 and "/course" in page.text


def test_the_step_is_in_the_language_of_the_reader_and_links_keep_it(client: httpx.Client) -> None:
    page = client.get("/course/3", params={"lang": "vi"})
    assert steps()[2].title.vi in page.text and "Kiểm tra truy vấn của tôi" in page.text


def test_queries_and_sparql_lead_to_the_course(client: httpx.Client) -> None:
    assert 'href="/course"' in client.get("/queries").text
    assert 'href="/course"' in client.get("/sparql").text
