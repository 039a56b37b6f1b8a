"""The command that reviews claims in the terminal. It imports what it needs when it runs."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph.terminal import FOLDER

if TYPE_CHECKING:
    from graph.store.versions import VersionStore


@click.command(short_help="Decide on proposed claims, one after the other.")
@click.option(
    "--by", "name", envvar="USER", default="reviewer", show_default="your user name", help="Who decides."
)
@click.option("--kind", default="", help="Only things of this kind, for example person.")
@click.option("--source", default="", help="Only claims of this source (slug).")
@click.option("--least", type=float, help="Only claims of at least this confidence.")
@click.option("--most", type=float, help="Only claims of at most this confidence.")
@click.option(
    "--property", "predicate", default="", help="Only claims by this property, for example skos:prefLabel."
)
@click.option(
    "--thing", default="", help="Only claims about this thing (kind/slug); for --accept and --reject."
)
@click.option("--accept", is_flag=True, help="Accept all of them, after showing what that changes.")
@click.option("--reject", metavar="WHY", help="Reject all of them, after showing what that changes.")
@click.option(
    "--undo", metavar="DECISION", help="Undo a decision of the log, after showing what that changes."
)
@click.option("--together", is_flag=True, help="With --undo: also the later decisions that rest on it.")
@click.option("--yes", is_flag=True, help="Do not ask before publishing.")
@click.option(
    "--conflicts",
    is_flag=True,
    help="List what contradicts itself in what is accepted, with both sides, instead.",
)
@click.option("--log", "show_log", is_flag=True, help="List the latest decisions instead.")
@click.option("--texts", type=FOLDER, help="Folder of the sources' texts, to show the passages.")
@click.pass_obj
def review(
    versions: "VersionStore",
    name: str,
    kind: str,
    source: str,
    least: float | None,
    most: float | None,
    predicate: str,
    thing: str,
    accept: bool,
    reject: str | None,
    undo: str | None,
    together: bool,
    yes: bool,
    conflicts: bool,
    show_log: bool,
    texts: Path | None,
) -> None:
    """Decide on proposed claims, one after the other, by keys; also reads keys and lines from a pipe.

    With --accept or --reject all claims under the filter at once: what that would change is shown first.
    """
    from decimal import Decimal

    from graph.errors import InputError
    from graph.review.batch import Batch
    from graph.review.decisions import Reviewer
    from graph.review.queue import Filter
    from graph.review.terminal import ReviewSession, write_log

    if show_log:
        write_log(versions, click.echo)
        return
    wanted = Filter(
        kind,
        source,
        Decimal(str(least)) if least is not None else None,
        Decimal(str(most)) if most is not None else None,
        _property(predicate),
    )
    if sum((accept, reject is not None, undo is not None, conflicts)) > 1:
        raise InputError("One act at a time.", hint="Give one of --accept, --reject, --undo, --conflicts.")
    batch = Batch(versions, Reviewer(name), click.echo, lambda asked: yes or click.confirm(asked))
    if conflicts:
        click.echo(f"{batch.conflicts()} conflicts.")
        click.echo(
            "Only what is accepted counts here; proposals that contradict it come first in huunghi review."
        )
        return
    if accept or reject is not None or undo is not None:
        if accept:
            made = batch.accept(wanted, thing)
        elif reject is not None:
            made = batch.reject(wanted, reject, thing)
        else:
            made = batch.undo(undo or "", together=together)
        version = made.version.number if made and made.version else None
        click.echo(f"Published as version {version}." if made else "Nothing was done.")
        return
    ReviewSession(versions, Reviewer(name), wanted, texts=texts).run()


def _property(name: str) -> str:
    """Return the IRI of a property that is named in full or by its prefix. Raises InputError for another text."""
    from graph.errors import InputError
    from ontology.prefixes import expand

    if not name or "://" in name:
        return name
    try:
        return expand(name)
    except ValueError as error:
        raise InputError(
            "%(name)r is no property.", hint="For example skos:prefLabel.", values={"name": name[:80]}
        ) from error
