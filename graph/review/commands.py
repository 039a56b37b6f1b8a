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
    show_log: bool,
    texts: Path | None,
) -> None:
    """Decide on proposed claims, one after the other, by keys; also reads keys and lines from a pipe."""
    from decimal import Decimal

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
    )
    ReviewSession(versions, Reviewer(name), wanted, texts=texts).run()
