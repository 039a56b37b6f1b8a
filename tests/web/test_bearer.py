"""What the bearer of a token may do: what its role says, and no more where the tokens of the store are damaged."""

from base64 import b64encode
from pathlib import Path

import pytest

from graph.api_tokens import ROLES, Tokens
from graph.errors import StoreDamaged
from web.auth.bearer import Bearers
from web.errors import Unauthorised

OWN = "a token of the settings"


@pytest.mark.parametrize(
    ("role", "scopes"),
    [
        ("curator", set()),
        ("updater", {"update"}),
        ("replica", {"replicate"}),
        ("admin", {"update", "admin", "replicate", "publish"}),
    ],
)
def test_each_role_has_its_scopes_and_no_other(tmp_path: Path, role: str, scopes: set[str]) -> None:
    token, _ = Tokens(tmp_path).new(name="one", role=role)
    bearers = Bearers(tmp_path)
    assert bearers.scopes(f"Bearer {token}") == scopes
    assert bearers.scopes("Basic " + b64encode(f"x:{token}".encode()).decode()) == scopes
    assert bearers.scopes("") == set()
    assert bearers.takes_updates == ("update" in scopes)
    for wrong in (
        f"Bearer {token}x",
        f"Bearer {token[:-1]}",
        "Bearer",
        "Bearer é",
        "Basic !",
        "Digest x",
        token,
    ):
        with pytest.raises(Unauthorised):
            bearers.scopes(wrong)
    Tokens(tmp_path).revoke("one")
    with pytest.raises(Unauthorised):
        bearers.scopes(f"Bearer {token}")


def test_all_roles_are_tried() -> None:
    assert set(ROLES) == {"curator", "updater", "admin", "replica"}


def test_the_token_of_the_replicas_lets_them_fetch_versions_and_no_more(tmp_path: Path) -> None:
    bearers = Bearers(tmp_path, replicas=OWN)
    assert bearers.scopes(f"Bearer {OWN}") == {"replicate"}
    assert bearers.gives("replicate")
    assert not bearers.gives("update")
    assert not bearers.takes_updates


def test_damaged_tokens_give_nobody_a_right_and_take_none_from_the_settings_token(tmp_path: Path) -> None:
    token, _ = Tokens(tmp_path).new(name="one", role="admin")
    (tmp_path / "tokens.json").write_text("[")
    with pytest.raises(StoreDamaged):
        Bearers(tmp_path).scopes(f"Bearer {token}")
    assert not Bearers(tmp_path).takes_updates
    own = Bearers(tmp_path, extra=OWN)
    assert own.scopes(f"Bearer {OWN}") == {"update"} and own.takes_updates
    with pytest.raises(StoreDamaged):
        own.scopes(f"Bearer {token}")
