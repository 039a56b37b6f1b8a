"""A disk that is full, and one that takes no writes: what is read is served, what is written is refused in words.

A full disk is a small file system in memory, filled up; a disk without writes is the store bound to another folder
read-only. Both need the rights to mount, in a mount namespace of their own where the process has one.
"""

import contextlib
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from graph.errors import DiskFull, StoreReadOnly
from graph.health import faults
from graph.store.versions import VersionStore
from tests.faults.damage import Outcome, Pristine, contents
from tests.faults.parts import READ, WELL
from tests.faults.service import Asked, command, serving

SEARCHED = ("search", "suggestions", "words of texts")


class NoMountsError(Exception):
    """This process may not mount file systems."""


def _mount(*arguments: str | Path) -> None:
    done = subprocess.run(["mount", *map(str, arguments)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoMountsError(done.stderr.strip())


@contextlib.contextmanager
def _mounted(folder: Path, *arguments: str | Path) -> Iterator[None]:
    _mount(*arguments, folder)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", folder], capture_output=True, check=False)


def full_disk(pristine: Pristine, folder: Path, *, texts: Path | None = None) -> Outcome:
    """Fill the disk after an update, so that the newest version has no index of names yet."""
    folder.mkdir()
    with _mounted(folder, "-t", "tmpfs", "-o", "size=96m", "tmpfs"):
        store = pristine.copied(folder / "store")
        (store.root / "texts.sqlite").unlink()
        _change(store)
        filler = folder / "filler"
        with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
            while True:
                file.write(b"\0" * 4096)
        outcome = _refused(pristine, store, Outcome("disk full"), 507, DiskFull.slug, texts)
        filler.unlink()
        return _recovered(pristine, store, outcome, texts)


def read_only(pristine: Pristine, folder: Path, *, texts: Path | None = None) -> Outcome:
    """Bind the store to another folder, read-only, after an update."""
    store = pristine.copied(folder / "store")
    (store.root / "texts.sqlite").unlink()
    _change(store)
    bound = folder / "bound"
    bound.mkdir()
    with _mounted(bound, "--bind", store.root):
        _mount("-o", "remount,ro,bind", bound)
        outcome = _refused(
            pristine, VersionStore(bound), Outcome("disk read-only"), 503, StoreReadOnly.slug, texts
        )
    return _recovered(pristine, store, outcome, texts)


def _change(store: VersionStore) -> None:
    label = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
    with store.change(note="a name") as change:
        change.store.update(
            f'INSERT DATA {{ <https://w3id.org/huunghi/id/place/made-up> {label} "Nghe An the second"@en }}'
        )


def _refused(
    pristine: Pristine, store: VersionStore, outcome: Outcome, status: int, slug: str, texts: Path | None
) -> Outcome:
    before = contents(store)
    with serving(store.root, texts=texts, token=pristine.token) as asked:
        outcome.wrong += [*_all_well(asked, store), *_update_refused(asked, store, status, slug, outcome)]
        if "made-up" not in asked.get("/suggest?q=nghe+an+the+sec").text:
            outcome.wrong.append("the newest name is not found")
        outcome.page = str(asked.get(READ["page"]).status_code)
        ready = asked.get("/readyz")
        outcome.ready = " ".join([str(ready.status_code), *ready.text.splitlines()[:1]])
        if ready.status_code != 200:
            outcome.wrong.append(f"/readyz is {ready.status_code}: {ready.text}")
    said = command(store.root, "versions", "restore", "1")
    outcome.line = said.stderr.strip().partition("\n")[0]
    if said.exit_code != 1 or "Traceback" in said.output:
        outcome.wrong.append(f"the command says {said.output!r}")
    if faults(store):
        outcome.wrong.append(f"faults: {faults(store)}")
    if contents(store) != before:
        outcome.wrong.append(f"{contents(store)} is not {before}")
    return outcome


def _all_well(asked: Asked, store: VersionStore) -> Iterator[str]:
    for name, address in READ.items():
        answer = asked.get(address)
        if answer.status_code != WELL[name]:
            yield f"{name} is {answer.status_code}: {answer.text[:300]}"
        if str(store.root) in answer.text:
            yield f"{name} names the folder"


def _update_refused(
    asked: Asked, store: VersionStore, status: int, slug: str, outcome: Outcome
) -> Iterator[str]:
    answer = asked.update()
    outcome.endpoint = f"query 200, update {answer.status_code}"
    if answer.status_code != status or not answer.json()["type"].endswith(slug):
        yield f"an update is {answer.status_code}: {answer.text[:500]}"
    if str(store.root) in answer.text or not answer.json()["hint"]:
        yield f"the update's answer names the folder, or no remedy: {answer.text[:500]}"


def _recovered(pristine: Pristine, store: VersionStore, outcome: Outcome, texts: Path | None) -> Outcome:
    outcome.recovered = "by itself, when the disk takes writes again"
    with serving(store.root, texts=texts, token=pristine.token) as asked:
        outcome.wrong += _all_well(asked, store)
        if asked.update().status_code != 204:
            outcome.wrong.append("afterwards no update is taken")
    return outcome


def run_all(pristine: Pristine, *, texts: Path | None = None) -> Iterator[Outcome]:
    """Run both; raise NoMountsError where the system does not let us."""
    for fault in (full_disk, read_only):
        with tempfile.TemporaryDirectory(prefix="huunghi-disk-") as folder:
            yield fault(pristine, Path(folder) / "disk", texts=texts)
