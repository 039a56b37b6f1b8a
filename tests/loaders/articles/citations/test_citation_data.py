"""Every example that stands beside a pattern, a code or a date form in the data files is read as it says."""

import csv
from typing import Any

import pytest

from loaders.articles.citations import find_citations
from loaders.articles.citations.dates import DATA, date_at, dates_in, read_yaml
from loaders.articles.citations.document import words
from loaders.articles.citations.lexicon import bodies, codes, type_words
from loaders.articles.citations.normalise import fold

TYPES = [(slug, example) for slug, entry in read_yaml("types.yaml").items() for example in entry["examples"]]
PATTERNS = [(entry, example) for entry in read_yaml("patterns.yaml") for example in entry["examples"]]
DATES = [(form["name"], example) for form in read_yaml("dates.yaml")["forms"] for example in form["examples"]]
CYRILLIC = list(csv.DictReader((DATA / "cyrillic.csv").read_text("utf-8").splitlines()))
LAWS = [example for form in read_yaml("laws.yaml") for example in form["examples"]]
BODIES = [
    line.split(",")[0] and line.rsplit(",", 1)[1]
    for line in (DATA / "bodies.csv").read_text("utf-8").splitlines()[1:]
]


@pytest.mark.parametrize(("slug", "example"), TYPES, ids=[e["text"] for _, e in TYPES])
def test_type_examples_are_read_as_their_type(slug: str, example: dict[str, str]) -> None:
    (found,) = find_citations(example["text"])
    assert found.identifier == example["identifier"]
    assert slug in found.types


@pytest.mark.parametrize(("entry", "example"), PATTERNS, ids=[e["text"] for _, e in PATTERNS])
def test_pattern_examples_are_found_as_their_kind(entry: dict[str, Any], example: dict[str, Any]) -> None:
    (found,) = find_citations(example["text"])
    if entry["kind"] != "term":
        assert found.kind == {"plan": "class"}.get(entry["kind"], entry["kind"])
    assert found.ordinal == example.get("ordinal")
    assert list(found.terms) == example.get("terms", [])
    assert found.type == example.get("type", "plan" if entry["kind"] == "plan" else None)
    assert found.wording == example.get("wording", found.wording)


@pytest.mark.parametrize("example", LAWS, ids=lambda e: e["text"])
def test_laws_are_found_by_their_names(example: dict[str, str]) -> None:
    (found,) = find_citations(example["text"])
    assert (found.kind, found.type) == ("title", example.get("type", "law"))
    assert found.title is not None
    assert found.title.printed == example["title"]
    assert (str(found.date) if found.date else None) == example.get("date")


@pytest.mark.parametrize(("name", "example"), DATES, ids=[e["text"] for _, e in DATES])
def test_date_examples_have_their_value(name: str, example: dict[str, str]) -> None:
    found = date_at(fold(example["text"]), 0, led=True)
    assert found is not None
    assert (found.value, found.end) == (example["value"], len(example["text"]))


@pytest.mark.parametrize("number", BODIES)
def test_body_examples_are_numbers(number: str) -> None:
    (found,) = find_citations(f"Quyết định số {number}")
    assert found.number_printed == number


@pytest.mark.parametrize("row", CYRILLIC, ids=lambda r: r["example"])
def test_codes_in_cyrillic_letters_are_read_as_the_codes_they_transcribe(row: dict[str, str]) -> None:
    (found,) = find_citations(f"документ {row['example']}")
    assert row["means"] in (found.code, found.body, (found.body or "").rstrip("0123456789"))


@pytest.mark.parametrize("example", words()["pins"]["examples"], ids=lambda e: e["text"])
def test_pin_cites_are_read(example: dict[str, str]) -> None:
    (found,) = find_citations(example["text"])
    assert found.pin is not None
    assert (found.pin.printed, found.identifier) == (example["pin"], example["identifier"])


def test_every_type_has_an_example_and_a_word_in_vietnamese() -> None:
    """A type without either could not be checked."""
    assert all(entry["examples"] for entry in read_yaml("types.yaml").values() if entry["codes"])
    assert {w.type for w in type_words() if w.language == "vi"} == set(read_yaml("types.yaml"))


def test_folding_keeps_codes_apart_that_the_lexicon_cannot_tell() -> None:
    """DA may be ĐA or DA, HD may be HD or HĐ: neither is unfolded; QD can only be QĐ."""
    assert codes()["da"].code is None
    assert codes()["hd"].code is None
    assert codes()["qd"].code == "QĐ"
    assert bodies()["twdtn"].code == "TWĐTN"


def test_dates_are_found_in_running_text() -> None:
    """Prices, scores and ratios are no dates; days and months without a year are."""
    text = fold(
        "On September 17, 2024 and April 25; ngày 12/8/2021; с 1 по 3 апреля 2024 года; 3/4 of 12,500; le 1er mai"
    )
    assert [d.value for d in dates_in(text)] == [
        "2024-09-17",
        "--04-25",
        "2021-08-12",
        "2024-04-03",
        "--05-01",
    ]
