"""The command line: reads the settings and composes the commands, which live beside what they drive.

The modules of commands import what they need when a command runs, so `--help` is instant.
"""

import io
import sys
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import graph.claims.commands
import graph.commands
import graph.review.commands
import graph.store.commands
import graph.store.reader_option
import loaders.articles.commands
import loaders.articles.language_model.commands
import loaders.commands
import queries.ask.commands
import queries.commands
import queries.read.commands
import web.commands
from graph.errors import HuuNghiError, QueryError

if TYPE_CHECKING:
    from graph.store.versions import Change, Settled


class Commands(click.Group):
    """A group whose commands end in one clear message, never in a traceback, when an input is wrong."""

    def invoke(self, ctx: click.Context) -> Any:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(
                errors="surrogateescape"
            )  # a file's name is said as it is, whatever its bytes
        try:
            return super().invoke(ctx)
        except HuuNghiError as error:
            click.echo(f"huunghi: {error}", err=True)
        except UnicodeEncodeError as error:
            click.echo(
                f"huunghi: {error.object[error.start : error.end]!a} cannot be written in {error.encoding}.",
                err=True,
            )
            click.echo(
                "Give names in UTF-8, and let the output be in it too: PYTHONUTF8=1 huunghi ...", err=True
            )
        except BrokenPipeError:
            pass  # who reads the output has had enough
        except OSError as error:
            place = f" {error.filename}" if error.filename else ""
            click.echo(f"huunghi: The system refused{place}: {error.strerror or error}.", err=True)
            click.echo(
                "See that the path is right, that it may be read and written, and that the disk has room.",
                err=True,
            )
        sys.exit(1)


def _settle(change: "Change") -> "Settled":
    """Resolve what was read of articles again, in each change of claims; imported when it is needed."""
    from loaders.articles.regenerate import settle

    return settle(change)


def _say_who_writes(owner: str) -> None:
    """Say why nothing happens while another process writes."""
    from graph.limits import LIMITS

    seconds = f"{LIMITS.store_wait_seconds:g}"
    click.echo(f"The store is being written by {owner}; waiting up to {seconds} seconds for it.", err=True)


def _check_calls(allowed: tuple[str, ...], text: str, more: tuple[str, ...]) -> str:
    """Return a query so that it calls nobody but who is allowed; raise QueryError where it would."""
    from web.sparql.federation import check_calls

    checked = check_calls(text, update=False, allowed=(*allowed, *(host.lower() for host in more)))
    if checked.refusal is None:
        return checked.text
    refusal = checked.refusal
    hint = "Name whom it may call: --allow-service HOST, or local:HOST where that is of this network."
    raise QueryError(
        refusal.template,
        hint=hint if {"word", "host"} & set(refusal.values) else refusal.hint_template,
        values=refusal.values,
    )


@click.group(cls=Commands)
@click.option(
    "--store",
    "root",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("store"),
    envvar="HUUNGHI_STORE",
    show_default=True,
    help="Folder of the store's versions.",
)
@click.version_option(package_name="huunghi")
@click.pass_context
def main(ctx: click.Context, root: Path) -> None:
    """Hữu Nghị: a knowledge graph with the passage behind every statement."""
    from graph.limits import LIMITS
    from graph.store.transfer.addresses import Access
    from graph.store.versions import VersionStore
    from queries.collection import in_use
    from queries.library import Library
    from web.settings import Settings

    ctx.obj = VersionStore(root, settle=_settle, patience=LIMITS.store_wait_seconds, waiting=_say_who_writes)
    ctx.with_resource(in_use(cache(Library(root).collection)))
    settings = Settings.from_environment(store=root)
    ctx.meta[web.commands.SETTINGS] = settings
    ctx.meta[graph.store.commands.ACCESS] = Access(
        settings.replica_token, settings.remote_command, interactive=sys.stdin.isatty()
    )
    ctx.meta[loaders.articles.language_model.commands.SETTINGS] = settings.model_name, settings.model_key
    ctx.meta[graph.store.reader_option.ENDPOINT] = lambda url: (
        replace(settings, reader=url or settings.reader).endpoint
    )
    ctx.meta[queries.commands.CHECK_CALLS] = partial(_check_calls, settings.service_hosts)


for command in (
    loaders.commands.load,
    loaders.commands.new_table,
    loaders.commands.restore,
    loaders.commands.check_data,
    loaders.commands.evaluate,
    loaders.articles.commands.trust,
    loaders.articles.commands.upgrade,
    loaders.articles.commands.signatures,
    loaders.articles.language_model.commands.models,
    loaders.commands.export,
    queries.commands.query,
    queries.ask.commands.ask,
    queries.read.commands.show,
    queries.commands.trace,
    graph.store.commands.versions,
    graph.claims.commands.sources,
    graph.claims.commands.datasets,
    graph.claims.commands.validate,
    graph.review.commands.review,
    graph.commands.token,
    graph.commands.backup,
    web.commands.serve,
    web.commands.show_settings,
    web.commands.assets,
):
    main.add_command(command)


if __name__ == "__main__":
    main(prog_name="huunghi")
