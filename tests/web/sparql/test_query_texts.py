"""Texts of queries that are checked or laid out: a few at a time, and those that wait have no thread."""

import asyncio
import threading
from pathlib import Path

from web.settings import Settings
from web.sparql.service import SparqlService, service_settings


def test_two_texts_are_worked_on_at_once_and_the_third_waits_for_its_turn(tmp_path: Path) -> None:
    service = SparqlService(service_settings(Settings(store=tmp_path)))
    begun, may_end = threading.Semaphore(0), threading.Event()
    threads: list[str] = []

    def work(text: str) -> str:
        threads.append(threading.current_thread().name)
        begun.release()
        may_end.wait(10)
        return text.upper()

    async def three() -> list[str]:
        tasks = [asyncio.create_task(service.with_text(work, text)) for text in "abc"]
        for _ in range(2):
            await asyncio.to_thread(begun.acquire, timeout=10)
        await asyncio.sleep(0)
        assert len(threads) == 2
        may_end.set()
        return await asyncio.gather(*tasks)

    assert asyncio.run(three()) == ["A", "B", "C"]
    assert len(threads) == 3
