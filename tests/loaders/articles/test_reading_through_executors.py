"""Articles are read by whatever executor is at hand, and a document that hangs or kills costs its process alone."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from click.testing import CliRunner
from distributed import LocalCluster

from graph.errors import InputError
from graph.store.versions import VersionStore
from huunghi import main
from loaders.articles.input.dask_cluster import cluster
from loaders.articles.input.files import File
from loaders.articles.input.time_limited import Outcome, ReadingProcess
from loaders.articles.input.worker_pool import read_in_order
from loaders.articles.load import load_articles
from tests.bench.articles import article
from tests.conftest import ROOT

VIETNAMESE = (
    "Ngày 5/3/2024, tại Huế, Liên hiệp các tổ chức hữu nghị tỉnh Thừa Thiên Huế tổ chức hội nghị triển khai "
    "Chỉ thị số 12-CT/TW ngày 05/01/2022 của Ban Bí thư."
)
LANGUAGES = ("en", "vi", "ru", "fr")


def write_articles(folder: Path, count: int) -> Path:
    """Write made articles, with an empty file and one that is no text among them."""
    folder.mkdir()
    for number in range(count):
        text = article(number, LANGUAGES[number % 4])
        (folder / f"{number:03}.txt").write_text(text, encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "picture.pdf").write_bytes(b"no PDF at all")
    return folder


def quads_of(versions: VersionStore) -> set[str]:
    """Return all that a store holds but when its runs ended."""
    version = versions.require_current()
    with version.open() as opened:
        return {str(quad) for quad in opened.store if not quad.predicate.value.endswith("endedAtTime")}


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_articles(tmp_path_factory.mktemp("made") / "articles", 20)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory, articles: Path) -> VersionStore:
    """What these articles are loaded to by default."""
    versions = VersionStore(tmp_path_factory.mktemp("here") / "store")
    report = load_articles(versions, articles)
    assert report.counts["documents read"] == 20
    assert sorted(line.partition(":")[0] for line in report.left_out) == ["empty.txt", "picture.pdf"]
    return versions


def test_threads_and_processes_of_the_standard_library_give_the_same_claims(
    tmp_path: Path, articles: Path, here: VersionStore
) -> None:
    executors: dict[str, Executor] = {
        "threads": ThreadPoolExecutor(2),
        "processes": ProcessPoolExecutor(2, get_context("spawn")),
    }
    for name, executor in executors.items():
        versions = VersionStore(tmp_path / name)
        with executor:
            load_articles(versions, articles, executor=executor, workers=2)
        assert quads_of(versions) == quads_of(here), name


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """A scheduler with two workers, each a process."""
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as local:
        yield local.scheduler_address


def test_a_dask_cluster_gives_the_same_claims(
    tmp_path: Path, articles: Path, here: VersionStore, scheduler: str
) -> None:
    """By the command that a user gives; the two files that cannot be read are told as they are here."""
    done = CliRunner().invoke(
        main, ["--store", str(tmp_path / "s"), "load", str(articles), "--dask", scheduler]
    )
    assert done.exit_code == 1, done.output
    assert "empty.txt: the file is empty" in done.output
    assert quads_of(VersionStore(tmp_path / "s")) == quads_of(here)


def test_a_document_that_hangs_on_a_dask_worker_is_one_line(
    tmp_path: Path, scheduler: str, articles: Path
) -> None:
    """The worker lives on: what is ended is the process that reads below it."""
    with cluster(scheduler) as there, hanging(tmp_path / "b.txt") as pipe:
        files = [File(articles / "000.txt", {}), pipe, File(articles / "001.txt", {})]
        found = list(read_in_order(files, (), executor=there.executor, workers=there.workers, seconds=3))
    assert told(found) == ["000.txt", "b.txt: took more than 3 seconds and was given up", "001.txt"]


@pytest.mark.parametrize(
    ("address", "error"),
    [
        ("nonsense://x", "'nonsense://x' is no address of a Dask scheduler"),
        ("tcp://127.0.0.1:1", "No Dask scheduler answers at 'tcp://127.0.0.1:1'"),
    ],
)
def test_a_scheduler_that_cannot_be_reached_is_one_error(address: str, error: str) -> None:
    with pytest.raises(InputError, match=error), cluster(address):
        pass


def test_where_dask_is_missing_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError) as raised, cluster("tcp://127.0.0.1:1"):
        pass
    assert "Dask, which is not installed" in raised.value.message
    assert "huunghi[dask]" in str(raised.value.hint)


@pytest.mark.parametrize("address", ["nonsense", "tcp://10.0.0.7", "tcp://:8786"])
def test_what_is_no_address_of_a_scheduler_is_told_at_once(address: str) -> None:
    with pytest.raises(InputError, match="is no address of a Dask scheduler"), cluster(address):
        pass


@contextlib.contextmanager
def hanging(path: Path) -> Iterator[File]:
    """A file whose reading never ends: a pipe into which nobody writes."""
    os.mkfifo(path)
    writer = os.open(path, os.O_RDWR)  # so that opening it to read does not wait, but reading does
    try:
        yield File(path, {"language": "vi"})
    finally:
        os.close(writer)


def told(found: list[Outcome]) -> list[str]:
    """Return the names of what was read, and the problems of what was not."""
    return [one.name if one.article else str(one.problem) for one in found]


def test_a_document_that_hangs_is_one_line_and_the_rest_is_read(tmp_path: Path) -> None:
    for name in ("a", "c"):
        (tmp_path / f"{name}.txt").write_text(VIETNAMESE, encoding="utf-8")
    with hanging(tmp_path / "b.txt") as pipe:
        files = [File(tmp_path / "a.txt", {}), pipe, File(tmp_path / "c.txt", {})]
        found = list(read_in_order(files, (), workers=1, seconds=3))
    assert told(found) == ["a.txt", "b.txt: took more than 3 seconds and was given up", "c.txt"]


def test_the_limit_ends_a_function_in_c_that_looks_for_no_signal() -> None:
    """A handler of Python runs between its instructions, so it is called once such a function is done; the limit of a
    reading process has no handler. (The engine of regular expressions looks for signals; a parser of XML does not.)"""
    body = (
        "import hashlib, signal, sys\n"
        "if sys.argv[1] == 'handled': signal.signal(signal.SIGALRM, lambda *_: sys.exit(7))\n"
        "signal.setitimer(signal.ITIMER_REAL, 0.3)\n"
        "hashlib.pbkdf2_hmac('sha256', b'', b'', 100_000_000)\n"
    )
    ended = {}
    for how in ("handled", "default"):
        running = subprocess.Popen([sys.executable, "-c", body, how])
        with contextlib.suppress(subprocess.TimeoutExpired):
            running.wait(timeout=5)
        ended[how] = running.poll()
        running.kill()
        running.wait()
    assert ended == {"handled": None, "default": -signal.SIGALRM}


def test_a_document_that_ends_its_process_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    for name in ("a", "c"):
        (tmp_path / f"{name}.txt").write_text(VIETNAMESE, encoding="utf-8")

    def kill_the_reader(pipe: Path) -> None:
        while not (readers := [pid for pid in children() if reads(pid, pipe)]):
            time.sleep(0.02)
        os.kill(readers[0], signal.SIGKILL)

    with hanging(tmp_path / "b.txt") as pipe:
        threading.Thread(target=kill_the_reader, args=[pipe.path], daemon=True).start()
        files = [File(tmp_path / "a.txt", {}), pipe, File(tmp_path / "c.txt", {})]
        found = list(read_in_order(files, (), workers=1))
    assert told(found) == [
        "a.txt", "b.txt: reading it ended the process that did (too little memory?)", "c.txt",
    ]  # fmt: skip


def children() -> list[int]:
    """Return the processes that this one started."""
    return [
        int(pid) for file in Path("/proc/self/task").glob("*/children") for pid in file.read_text().split()
    ]


def reads(pid: int, pipe: Path) -> bool:
    """Whether a process has a file open."""
    try:
        return any(os.readlink(f) == str(pipe) for f in Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return False


def test_a_reading_process_ends_with_the_one_that_started_it(tmp_path: Path) -> None:
    """Also where that one was killed."""
    body = (
        "import os, signal\n"
        "from loaders.articles.input.time_limited import ReadingProcess\n"
        "print(ReadingProcess().pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", body], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False, timeout=60
    )
    pid = int(done.stdout)
    deadline = time.monotonic() + 20
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{pid}").exists()


def test_what_a_library_prints_is_not_taken_for_an_answer(tmp_path: Path) -> None:
    """Standard output of the process is its standard error."""
    (tmp_path / "a.txt").write_text(VIETNAMESE, encoding="utf-8")
    process = ReadingProcess()
    try:
        (first,) = process.read(File(tmp_path / "a.txt", {}), (), seconds=60)
        assert re.fullmatch(r"pipe:\[\d+\]|/.*", os.readlink(f"/proc/{process.pid}/fd/1"))
        assert os.readlink(f"/proc/{process.pid}/fd/1") == os.readlink(f"/proc/{process.pid}/fd/2")
    finally:
        process.close()
    assert first.article is not None and first.last
