"""The commands that ask the graph. They import what they need when they run."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import click

from graph.store.reader_option import reader_for, reader_option

if TYPE_CHECKING:
    from queries.runner import Answer
    from queries.sparql.explanation import Explanation

CHECK_CALLS: Final = "huunghi.check-calls"
"""Where `huunghi.py` hands on what checks whom a text calls: it belongs to the service, which stands above."""


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
@click.option(
    "--allow-service",
    "hosts",
    multiple=True,
    metavar="HOST",
    help="A host that SERVICE may call, local:HOST for one of this network; repeat for more. Beside those of "
    "HUUNGHI_SERVICE_HOSTS none is called.",
)
@reader_option
@click.pass_context
def query(
    ctx: click.Context,
    name: str,
    params: tuple[str, ...],
    format_: str,
    version: str | None,
    hosts: tuple[str, ...],
    reader: str | None,
) -> None:
    """Run the catalogue's query NAME, or with `-` any SPARQL from standard input; `list` names them all."""
    from queries.child_process import run_in_child_process
    from queries.collection import catalogue
    from queries.export.results import to_csv, to_json, to_table
    from queries.read.unused_terms import unused_terms
    from queries.runner import run, run_text

    if name == "list":
        for one in catalogue().values():
            click.echo(f"{one.name:45} {one.title.en}")
        return
    given = _values(params)
    if name == "-":
        text = sys.stdin.read().removeprefix("\ufeff")
        check_calls: Callable[[str, tuple[str, ...]], str] = ctx.meta[CHECK_CALLS]
        checked = check_calls(text, hosts)

        def ask() -> "tuple[Answer, tuple[Explanation, ...]]":
            asked = reader_for(ctx, reader, version)
            return run_text(asked, checked), unused_terms(asked, text)

        answer, notes = run_in_child_process(ask)
        for note in notes:
            click.echo(f"{note} {note.advice}", err=True)
    else:
        answer = run(reader_for(ctx, reader, version), name, given)
    if format_ == "table":
        from rich.console import Console

        Console().print(to_table(answer))
    else:
        sys.stdout.buffer.write(to_csv(answer) if format_ == "csv" else to_json(answer))


@click.command(short_help="Trace the citations of a thing.")
@click.argument("thing", metavar="KIND/SLUG")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "csv", "json", "graphml"]),
    default="table",
    show_default=True,
    help="How the trace is printed.",
)
@click.option(
    "--part",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Which part of a trace that is too long to be read at once.",
)
@click.option(
    "--language",
    type=click.Choice(["en", "vi"]),
    default="en",
    show_default=True,
    help="The language of names, where there is a name in it.",
)
@click.option(
    "--successors", is_flag=True, help="With the citations of what it became, and of what it was made of."
)
@reader_option
@click.pass_context
def trace(
    ctx: click.Context,
    thing: str,
    format_: str,
    part: int,
    language: str,
    successors: bool,
    reader: str | None,
) -> None:
    """Print what cites KIND/SLUG and what it cites, with the words, their places and their status.

    `huunghi trace programme/cluster-1-2024 --format csv` gives the rows of that programme's page.
    """
    from graph.review.names import iri_of
    from queries.export.formats import Format
    from queries.export.trace import WRITERS, to_table
    from queries.read.decisions import name_now
    from queries.read.labels import ENGLISH_FIRST, read_labels
    from queries.read.trace import Scope, TraceParams, read_trace

    asked = reader_for(ctx, reader)
    iri = iri_of(thing)
    record = read_trace(
        asked, TraceParams(Scope(name_now(asked, iri) or iri), part=part, successors=successors)
    )
    labels = read_labels(asked, record.iris())
    languages = tuple(dict.fromkeys((language, *ENGLISH_FIRST)))
    if format_ == "table":
        from rich.console import Console

        Console().print(to_table(record, labels, languages))
    else:
        text = WRITERS[Format(format_)](record, labels, languages)
        sys.stdout.buffer.write(text.encode())  # the line ends are those of the format, on every system
    if record.more:
        click.echo(f"There is more: --part {part + 1}", err=True)


def _values(params: tuple[str, ...]) -> dict[str, str]:
    from graph.errors import BadParameter

    given = {}
    for param in params:
        key, equals, value = param.partition("=")
        if not equals:
            raise BadParameter(
                "--param %(param)r has no value.", hint="Write --param name=value", values={"param": param}
            )
        given[key] = value
    return given
