"""Pages wait for their turn, are rendered beside the web process too, and are the same wherever that is."""

import asyncio
import contextlib
import os
import resource
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from pyoxigraph import Store
from starlette.types import Message, Receive, Scope, Send

from graph.store.reader import EmbeddedReader, MemoryReader, Reader, VersionName
from graph.store.versions import VersionStore
from web.app import pages_application
from web.errors import Busy
from web.finished_page import FinishedPage, finish
from web.render_process import RenderProcess
from web.rendering import Rendering
from web.settings import Settings

ADDRESSES = (
    "/",
    "/id/organisation/vufo.html",
    "/id/organisation/vufo.ttl",
    "/search?q=nghe+an&lang=vi",
    "/no/such/page",
)


class Slow:
    """An application that answers when it is told to, and notes what was begun."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.most = self.running = 0
        self.go_on = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.begun.append(scope["path"])
        self.running += 1
        self.most = max(self.most, self.running)
        await self.go_on.wait()
        self.running -= 1
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": scope["path"].encode()})


def scope_of(address: str, reader: Reader | None = None) -> Scope:
    path, _, query = address.partition("?")
    return {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "headers": [(b"host", b"localhost"), (b"accept", b"text/html")],
        "state": {"reader": reader, "curator": False} if reader else {},
    }


async def stays() -> Message:
    """Receive nothing: the client waits."""
    await asyncio.Event().wait()
    raise AssertionError


async def leaves() -> Message:
    """Receive that the client has gone."""
    return {"type": "http.disconnect"}


def ask(rendering: Rendering, app: Slow, path: str, client: str = "a") -> "asyncio.Task[FinishedPage | None]":
    return asyncio.create_task(rendering.finish(app, scope_of(path), stays, client=client))


async def turns() -> None:
    """Let everything that can go on go on."""
    for _ in range(20):
        await asyncio.sleep(0)


def test_two_pages_are_rendered_at_a_time_and_clients_take_turns() -> None:
    async def run() -> tuple[list[str], int]:
        app, rendering = Slow(), Rendering()
        tasks = [ask(rendering, app, path) for path in ("/a1", "/a2", "/a3", "/a4")]
        await turns()
        tasks += [ask(rendering, app, path, client="b") for path in ("/b1", "/b2")]
        await turns()
        assert rendering.waiting == 4
        app.go_on.set()
        pages = await asyncio.gather(*tasks)
        assert [page.plain for page in pages if page] == [b"/a1", b"/a2", b"/a3", b"/a4", b"/b1", b"/b2"]
        return app.begun, app.most

    begun, most = asyncio.run(run())
    assert begun == ["/a1", "/a2", "/a3", "/b1", "/a4", "/b2"]
    assert most == 2


def test_nothing_is_rendered_for_a_client_that_has_left() -> None:
    async def run() -> list[str]:
        app, rendering = Slow(), Rendering()
        first = [ask(rendering, app, "/first"), ask(rendering, app, "/second")]
        await turns()
        assert await rendering.finish(app, scope_of("/left"), leaves, client="b") is None
        last = ask(rendering, app, "/last")
        await turns()
        app.go_on.set()
        await asyncio.gather(*first, last)
        return app.begun

    assert asyncio.run(run()) == ["/first", "/second", "/last"]


def test_who_asks_for_most_is_refused_where_there_is_no_room() -> None:
    async def run() -> None:
        app, rendering = Slow(), Rendering(most=3)
        tasks = {path: ask(rendering, app, path) for path in ("/a1", "/a2", "/a3", "/a4", "/a5")}
        await turns()
        with pytest.raises(Busy):
            await rendering.finish(app, scope_of("/a6"), stays, client="a")
        tasks["/b1"] = ask(rendering, app, "/b1", client="b")
        await turns()
        app.go_on.set()
        ended = dict(zip(tasks, await asyncio.gather(*tasks.values(), return_exceptions=True), strict=True))
        assert [path for path, end in ended.items() if isinstance(end, Busy)] == ["/a5"]
        assert app.begun == ["/a1", "/a2", "/a3", "/b1", "/a4"]

    asyncio.run(run())


def test_where_each_client_has_one_page_waiting_the_next_is_refused_and_none_that_waits() -> None:
    async def run() -> None:
        app, rendering = Slow(), Rendering(most=3)
        first = [ask(rendering, app, path) for path in ("/a1", "/a2")]
        await turns()
        waiting = [ask(rendering, app, f"/{name}", client=name) for name in ("c1", "c2", "c3")]
        await turns()
        next_one = ask(rendering, app, "/c4", client="c4")
        await turns()
        assert next_one.done()
        with pytest.raises(Busy):
            await next_one
        app.go_on.set()
        await asyncio.gather(*first, *waiting)
        assert app.begun == ["/a1", "/a2", "/c1", "/c2", "/c3"]

    asyncio.run(run())


@asynccontextmanager
async def beside(store: VersionStore) -> AsyncIterator[RenderProcess]:
    process = await RenderProcess.start(Settings(store=store.root))
    try:
        yield process
    finally:
        await process.close()


def test_a_process_that_cannot_be_started_leaves_no_socket(tmp_path: Path) -> None:
    async def run() -> None:
        limits = resource.getrlimit(resource.RLIMIT_NOFILE)
        with contextlib.ExitStack() as stack:
            stack.callback(resource.setrlimit, resource.RLIMIT_NOFILE, limits)
            resource.setrlimit(resource.RLIMIT_NOFILE, (200, limits[1]))
            opened = []
            with pytest.raises(OSError, match="Too many open files"):
                while True:
                    opened.append(stack.enter_context(Path(os.devnull).open("rb")))
            for file in opened[-2:]:  # enough for the pair of sockets, not for the process
                file.close()
            for _ in range(3):
                with pytest.raises(OSError, match="Too many open files"):
                    await RenderProcess.start(Settings(store=tmp_path))
            left = [stack.enter_context(Path(os.devnull).open("rb")) for _ in range(2)]
            assert len(left) == 2

    asyncio.run(run())


def test_a_page_rendered_beside_is_the_page_rendered_here(
    five_reports_root: VersionStore, five_reports: EmbeddedReader
) -> None:
    async def run() -> None:
        app = pages_application(Settings(store=five_reports_root.root))
        async with beside(five_reports_root) as process:
            for address in ADDRESSES:
                there = await process.render(scope_of(address, five_reports))
                assert there == await finish(app, scope_of(address, five_reports)), address
            not_there = MemoryReader(Store(), version=VersionName(99, "2024-01-01T00:00:00Z"))
            assert await process.render(scope_of("/", not_there)) is None

    asyncio.run(run())


def test_pages_that_wait_are_rendered_beside_and_by_this_process_where_that_dies(
    five_reports_root: VersionStore, five_reports: EmbeddedReader
) -> None:
    settings = Settings(store=five_reports_root.root)
    started: list[RenderProcess] = []

    async def start() -> RenderProcess:
        started.append(await RenderProcess.start(settings))
        return started[-1]

    async def run() -> None:
        app, rendering = pages_application(settings), Rendering(start, beside=1)
        scope = scope_of("/id/organisation/vufo.html", five_reports)

        async def page() -> FinishedPage | None:
            return await rendering.finish(app, dict(scope), stays, client="a")

        pages = await asyncio.gather(*(page() for _ in range(60)))
        while not started:
            pages += await asyncio.gather(*(page() for _ in range(60)))
        assert len(started) == 1
        assert len(set(pages)) == 1
        os.kill(started[0].pid, signal.SIGKILL)
        assert set(await asyncio.gather(*(page() for _ in range(5)))) == set(pages)
        await rendering.close()

    asyncio.run(run())
