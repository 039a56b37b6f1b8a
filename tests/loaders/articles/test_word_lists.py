"""The word lists of `loaders/articles/data`."""

import pytest
import yaml

from loaders.articles.lexicons import DATA, pattern

LISTS = sorted(entry.name for entry in DATA.iterdir() if entry.name.endswith(".yaml"))


@pytest.mark.parametrize("name", LISTS)
def test_a_list_says_each_key_once(name: str) -> None:
    """YAML takes the last of two equal keys without a word, and the first is lost."""
    waiting = [yaml.compose((DATA / name).read_text("utf-8"))]
    while waiting:
        node = waiting.pop()
        if isinstance(node, yaml.MappingNode):
            keys = [key.value for key, _ in node.value]
            assert sorted(keys) == sorted(set(keys)), f"{name}, line {node.start_mark.line + 1}"
            waiting += [value for _, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            waiting += node.value


def test_a_pattern_takes_the_words_of_all_languages_however_a_list_is_divided() -> None:
    by_language = pattern("<<noun_phrases.and>>")
    by_word = pattern("<<elections.and>>")
    for word in ("va", "and", "et", "и"):
        assert by_language.fullmatch(word)
        assert by_word.fullmatch(word)
    assert not by_word.fullmatch("or")


def test_a_word_that_no_list_has_is_an_error() -> None:
    with pytest.raises(KeyError):
        pattern("<<elections.no_such_word>>")
