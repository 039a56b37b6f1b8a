"""What becomes of a query: its answer, its limits, and the others who go on being served."""

from typing import Any

ENDLESS = "SELECT (COUNT(*) AS ?n) {" + " . ".join(f"?s{i} ?p{i} ?o{i}" for i in range(12)) + "}"


def test_a_query_is_answered_with_the_version_of_the_data(server: Any) -> None:
    answer = server.query("SELECT ?o { <http://example.org/nghe-an> <http://example.org/number> ?o }")
    assert answer.rows == [{"o": "2"}]
    assert answer.headers["data-version"] == "1"


def test_a_query_past_its_time_is_a_504_and_the_next_one_is_answered(server: Any) -> None:
    answer = server.query(ENDLESS, timeout="0.5")
    assert (answer.status, answer.type) == (504, "application/problem+json")
    assert "0.5 seconds" in answer.json["detail"]
    assert server.query("ASK {}").json["boolean"] is True


def test_a_query_nested_20000_deep_is_a_400_and_the_next_one_is_answered(server: Any) -> None:
    answer = server.query("SELECT * {" + "{" * 20_000 + "}" * 20_000 + "}")
    assert (answer.status, answer.json["type"].rpartition("/")[2]) == (400, "query-too-complex")
    assert server.query("ASK {}").json["boolean"] is True


def test_marks_and_case_fold_away(server: Any) -> None:
    answer = server.query(
        "PREFIX hn: <https://w3id.org/huunghi/ontology#>"
        'SELECT ?s { ?s <http://example.org/name> ?l FILTER(LANG(?l) = "vi" && CONTAINS(hn:fold(?l), "nghe an")) }'
    )
    assert answer.rows == [{"s": "http://example.org/nghe-an"}]


def test_a_function_that_nobody_knows_is_a_400(server: Any) -> None:
    answer = server.query("SELECT (<http://example.org/f>(1) AS ?x) {}")
    assert answer.status == 400
    assert "http://example.org/f" in answer.json["detail"]
