"""What the editor of queries is told of the data: terms, things by name, names, and faults of a text."""

import json
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest

from ontology.iris import HN, ID
from ontology.terms import org
from queries.collection import catalogue
from tests.web.conftest import Inside, pages_of
from web.languages import words


def get(inside: Inside, address: str, status: int = 200) -> dict:
    answer = inside.get(address, headers={"Accept": "application/json"})
    assert answer.status_code == status, answer.text
    return answer.json()


def check(inside: Inside, text: str, language: str = "en") -> dict:
    answer = inside.post(
        f"/sparql/check?lang={language}", text.encode(), {"Content-Type": "application/sparql-query"}
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_terms_have_words_counts_and_the_classes_they_are_used_on(inside: Inside) -> None:
    found = get(inside, "/sparql/terms")
    classes = {one["curie"]: one for one in found["classes"]}
    properties = {one["curie"]: one for one in found["properties"]}
    assert classes["org:Post"]["count"] == 7
    assert classes["hn:Citation"]["label"] == {"en": "citation", "vi": "trích dẫn"}
    assert classes["hn:Claim"]["count"] == 0 < classes["hn:Claim"]["in_graphs"]
    assert properties["hn:cited"]["classes"][HN + "Citation"] == properties["hn:cited"]["count"] == 4
    assert set(properties["hn:post"]["objects"]) == {org.Post}
    assert "document" in properties["hn:cited"]["definition"]["en"]
    assert properties["rdf:subject"]["classes"][HN + "Claim"] == classes["hn:Claim"]["in_graphs"]
    assert found["prefixes"]["hn"] == HN
    assert found["more"] is False


def test_terms_are_kept_by_their_tag(client: httpx.Client) -> None:
    first = client.get("/sparql/terms")
    assert first.status_code == 200
    again = client.get("/sparql/terms", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_of_many_classes_the_most_used_are_listed_and_the_rest_is_said_to_be_left_out(tmp_path: Path) -> None:
    lines = [
        f"<urn:t{n}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <urn:class/{n % 1500}> ."
        for n in range(3100)
    ]
    with pages_of(lines, tmp_path) as inside:
        found = get(inside, "/sparql/terms")
    assert (len(found["classes"]), found["classes_used"] > 1500) == (1000, True)
    assert found["more"] is True
    assert found["classes"][0]["count"] == 3


@pytest.mark.parametrize("typed", ["ngh", "Nghệ", "NGHE A", "nghẹ"])
def test_things_are_found_by_the_beginning_of_a_name_accents_optional(inside: Inside, typed: str) -> None:
    found = get(inside, f"/sparql/things?q={typed}&lang=vi")["things"]
    if typed != "nghẹ":
        assert ID + "place/nghe-an" in [one["iri"] for one in found]
    assert all(one["label"] and one["kind"] for one in found)


def test_things_are_of_the_kinds_asked_for(inside: Inside) -> None:
    found = get(inside, "/sparql/things?q=ngh&kind=organisation")["things"]
    assert found
    assert all(one["iri"].startswith(ID + "organisation/") for one in found)
    assert get(inside, "/sparql/things?q=")["things"] == []


def test_iris_are_named_in_the_language_of_the_reader(inside: Inside) -> None:
    asked = urlencode([("iri", one) for one in (ID + "place/nghe-an", HN + "cited", "nonsense", org.Post)])
    place, cited, post = get(inside, f"/sparql/names?{asked}&lang=vi")["names"]
    assert (place["label"], place["kind"]) == ("Nghệ An", "tỉnh")
    assert (cited["curie"], cited["kind"]) == ("hn:cited", "thuộc tính")
    assert cited["definition"]
    assert post["count"] == 7
    assert get(inside, "/sparql/names")["names"] == []


def test_no_query_of_the_catalogue_has_a_fault(inside: Inside) -> None:
    for query in catalogue().values():
        found = check(inside, query.text)["diagnostics"]
        assert [one for one in found if one["severity"] == "error"] == [], query.name


def test_a_fault_is_marked_at_its_place_in_utf_16(inside: Inside) -> None:
    text = 'SELECT * { ?x hn:wording "𝄞" FILTR(?x) }'
    (found,) = check(inside, text)["diagnostics"]
    units = text.encode("utf-16-le")
    assert units[2 * found["from"] : 2 * found["to"]].decode("utf-16-le") == "FILTR"
    assert found["severity"] == "error"
    assert (found["hint"], found["fix"]) == ("Did you mean FILTER?", "FILTER")


def test_where_a_text_ends_too_early_its_last_sign_is_marked(inside: Inside) -> None:
    (found,) = check(inside, "SELECT * {\n  ?x ?y ?z\n")["diagnostics"]
    assert (found["from"], found["to"]) == (20, 21)
    assert (found["hint"], found["fix"]) == ("A “}” is missing.", "")


@pytest.mark.parametrize("language", ["en", "vi"])
def test_an_update_is_said_to_be_one(inside: Inside, language: str) -> None:
    text = "PREFIX a: <urn:> INSERT DATA { a:b a:c 1 }"
    (found,) = check(inside, text, language)["diagnostics"]
    assert text[found["from"] : found["to"]] == "INSERT"
    assert "/update" in found["hint"]
    assert ("update" in found["message"]) is (language == "en")


def test_a_term_that_the_data_does_not_use_is_a_warning(inside: Inside) -> None:
    text = "SELECT * { ?x hn:citd ?y }"
    (found,) = check(inside, text)["diagnostics"]
    assert text[found["from"] : found["to"]] == "hn:citd"
    assert (found["severity"], found["hint"]) == ("warning", "Did you mean hn:cited?")


@pytest.mark.parametrize("text", ["", " \n", "# nothing", "\0", "(" * 10_000, "\ud83d", "}" * 9])
def test_any_text_is_checked(inside: Inside, text: str) -> None:
    answer = inside.post("/sparql/check", text.encode("utf-8", "surrogatepass"), {})
    assert answer.status_code == 200
    assert answer.json()["checked"] is True


def test_a_text_too_long_to_be_checked_while_it_is_typed_is_said_to_be_so(inside: Inside) -> None:
    assert check(inside, "x" * 20_001) == {"diagnostics": [], "checked": False}


def test_an_unknown_version_is_said_to_be_unknown(inside: Inside) -> None:
    for address in ("/sparql/terms", "/sparql/things", "/sparql/names"):
        problem = get(inside, f"{address}?version=99", 404)
        assert "99" in json.dumps(problem)
    assert words("vi")("function") == "hàm"
