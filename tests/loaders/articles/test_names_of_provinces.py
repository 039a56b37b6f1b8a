"""The provinces before and after 1 July 2025 are known by name, each as one place, whatever the day of a text."""

import csv

import pytest

from loaders.articles.citations.normalise import Folded, fold
from loaders.articles.mentions.gazetteer import Gazetteer, Name, known_names
from tests.conftest import DATA


def _rows(table: str) -> list[dict[str, str]]:
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


CHANGED = sorted(
    {row[end] for row in _rows("changes") for end in ("original_place", "resulting_place") if row[end]}
)
NAMES = [
    Name(row["entity"], row["name"], "place", row["language"])
    for row in _rows("names")
    if row["entity"].startswith("place/")
]
MEANT = {"hue": "thua-thien-hue"}
"""A name of two places in turn is read as the one of the list, whose page leads to the other."""
GAZETTEER = Gazetteer.of(NAMES)


def test_the_tables_name_every_place_that_changed() -> None:
    assert len(CHANGED) == 54
    assert {f"place/{slug}" for slug in CHANGED} <= {name.iri for name in NAMES}


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("slug", CHANGED)
def test_a_place_that_changed_is_found_by_its_name_and_is_one(slug: str, language: str) -> None:
    for name in NAMES:
        if name.iri == f"place/{slug}" and name.language == language:
            text = f"The union of {name.text} met."
            found = known_names(Folded(text, fold(text)), GAZETTEER)
            assert MEANT.get(slug, slug) in {one.slug for one in found}, name.text
