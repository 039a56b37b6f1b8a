"""Settings are read from the environment once; what is wrong with a variable is said with what is right."""

from dataclasses import fields
from pathlib import Path

import pytest

from graph.errors import InputError
from web.settings import Settings, table, variable_of

EXAMPLES = [(one.name, one.metadata["rule"].example) for one in fields(Settings)]
NEEDED = {"peers": ["peer_token"]}
"""Settings without which one is refused."""


@pytest.mark.parametrize(("name", "example"), EXAMPLES, ids=[name for name, _ in EXAMPLES])
def test_the_example_that_an_error_gives_is_a_value(name: str, example: str) -> None:
    needed = {variable_of(one): "a-secret-of-the-servers" for one in NEEDED.get(name, ())}
    settings = Settings.read({variable_of(name): example, **needed})
    assert getattr(settings, name) not in (None, "", ())


def test_every_setting_has_a_sentence_of_help() -> None:
    for one in table(Settings()):
        assert one.help[0].isupper(), one
        assert one.help.endswith("."), one


@pytest.mark.parametrize(
    ("variable", "text", "allowed", "example"),
    [
        ("QUERY_ROWS", "many", "a whole number that is not less than 0", "=1000000"),
        ("QUERY_ROWS", "-1", "a whole number that is not less than 0", "=1000000"),
        ("QUERY_ROWS", "1.5", "a whole number that is not less than 0", "=1000000"),
        ("QUERY_MEMORY_MB", "0", "a whole number that is not less than 1", "=1024"),
        ("QUERY_TIMEOUT", "nan", "a number that is not less than 0", "=60"),
        ("QUERY_TIMEOUT", "inf", "a number that is not less than 0", "=60"),
        ("WEB_PROCESSES", "two", "a whole number that is not less than 0", "=2"),
        ("OPEN_UPDATES", "maybe", "1, true or yes, or else 0, false or no", "=1"),
        ("PUBLIC_URL", "example.org", "an address that begins with http:// or https://", "=https://"),
        ("SERVICE_HOSTS", "https://dbpedia.org/sparql", "names of hosts", "=dbpedia.org"),
    ],
)
def test_a_wrong_value_is_told_with_the_variable_what_is_allowed_and_an_example(
    variable: str, text: str, allowed: str, example: str
) -> None:
    name = f"HUUNGHI_{variable}"
    with pytest.raises(InputError) as raised:
        Settings.read({name: text})
    assert raised.value.message.startswith(
        f"The environment variable {name} is {text!r}; it must be {allowed}"
    )
    assert f"For example {name}{example}" in raised.value.hint


@pytest.mark.parametrize(
    ("variable", "nearest"),
    [
        ("HUUNGHI_QUERY_TIMEOT", "HUUNGHI_QUERY_TIMEOUT"),
        ("HUUNGHI_FRONTS", "HUUNGHI_WEB_PROCESSES"),
        ("HUUNGHI_STOR", "HUUNGHI_STORE"),
        ("HUUNGHI_", "HUUNGHI_TEXTS"),
    ],
)
def test_a_variable_that_is_no_setting_is_an_error_that_names_the_nearest(
    variable: str, nearest: str
) -> None:
    with pytest.raises(InputError, match=f"{variable} is no setting") as raised:
        Settings.read({variable: "1"})
    assert nearest in raised.value.hint


def test_what_is_given_wins_and_an_empty_variable_counts_as_none() -> None:
    settings = Settings.read(
        {"HUUNGHI_QUERY_ROWS": "7", "HUUNGHI_TEXTS": "", "HUUNGHI_STORE": "there", "OTHER": "x"},
        store=Path("here"),
        query_bytes=None,
    )
    assert (settings.store, settings.texts, settings.query_rows) == (Path("here"), None, 7)
    assert settings.query_bytes == Settings().query_bytes


def test_a_secret_is_not_told() -> None:
    rows = {one.name: one for one in table(Settings.read({"HUUNGHI_UPDATE_TOKEN": "hush"}))}
    assert rows["update_token"].value == "(set, and not shown)"
    assert {one.name: one.value for one in table(Settings())}["update_token"] == ""
