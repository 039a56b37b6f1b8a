"""What the editor of queries asks while one types, over a made graph: things by name, terms, names of IRIs, faults.

First what is found is compared with a plain scan of all names, and the counts with a count of the file line by line;
then times are printed, from the real server, one request at a time. The baseline is that scan.
"""

import http.client
import json
import random
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import quote

from graph.limits import LIMITS
from graph.search.fold import fold
from graph.search.naming import Named
from graph.search.normalise import words_of
from graph.statistics.counts import Kind, Statistics, write
from graph.store.versions import VersionStore
from queries.collection import catalogue
from tests.bench.made_pages import PROGRAM, served
from tests.bench.search import made_names

GOAL_MS = 50.0
CLASSES = 100_000
"""Classes besides the three kinds, each of a few things."""
CLASS = "http://example.org/class/"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel"
_PER_NAME = 2
"""Triples for a name: itself, and what else is said of its thing."""


def run(*, triples: int, smoke: bool) -> bool:
    """Load, compare, then print p50 and p99 of each request and the ratio to the scan."""
    with tempfile.TemporaryDirectory(prefix="bench-completion-") as folder:
        root = Path(folder)
        names = list(islice(made_names(triples // _PER_NAME + 3), triples // _PER_NAME))
        classes = _write(names, root / "made.nt")
        began = time.perf_counter()
        command = [PROGRAM, "--store", str(root / "store"), "load", str(root / "made.nt")]
        subprocess.run(command, check=True, capture_output=True)
        print(f"{len(names):,} names; load {time.perf_counter() - began:.1f} s, ", end="")
        if not _counts_agree(root, classes):
            return False
        typed = list(_typed(names, 40 if smoke else 400))
        with served(root / "store") as (port, _):
            client = _Client(port)
            scanned = _compare(names, client, typed[: 5 if smoke else 20])
            if scanned is None:
                return False
            return _measure(client, names, typed, scanned)


def _write(names: list[Named], path: Path) -> Counter[str]:
    """Write the names, and of each thing its classes, a link and a number; return the things of each class."""
    classes: Counter[str] = Counter()
    with path.open("w", encoding="utf-8", newline="\n") as file:
        before = ""
        for at, one in enumerate(names):
            label = one.label.replace("\\", "\\\\").replace('"', '\\"')
            tag = f"@{one.language}" if one.language else ""
            file.write(f'<{one.iri}> <{LABEL}> "{label}"{tag} .\n')
            if one.iri == before:
                continue
            before = one.iri
            kinds = [one.iri.split("/")[-2]]
            if at % 7 == 0:
                kinds.append(f"rare-{at // 7 % CLASSES}")
            for kind in kinds:
                classes[CLASS + kind] += 1
                file.write(f"<{one.iri}> <{TYPE}> <{CLASS}{kind}> .\n")
            file.write(f"<{one.iri}> <http://example.org/p/knows> <{names[at * 7919 % len(names)].iri}> .\n")
            file.write(f'<{one.iri}> <http://example.org/p/value> "{at % 1000}" .\n')
    return classes


def _counts_agree(root: Path, classes: Counter[str]) -> bool:
    """Compare the counts that the load made with those of the file, and print how long counting takes."""
    version = VersionStore(root / "store").require_current()
    with version.open() as opened:
        began = time.perf_counter()
        write(opened.store, root / "again.sqlite")
        seconds = time.perf_counter() - began
        size = (root / "again.sqlite").stat().st_size / 1e6
    found = Statistics(version.statistics_path)
    counted = {one.iri: one.number for one in found.terms(Kind.CLASS, 10**9) if one.iri.startswith(CLASS)}
    print(f"counting {found.totals().triples:,} statements {seconds:.1f} s, {size:.0f} MB")
    same = counted == dict(classes)
    print(f"classes are counted as in the file: {'yes' if same else 'NO'} ({len(classes):,} classes)")
    return same


def _typed(names: list[Named], count: int) -> Iterator[str]:
    """Give what is typed on the way to a name: three letters, or more, with accents or without."""
    chance = random.Random(11)
    given: set[str] = set()
    while len(given) < count:
        label = chance.choice(names).label
        if any(c.isdigit() for c in label):
            continue
        text = label if chance.random() < 0.3 else fold(label)
        start = chance.choice((0, text.rfind(" ") + 1))
        typed = text[start : start + chance.choice((3, 3, 3, 4, 5, 8, 20))].strip()
        if len(typed) >= 3 and typed not in given:
            given.add(typed)
            yield typed


def _scan(names: Iterable[tuple[str, str]], typed: str) -> set[str]:
    """Return the things with a name that has all words typed, the last of them perhaps unfinished; accents aside. A
    name is given as its words, with a space before and after each.
    """
    *whole, last = (word.folded for word in words_of(typed))
    return {
        iri for iri, words in names if f" {last}" in words and all(f" {word} " in words for word in whole)
    }


class _Client:
    """One connection to the server."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def ask(self, path: str, body: str | None = None) -> tuple[float, bytes]:
        """Return the milliseconds and the bytes of an answer; a connection that the server closed is opened again."""
        try:
            return self._ask(path, body)
        except http.client.RemoteDisconnected:
            self._connection.close()
            return self._ask(path, body)

    def _ask(self, path: str, body: str | None) -> tuple[float, bytes]:
        began = time.perf_counter()
        method, sent = ("GET", None) if body is None else ("POST", body.encode())
        self._connection.request(method, path, sent, {"Accept": "application/json"})
        response = self._connection.getresponse()
        answer = response.read()
        if response.status != 200:
            raise RuntimeError(f"{path}: {response.status} {answer[:200]!r}")
        return (time.perf_counter() - began) * 1000, answer


def _compare(names: list[Named], client: _Client, typed: list[str]) -> float | None:
    """Return the milliseconds of the median scan; None where another thing is found than by the scan."""
    words = [(one.iri, f" {' '.join(word.folded for word in words_of(one.label))} ") for one in names]
    times = []
    few = 0
    # Beginnings that few names have, so that all that is there can be shown.
    rare = [" ".join(fold(names[at * 7919 % len(names)].label).split())[:40] for at in range(len(typed))]
    for text in [*map(fold, typed), *(one for one in rare if not any(c.isdigit() for c in one))]:
        began = time.perf_counter()
        wanted = _scan(words, text)
        times.append((time.perf_counter() - began) * 1000)
        _, answer = client.ask(f"/sparql/things?q={quote(text)}")
        found = {one["iri"] for one in json.loads(answer)["things"] if not one["approximate"]}
        complete = found == wanted if len(wanted) <= LIMITS.suggestions else len(found) == LIMITS.suggestions
        few += len(wanted) <= LIMITS.suggestions
        if not found <= wanted or not complete:
            print(f"differs: {text!r}: {sorted(found ^ wanted)[:5]}")
            return None
    print(f"finds what a scan of all names finds: yes ({len(times)} beginnings, {few} of them found whole)")
    return median(times)


def _measure(client: _Client, names: list[Named], typed: list[str], scanned: float) -> bool:
    chance = random.Random(3)
    iris = [one.iri for one in chance.sample(names, min(len(names), 2000))]
    texts = [one.text for one in catalogue().values()]
    asked: dict[str, Callable[[], Iterator[float]]] = {
        "things, three letters": lambda: (
            client.ask(f"/sparql/things?q={quote(one)}")[0] for one in typed if len(one) == 3
        ),
        "things, longer": lambda: (
            client.ask(f"/sparql/things?q={quote(one)}&lang=vi")[0] for one in typed if len(one) > 3
        ),
        "names of 20 IRIs": lambda: (
            client.ask("/sparql/names?" + "&".join(f"iri={quote(iri)}" for iri in iris[at : at + 20]))[0]
            for at in range(0, len(iris) - 20, 20)
        ),
        "check, a text for the first time": lambda: (client.ask("/sparql/check", text)[0] for text in texts),
        "check, again": lambda: (client.ask("/sparql/check", text)[0] for text in texts),
        "check, a fault": lambda: (client.ask("/sparql/check", text[: len(text) // 2])[0] for text in texts),
    }
    first, answer = client.ask("/sparql/terms")
    again, _ = client.ask("/sparql/terms")
    terms = json.loads(answer)
    print(
        f"terms: first {first:.1f} ms, again {again:.1f} ms, {len(answer) / 1000:.0f} kB: {len(terms['classes']):,} of "
        f"{terms['classes_used']:,} classes, said to be cut: {'yes' if terms['more'] else 'no'}"
    )
    worst = 0.0
    for name, times in asked.items():
        taken = list(times())
        p99 = quantiles(taken, n=100)[98] if len(taken) > 1 else taken[0]
        ratio = f", scan {scanned / median(taken):,.1f} times as long" if name.startswith("things") else ""
        print(f"{name}: p50 {median(taken):.1f} ms, p99 {p99:.1f} ms ({len(taken)} requests){ratio}")
        worst = max(worst, p99 if not name.startswith("check") else 0.0)
    print(f"a plain scan of all names: p50 {scanned:.0f} ms")
    print(f"completion under {GOAL_MS:.0f} ms (p99): {'yes' if worst < GOAL_MS else 'NO'}")
    return True
