"""A token is shown once, kept as a hash, known by its role, and ends when it is revoked or its days are over."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from graph.api_tokens import Tokens, new_signing_key, signing_key
from graph.errors import InputError, NotFound, StoreDamaged, StoreError
from graph.sessions import EndedSessions
from huunghi import main


def test_a_token_is_good_for_its_role_alone(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path)
    text, token = tokens.new(name="Lan", role="curator")
    assert tokens.check(text, role="curator") == token
    assert tokens.check(text, role="updater") is None
    assert tokens.check(text + "x", role="curator") is None
    assert tokens.by_id(token.id, role="curator") == token
    assert text not in (tmp_path / "tokens.json").read_text()


def test_a_token_made_by_another_process_is_seen_at_once(tmp_path: Path) -> None:
    running = Tokens(tmp_path)
    assert running.all() == ()
    text, _ = Tokens(tmp_path).new(name="late", role="updater")
    assert running.find(text) is not None
    Tokens(tmp_path).revoke("late")
    assert running.find(text) is None


def test_a_token_ends_with_its_days(tmp_path: Path) -> None:
    text, token = Tokens(tmp_path).new(name="guest", role="updater", days=2)
    assert Tokens(tmp_path).find(text) == token
    assert token.is_over(datetime.now(UTC) + timedelta(days=3))


@pytest.mark.parametrize(
    ("name", "role"), [("", "updater"), ("a\nb", "updater"), ("x" * 81, "updater"), ("a", "king")]
)
def test_a_name_or_role_that_cannot_be_is_refused(tmp_path: Path, name: str, role: str) -> None:
    with pytest.raises(InputError):
        Tokens(tmp_path).new(name=name, role=role)


def test_a_name_is_taken_once_and_an_unknown_one_is_not_revoked(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path)
    tokens.new(name="one", role="updater")
    with pytest.raises(InputError, match="'one'"):
        tokens.new(name="one", role="admin")
    with pytest.raises(NotFound, match="'two'"):
        tokens.revoke("two")


ENTRY = (
    '{"id": "1", "name": "n", "role": "curator", "sha256": "%s", "created": "2024-01-01", "expires": "%s"}'
)


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "{}",
        '{"a": 1}',
        "[1]",
        "[{}]",
        "[" * 100_000,
        "\udc80",
        f"[{ENTRY % ('0' * 63, '')}]",
        f"[{ENTRY % ('é' * 64, '')}]",
        f"[{ENTRY % ('0' * 64, 'soon')}]",
        f"[{ENTRY % ('0' * 64, '2099-01-01')}]",
    ],
)
def test_a_file_that_cannot_be_read_is_named_without_its_folder(tmp_path: Path, text: str) -> None:
    (tmp_path / "tokens.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(StoreDamaged, match=r"tokens\.json") as caught:
        Tokens(tmp_path).find("hn_x")
    assert str(tmp_path) not in caught.value.message and "huunghi token new" in caught.value.hint


def test_the_signing_key_is_made_once(tmp_path: Path) -> None:
    assert signing_key(tmp_path) == signing_key(tmp_path)
    assert len(signing_key(tmp_path)) == 32
    assert (tmp_path / "session.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("key", [b"", b"short", b"\0" * 32, b"x" * 32, bytes(range(33)), bytes(range(31))])
def test_a_key_that_could_be_guessed_is_refused_and_replaced_by_command_alone(
    tmp_path: Path, key: bytes
) -> None:
    (tmp_path / "session.key").write_bytes(key)
    with pytest.raises(StoreDamaged, match=r"session\.key") as caught:
        signing_key(tmp_path)
    assert str(tmp_path) not in caught.value.message and "new-key" in caught.value.hint
    assert (tmp_path / "session.key").read_bytes() == key
    new_signing_key(tmp_path)
    assert len(signing_key(tmp_path)) == 32
    assert (tmp_path / "session.key").stat().st_mode & 0o777 == 0o600


def test_a_command_makes_a_new_key_and_ends_every_session(tmp_path: Path) -> None:
    old = signing_key(tmp_path)
    EndedSessions(tmp_path).add("a session", until=int(time.time()) + 60)
    done = CliRunner().invoke(main, ["--store", str(tmp_path), "token", "new-key"])
    assert done.exit_code == 0 and "/review" in done.output
    assert signing_key(tmp_path) != old
    assert not EndedSessions(tmp_path).has("a session"), "its cookie is none any more"


def test_a_key_that_cannot_be_read_or_made_is_a_named_error(tmp_path: Path) -> None:
    (tmp_path / "session.key").mkdir()
    with pytest.raises(StoreDamaged, match=r"session\.key"):
        signing_key(tmp_path)
    with pytest.raises(StoreError, match="cannot be written"):
        signing_key(tmp_path / "nowhere")


def test_what_was_ended_is_known_to_others_until_its_time_has_passed(tmp_path: Path) -> None:
    one, other = EndedSessions(tmp_path), EndedSessions(tmp_path)
    now = int(time.time())
    one.add("a session", until=now + 60)
    one.add("an old one", until=now - 1)
    assert other.has("a session") and not other.has("another")
    one.add("a third", until=now + 60)
    assert other.has("a session") and not other.has("an old one")
    (tmp_path / "ended-sessions.json").write_text("[]")
    with pytest.raises(StoreDamaged, match="new-key"):
        EndedSessions(tmp_path).has("a session")
