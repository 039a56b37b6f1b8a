"""IRIs: what is minted is taken apart again, and nothing else passes for a name of ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology.iris import CONCEPT, ID, KINDS, Name, concept, mint, name_of, source_graph, source_of_graph
from ontology.prefixes import PREFIXES, expand, shrink

slugs = st.from_regex(r"[a-z0-9][a-z0-9._-]*", fullmatch=True)
kinds = st.sampled_from(KINDS)


@given(kinds, slugs)
def test_a_minted_iri_gives_back_its_kind_and_slug(kind: str, slug: str) -> None:
    assert name_of(mint(kind, slug)) == Name(kind, slug)


@given(st.text())
def test_no_text_makes_a_name_that_is_not_minted(text: str) -> None:
    name = name_of(ID + text)
    assert name is None or mint(name.kind, name.slug) == ID + text


@given(slugs)
def test_the_graph_of_a_source_gives_back_its_slug(slug: str) -> None:
    assert source_of_graph(source_graph(slug)) == slug


@given(st.sampled_from(sorted(PREFIXES)), st.from_regex(r"[A-Za-z][A-Za-z0-9_]*", fullmatch=True))
def test_a_prefixed_name_survives_expanding_and_shrinking(prefix: str, local: str) -> None:
    assert shrink(expand(f"{prefix}:{local}")) == f"{prefix}:{local}"


@pytest.mark.parametrize("slug", ["", "Nghe-An", "nghệ-an", "-x", "a b", "a/b", "a#b"])
def test_a_slug_with_other_characters_is_refused(slug: str) -> None:
    with pytest.raises(ValueError, match="use lower-case ASCII"):
        mint("place", slug)


def test_an_unknown_kind_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(ValueError, match="unknown kind 'dog'; the kinds are organisation"):
        mint("dog", "rex")


@pytest.mark.parametrize("name", ["nope:x", "plain", ""])
def test_an_unknown_prefix_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="unknown prefix"):
        expand(name)


@pytest.mark.parametrize(
    "iri",
    [
        "https://example.org/x",
        CONCEPT + "body/cluster",
        ID + "place",
        ID + "place/",
        ID + "dog/rex",
        ID + "place/a/b",
    ],
)
def test_other_iris_are_no_names_of_ours(iri: str) -> None:
    assert name_of(iri) is None


def test_an_iri_below_a_path_is_not_shortened() -> None:
    """A slash is no part of a prefixed name's local part on our pages."""
    assert shrink(concept("status", "explicit")) == concept("status", "explicit")
    assert shrink(PREFIXES["schema"]) == PREFIXES["schema"]
