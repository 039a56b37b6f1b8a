"""A token is shown once, kept as a hash, known by its role, and ends when it is revoked or its days are over."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from graph.api_tokens import Tokens, signing_key
from graph.errors import InputError, NotFound, StoreDamaged


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


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "tokens.json").write_text("{")
    with pytest.raises(StoreDamaged, match="tokens"):
        Tokens(tmp_path).all()


def test_the_signing_key_is_made_once(tmp_path: Path) -> None:
    assert signing_key(tmp_path) == signing_key(tmp_path)
    assert len(signing_key(tmp_path)) == 32
