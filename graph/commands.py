"""The commands about tokens, and the one that makes backups. They import what they need when they run."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from graph.store.versions import VersionStore


@click.group(short_help="Make, list and revoke tokens for changing the graph.")
def token() -> None:
    """Make, list and revoke the tokens by which people and programs may change the graph."""


@token.command("new")
@click.option("--name", required=True, help="Who or what it is for.")
@click.option(
    "--role",
    type=click.Choice(["updater", "curator", "admin", "replica"]),
    default="updater",
    show_default=True,
    help="updater: SPARQL updates and graph writes; curator: the review; replica: fetching versions; admin: the "
    "running service, and sending versions.",
)
@click.option(
    "--days", type=click.IntRange(1, 36_500), help="For how many days it holds; for good unless given."
)
@click.pass_obj
def new_token(versions: "VersionStore", name: str, role: str, days: int | None) -> None:
    """Make a token and print it, this once; only its hash is kept."""
    from graph.api_tokens import Tokens

    text, _ = Tokens(versions.root).new(name=name, role=role, days=days)
    click.echo(text)


@token.command("list")
@click.pass_obj
def list_tokens(versions: "VersionStore") -> None:
    """List the tokens there are: name, role, when made, when over."""
    from graph.api_tokens import Tokens

    for one in Tokens(versions.root).all():
        click.echo(f"{one.name}\t{one.role}\t{one.created}\t{one.expires or 'for good'}")


@token.command("revoke")
@click.argument("name")
@click.pass_obj
def revoke_token(versions: "VersionStore", name: str) -> None:
    """Forget the token of this name."""
    from graph.api_tokens import Tokens

    Tokens(versions.root).revoke(name)
    click.echo(f"{name} does nothing any more.")


@token.command("new-key")
@click.pass_obj
def new_key(versions: "VersionStore") -> None:
    """Make a new key for the sessions of the review: all of them end, and everybody signs in again."""
    from graph.api_tokens import new_signing_key
    from graph.sessions import EndedSessions

    new_signing_key(versions.root)
    EndedSessions(versions.root).forget()
    click.echo("All sessions have ended; sign in again at /review.")


@click.command(short_help="Write the whole store to one file, also while it is served.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--tokens",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the tokens to this file, for its owner alone; FILE never has them.",
)
@click.pass_obj
def backup(versions: "VersionStore", file: Path, tokens: Path | None) -> None:
    """Write a backup to FILE.tar.zst: all versions with decisions, queries of curators, short links, readings, texts.

    Nobody waits for it, and it may run at any time. `huunghi restore FILE` brings it back.
    """
    from graph.backup.write import write_backup, write_tokens
    from graph.terminal import print_backup, steps

    with steps() as step:
        step("backing up")
        done = write_backup(versions, file)
    print_backup(done)
    if tokens is not None:
        click.echo(f"{tokens}: tokens {write_tokens(versions, tokens)}")
