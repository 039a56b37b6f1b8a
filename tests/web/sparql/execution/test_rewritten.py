"""Over HTTP too, what is rewritten for the engine follows the standard, and faults are told of the text as sent."""

from typing import Any

MIXED = " ".join(
    (f'"20{n % 90 + 10}-01-11"^^xsd:date', f'"{n * 7919 % 3000}x"', f"{n * 7919 % 3000}")[n % 3]
    for n in range(600)
)


def test_a_list_of_kinds_that_do_not_compare_is_sorted(server: Any) -> None:
    answer = server.query(f"SELECT ?v {{ VALUES ?v {{ {MIXED} }} }} ORDER BY ?v")
    assert answer.status == 200
    kinds = [one["v"].get("datatype", "").rpartition("#")[2] for one in answer.json["results"]["bindings"]]
    assert kinds == ["integer"] * 200 + ["date"] * 200 + [""] * 200


def test_functions_and_aggregates_follow_the_standard(server: Any) -> None:
    answer = server.query(
        'SELECT (REPLACE("2024-10-01", "^([0-9]+)-([0-9]+)-([0-9]+)$", "$3_$2_$1") AS ?r) (GROUP_CONCAT(?x) AS ?g) '
        '(MAX(?x) AS ?m) { VALUES ?x { 1 <urn:a> "x" } }'
    )
    assert answer.rows == [{"r": "01_10_2024", "g": "1 urn:a x", "m": "x"}]


def test_a_path_of_length_zero_is_asked_of_the_dataset_of_the_query(server: Any) -> None:
    path = "SELECT ?y { <urn:nobody> <urn:p>* ?y }"
    assert server.query(path).rows == [{"y": "urn:nobody"}]
    assert server.query(path, **{"default-graph-uri": "urn:none"}).rows == [{"y": "urn:nobody"}]


def test_a_fault_keeps_its_line_and_column(server: Any) -> None:
    answer = server.query("SELECT ?s {\n ?s ?p ?o\n} ORDER BY ?s REPLACE(?o, 'a', '$1') LIMIT x")
    assert (answer.status, answer.json["line"], answer.json["column"]) == (400, 3, 44)
