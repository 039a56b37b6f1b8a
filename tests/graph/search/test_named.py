"""A name stands for the one thing that has it, wherever a command wants an id."""

import pytest

from graph.errors import InputError
from graph.search.named import thing_named
from graph.store.versions import VersionStore
from ontology.iris import ID


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("Nguyễn Ngọc Hùng", "person/nguyen-ngoc-hung"),
        ("nguyen  ngoc hung", "person/nguyen-ngoc-hung"),
        ("Hải Dương", "place/hai-duong"),
        ("organisation/nghe-an-union", "organisation/nghe-an-union"),
        ("Nghe An Union of Friendship Organizations", "organisation/nghe-an-union"),
        (f"{ID}person/nobody", "person/nobody"),
    ],
)
def test_a_name_that_one_thing_has_is_that_thing(
    five_reports_root: VersionStore, text: str, thing: str
) -> None:
    """An id is taken as it is: whether anything is known of it is another question."""
    assert thing_named(five_reports_root.require_current(), text) == ID + thing


def test_a_name_of_several_things_is_refused_with_their_ids(five_reports_root: VersionStore) -> None:
    with pytest.raises(
        InputError, match="'12-CT/TW' is a name of several things: document/12-ct-tw-"
    ) as raised:
        thing_named(five_reports_root.require_current(), "12-CT/TW")
    assert "document/12-ct-tw-2022-01-05 (12-CT/TW)" in raised.value.message


@pytest.mark.parametrize(
    "text", ["", "   ", "nobody", "film/one", "person/", "https://example.org/x", "?", "'; --", "x" * 5000]
)
def test_what_names_nothing_is_refused_with_the_way_to_search(
    five_reports_root: VersionStore, text: str
) -> None:
    with pytest.raises(InputError, match="names no thing") as raised:
        thing_named(five_reports_root.require_current(), text)
    assert "huunghi query things-of-name --param" in str(raised.value)
