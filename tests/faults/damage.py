"""Damage one part of a store, ask for everything, repair it, and compare with what was there before."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

from graph.api_tokens import UPDATER, Tokens, signing_key
from graph.errors import StoreError, store_error_called
from graph.health import faults
from graph.search.index_lifecycle import ensure
from graph.search.passages import TextIndex
from graph.store.versions import VersionStore
from loaders.articles.readings import Readings
from tests.faults.parts import READ, WELL, Part
from tests.faults.service import command, serving

TEXT = "Liên hiệp các tổ chức hữu nghị tỉnh Nghệ An họp tại Vinh."


@dataclass
class Pristine:
    """A store of three versions to be copied: a release, a token, a session key, indexes and readings."""

    root: Path
    token: str

    def copied(self, folder: Path) -> VersionStore:
        """Return a copy, none of whose files is a file of another's."""
        shutil.copytree(self.root, folder, symlinks=True)
        return VersionStore(folder)


def make_pristine(loaded: Path, folder: Path) -> Pristine:
    """Make such a store of one that has one version with the tables."""
    shutil.copytree(loaded, folder, symlinks=True)
    store = VersionStore(folder)
    for number in (2, 3):
        with store.change(note="made for the faults") as change:
            change.store.update(f"INSERT DATA {{ <urn:x> <urn:y> {number} }}")
    ensure(store.require_current())
    store.tag("2026.1", name=2)
    token, _ = Tokens(folder).new(name="updates", role=UPDATER)
    signing_key(folder)
    TextIndex(folder).add(["0" * 64], lambda _: TEXT, seconds=60)
    Readings(folder).keep_names([])
    return Pristine(folder, token)


def contents(store: VersionStore) -> dict[int, int]:
    """Return each version that can be read with its statements, every one of which is read."""
    found = {}
    for number in store.numbers():
        try:
            with store.get(number).open() as opened:
                found[number] = sum(1 for _ in opened.store)
        except (StoreError, RuntimeError):
            continue
    return found


@dataclass
class Outcome:
    """What became of one damage. `wrong` is what must not be, in words."""

    name: str
    lost: str = "nothing"
    page: str = ""
    endpoint: str = ""
    line: str = ""
    ready: str = ""
    recovered: str = ""
    wrong: list[str] = field(default_factory=list)


def damaged(part: Part, pristine: Pristine, folder: Path, *, texts: Path | None = None) -> Outcome:
    """Damage one part of a copy, ask, repair, and ask again."""
    outcome = Outcome(part.name)
    store = pristine.copied(folder)
    before = contents(store)
    part.damage(store)
    with serving(store.root, texts=texts, token=pristine.token) as asked:
        outcome.wrong += _asked_while_damaged(part, asked, store, outcome)
    if part.command:
        said = command(store.root, *part.command)
        outcome.line = said.stderr.strip().splitlines()[0] if said.stderr.strip() else ""
        if said.exit_code != 1 or "huunghi" not in said.stderr.partition("\n")[2]:
            outcome.wrong.append(f"the command {part.command} says {said.output!r}")
    _repair(store, outcome, before)
    with serving(store.root, texts=texts, token=pristine.token) as asked:
        outcome.wrong += _asked_when_mended(asked, part)
    shutil.rmtree(folder)
    return outcome


def _asked_while_damaged(part: Part, asked, store: VersionStore, outcome: Outcome) -> Iterator[str]:  # type: ignore[no-untyped-def]
    for name, address in READ.items():
        answer = asked.get(address)
        expected = part.refused.get(name, WELL[name])
        if answer.status_code != expected:
            yield f"{name} is {answer.status_code} and not {expected}: {answer.text[:300]}"
        yield from _told(answer, part, store, name, refused=name in part.refused)
        if name == "page" and answer.status_code == 503:
            outcome.page = f"503 {part.slug}"
    ready = asked.get("/readyz")
    lines = ready.text.splitlines()
    outcome.ready = lines[1] if len(lines) > 1 else lines[0]
    if ready.status_code != 503 or f"{part.ready}: " not in ready.text:
        yield f"/readyz is {ready.status_code}: {ready.text}"
    if str(store.root) in ready.text:
        yield "/readyz names the folder"
    answer = asked.update()
    expected = 503 if part.refuses_writes else 204
    if answer.status_code != expected:
        yield f"an update is {answer.status_code} and not {expected}: {answer.text[:300]}"
    yield from _told(answer, part, store, "update", refused=expected == 503)
    query = "query" in part.refused
    outcome.endpoint = f"query {503 if query else 200}, update {answer.status_code}"
    outcome.page = outcome.page or _of(part)


def _of(part: Part) -> str:
    refused = [name for name, status in part.refused.items() if status == 503]
    return f"200; 503 {part.slug} of {', '.join(refused)}" if refused else "200"


def _told(answer, part: Part, store: VersionStore, name: str, *, refused: bool) -> Iterator[str]:  # type: ignore[no-untyped-def]
    if answer.status_code in (500, 504):
        yield f"{name} is {answer.status_code}"
    if str(store.root) in answer.text:
        yield f"{name} names the folder: {answer.text[:300]}"
    if refused and answer.status_code == 503:
        if answer.headers["content-type"].startswith("application/problem+json"):
            kind = answer.json()["type"].rpartition("/")[2]
        else:  # a page
            kind = part.slug if store_error_called(part.slug).title in unescape(answer.text) else "another"
        if kind != part.slug:
            yield f"{name} is reported as {kind}"
        if "huunghi " not in answer.text or "retry-after" not in answer.headers:
            yield f"{name} has no remedy, or no Retry-After: {answer.text[:300]}"


def _repair(store: VersionStore, outcome: Outcome, before: dict[int, int]) -> None:
    rehearsed = command(store.root, "versions", "repair", "--dry-run")
    done = command(store.root, "versions", "repair")
    found = [line for line in done.stdout.splitlines() if not line.startswith(" ")]
    outcome.recovered = "huunghi versions repair: " + "; ".join(
        line.strip() for line in done.stdout.splitlines() if line.startswith(" ")
    )
    if not found or done.exception or rehearsed.exception or "dry run" not in rehearsed.stdout:
        outcome.wrong.append(
            f"the repair says {done.output!r} {done.exception!r}, rehearsed {rehearsed.output!r}"
        )
    left = faults(store)
    if left:
        outcome.wrong.append(f"after the repair there is still {left}")
    after = contents(store)
    lost = [f"version {n}" for n, quads in before.items() if n not in after or after[n] != quads]
    statements = max(before.values()) - max(after.values(), default=0)
    if lost:
        outcome.lost = f"{', '.join(lost)}, as damaged (its folder is kept); {statements} statements in all"
    if set(store.numbers()) < set(before):
        outcome.wrong.append(f"versions are gone: {store.numbers()}")
    if store.releases() != {"2026.1": 2}:
        outcome.wrong.append(f"releases are {store.releases()}")


def _asked_when_mended(asked, part: Part) -> Iterator[str]:  # type: ignore[no-untyped-def]
    for name, address in READ.items():
        answer = asked.get(address)
        if answer.status_code != WELL[name]:
            yield f"after the repair, {name} is {answer.status_code}: {answer.text[:300]}"
    if part.ready != "tokens" and asked.update().status_code != 204:
        yield "after the repair, no update is taken"
    ready = asked.get("/readyz")
    if ready.status_code != 200:
        yield f"after the repair, /readyz says {ready.text}"
