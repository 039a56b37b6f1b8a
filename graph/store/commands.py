"""The commands about the versions of the graph. They import what they need when they run."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

if TYPE_CHECKING:
    from graph.store.transfer.stores import Origin, Target
    from graph.store.versions import VersionStore

_Decorated = TypeVar("_Decorated", bound=Callable[..., Any])


ACCESS: Final = "huunghi.access-to-other-stores"
"""Under this key `huunghi.py` puts it into the `meta` of click's context."""


@click.group("versions", short_help="List, compare, restore, prune, repair, push and pull versions.")
def versions() -> None:
    """List, name, compare, restore, prune, repair, push and pull the versions of the graph."""


@versions.command("list")
@click.pass_obj
def list_versions(store: "VersionStore") -> None:
    """List the versions, oldest first; the current one is marked."""
    from graph.errors import BrokenCurrent, OtherFormat

    broken = None
    try:
        current = store.check_current()
    except BrokenCurrent as error:
        current, broken = None, error  # the versions are listed all the same: one of them may be wanted
    found = store.listed()
    if not found and broken is None:
        click.echo("There is no version yet. Load something: huunghi load data", err=True)
    for one in found:
        mark, releases = "*" if one.number == current else " ", ",".join(one.releases)
        if one.version is None:
            state, why = (
                ("of another format", one.damage.message)
                if isinstance(one.damage, OtherFormat)
                else ("damaged", "its manifest cannot be read")
            )
            click.echo(f"{mark} {one.number:6} {state:24}  {releases:12} {why}")
            continue
        manifest = one.version.manifest
        change = "" if manifest.added is None else f"+{manifest.added:,} -{manifest.removed or 0:,}"
        click.echo(f"{mark} {one.number:6} {manifest.created}  {releases:12} {change:20} {manifest.note}")
    if broken is not None:
        raise broken


@versions.command("tag")
@click.argument("release")
@click.argument("version", required=False)
@click.pass_obj
def tag(store: "VersionStore", release: str, version: str | None) -> None:
    """Name a version (the current one) RELEASE; it is then kept for good."""
    tagged = store.tag(release, name=version)
    click.echo(f"Version {tagged.number} is release {release}.")


@versions.command("diff")
@click.argument("old")
@click.argument("new", required=False)
@click.option("--all", "whole", is_flag=True, help="Compare all graphs, not the accepted statements alone.")
@click.pass_obj
def diff(store: "VersionStore", old: str, new: str | None, whole: bool) -> None:
    """Print the statements that version NEW (the current one) has gained (+) and lost (-) since OLD."""
    from graph.store.diff import difference

    newer = store.get(new) if new else store.require_current()
    counts = {"+": 0, "-": 0}
    for sign, quad in difference(store.get(old), newer, whole=whole):
        counts[sign] += 1
        click.echo(f"{sign} {quad} .")
    click.echo(f"{counts['+']} gained, {counts['-']} lost.", err=True)


@versions.command("restore")
@click.argument("version")
@click.pass_obj
def restore(store: "VersionStore", version: str) -> None:
    """Publish a copy of VERSION as the newest one."""
    click.echo(f"Published as version {store.restore(version).number}.")


def _keeping(name: str, help_: str) -> Callable[[_Decorated], _Decorated]:
    return click.option(f"--keep-{name}", name, metavar="N", type=click.IntRange(min=0), help=help_)


@versions.command("prune")
@_keeping("last", "Keep the newest N versions.")
@_keeping("daily", "Keep the last version of each of the last N days that have one.")
@_keeping("weekly", "Likewise of weeks.")
@_keeping("monthly", "Likewise of months.")
@_keeping("yearly", "Likewise of years.")
@click.option(
    "--from-now-on", is_flag=True, help="Make this the rule of the store, which each change then prunes by."
)
@click.option("--dry-run", is_flag=True, help="Say of each version what keeps it, and change nothing.")
@click.pass_obj
def prune(store: "VersionStore", /, from_now_on: bool, dry_run: bool, **keep: int | None) -> None:
    """Remove the versions that the rule does not keep: the one given, or that of the store.

    A version that has a release name is always kept, and so are the current one and those that somebody reads. Days are
    those of UTC, weeks begin on Monday.
    """
    from graph.store.retention import Retention, judge

    given = {name: number for name, number in keep.items() if number is not None}
    if from_now_on and not given:
        raise click.UsageError("--from-now-on needs a rule, such as --keep-last 5 --keep-daily 30.")
    rule = Retention(**{"last": 0, **given}) if given else Retention.read(store.root)
    if dry_run:
        for one in judge(store, rule):
            click.echo(f"{one.number:6} {one.created:24}  {', '.join(one.kept) or 'would go'}")
        click.echo(f"By {rule}. This was a dry run: nothing was changed.", err=True)
        return
    if from_now_on:
        with store.lock():
            rule.write(store.root)
    gone = store.prune(rule)
    click.echo(f"Removed {len(gone)}: {', '.join(map(str, gone))}." if gone else "Nothing to remove.")


_KEEP = click.option(
    "--keep",
    type=click.IntRange(min=1),
    default=5,
    show_default=True,
    help="How many unnamed versions to bring over, and to keep where the other store has no rule (`prune`).",
)


@versions.command("pull")
@click.argument("address")
@_KEEP
@click.pass_context
def pull(ctx: click.Context, address: str, keep: int) -> None:
    """Fetch the versions of the store at ADDRESS, with their numbers and release names.

    ADDRESS is a folder; http(s)://SERVER, a server of this program that runs, whose token is HUUNGHI_REPLICA_TOKEN;
    ssh://[USER@]HOST[:PORT]/PATH, a store on another machine that has this program, by the system's ssh; or
    s3://BUCKET/PREFIX, an S3-compatible store, by AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.

    Only files that are not here are fetched, and each is compared with its digest. What is served stays until all of a
    version is here; a pull that was broken off goes on where it was.
    """
    from graph.store.transfer.addresses import origin_at
    from graph.store.transfer.stores import LocalTarget

    with (
        origin_at(address, ctx.meta[ACCESS]) as origin,
        LocalTarget(ctx.obj, keep=keep) as target,
    ):
        _bring_over(origin, target, keep)


@versions.command("push")
@click.argument("address")
@_KEEP
@click.pass_context
def push(ctx: click.Context, address: str, keep: int) -> None:
    """Send the versions of this store to the one at ADDRESS, as `pull` would fetch them from there."""
    from graph.store.transfer.addresses import target_at
    from graph.store.transfer.stores import LocalOrigin

    ctx.obj.require_current()
    with target_at(address, ctx.meta[ACCESS], keep=keep) as target:
        _bring_over(LocalOrigin(ctx.obj), target, keep)


@versions.command("serve-stdio")
@_KEEP
@click.option("--read-only", is_flag=True, help="Give versions, and take none.")
@click.pass_obj
def serve_stdio(store: "VersionStore", keep: int, read_only: bool) -> None:
    """Answer another machine's `push` and `pull` on standard input and output; ssh:// starts this there.

    In `authorized_keys` a key can be held to it, with `restrict` and a `command` that names the store and --read-only.
    """
    import sys

    from graph.store.transfer.addresses import require_room_for_a_store
    from graph.store.transfer.serving import Session

    require_room_for_a_store(store)
    Session(store, sys.stdin.buffer, sys.stdout.buffer, keep=keep, read_only=read_only).run()


def _bring_over(origin: "Origin", target: "Target", keep: int) -> None:
    from graph.store.transfer.transfer import transfer
    from graph.terminal import bytes_sent

    with bytes_sent() as tell:
        done = transfer(origin, target, keep=keep, tell=tell)
    if done.versions:
        numbers = ", ".join(map(str, sorted(done.versions)))
        click.echo(
            f"Published: {numbers}. {done.files} files, {done.sent:,} of {done.size:,} bytes, were sent."
        )
    for name, number in done.releases.items():
        click.echo(f"Version {number} is release {name}.")
    if not done.versions and not done.releases:
        click.echo(f"Nothing to send: version {done.current} is there.")


@versions.command("repair")
@click.option(
    "--dry-run", is_flag=True, help="Say what is damaged and what would be done, and change nothing."
)
@click.pass_obj
def repair_store(store: "VersionStore", dry_run: bool) -> None:
    """Find what is damaged in the store, say it, and mend what can be mended.

    Looks at `current`, the versions, manifests, releases, indexes, readings, tokens and keys. Each statement of a
    version is read before that version is chosen. Nothing is removed: what is in the way goes to the folder set-aside.
    """
    import sys

    from graph.repair import repair

    findings = 0
    left = False
    for one in repair(store, dry_run=dry_run):
        findings += 1
        left = left or not one.mended
        click.echo(f"{one.part}: {one.found}\n    {one.done}")
    if not findings:
        click.echo("Nothing is damaged.")
    elif dry_run:
        click.echo("This was a dry run: nothing was changed.")
    if left:
        sys.exit(1)
