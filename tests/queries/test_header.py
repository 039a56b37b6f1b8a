"""A query file says everything its form and its caller need, and a wrong file is refused by name."""

import pytest

from graph.errors import InputError
from queries.header import Bilingual, ParameterType, parse

GOOD = """\
#+ title: {en: Holders of a post, vi: Người giữ một chức vụ}
#+ description:
#+   en: Who held it on a day.
#+   vi: Ai giữ chức vụ đó vào một ngày.
#+ order: 10
#+ question: 5
#+ parameters:
#+   post: {type: iri, kind: post, label: {en: Post, vi: Chức vụ}, required: true, example: post/a}
#+   day: {type: date, label: {en: Day, vi: Ngày}, example: 2024-04-02}
#+   language: {type: language, label: {en: Language, vi: Ngôn ngữ}, default: en}

SELECT ?person (STR($day) AS ?on) {
  ?person ?holds $post FILTER(LANG(?x) = $language)  # $other is in a comment
}
"""


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new, 1)


def test_header_and_body_are_read() -> None:
    """Title, group, parameters and the body without its header come out as they stand."""
    query = parse(GOOD, "holders", group="people")
    assert (query.name, query.group, query.order, query.question) == ("holders", "people", 10, 5)
    assert query.title == Bilingual(en="Holders of a post", vi="Người giữ một chức vụ")
    post, day, language = query.parameters
    assert (post.type, post.kinds, post.required) == (ParameterType.IRI, ("post",), True)
    assert (day.type, day.example, day.default) == (ParameterType.DATE, "2024-04-02", None)
    assert language.default == "en"
    assert query.text.startswith("SELECT ?person")
    assert query.examples == {"post": "post/a", "day": "2024-04-02"}


def test_texts_come_in_the_language_asked_for() -> None:
    """Vietnamese for vi and its variants, English for anything else."""
    title = Bilingual(en="Day", vi="Ngày")
    assert [title.in_language(tag) for tag in ("vi", "vi-VN", "en", "fr")] == ["Ngày", "Ngày", "Day", "Day"]


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("title: {en: Holders of a post, vi:", "title: {en: Holders of a post, fr:", "fr"),
        (", vi: Người giữ một chức vụ}", "}", "title: no text in vi"),
        ("order: 10", "order: ten", "order"),
        ("type: date", "type: day", "day"),
        ("kind: post", "kind: postt", "postt"),
        ("required: true", "required: sometimes", "sometimes"),
        ("required: true", "required: true, default: post/b", "no default"),
        ("#+ order: 10", "#+ sort: 10", "sort"),
        ("#+ order: 10", "#+ order: [10", "not YAML"),
        ("#+ order: 10", "#+ order: &ten 10\n#+ question: *ten", "an alias"),
        ("#+ order: 10", "#+ order: " + "[" * 100_000, "nested too deeply"),
        ("#+ order: 10", "#+ order: " + "{a: " * 25 + "}" * 25, "nested too deeply"),
        ("$post", "$office", "$office is not a parameter"),
        ("?holds $post", "?post $post", "?post has the name of a parameter"),
        ("LANG(?x) = $language", "true", "never used in the body: language"),
        ("SELECT ?person", "SELECT ?person $post", "$post is selected"),
        ("(STR($day) AS ?on)", "(STR($day) AS $post)", "$post is selected"),
        ("SELECT ?person (STR($day) AS ?on)", "SELECT DISTINCT *", "SELECT *"),
        ("?person ?holds", "{ SELECT $post { ?s ?p ?o } } ?person ?holds", "$post is selected"),
    ],
)
def test_a_wrong_file_is_refused_by_name(old: str, new: str, named: str) -> None:
    """The problem names the file and what is wrong in it."""
    with pytest.raises(InputError) as caught:
        parse(changed(old, new), "holders", group="people")
    (problem,) = caught.value.problems
    assert problem.file == "holders.rq"
    assert named in problem.message


def test_a_folder_that_is_no_group_is_refused_by_name() -> None:
    """The folder of a listed query is its group."""
    with pytest.raises(InputError) as caught:
        parse(GOOD, "holders", group="persons")
    (problem,) = caught.value.problems
    assert "persons" in problem.message
    assert "people" in problem.message


def test_a_query_of_the_pages_needs_no_title() -> None:
    """Where queries are never listed, the header may hold parameters only, or nothing."""
    query = parse("SELECT ?s { ?s a ?type }", "things", group="")
    assert query.title.en == ""
    assert query.parameters == ()
    with pytest.raises(InputError):
        parse("SELECT ?s { ?s a ?type }", "things", group="people")
