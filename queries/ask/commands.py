"""The command that asks in plain language. It imports what it needs when it runs."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from graph.store.versions import VersionStore
    from queries.ask.model import Reading, Understood


@click.command(short_help="Ask a question in plain English or Vietnamese.")
@click.argument("question", required=False)
@click.option(
    "--on", "day", metavar="DAY", help="The day on which it is asked, YYYY-MM-DD; today unless given."
)
@click.option(
    "--lang",
    "language",
    type=click.Choice(["en", "vi"]),
    default="en",
    show_default=True,
    help="The language of names in the answer.",
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
    "--gold",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Measure the answers to the questions of a file instead.",
)
@click.option("--totals", is_flag=True, help="With --gold: the shares only, and no question.")
@click.pass_obj
def ask(
    versions: "VersionStore",
    question: str | None,
    day: str | None,
    language: str,
    format_: str,
    gold: Path | None,
    totals: bool,
) -> None:
    """Answer QUESTION by a query of the catalogue, or say why none answers it.

    No language model is asked. What was understood is printed before the rows, with the command that runs the query.
    """
    from datetime import date

    from graph.errors import BadParameter
    from graph.store.reader import EmbeddedReader
    from queries.ask.answer import ask as ask_graph
    from queries.export.results import to_csv, to_json, to_table

    reader = EmbeddedReader(versions.require_current().open())
    if gold is not None:
        from queries.ask.evaluation import evaluate, read_gold

        measured = evaluate(reader, read_gold(gold))
        click.echo(measured.table())
        for line in () if totals else measured.faults():
            click.echo(line)
        return
    if not question:
        raise click.UsageError(
            'Give a question in quotation marks: huunghi ask "who chaired the Nghe An union?"'
        )
    try:
        today = date.fromisoformat(day) if day else date.today()
    except ValueError as error:
        raise BadParameter(
            "--on %(day)r is no day.", hint="Write it as year, month, day: 2024-04-02.", values={"day": day}
        ) from error
    asked = ask_graph(reader, question, today=today, language=language)
    _say(asked.understood, language)
    if asked.answer is None:
        sys.exit(2)
    if format_ == "table":
        from rich.console import Console

        Console().print(to_table(asked.answer))
    else:
        sys.stdout.buffer.write(to_csv(asked.answer) if format_ == "csv" else to_json(asked.answer))


def _say(understood: "Understood", language: str) -> None:
    """Print what was understood, on the side of messages."""
    for word, other in understood.mended.items():
        click.echo(f"{word!r} is read as {other!r}.", err=True)
    if understood.reading is not None:
        click.echo(f"{understood.reading.query.title.in_language(language)}", err=True)
        click.echo(f"  {_command(understood.reading)}", err=True)
        return
    words = f" ({', '.join(understood.words)})" if understood.words else ""
    click.echo(f"No answer: {understood.why}{words}.", err=True)
    for near in understood.nearest:
        click.echo(f"  near: {near.query.title.in_language(language)}\n        {_command(near)}", err=True)


def _command(reading: "Reading") -> str:
    import shlex

    from ontology.iris import BASE, ID

    values = " ".join(
        "--param " + shlex.quote(f"{one.name}={one.value.removeprefix(ID).removeprefix(BASE)}")
        for one in reading.filled
    )
    return f"huunghi query {reading.query.name} {values}".strip()
