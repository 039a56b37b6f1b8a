"""Every form of citation is found with its exact place and parts; nothing that only looks like one is."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from loaders.articles.citations import Citation, find_citations

HERE = Path(__file__).parent
ACCEPT: list[dict[str, Any]] = yaml.safe_load((HERE / "accept.yaml").read_text("utf-8"))
REJECT = [x for x in (HERE / "reject.txt").read_text("utf-8").splitlines() if x and not x.startswith("#")]


def read(found: Citation, part: str) -> object:
    """Return a part of a find in the plain form the lists use."""
    if part == "number":
        return found.number_printed
    if part == "date":
        return str(found.date) if found.date else None
    if part == "issuer":
        return found.issuer.value if found.issuer else None
    if part in ("title", "pin"):
        named = getattr(found, part)
        return named.printed if named else None
    value = getattr(found, part)
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("case", ACCEPT, ids=[c["text"][:60] for c in ACCEPT])
def test_each_printed_form_is_found_with_its_parts(case: dict[str, Any]) -> None:
    text = case["text"]
    expected = case.get("finds") or [{k: v for k, v in case.items() if k != "text"}]
    found = find_citations(text)
    assert len(found) == len(expected), found
    for one, parts in zip(found, expected, strict=True):
        assert {part: read(one, part) for part in parts} == parts


@pytest.mark.parametrize("case", ACCEPT, ids=[c["text"][:60] for c in ACCEPT])
def test_spans_are_code_points_of_the_text(case: dict[str, Any]) -> None:
    text = case["text"]
    for one in find_citations(text):
        assert text[slice(*one.span)] == one.wording
        for part in (one.date, one.issuer, one.title, one.pin, one.type_word):
            assert part is None or text[slice(*part.span)] == part.printed
        if one.number_span:
            assert text[slice(*one.number_span)] == one.number_printed


@pytest.mark.parametrize("line", REJECT)
def test_what_only_looks_like_a_citation_is_not_one(line: str) -> None:
    assert find_citations(line) == ()


def test_the_lists_keep_their_length() -> None:
    """At least as many rejected lines as accepted ones, and neither list shrinks unseen."""
    assert len(ACCEPT) >= 200
    assert len(REJECT) >= len(ACCEPT)
