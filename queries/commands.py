"""The commands that ask the graph. They import what they need when they run."""

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from graph.store.versions import VersionStore


@click.command(short_help="Run a query of the catalogue, or any SPARQL.")
@click.argument("name")
@click.option(
    "--param", "params", multiple=True, metavar="K=V", help="A parameter of the query; repeat for more."
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    show_default=True,
    help="How the answer is printed.",
)
@click.option(
    "--at",
    "version",
    metavar="VERSION",
    help="Ask a version by number or release name; the current one unless given.",
)
@click.pass_obj
def query(
    versions: "VersionStore", name: str, params: tuple[str, ...], format_: str, version: str | None
) -> None:
    """Run the catalogue's query NAME, or with `-` any SPARQL from standard input; `list` names them all."""
    from graph.store.reader import EmbeddedReader
    from queries.collection import catalogue
    from queries.export.results import to_csv, to_json, to_table
    from queries.runner import run, run_text

    if name == "list":
        for one in catalogue().values():
            click.echo(f"{one.name:45} {one.title.en}")
        return
    given = _values(params)
    opened = (versions.get(version) if version else versions.require_current()).open()
    reader = EmbeddedReader(opened)
    answer = run_text(reader, sys.stdin.read()) if name == "-" else run(reader, name, given)
    if format_ == "table":
        from rich.console import Console

        Console().print(to_table(answer))
    else:
        sys.stdout.buffer.write(to_csv(answer) if format_ == "csv" else to_json(answer))


def _values(params: tuple[str, ...]) -> dict[str, str]:
    from graph.errors import BadParameter

    given = {}
    for param in params:
        key, equals, value = param.partition("=")
        if not equals:
            raise BadParameter(f"--param {param!r} has no value.", hint="Write --param name=value")
        given[key] = value
    return given
