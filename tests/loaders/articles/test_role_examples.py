"""Each office of `roles.yaml` is read in each language as its example says: the office, with its body in brackets."""

import re
from typing import Any

import pytest

from loaders.articles.extract import Rules
from loaders.articles.lexicons import read_yaml
from loaders.articles.mentions.gazetteer import Gazetteer
from loaders.articles.records import Role

EMPTY = Gazetteer.of()
SENTENCES = {
    "vi": "Ông Lê Văn Tám, {}, đến dự.",
    "en": "Mr. Le Van Tam, {}, spoke.",
    "fr": "M. Lê Van Tam, {}, a parlé.",
    "ru": "Выступил Ле Ван Там, {}.",
}
ROLES: dict[str, dict[str, Any]] = read_yaml("roles.yaml")
EXAMPLES = [
    (role, language, example)
    for role, entry in ROLES.items()
    for language, example in entry["examples"].items()
]


def test_every_office_has_an_example_in_every_language_that_it_has_words_in() -> None:
    assert all(set(entry["examples"]) == set(SENTENCES) & set(entry) for entry in ROLES.values())


@pytest.mark.parametrize(("role", "language", "example"), EXAMPLES)
def test_an_office_is_read_with_its_body(role: str, language: str, example: str) -> None:
    said = SENTENCES[language].format(re.sub(r"[\[\]]", "", example))
    found = [r for r in Rules()(said, language=language, gazetteer=EMPTY) if isinstance(r, Role)]
    assert [(r.person, r.role) for r in found] == [("le-van-tam", role)]
    body = re.search(r"\[(.+)\]", example)
    assert found[0].named
    if body and "body" not in ROLES[role] and language != "ru":
        assert found[0].named.name == body[1]
