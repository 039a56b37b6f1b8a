"""Bring versions from one store to another: only the files that the other side lacks, each compared with its digest.

A version is published at the target when all of its files are there, under its own number and with its release names;
until then, and whatever ends the transfer, the target serves what it served before.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from graph.errors import PrunedVersion, TransferFailed, WrongContent
from graph.store.retention import KEEP
from graph.store.transfer.contents import File, State, require_same_history
from graph.store.transfer.stores import Origin, Target

Tell = Callable[[int, int, int], None]
"""Told of progress: the version, bytes of it that came, bytes that have to come."""
_TRIES = 5
"""Attempts where the version to be fetched is pruned at its origin meanwhile."""


@dataclass
class Transferred:
    """What was brought over: the versions in the order in which they were published, release names, files and bytes."""

    versions: list[int] = field(default_factory=list)
    releases: dict[str, int] = field(default_factory=dict)
    files: int = 0
    sent: int = 0
    size: int = 0
    current: int = 0


def transfer(
    origin: Origin,
    target: Target,
    *,
    keep: int = KEEP,
    tell: Tell = lambda *_: None,
    state: State | None = None,
) -> Transferred:
    """Bring the current version of `origin` to `target`, then the newest `keep` and those that have a release name.

    `state` is that of the origin where it is known. Raises OtherFormat, Diverged, WrongContent or another
    TransferFailed, DiskFull and other errors of the store that versions are brought to.
    """
    done = Transferred()
    for again in range(_TRIES):
        there, here = state if state and not again else origin.state(), target.state()
        if not there.current:
            raise TransferFailed(
                "%(address)s has no version.",
                hint="Nothing was changed. See that the address is right, and that something was loaded there.",
                values={"address": origin.address},
            )
        require_same_history(there, here, origin.address, target.address)
        done.current = there.current
        for number in _wanted(there, here, keep):
            try:
                _bring(number, origin, target, there, done, tell)
            except PrunedVersion:
                if number == there.current:
                    break
        else:
            _name(there, here, target, done)
            target.finish()
            return done
    raise TransferFailed(
        "Each version of %(address)s was pruned before it was here.",
        hint="Have it keep more versions, or give one a release name: huunghi versions tag.",
        values={"address": origin.address},
    )


def _wanted(there: State, here: State, keep: int) -> list[int]:
    """Return the versions to bring over: the current one first, then the others, newest first."""
    newest = sorted(there.versions)[-keep:]
    wanted = {one for one in (*newest, *there.releases.values()) if one <= there.current}
    return sorted((wanted & there.versions.keys()) - here.versions.keys(), reverse=True)


def _bring(number: int, origin: Origin, target: Target, there: State, done: Transferred, tell: Tell) -> None:
    contents = origin.contents(number)
    if contents.number != number or contents.manifest.sha256 != there.versions[number]:
        raise PrunedVersion("Version %(number)s is another now.", values={"number": number})
    missing = target.missing(contents)
    left = sum(file.size - come for file, come in missing)
    sent = 0

    def parts_of(file: File, offset: int) -> Iterator[bytes]:
        nonlocal sent
        for part in origin.read(number, file, offset):
            yield part
            sent += len(part)
            tell(number, sent, left)

    for file, come in missing:
        _send(file, come, number, parts_of, target)
    target.publish(contents, there)
    done.versions.append(number)
    done.releases |= {name: one for name, one in there.releases.items() if one == number}
    done.files += len(missing)
    done.sent += sent
    done.size += contents.size


def _send(
    file: File, offset: int, number: int, parts_of: Callable[[File, int], Iterator[bytes]], target: Target
) -> None:
    try:
        come = target.put(file, offset, parts_of(file, offset))
    except WrongContent:
        if not offset:
            raise
        come = target.put(file, 0, parts_of(file, 0))  # what had come before was wrong
    if come < file.size:
        raise TransferFailed(
            "%(path)s of version %(number)s broke off after %(come)s of %(size)s bytes.",
            values={"path": file.path, "number": number, "come": come, "size": file.size},
        )


def _name(there: State, here: State, target: Target, done: Transferred) -> None:
    """Give versions that were here before the release names that they have got since."""
    for name, number in there.releases.items():
        if number in here.versions and name not in here.releases:
            target.tag(name, number)
            done.releases[name] = number
